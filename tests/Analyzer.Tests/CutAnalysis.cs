using System.Globalization;
using PassiveDns.Formats.Capture;
using PassiveDns.Formats.Records;
using PassiveDns.Tests.Support;
using Xunit;

namespace PassiveDns.Analyzer.Tests;

/// <summary>The analysis of a capture, which can be saved behind any frame and carried on by new objects that know nothing else.</summary>
internal sealed class CutAnalysis : IDisposable
{
    private readonly CutSource _source;
    private readonly AnalysisOptions _options;
    private readonly IFrameReader _reader;
    private readonly LineSink _sink;
    private readonly CaptureAnalysis _analysis;

    public CutAnalysis(CutSource source, AnalysisOptions options)
        : this(source, options, source.Open(), new LineSink(), sink => new CaptureAnalysis(sink, options))
    {
    }

    private CutAnalysis(CutSource source, AnalysisOptions options, IFrameReader reader, LineSink sink, Func<LineSink, CaptureAnalysis> analysis)
    {
        (_source, _options, _reader, _sink) = (source, options, reader, sink);
        _analysis = analysis(sink);
    }

    public long Frames => _analysis.Accounting.FramesRead;

    /// <summary>Every observation that these objects made, all of it, as a line.</summary>
    public IReadOnlyList<string> Observations => _sink.Observations;

    public byte[] Save() => SavedState.Of(state =>
    {
        _source.Save(_reader, Frames, state);
        _analysis.Save(state);
    });

    public CutAnalysis Resume(byte[] saved) => SavedState.Load(saved, state => new CutAnalysis(
        _source, _options, _source.Resume(state), new LineSink(), sink => CaptureAnalysis.Load(state, sink, _options)));

    /// <summary>Analyses frames up to a number, or to the end.</summary>
    public void RunTo(long frames)
    {
        while (Frames < frames && _reader.TryRead(out var frame)) _analysis.Add(frame);
    }

    /// <returns>Everything that is told of the capture beside the observations.</returns>
    public string Finish()
    {
        _analysis.Finish();
        var account = _analysis.Accounting;
        Assert.True(account.IsBalanced);
        return string.Join('\n',
        [
            $"{account.FramesRead} {_analysis.FirstPacketMilliseconds} {_analysis.LastPacketMilliseconds} {_analysis.IsOneSided}",
            string.Join(' ', _analysis.LinkTypes),
            .. Enum.GetValues<FrameOutcome>().Select(outcome => $"{outcome} {account[outcome]}"),
            .. Enum.GetValues<MessageOutcome>().Select(outcome => $"{outcome} {account[outcome]}"),
            .. Enum.GetValues<AnalysisFact>().Select(fact => $"{fact} {account[fact]}"),
            .. Enum.GetValues<Encapsulation>().Select(encapsulation => $"{encapsulation} {account[encapsulation]}"),
            .. account.UnsupportedLinkTypes.Select(type => $"link type {type.Key} {type.Value}"),
            .. _reader.Damage.Select(damage => damage.ToString()),
        ]);
    }

    public void Dispose() => _reader.Dispose();

    private sealed class LineSink : IRRsetSink
    {
        public List<string> Observations { get; } = [];

        public void Add(in RRsetObservation observation) => Observations.Add(string.Create(
            CultureInfo.InvariantCulture,
            $"{Hex.Text(observation.Owner)} {observation.Type} {observation.IsNegative} {Hex.Text(observation.RDataSet)} {observation.TimeNanoseconds} "
            + $"{observation.FrameNumber} {observation.TtlMin} {observation.TtlMax} {observation.Status} {observation.Vantage}"));
    }
}

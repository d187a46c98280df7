using System.Security.Cryptography;
using System.Text;
using PassiveDns.Analyzer;
using PassiveDns.Formats.Capture;
using PassiveDns.Formats.State;
using PassiveDns.Indexer.Ingest;

namespace PassiveDns.Tui.Ingest;

/// <summary>A source under way, from its start or, where an ingest of it died, from its last checkpoint.</summary>
internal sealed class SourceReading : IDisposable
{
    private readonly IngestSession _session;
    private readonly SourceCheckpoint? _checkpoint;
    private readonly CaptureFile _capture;
    private readonly long _framesPerCheckpoint;
    private long _nextCheckpoint;

    private SourceReading(
        IngestSession session, SourceCheckpoint? checkpoint, SourceStream stream, CaptureFile capture, CaptureAnalysis analysis, long framesPerCheckpoint)
    {
        (_session, _checkpoint, Stream, _capture, Analysis, _framesPerCheckpoint) = (session, checkpoint, stream, capture, analysis, framesPerCheckpoint);
        _nextCheckpoint = analysis.Accounting.FramesRead + framesPerCheckpoint;
    }

    public SourceStream Stream { get; }

    public CaptureAnalysis Analysis { get; }

    public string Format => _capture.Format;

    public IReadOnlyList<FileDamage> Damage => _capture.Damage;

    /// <summary>The name of a source's checkpoint: what is ingested, and how.</summary>
    public static string CheckpointName(SourcePath source, string options) =>
        Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes($"{Path.GetFullPath(source.Path)}\n{options}")).AsSpan(0, 8));

    /// <param name="open">Opens the source, which may be expected to begin with what was read of it before.</param>
    /// <param name="checkpoint">Where to save how far it has come; null for a source that is not long enough.</param>
    public static SourceReading Begin(
        IngestSession session, SourcePath source, string options, Func<SourcePrefix, SourceStream> open, SourceCheckpoint? checkpoint, long framesPerCheckpoint)
    {
        var stream = open(default);
        try
        {
            var capture = CaptureFile.Open(stream, source.Path);
            return new SourceReading(
                session, checkpoint, stream, capture, new CaptureAnalysis(session, IngestRequest.AnalysisOf(options)), framesPerCheckpoint);
        }
        catch
        {
            stream.Dispose();
            throw;
        }
    }

    /// <summary>Goes on from a checkpoint.</summary>
    /// <exception cref="UnusableStateException">It is damaged, or the source is another. A source that differs only behind its start tells later, when it is
    /// read.</exception>
    public static SourceReading Resume(
        IngestSession session, SourcePath source, string options, Func<SourcePrefix, SourceStream> open, SourceCheckpoint checkpoint,
        long framesPerCheckpoint, CancellationToken interruption)
    {
        SourcePrefix prefix = default;
        CapturePosition position = null!;
        CaptureAnalysis analysis = null!;
        session.Load(checkpoint, state =>
        {
            prefix = SourcePrefix.Load(state);
            position = CapturePosition.Load(state);
            analysis = CaptureAnalysis.Load(state, session, IngestRequest.AnalysisOf(options));
        });
        var stream = open(prefix);
        try
        {
            var capture = CaptureFile.Resume(stream, source.Path, position, interruption);
            return new SourceReading(session, checkpoint, stream, capture, analysis, framesPerCheckpoint);
        }
        catch
        {
            stream.Dispose();
            throw;
        }
    }

    /// <summary>Reads the source to its end, and saves on the way how far it has come.</summary>
    public void Run(CancellationToken interruption) => Analysis.Run(_capture, interruption, _checkpoint is null ? null : SaveNowAndThen);

    public void Dispose()
    {
        _capture.Dispose();
        Stream.Dispose();
    }

    private void SaveNowAndThen()
    {
        if (Analysis.Accounting.FramesRead < _nextCheckpoint || !Stream.TryGetPrefix(out var prefix)) return;
        _session.Save(_checkpoint!, state =>
        {
            prefix.Save(state);
            _capture.Position.Save(state);
            Analysis.Save(state);
        });
        _nextCheckpoint = Analysis.Accounting.FramesRead + _framesPerCheckpoint;
    }
}

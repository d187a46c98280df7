using PassiveDns.Formats.Records;
using PassiveDns.Tests.Support;
using Xunit;

namespace PassiveDns.Analyzer.Tests;

/// <summary>What is never finished must not cost the responses that are.</summary>
public class FloodTests
{
    private const double Enough = 0.999;
    private const int Spread = 2_000; // at 100,000 frames a second an exchange of 20 ms

    private const int Million = 1_000_000, Few = 40_000;

    // Few frames are a flood when there is little memory; a million is one for the memory that is given when nobody asks.
    private static readonly AnalysisOptions LittleMemory = new() { StreamMemory = 4 << 20, FragmentMemory = 4 << 20 };

    public static TheoryData<FloodKind, int, AnalysisFact?> Floods => new()
    {
        { FloodKind.Ordinary, Few, null },
        { FloodKind.Syn, Million, AnalysisFact.StreamsPushedOut },
        { FloodKind.SynWithOctet, Few, AnalysisFact.StreamsPushedOut },
        { FloodKind.Octet, Few, AnalysisFact.StreamsPushedOut },
        { FloodKind.Rubbish, Few, AnalysisFact.StreamsPushedOut },
        { FloodKind.MessageBegun, Few, AnalysisFact.StreamsPushedOut },
        { FloodKind.FullMessageBegun, Few, AnalysisFact.StreamsPushedOut },
        { FloodKind.TcpQuery, Few, AnalysisFact.StreamsPushedOut },
        { FloodKind.SynFin, Few, AnalysisFact.StreamsPushedOut },
        { FloodKind.Holes, Few, AnalysisFact.StreamsWithGap },
        { FloodKind.Backwards, Few, AnalysisFact.StreamsWithGap },
        { FloodKind.NearlyMessages, Few, null },
        { FloodKind.FirstFragment, Million, AnalysisFact.IncompleteDatagrams },
        { FloodKind.FullFirstFragment, Few, AnalysisFact.IncompleteDatagrams },
        { FloodKind.MiddleFragment, Few, AnalysisFact.IncompleteDatagrams },
        { FloodKind.LastFragment, Few, AnalysisFact.IncompleteDatagrams },
        { FloodKind.OneDatagram, Few, AnalysisFact.OverlappingFragments },
        { FloodKind.Overlap, Few, AnalysisFact.OverlappingFragments },
        { FloodKind.Query, Million, AnalysisFact.QueriesPushedOut },
    };

    [Theory, MemberData(nameof(Floods))]
    public void Honest_responses_are_decoded_in_a_flood(FloodKind kind, int frames, AnalysisFact? counted)
    {
        using var capture = new FloodCapture(kind, frames, Spread);
        var sink = new HonestResponses();
        var analysis = new CaptureAnalysis(sink, frames == Million ? new AnalysisOptions() : LittleMemory);
        analysis.Run(capture, TestContext.Current.CancellationToken);

        Assert.True(sink.OverTcp >= Enough * capture.ExchangesOfEach, $"{sink.OverTcp} of {capture.ExchangesOfEach} over TCP");
        Assert.True(sink.Fragmented >= Enough * capture.ExchangesOfEach, $"{sink.Fragmented} of {capture.ExchangesOfEach} in fragments");
        Assert.Equal(capture.Frames, analysis.Accounting.FramesRead);
        if (counted is { } fact) Assert.True(analysis.Accounting[fact] > 0, $"{fact} is counted");
    }
}

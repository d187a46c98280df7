using PassiveDns.Formats.Capture;
using PassiveDns.Formats.Records;
using PassiveDns.Tests.Support;
using Xunit;

namespace PassiveDns.Analyzer.Tests;

/// <summary>A capture that is cut into parts while it is analysed comes to the same, and the parts add up.</summary>
public class CapturePartTests
{
    public static TheoryData<string> Captures => [.. Directory.GetFiles(Path.Combine(TestFolders.TestData, "captures")).Select(path => Path.GetFileName(path))];

    [Theory, MemberData(nameof(Captures))]
    public void Parts_add_up_to_the_whole(string name)
    {
        var whole = Analyse(name, _ => false, out var undisturbed);
        for (var every = 1; every <= 64; every *= 4)
        {
            var parts = Analyse(name, number => number % every == 0, out var observations);

            Assert.All(parts, part => Assert.True(part.Accounting.IsBalanced));
            Assert.Equal(undisturbed, observations);
            var sum = parts.Aggregate((a, b) => a.With(b));
            Assert.Equal(Figures(Assert.Single(whole)), Figures(sum));
        }
    }

    [Fact]
    public void A_part_without_frames_has_no_times()
    {
        var analysis = new CaptureAnalysis(new CollectingSink(), new AnalysisOptions());
        var part = analysis.EndPart();

        Assert.Equal((null, null, 0L), (part.FirstPacketMilliseconds, part.LastPacketMilliseconds, part.Accounting.FramesRead));
    }

    private static List<CapturePart> Analyse(string name, Func<long, bool> isCut, out List<string> observations)
    {
        var path = Path.Combine(TestFolders.TestData, "captures", name);
        using var capture = CaptureFile.Open(new MemoryStream(File.ReadAllBytes(path)), name);
        var sink = new CollectingSink();
        var analysis = new CaptureAnalysis(sink, new AnalysisOptions());
        var parts = new List<CapturePart>();
        while (capture.TryRead(out var frame))
        {
            analysis.Add(frame);
            if (isCut(frame.Number)) parts.Add(analysis.EndPart());
        }

        analysis.Finish();
        parts.Add(analysis.EndPart());
        observations = [.. sink.Observations.Select(observed => $"{observed} {observed.FrameNumber} {observed.TimeNanoseconds}")];
        return parts;
    }

    private static string Figures(CapturePart part) => string.Join(
        '\n',
        [
            $"{part.FirstPacketMilliseconds} {part.LastPacketMilliseconds} {part.IsOneSided} {string.Join(',', part.LinkTypes)} {part.Accounting.FramesRead}",
            .. Enum.GetValues<FrameOutcome>().Select(outcome => $"{outcome} {part.Accounting[outcome]}"),
            .. Enum.GetValues<MessageOutcome>().Select(outcome => $"{outcome} {part.Accounting[outcome]}"),
            .. Enum.GetValues<AnalysisFact>().Select(fact => $"{fact} {part.Accounting[fact]}"),
            .. Enum.GetValues<Encapsulation>().Select(one => $"{one} {part.Accounting[one]}"),
        ]);
}

using PassiveDns.Formats.Capture;
using PassiveDns.Formats.Dns.RData;
using PassiveDns.Formats.Records;
using PassiveDns.Tests.Support;
using Xunit;

namespace PassiveDns.Analyzer.Tests;

/// <summary>Real captures from many sources, each with the list of records that another dissector found in it.</summary>
public class CaptureTruthTests
{
    public static TheoryData<string> Captures => [.. Names()];

    [Theory, MemberData(nameof(Captures))]
    public void Every_frame_is_accounted_for(string name)
    {
        Assert.SkipWhen(TestFolders.Shared is null, TestFolders.SharedMissing);
        var analysis = new CaptureAnalysis(new RecordSink(), new AnalysisOptions());
        Analyse(name, analysis);

        Assert.True(analysis.Accounting.IsBalanced);
    }

    [Theory, MemberData(nameof(Captures))]
    public void Finds_the_records_that_were_delivered(string name)
    {
        Assert.SkipWhen(TestFolders.Shared is null, TestFolders.SharedMissing);
        var sink = new RecordSink();
        Analyse(name, new CaptureAnalysis(sink, new AnalysisOptions()));

        var expected = CaptureTruth.Read(PathOf(name)).ToHashSet();
        Assert.Empty(sink.Records.Except(expected));
        Assert.Empty(expected.Except(sink.Records));
    }

    private static IEnumerable<string> Names() => TestFolders.Shared is null
        ? ["-"]
        : Directory.EnumerateFiles(Path.Combine(TestFolders.Shared, "captures"), "*.truth.tsv*")
            .Select(file => Path.GetFileName(file).Split(".truth.tsv")[0])
            .Where(name => name.Contains(".pcap", StringComparison.Ordinal))
            .Order(StringComparer.Ordinal);

    private static string PathOf(string name) => Path.Combine(TestFolders.Shared!, "captures", name);

    private static void Analyse(string name, CaptureAnalysis analysis)
    {
        using var stream = File.OpenRead(PathOf(name));
        using var reader = CaptureFile.Open(stream, name);
        analysis.Run(reader, TestContext.Current.CancellationToken);
    }

    /// <summary>Keeps every record in the spelling of the lists.</summary>
    private sealed class RecordSink : IRRsetSink
    {
        public HashSet<ListedRecord> Records { get; } = [];

        public void Add(in RRsetObservation observation)
        {
            if (observation.IsNegative) return;
            var name = CaptureTruth.Name(observation.Owner);
            var type = RDataTypes.Mnemonic(observation.Type);
            var set = observation.RDataSet;
            while (RRsetKey.TryReadRData(ref set, out var rdata))
                Records.Add(new ListedRecord(name, type, CaptureTruth.RData(observation.Type, rdata)));
        }
    }
}

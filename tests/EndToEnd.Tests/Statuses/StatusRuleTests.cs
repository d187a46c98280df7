using System.Globalization;
using System.Text;
using PassiveDns.Formats.Records;
using PassiveDns.Indexer;
using PassiveDns.Tests.Support;
using Xunit;

namespace PassiveDns.EndToEnd.Tests.Statuses;

/// <summary>Every sighting of every capture is what it is by a rule of <see cref="StatusRules"/>, and the archive holds no other.</summary>
public sealed class StatusRuleTests : IDisposable
{
    private static readonly string Own = Path.Combine(TestFolders.TestData, "captures");
    private static readonly string OwnHints = Path.Combine(TestFolders.TestData, "hints.zone");
    private static readonly string ShippedHints = Path.Combine(TestFolders.Root, "Indexer", "Bailiwick", "hints.zone");
    private static readonly string Golden = Path.Combine(TestFolders.TestData, "golden");

    private readonly TempFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    public static TheoryData<string> OwnCaptures => [.. NamesIn(Own)];

    public static TheoryData<string> OutsideCaptures =>
        TestFolders.Shared is { } shared ? [.. NamesIn(Path.Combine(shared, "captures")).Where(IsCapture)] : [TestFolders.SharedMissing];

    [Theory, MemberData(nameof(OwnCaptures))]
    public void Each_status_of_our_captures_is_explained(string capture) =>
        AssertExplained(Path.Combine(Own, capture), OwnHints, "status-rules-own.tsv");

    [Theory, MemberData(nameof(OutsideCaptures))]
    public void Each_status_of_the_outside_captures_is_explained(string capture)
    {
        Assert.SkipWhen(TestFolders.Shared is null, TestFolders.SharedMissing);
        AssertExplained(Path.Combine(TestFolders.Shared!, "captures", capture), ShippedHints, "status-rules-outside.tsv");
    }

    [Theory]
    [InlineData("status-rules-own.tsv")]
    [InlineData("status-rules-outside.tsv")]
    public void Golden_tables_know_only_rules_that_there_are(string table)
    {
        var rules = StatusRules.All.Select(rule => rule.Name).ToHashSet(StringComparer.Ordinal);
        Assert.Equal(rules.Count, StatusRules.All.Count);
        Assert.All(File.ReadLines(Path.Combine(Golden, table)), line => Assert.Contains(line.Split('\t')[1], rules));
    }

    /// <summary>What the captures do not show is made: a race, poison, a transfer, servers that are asked for what they do not have.</summary>
    [Fact]
    public void Each_rule_explains_something()
    {
        var hints = _folder.Write("hints.zone", Encoding.ASCII.GetBytes($". NS a.root.\na.root. A {RuledCapture.Root}\n"));
        var twoSided = _folder.Write("two-sided.pcap", RuledCapture.Make(withQueries: true));
        var oneSided = _folder.Write("one-sided.pcap", RuledCapture.Make(withQueries: false));

        var explained = AssertSame(twoSided, hints).Values.SelectMany(sighting => sighting.Rules).ToHashSet();
        Directory.Delete(_folder.Archive, recursive: true);
        explained.UnionWith(AssertSame(oneSided, hints).Values.SelectMany(sighting => sighting.Rules));

        Assert.Equal(StatusRules.All, StatusRules.All.Where(explained.Contains));
    }

    private void AssertExplained(string capture, string hints, string table)
    {
        var expected = AssertSame(capture, hints);
        var name = Path.GetFileName(capture);
        var golden = File.ReadLines(Path.Combine(Golden, table)).Where(line => line.StartsWith(name + "\t", StringComparison.Ordinal));
        string[] counts = [.. StatusRules.All.Select(rule => (Rule: rule, Count: expected.Values.Count(sighting => sighting.Rules.Contains(rule))))
            .Where(of => of.Count > 0).Select(of => string.Create(CultureInfo.InvariantCulture, $"{name}\t{of.Rule}\t{of.Count}"))];
        Assert.True(golden.SequenceEqual(counts), $"{table} has other counts than these, which the rules give now:\n{string.Join('\n', counts)}");
    }

    /// <summary>Takes a capture in, and compares each sighting with what the second implementation finds.</summary>
    private Dictionary<PlainIdentity, PlainSighting> AssertSame(string capture, string hints)
    {
        var expected = PlainAnalysis.Of(capture, File.ReadAllText(hints, Encoding.ASCII));
        InProcess.Run("ingest", capture, "-q", "--no-index", "--hints", hints, "-a", _folder.Archive);

        Assert.Equal(Lines(expected.Select(pair => (pair.Key, pair.Value))), Lines(Archived()));
        return expected;
    }

    /// <summary>What the archive holds, each sighting with the verdict of its bailiwick.</summary>
    private List<(PlainIdentity Identity, PlainSighting Sighting)> Archived()
    {
        using var archive = Archive.OpenRead(_folder.Archive);
        return [.. archive.Find(new RRsetQuery { Side = LookupSide.All, Kinds = AnswerKinds.Both, Statuses = StatusFilter.All })
            .SelectMany(set => set.Sightings.Select(sighting => (
                PlainIdentity.Of(set, sighting),
                new PlainSighting(sighting.Window, sighting.FirstFrame, sighting.TtlMin, sighting.TtlMax) { Bailiwick = set.BailiwickLabels })))];
    }

    private static List<string> Lines(IEnumerable<(PlainIdentity Identity, PlainSighting Sighting)> sightings) =>
        [.. sightings.Select(of => $"{of.Identity.Data} {of.Identity.Server} {of.Identity} {of.Sighting}").Order(StringComparer.Ordinal)];

    private static IEnumerable<string> NamesIn(string folder) => Directory.GetFiles(folder).Select(path => Path.GetFileName(path)).Order(StringComparer.Ordinal);

    /// <summary>Listings of what is in the captures, and what explains them, lie beside them.</summary>
    private static bool IsCapture(string name) => name.Contains(".pcap", StringComparison.Ordinal) && !name.Contains(".truth.", StringComparison.Ordinal);
}

using System.Buffers.Binary;
using PassiveDns.Formats.Dns;
using PassiveDns.Formats.Records;
using PassiveDns.Indexer.Maintenance;
using PassiveDns.Indexer.Runs;
using Xunit;

namespace PassiveDns.Indexer.Tests;

/// <summary>Negative answers stand among the RRsets and are never taken for any.</summary>
public class NegativeAnswerTests
{
    private static readonly Observed[] First =
    [
        Make.A("www.example.", "192.0.2.1"),
        Make.Negative("www.example.", RRType.AAAA, NegativeKind.NoData),
        Make.Negative("no.example.", RRType.A, NegativeKind.NxDomain, seconds: 100),
        Make.Negative("no.example.", RRType.A, NegativeKind.NxDomain, seconds: 200),
        Make.Negative("no.example.", RRType.A, NegativeKind.ServFail, zoneLabels: null),
    ];

    // As an rdata set these two octets would be one rdata of one octet: the same octets, and another thing.
    private static readonly Observed[] Second =
    [
        Make.Negative("no.example.", RRType.A, NegativeKind.NxDomain, seconds: 300),
        new("no.example.", RRType.A, [[2]], 1_000_000_000, 1, 60, 60, SightingStatus.Matched, Vantage.Recursive),
        Make.Negative("refused.example.", RRType.AXFR, NegativeKind.Refused, zoneLabels: null, status: SightingStatus.Unsolicited),
    ];

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(AnswerKinds.RRsets, StatusFilter.Default, "no.example. A, www.example. A")]
    [InlineData(AnswerKinds.Negative, StatusFilter.Default, "no.example. A NxDomain 1 x3 300000, no.example. A ServFail  x1 1700000000000, www.example. AAAA NoData 1 x1 1700000000000")]
    [InlineData(AnswerKinds.Negative, StatusFilter.All, "no.example. A NxDomain 1 x3 300000, no.example. A ServFail  x1 1700000000000, refused.example. AXFR Refused  x1 1700000000000, www.example. AAAA NoData 1 x1 1700000000000")]
    [InlineData(AnswerKinds.Both, StatusFilter.Default, "no.example. A, no.example. A NxDomain 1 x3 300000, no.example. A ServFail  x1 1700000000000, www.example. A, www.example. AAAA NoData 1 x1 1700000000000")]
    public void A_question_gets_what_it_asks_for_before_and_after_compaction(AnswerKinds kinds, StatusFilter statuses, string expected)
    {
        using var folder = new TemporaryFolder();
        using var archive = MakeArchive(folder.Path);
        var query = new RRsetQuery { Side = LookupSide.All, Kinds = kinds, Statuses = statuses };

        Assert.Equal(expected, string.Join(", ", archive.Find(query).Select(Text)));
        ArchiveCompactor.CompactAll(archive, Token);
        Assert.Equal(expected, string.Join(", ", archive.Find(query).Select(Text)));
        Assert.True(ArchiveVerifier.Verify(archive, Token).IsSound);
    }

    [Fact]
    public void They_are_counted_apart()
    {
        using var folder = new TemporaryFolder();
        using var archive = MakeArchive(folder.Path);
        ArchiveCompactor.CompactAll(archive, Token);

        var info = ArchiveInfo.Read(archive, Token);

        Assert.Equal((2L, 2L), (archive.RRsetBound, info.RRsets));
        Assert.Equal([(RRType.A, 2L)], info.RRsetsByType.Select(pair => (pair.Key, pair.Value)));
        Assert.Equal(
            [(NegativeKind.NxDomain, 1L), (NegativeKind.NoData, 1L), (NegativeKind.ServFail, 1L), (NegativeKind.Refused, 1L)],
            info.NegativesByKind.Select(pair => (pair.Key, pair.Value)));
        Assert.Equal((7L, 8L), (info.Sightings, info.Observations)); // of both
        var run = Assert.Single(archive.Manifest.Runs);
        Assert.Equal((2L, 4L, 6L), (run.RRsets, run.Negatives, run.Entries));
        Assert.Contains("\"negatives\": 4", File.ReadAllText(archive.Layout.Manifest), StringComparison.Ordinal);
        var footer = File.ReadAllBytes(archive.Layout.RRsets(run.Name))[^RunFooter.Length..];
        Assert.Equal((6L, 4U), (BinaryPrimitives.ReadInt64LittleEndian(footer.AsSpan(24)), BinaryPrimitives.ReadUInt32LittleEndian(footer.AsSpan(72))));
    }

    [Fact]
    public void Names_that_only_have_such_are_no_names_and_there_are_no_targets()
    {
        using var folder = new TemporaryFolder();
        using var archive = Make.Archive(folder.Path, new ObservedSource(Make.Source(1), First));
        var run = Assert.Single(archive.Runs);

        var names = new List<string>();
        var name = new byte[DomainName.MaxLength];
        using (var owners = run.OpenOwners())
        {
            while (owners.MoveNext()) names.Add(DomainNameFormat.ToText(name.AsSpan(0, RRsetKey.ReadOwner(owners.Key, name))));
        }

        Assert.Equal(["www.example."], names);
        Assert.Equal(1, run.RDataFile.Totals.Entries); // the address
    }

    [Fact]
    public void A_source_that_is_removed_takes_its_own_along()
    {
        using var folder = new TemporaryFolder();
        using var archive = MakeArchive(folder.Path);
        ArchiveCompactor.CompactAll(archive, Token);

        SourceRemoval.Remove(archive, SourceRemoval.Plan(archive, [archive.FindSource(Make.Sha256(1))!]), Token);

        var left = archive.Find(new RRsetQuery { Side = LookupSide.All, Kinds = AnswerKinds.Negative }).Select(Text);
        Assert.Equal(["no.example. A NxDomain 1 x1 300000"], left);
        Assert.True(ArchiveVerifier.Verify(archive, Token).IsSound);
    }

    [Theory]
    [InlineData("a kind that is none: 0", new byte[] { 0, 0 })]
    [InlineData("a kind that is none: 5", new byte[] { 5, 0 })]
    [InlineData("a zone below the name", new byte[] { 1, 4 })]
    [InlineData("an octet too few", new byte[] { 1 })]
    [InlineData("an octet too many", new byte[] { 1, 0, 0 })]
    public void Other_octets_are_no_negative_answer(string why, byte[] data)
    {
        var key = Make.Negative("no.example.", RRType.A, NegativeKind.NxDomain).Key[..^NegativeAnswer.Length];

        Assert.True(RRsetKeyParts.IsWellFormed([.. key, 1, 3]), "the name itself is its zone");
        Assert.False(RRsetKeyParts.IsWellFormed([.. key, .. data]), why);
    }

    private static Archive MakeArchive(string folder) =>
        Make.Archive(folder, new ObservedSource(Make.Source(1), First), new ObservedSource(Make.Source(2), Second));

    private static string Text(RRset result)
    {
        var name = new byte[DomainName.MaxLength];
        var lead = $"{DomainNameFormat.ToText(name.AsSpan(0, result.ReadOwner(name)))} {result.Type}";
        return result.Negative is { } negative ? $"{lead} {negative.Kind} {negative.ZoneLabels} x{result.Window.Count} {result.Window.LastMilliseconds}" : lead;
    }
}

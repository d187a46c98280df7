using System.Text.RegularExpressions;
using PassiveDns.Formats.Dns;
using PassiveDns.Formats.Records;
using PassiveDns.Indexer.Maintenance;
using PassiveDns.Indexer.Runs;
using PassiveDns.Indexer.Tests.Domains;
using PassiveDns.Tests.Support;
using Xunit;

namespace PassiveDns.Indexer.Tests;

/// <summary>FORMAT.md says what the program does: its worked example is read, and written again.</summary>
public partial class FormatExampleTests
{
    private static readonly string Page = File.ReadAllText(Path.Combine(TestFolders.Root, "Indexer", "FORMAT.md"));

    [Fact]
    public void The_example_is_a_sound_archive_that_holds_what_the_page_says()
    {
        using var folder = new TemporaryFolder();
        WriteExample(folder.Path);

        using var archive = Archive.OpenRead(folder.Path);
        var rrsets = archive.Find(new RRsetQuery { Side = LookupSide.All }).ToList();

        Assert.True(ArchiveVerifier.Verify(archive, TestContext.Current.CancellationToken).IsSound);
        Assert.Equal(("tap.pcap", 4L), (archive.Sources[0].Path, archive.Sources[0].Accounting.FramesRead));
        Assert.Equal(Expected.DistinctBy(seen => Hex.Text(seen.Key)).Select(seen => Hex.Text(seen.Key)), rrsets.Select(rrset => Hex.Text(rrset.Key)));
        Assert.Equal([(1L, 86_400U, 86_400U), (2L, 240U, 300U)], rrsets.Select(rrset => (rrset.Window.Count, rrset.TtlMin, rrset.TtlMax)));
        Assert.Equal([2L, 2L], rrsets.Select(rrset => rrset.Sightings[0].FirstFrame));
        Assert.Equal((1_700_000_000_000, 1_700_000_060_500), (rrsets[1].Window.FirstMilliseconds, rrsets[1].Window.LastMilliseconds));
        Assert.Equal(RRType.A, Assert.Single(archive.Find(new RRsetQuery { Side = LookupSide.OwnerBelow, Name = DomainNameFormat.Parse("example.") })).Type);
    }

    [Theory]
    [InlineData(ArchiveLayout.RRsetExtension, 0)]
    [InlineData(ArchiveLayout.RDataExtension, 1)]
    public void The_blocks_of_the_page_are_those_of_the_files_and_those_that_are_written_today(string extension, int place)
    {
        using var folder = new TemporaryFolder();
        WriteExample(folder["page"]);
        using (Make.Archive(folder["today"], new ObservedSource(Make.Source(1), Expected)))
        {
        }

        var block = Hex.Text(Blocks("block")[place]);

        Assert.Equal(block, FirstBlock(Path.Combine(folder["page"], "runs", "000001" + extension)));
        Assert.Equal(block, FirstBlock(Path.Combine(folder["today"], "runs", "000001" + extension)));
    }

    [Fact]
    public void The_negative_answer_of_the_page_is_the_key_that_is_written_today() => Assert.Equal(
        Hex.Text(Make.Negative("no.example.", RRType.A, NegativeKind.NxDomain, zoneLabels: 1).Key), Hex.Text(Blocks("negative").Single()));

    private static readonly IpAddress Server = IpAddress.FromIPv4([192, 0, 2, 53]);

    private static Observed[] Expected =>
    [.. new Observed[]
    {
        new("example.", RRType.NS, [DomainNameFormat.Parse("ns.example.")!], 1_700_000_000_000_000_000, 2, 86_400, 86_400, SightingStatus.Matched, Vantage.Authoritative),
        new("www.example.", RRType.A, [[192, 0, 2, 1]], 1_700_000_000_000_999_999, 2, 300, 300, SightingStatus.Matched, Vantage.Authoritative),
        new("www.example.", RRType.A, [[192, 0, 2, 1]], 1_700_000_060_500_000_000, 4, 240, 240, SightingStatus.Matched, Vantage.Authoritative),
    }.Select(observed => observed with { Server = Server })];

    [Fact]
    public void The_block_of_domain_days_is_what_the_page_shows()
    {
        using var folder = new TemporaryFolder();
        using (var archive = Archive.OpenOrCreate(folder.Path, new HastyFiles()))
        using (var session = archive.BeginIngest())
        {
            new Asked("www.example.com.", Day: 19_675, Length: 93).AddTo(session);
            new Asked("www.example.com.", Day: 19_675, Outcome: QueryOutcome.Unanswered, Length: 0).AddTo(session);
            session.EndSource(Make.Source(1));
            session.Commit();
        }

        using var file = RunFileReader.Open(new ArchiveLayout(folder.Path).Domains("000001"), RunFileKind.Domains);
        Assert.Equal(Hex.Text(Blocks("domains").Single()), Hex.Text(file.ReadBlock(0)));
    }

    private static void WriteExample(string folder)
    {
        var layout = new ArchiveLayout(folder);
        Directory.CreateDirectory(layout.Runs);
        File.WriteAllText(layout.Manifest, Fenced("json").Single());
        var files = Blocks("hex");
        File.WriteAllBytes(layout.RRsets("000001"), files[0]);
        File.WriteAllBytes(layout.RData("000001"), files[1]);
    }

    private static string FirstBlock(string path)
    {
        var kind = path.EndsWith(ArchiveLayout.RRsetExtension, StringComparison.Ordinal) ? RunFileKind.RRset : RunFileKind.RData;
        using var file = RunFileReader.Open(path, kind);
        return Hex.Text(file.ReadBlock(0));
    }

    /// <summary>The octets of each part of the page in this language; offsets and remarks are not octets.</summary>
    private static List<byte[]> Blocks(string language) => [.. Fenced(language).Select(text => Hex.Octets(NotOctets().Replace(text, "")))];

    private static IEnumerable<string> Fenced(string language) =>
        Regex.Matches(Page, $"^```{language}\n(.*?)^```$", RegexOptions.Multiline | RegexOptions.Singleline).Select(match => match.Groups[1].Value);

    [GeneratedRegex("^[0-9a-f]{4}  |;.*$", RegexOptions.Multiline)]
    private static partial Regex NotOctets();
}

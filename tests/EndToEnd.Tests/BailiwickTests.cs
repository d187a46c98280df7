using System.Text.Json;
using PassiveDns.Tests.Support;
using Xunit;

namespace PassiveDns.EndToEnd.Tests;

/// <summary>Bailiwicks of the repository's own captures, whose root the hints beside them name.</summary>
public sealed class BailiwickTests : IDisposable
{
    private static readonly string Captures = Path.Combine(TestFolders.TestData, "captures");
    private static readonly string Hints = Path.Combine(TestFolders.TestData, "hints.zone");

    private readonly TempFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    /// <summary>All of the authorities' servers are reached from the root by delegations in these captures.</summary>
    [Fact]
    public void All_that_authorities_said_is_verified_and_nothing_that_resolvers_said()
    {
        Pdns.Run("ingest", Captures, "-q", "--hints", Hints, "-a", _folder.Archive);

        var rows = Rows("export", "--format", "jsonl");

        Assert.True(rows.Count > 500);
        Assert.All(rows, row => Assert.Equal(VantagesOf(row) == "authoritative", row.TryGetProperty("bailiwick", out _)));
        Assert.Empty(Rows("export", "--quarantine", "--format", "jsonl"));
        Assert.Equal(rows.Count(row => VantagesOf(row) == "recursive"), Rows("lookup", "*.", "-l", "0", "--vantage", "recursive", "--format", "jsonl").Count);
        Assert.Equal(
            [". a.nic.example."],
            Rows("lookup", "example", "-t", "NS", "--format", "jsonl").Select(row => $"{row.GetProperty("bailiwick")} {row.GetProperty("rdata")[0]}"));
    }

    [Fact]
    public void Sources_in_any_order_and_archives_merged_come_to_the_same_bailiwicks()
    {
        var captures = Directory.GetFiles(Captures).Order(StringComparer.Ordinal).ToList();
        Pdns.Run(["ingest", .. captures, "-q", "--no-index", "--hints", Hints, "-a", _folder.Archive]);
        foreach (var capture in Enumerable.Reverse(captures)) Pdns.Run("ingest", capture, "-q", "--no-index", "-a", _folder.At("reverse.pdns"));
        Pdns.Run("merge", _folder.At("reverse.pdns"), "--no-index", "-a", _folder.At("merged.pdns"));

        foreach (var archive in new[] { "reverse.pdns", "merged.pdns" })
        {
            Assert.Equal(0, Pdns.Run("verify-bailiwick", "--hints", Hints, "-a", _folder.At(archive)).ExitCode);
            Assert.Equal(Pdns.Run("export", "--all", "-a", _folder.Archive).Output, Pdns.Run("export", "--all", "-a", _folder.At(archive)).Output);
        }
    }

    [Fact]
    public void Evidence_leads_to_the_delegation_and_to_the_root()
    {
        Pdns.Run("ingest", Captures, "-q", "--hints", Hints, "-a", _folder.Archive);

        var ofZone = Pdns.Run("evidence", "customs-clearance.test/A", "-a", _folder.Archive).Output;
        var ofTop = Pdns.Run("evidence", "test/NS", "-a", _folder.Archive).Output;

        Assert.Contains("serves customs-clearance.test.:\n    customs-clearance.test. NS ns1.silent-harbor.test.   bailiwick test., frame ", ofZone, StringComparison.Ordinal);
        Assert.Contains("serves .:\n    by the hints\n", ofTop, StringComparison.Ordinal);
    }

    [Fact]
    public void A_table_that_is_damaged_is_told_of_and_made_again()
    {
        Pdns.Run("ingest", Captures, "-q", "--hints", Hints, "-a", _folder.Archive);
        var sound = Pdns.Run("export", "--all", "-a", _folder.Archive).Output;
        var table = Assert.Single(Directory.GetFiles(Path.Combine(_folder.Archive, "bailiwick"), "*.zones"));
        var octets = File.ReadAllBytes(table);

        foreach (var place in new[] { 0, 12, octets.Length / 2, octets.Length - 1 })
        {
            var changed = octets.ToArray();
            changed[place] ^= 0x40;
            File.WriteAllBytes(table, changed);
            var lookup = Pdns.Run("lookup", "example", "-a", _folder.Archive);
            Assert.True(lookup.ExitCode == 4, $"{place}: {lookup}");
            Assert.Contains("pdns verify-bailiwick makes it again", Assert.Single(lookup.Errors.Split('\n'), line => line.Contains(".zones", StringComparison.Ordinal)), StringComparison.Ordinal);
            Assert.Equal(4, Pdns.Run("verify", "-a", _folder.Archive).ExitCode);
            File.WriteAllBytes(table, octets);
        }

        File.WriteAllBytes(table, octets.AsSpan(0, 100).ToArray());
        Assert.Equal(0, Pdns.Run("verify-bailiwick", "-a", _folder.Archive).ExitCode);
        Assert.Equal(sound, Pdns.Run("export", "--all", "-a", _folder.Archive).Output);
        Assert.Equal(0, Pdns.Run("verify", "-a", _folder.Archive).ExitCode);
    }

    public static TheoryData<string, string, string> NoHints => new()
    {
        { "a file that is not there", "nothing.zone", "no such file" },
        { "a capture", Path.Combine(Captures, "resolver-clients-day8.pcap"), "expected NAME" },
    };

    [Theory, MemberData(nameof(NoHints))]
    public void Hints_that_are_none_are_wrong_usage(string why, string path, string part)
    {
        var result = Pdns.Run("ingest", Captures, "--hints", path, "-a", _folder.Archive);

        Assert.True(result.ExitCode == 2, $"{why}: {result}");
        Assert.Contains(part, Assert.Single(result.Errors.TrimEnd('\n').Split('\n')), StringComparison.Ordinal);
        Assert.False(Directory.Exists(_folder.Archive));
    }

    private static string VantagesOf(JsonElement row) =>
        string.Join(' ', row.GetProperty("sightings").EnumerateArray().Select(sighting => sighting.GetProperty("vantage").GetString()).Distinct());

    private List<JsonElement> Rows(params string[] arguments)
    {
        var result = Pdns.Run([.. arguments, "-a", _folder.Archive]);
        Assert.Equal(0, result.ExitCode);
        return [.. result.Lines.Select(line => JsonDocument.Parse(line).RootElement)];
    }
}

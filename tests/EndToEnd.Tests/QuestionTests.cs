using System.Text.Json;
using PassiveDns.Tests.Support;
using Xunit;

namespace PassiveDns.EndToEnd.Tests;

/// <summary>An archive of the repository's own captures, for tests that only read.</summary>
public sealed class OwnArchive : IDisposable
{
    private readonly TempFolder _folder = new();

    public OwnArchive()
    {
        var result = Pdns.Run("ingest", System.IO.Path.Combine(TestFolders.TestData, "captures"), "-q", "-a", Path);
        if (result.ExitCode != 0) throw new InvalidOperationException($"{result}");
    }

    public string Path => _folder.Archive;

    /// <summary>Results of a lookup as JSON.</summary>
    public IReadOnlyList<JsonElement> Lookup(params string[] arguments) =>
        [.. Pdns.Run(["lookup", .. arguments, "--format", "jsonl", "-a", Path]).Lines.Select(line => JsonDocument.Parse(line).RootElement)];

    public void Dispose() => _folder.Dispose();
}

/// <summary>The four questions, asked about the story that test-data/README.md tells.</summary>
public sealed class QuestionTests(OwnArchive archive) : IClassFixture<OwnArchive>
{
    public static TheoryData<string, string, string[]> History => new()
    {
        // what the name pointed to, in the order it was first seen
        { "parcel-tracking.example", "A", ["198.51.100.90", "203.0.113.66", "203.0.113.77"] },
        { "parcel-tracking.example", "NS", ["ns1.hosting.example. ns2.hosting.example.", "ns1.silent-harbor.test. ns2.silent-harbor.test."] },
        { "www.parcel-tracking.example", "CNAME", ["parking.hosting.example.", "parcel-tracking.example."] },
        { "redelivery-fee.example", "A", ["203.0.113.66", "203.0.113.77"] },
        { "webmail-quota.example", "A", ["203.0.113.66"] },
    };

    [Theory, MemberData(nameof(History))]
    public void Where_did_this_name_point_to(string name, string type, string[] expected)
    {
        var results = archive.Lookup(name, "-t", type, "-s", "-k", "first");

        Assert.Equal(expected, results.Select(RData));
    }

    [Fact]
    public void A_day_is_cut_out_of_the_history()
    {
        Assert.Equal(["198.51.100.90"], archive.Lookup("parcel-tracking.example", "-t", "A", "-B", "2026-11-17").Select(RData));
        Assert.Equal(["203.0.113.77"], archive.Lookup("parcel-tracking.example", "-t", "A", "-A", "2026-11-20T00:00:00Z").Select(RData));
        Assert.Equal(["203.0.113.66"], archive.Lookup("parcel-tracking.example", "-t", "A", "-A", "2026-11-17", "-B", "2026-11-18", "-c").Select(RData));
    }

    [Fact]
    public void Which_names_does_a_name_server_serve()
    {
        string[] expected =
        [
            "113.0.203.in-addr.arpa.", "account-verify.example.", "customs-clearance.test.", "invoice-overdue.test.", "parcel-tracking.example.",
            "post-tracking.test.", "redelivery-fee.example.", "silent-harbor.test.", "stream-update.test.", "webmail-quota.example.",
        ];

        Assert.Equal(expected, Names(archive.Lookup("-n", "ns1.silent-harbor.test", "-t", "NS")));
        Assert.Equal(expected, Names(archive.Lookup("-n", "*.silent-harbor.test", "-t", "NS")));
    }

    public static TheoryData<string, string[]> Networks => new()
    {
        {
            "203.0.113.66",
            [
                "customs-clearance.test.", "login.webmail-quota.example.", "parcel-tracking.example.", "post-office.account-verify.example.",
                "redelivery-fee.example.", "webmail-quota.example.", "webmail.account-verify.example.",
            ]
        },
        {
            "203.0.113.77",
            [
                "customs-clearance.test.", "docs.invoice-overdue.test.", "invoice-overdue.test.", "parcel-tracking.example.",
                "post-office.account-verify.example.", "post-tracking.test.", "redelivery-fee.example.", "www.invoice-overdue.test.",
            ]
        },
        { "203.0.113.66-203.0.113.66", ["customs-clearance.test.", "login.webmail-quota.example.", "parcel-tracking.example.", "post-office.account-verify.example.", "redelivery-fee.example.", "webmail-quota.example.", "webmail.account-verify.example."] },
        { "198.51.100.80/32", ["bookshop.example.", "city-library.test.", "www.city-library.test.", "www.xn--bcher-kva.example.", "xn--bcher-kva.example."] },
        { "192.0.2.0/24", [] },
        { "2001:db8:c::/48", [] },
    };

    [Theory, MemberData(nameof(Networks))]
    public void Which_names_point_into_a_network(string network, string[] expected) => Assert.Equal(expected, Names(archive.Lookup(network)));

    [Fact]
    public void A_network_holds_what_its_addresses_hold()
    {
        var network = Names(archive.Lookup("203.0.113.64/27"));

        Assert.Superset(Names(archive.Lookup("203.0.113.66")).ToHashSet(), network.ToHashSet());
        Assert.Superset(Names(archive.Lookup("203.0.113.77")).ToHashSet(), network.ToHashSet());
        Assert.Contains("mail.parcel-tracking.example.", network);
        Assert.Contains("pay.customs-clearance.test.", network);
    }

    [Fact]
    public void Which_subdomains_exist()
    {
        var names = Pdns.Run("subdomains", "account-verify.example", "--format", "jsonl", "-a", archive.Path)
            .Lines.Select(line => JsonDocument.Parse(line).RootElement.GetProperty("name").GetString()!).ToList();

        Assert.Distinct(names);
        Assert.Contains("secure.login.avalon-bank.account-verify.example.", names);
        Assert.Contains("xn--kbenhavn-54a.account-verify.example.", names);
        Assert.Contains("a81f.tracking.account-verify.example.", names);
        Assert.DoesNotContain("account-verify.example.", names);
        Assert.DoesNotContain("not-there.account-verify.example.", names);
        Assert.Equal(Names(archive.Lookup("*.account-verify.example")), names.Order(StringComparer.Ordinal));
    }

    [Fact]
    public void Subdomains_can_be_counted_by_branch()
    {
        var branches = Pdns.Run("subdomains", "account-verify.example", "--depth", "1", "--format", "jsonl", "-a", archive.Path)
            .Lines.Select(line => JsonDocument.Parse(line).RootElement).ToDictionary(line => line.GetProperty("name").GetString()!, line => line.GetProperty("names").GetInt64());

        Assert.Equal(3, branches["avalon-bank.account-verify.example."]);
        Assert.Equal(3, branches["tracking.account-verify.example."]);
        Assert.All(branches.Keys, name => Assert.Equal(3, name.Count(character => character == '.')));
    }

    [Fact]
    public void A_result_says_which_source_proves_it()
    {
        var result = Assert.Single(archive.Lookup("parcel-tracking.example", "-t", "A", "-B", "2026-11-17"));

        foreach (var sighting in result.GetProperty("sightings").EnumerateArray())
        {
            Assert.Matches("^[0-9a-f]{64}$", sighting.GetProperty("sha256").GetString());
            Assert.Contains("day1", sighting.GetProperty("path").GetString(), StringComparison.Ordinal);
            Assert.InRange(sighting.GetProperty("frame_first").GetInt64(), 1, 527);
        }

        Assert.Equal(result.GetProperty("count").GetInt64(), result.GetProperty("sightings").EnumerateArray().Sum(sighting => sighting.GetProperty("count").GetInt64()));
    }

    [Fact]
    public void A_limit_is_never_silent()
    {
        var some = Pdns.Run("lookup", "*.example", "-l", "3", "-a", archive.Path);
        var newest = Pdns.Run("lookup", "*.example", "-l", "3", "-S", "-k", "last", "--format", "cof", "-a", archive.Path);
        var all = Pdns.Run("lookup", "*.example", "-l", "0", "--format", "cof", "-a", archive.Path);

        Assert.Contains("3 of more RRsets shown: -l 0 for all", some.Errors, StringComparison.Ordinal);
        Assert.Contains($"3 of {all.Lines.Count:N0} RRsets shown", newest.Errors, StringComparison.Ordinal);
        Assert.Equal(3, newest.Lines.Count);
    }

    [Fact]
    public void Nothing_found_says_where_was_looked()
    {
        var result = Pdns.Run("lookup", "nothing.invalid", "--fail-empty", "-a", archive.Path);

        Assert.Equal((1, ""), (result.ExitCode, result.Output));
        Assert.Contains("nothing found for nothing.invalid", result.Errors, StringComparison.Ordinal);
        Assert.Contains("2026-11-16T18:57:50Z .. 2026-11-23T18:59:34Z", result.Errors, StringComparison.Ordinal);
    }

    [Fact]
    public void No_control_character_reaches_the_reader()
    {
        foreach (var format in new[] { "table", "jsonl", "cof", "csv" })
        {
            var result = Pdns.Run("lookup", "*.labels.test", "--format", format, "-a", archive.Path);

            Assert.NotEmpty(result.Lines);
            Assert.DoesNotContain(result.Output, character => character is not ('\n' or '\r') && (char.IsControl(character) || character > '~'));
        }
    }

    private static string RData(JsonElement result) => string.Join(' ', result.GetProperty("rdata").EnumerateArray().Select(rdata => rdata.GetString()));

    private static List<string> Names(IEnumerable<JsonElement> results) =>
        [.. results.Select(result => result.GetProperty("rrname").GetString()!).Distinct().Order(StringComparer.Ordinal)];
}

using System.Text.Json;
using PassiveDns.Formats.Dns;
using PassiveDns.Tests.Support;
using Xunit;

namespace PassiveDns.EndToEnd.Tests;

/// <summary>Statistics by domain of the repository's captures: as tshark counts them, and the same however they were taken in.</summary>
public sealed class DomainsTests(OwnArchive archive) : IClassFixture<OwnArchive>, IDisposable
{
    private static readonly string Captures = Path.Combine(TestFolders.TestData, "captures");

    private readonly TempFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void There_are_as_many_queries_and_names_of_each_domain_as_tshark_finds()
    {
        var tshark = ExternalProgram.Find("tshark");
        Assert.SkipWhen(tshark is null, "tshark is not installed");
        const string Filter = "!icmp && !icmpv6 && dns.flags.response == 0 && dns.flags.opcode == 0 && dns.qry.class == 1 && dns.qry.type != 251 && dns.qry.type != 252";
        var names = new List<string>();
        foreach (var file in Directory.GetFiles(Captures))
        {
            var (exitCode, output, _) = ExternalProgram.Run(
                tshark, ["-r", file, "-Y", $"{Filter} && (udp.port == 53 || tcp.port == 53)", "-T", "fields", "-E", "aggregator=|", "-e", "dns.qry.name"], "");
            Assert.Equal(0, exitCode);
            names.AddRange(output.Split(['\n', '|'], StringSplitOptions.RemoveEmptyEntries).Select(name => name == "<Root>" ? "." : name));
        }

        var plain = names.Where(name => name.All(c => char.IsAsciiLetterOrDigit(c) || c is '-' or '_' or '.')); // tshark writes other octets in its own way
        var expected = plain.GroupBy(DomainOf).ToDictionary(group => group.Key, group => (group.Count(), group.Distinct(StringComparer.OrdinalIgnoreCase).Count()));
        var found = Domains(archive.Path, "-l", "0").ToDictionary(domain => Text(domain, "domain"), domain => (domain.GetProperty("queries").GetInt32(), domain.GetProperty("names").GetInt32()));

        Assert.Equal(names.Count, found.Values.Sum(counts => counts.Item1));
        foreach (var (domain, counts) in expected.Where(pair => pair.Key != "labels.test.")) Assert.True(found.GetValueOrDefault(domain) == counts, $"{domain}: {found.GetValueOrDefault(domain)}, not {counts}");
    }

    [Fact]
    public void A_domain_is_told_with_all_its_figures()
    {
        var domain = Assert.Single(Domains(archive.Path, "account-verify.example"));

        Assert.Equal(
            """
            {"domain":"account-verify.example.","day_first":"2026-11-17","day_last":"2026-11-23","days":2,"queries":53,"responses":53,"nxdomain":2,"nodata":2,
            "failed":0,"types":{"A":53},"names":23,"names_estimated":false,"information":195,"longest_below":25,
            "name_octets":{"min":24,"max":49,"sum":1942,"up_to":{"24":4,"32":5,"48":42,"64":2}},
            "response_octets":{"min":67,"max":282,"sum":4951,"up_to":{"128":47,"256":4,"512":2}}}
            """.ReplaceLineEndings(""),
            domain.GetRawText());
    }

    [Fact]
    public void The_table_fits_eighty_columns_and_says_how_much_it_shows()
    {
        var result = Pdns.Run("domains", "-k", "info", "-l", "3", "-a", archive.Path);

        Assert.Equal(
            """
            domain                   days  queries  names  NXD  longest  info  answer
            account-verify.example.     2       53     23  4 %       25   195      93
            university.example.         3       79     28  4 %       27   176     726
            labels.test.                1       26     12  0 %       64   137     113
            """.ReplaceLineEndings("\n") + "\n",
            result.Output);
        Assert.Equal("3 of 31 domains shown: -l 0 for all", result.Errors.TrimEnd());
    }

    [Theory]
    [InlineData("one after the other", "--threads", "1")]
    [InlineData("two at a time", "--threads", "2")]
    [InlineData("four at a time", "--threads", "4")]
    [InlineData("with checkpoints all the time", "--checkpoint", "50")]
    public void It_is_the_same_however_the_captures_are_taken_in(string why, params string[] options)
    {
        Assert.Equal(0, Pdns.Run(["ingest", .. Directory.GetFiles(Captures).Order(StringComparer.Ordinal).Reverse(), "-q", .. options, "-a", _folder.Archive]).ExitCode);

        Assert.True(All(archive.Path) == All(_folder.Archive), why);
    }

    [Fact]
    public void It_is_the_same_after_a_merge_a_removal_and_a_compaction()
    {
        string[] files = [.. Directory.GetFiles(Captures).Order(StringComparer.Ordinal)];
        Pdns.Run(["ingest", .. files[..4], "-q", "-a", _folder.At("a.pdns")]);
        Pdns.Run(["ingest", .. files[2..], "-q", "-a", _folder.At("b.pdns")]);
        Assert.Equal(0, Pdns.Run("merge", _folder.At("a.pdns"), _folder.At("b.pdns"), "-a", _folder.At("c.pdns")).ExitCode);
        Assert.Equal(All(archive.Path), All(_folder.At("c.pdns")));

        Pdns.Run(["ingest", .. files, "-q", "-a", _folder.At("b.pdns")]);
        Assert.Equal(0, Pdns.Run(["sources", "remove", .. files[4..], "-a", _folder.At("b.pdns")]).ExitCode);
        Assert.Equal(0, Pdns.Run("compact", "-a", _folder.At("b.pdns")).ExitCode);
        Assert.Equal(All(_folder.At("a.pdns")), All(_folder.At("b.pdns")));
        Assert.Equal(0, Pdns.Run("verify", "-a", _folder.At("b.pdns")).ExitCode);
    }

    [Fact]
    public void A_public_suffix_list_of_the_users_own_is_kept_and_one_that_is_none_refused()
    {
        var list = _folder.Write("my.dat", "example\nbookshop.example\n"u8);
        var capture = Directory.GetFiles(Captures)[0];
        Assert.Equal(0, Pdns.Run("ingest", capture, "-q", "--suffixes", list, "-a", _folder.Archive).ExitCode);
        Assert.Equal(File.ReadAllBytes(list), File.ReadAllBytes(Path.Combine(_folder.Archive, "suffixes.dat")));

        var refused = Pdns.Run("ingest", capture, "--suffixes", _folder.Write("no.dat", "a..b\n"u8), "-a", _folder.Archive);
        Assert.Equal(2, refused.ExitCode);
        Assert.Contains("no.dat, octet 0: expected a rule like com, *.ck or !www.ck, found a..b", refused.Errors, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("a key that is none", "-k", "size")]
    [InlineData("a name that is none", "a..b")]
    [InlineData("a format that it does not have", "--format", "cof")]
    public void What_it_does_not_know_is_refused(string why, params string[] arguments) =>
        Assert.True(Pdns.Run(["domains", .. arguments, "-a", archive.Path]).ExitCode == 2, why);

    [Fact]
    public void Tunnels_say_most()
    {
        var shared = TestFolders.Shared;
        Assert.SkipWhen(shared is null, TestFolders.SharedMissing);
        string[] captures = [.. Directory.GetFiles(Path.Combine(shared, "captures"), "*.pcap*").Where(path => !path.EndsWith(".tsv", StringComparison.Ordinal) && !path.EndsWith(".tsv.gz", StringComparison.Ordinal))];
        Pdns.Run(["ingest", .. captures, "-q", "-a", _folder.Archive]);

        Assert.Equal(["test.com.", "tunnel.phd."], Domains(_folder.Archive, "-k", "info", "-l", "2").Select(domain => Text(domain, "domain"))); // as the captures' README has it
    }

    private static string All(string folder) => string.Concat(
        Pdns.Run("domains", "--by-day", "-l", "0", "-p", "jsonl", "-a", folder).Output, Pdns.Run("domains", "--icann", "-l", "0", "-p", "jsonl", "-a", folder).Output);

    private static List<JsonElement> Domains(string folder, params string[] arguments) =>
        [.. Pdns.Run(["domains", .. arguments, "-p", "jsonl", "-a", folder]).Lines.Select(line => JsonDocument.Parse(line).RootElement)];

    private static string DomainOf(string name)
    {
        var wire = DomainNameFormat.Parse(name)!;
        DomainName.ToLower(wire);
        return DomainNameFormat.ToText(PublicSuffixList.Default.DomainOf(wire, SuffixRules.Private));
    }

    private static string Text(JsonElement element, string field) => element.GetProperty(field).GetString()!;
}

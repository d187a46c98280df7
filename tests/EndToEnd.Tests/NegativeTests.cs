using System.Text.Json;
using PassiveDns.Tests.Support;
using Xunit;

namespace PassiveDns.EndToEnd.Tests;

/// <summary>Negative answers of the repository's captures: as many as tshark finds, and found again from the command line.</summary>
public sealed class NegativeTests(OwnArchive archive) : IClassFixture<OwnArchive>
{
    /// <summary>Whole responses that were delivered; tshark looks into what ICMP quotes, too.</summary>
    private const string Delivered = "!icmp && !icmpv6 && dns.flags.response == 1 && dns.flags.truncated == 0 && ";

    private static readonly string[] Files = Directory.GetFiles(Path.Combine(TestFolders.TestData, "captures"));

    public static TheoryData<string, string> Filters => new()
    {
        { "NXDOMAIN", "dns.flags.rcode == 3" },
        { "SERVFAIL", "dns.flags.rcode == 2" },
        { "REFUSED", "dns.flags.rcode == 5" },
        { "NODATA", "dns.flags.rcode == 0 && dns.count.answers == 0 && dns.resp.type == 6" }, // with an SOA, as all of them are here
    };

    [Theory, MemberData(nameof(Filters))]
    public void There_are_as_many_as_tshark_finds(string code, string filter)
    {
        var tshark = ExternalProgram.Find("tshark");
        Assert.SkipWhen(tshark is null, "tshark is not installed");
        var counts = Files.ToDictionary(file => file, _ => 0L, StringComparer.Ordinal);
        foreach (var answer in Export().Where(answer => Text(answer, "rcode") == code))
        {
            foreach (var sighting in answer.GetProperty("sightings").EnumerateArray()) counts[Text(sighting, "path")] += sighting.GetProperty("count").GetInt64();
        }

        foreach (var file in Files)
        {
            var (exitCode, frames, _) = ExternalProgram.Run(tshark, ["-r", file, "-Y", Delivered + filter, "-T", "fields", "-e", "frame.number"], "");

            Assert.Equal(0, exitCode);
            Assert.True(frames.Count(character => character == '\n') == counts[file], $"{file}: {counts[file]} of {code}");
        }
    }

    [Fact]
    public void A_name_that_does_not_exist_is_no_name_and_has_a_negative_answer()
    {
        const string Name = "no-such-name.university.example";
        Assert.Empty(archive.Lookup(Name));

        var answer = Assert.Single(archive.Lookup(Name, "--negative"));

        Assert.Equal((Name + ".", "A", "NXDOMAIN", "university.example."), (Text(answer, "rrname"), Text(answer, "qtype"), Text(answer, "rcode"), Text(answer, "zone")));
        Assert.Equal(2, answer.GetProperty("count").GetInt64());
        Assert.Contains(archive.Lookup("*.university.example", "--negative"), found => Text(found, "rrname") == Name + ".");
        Assert.DoesNotContain($"{Name}.", Pdns.Run("subdomains", "university.example", "-a", archive.Path).Output, StringComparison.Ordinal);
        Assert.DoesNotContain($"{Name}.", Pdns.Run("search", "no-such-name", "-a", archive.Path).Output, StringComparison.Ordinal);
    }

    [Fact]
    public void RRsets_and_negative_answers_never_stand_in_one_export()
    {
        Assert.All(Export(), answer => Assert.False(answer.TryGetProperty("rdata", out _)));
        Assert.DoesNotContain("rcode", Pdns.Run("export", "--all", "--format", "jsonl", "-a", archive.Path).Output, StringComparison.Ordinal);
    }

    [Fact]
    public void The_proof_leads_back_to_the_message()
    {
        var result = Pdns.Run("evidence", "no-such-name.university.example", "--negative", "-m", "-a", archive.Path);

        Assert.True(result.ExitCode == 0, $"{result}");
        Assert.StartsWith("no-such-name.university.example. A   NXDOMAIN (zone university.example.)\n", result.Output, StringComparison.Ordinal);
        Assert.Contains("status: NXDOMAIN", result.Output, StringComparison.Ordinal);
        Assert.Contains("1 negative answer", result.Errors, StringComparison.Ordinal);
    }

    [Fact]
    public void Addresses_of_clients_are_nowhere()
    {
        foreach (var sighting in Export().SelectMany(answer => answer.GetProperty("sightings").EnumerateArray()).Where(sighting => Text(sighting, "vantage") == "recursive"))
            Assert.False(sighting.TryGetProperty("server", out _));
    }

    public static TheoryData<string, string[], string> Refused => new()
    {
        { "COF has no place for them", ["lookup", "example.", "--negative", "--format", "cof"], "pdns lookup: The format cof has no place for negative answers: use --format jsonl." },
        { "nor has CSV", ["lookup", "example.", "--negative", "--format", "csv"], "pdns lookup: The format csv has no place for negative answers: use --format jsonl." },
        { "nor has text", ["lookup", "example.", "--negative", "--format", "dnsdb"], "pdns lookup: The format dnsdb has no place for negative answers: use --format jsonl." },
        { "an export is COF by default", ["export", "--negative"], "pdns export: The format cof has no place for negative answers: use --format jsonl." },
        { "an address is rdata", ["lookup", "192.0.2.1", "--negative"], "pdns lookup: --negative needs a name that was asked for: a negative answer has no rdata." },
        { "a name in rdata", ["lookup", "-n", "example.", "--negative"], "pdns lookup: --negative needs a name that was asked for: a negative answer has no rdata." },
    };

    [Theory, MemberData(nameof(Refused))]
    public void What_cannot_be_told_is_refused_in_a_sentence(string why, string[] arguments, string sentence)
    {
        var result = Pdns.Run([.. arguments, "-a", archive.Path]);

        Assert.True(result.ExitCode == 2 && result.Errors.StartsWith(sentence, StringComparison.Ordinal), $"{why}: {result}");
        Assert.Equal("", result.Output);
    }

    private List<JsonElement> Export() =>
        [.. Pdns.Run("export", "--negative", "--all", "--format", "jsonl", "-a", archive.Path).Lines.Select(line => JsonDocument.Parse(line).RootElement)];

    private static string Text(JsonElement element, string name) => element.GetProperty(name).GetString()!;
}

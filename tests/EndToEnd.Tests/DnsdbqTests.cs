using System.Text;
using System.Text.Json;
using System.Text.RegularExpressions;
using PassiveDns.Tests.Support;
using Xunit;

namespace PassiveDns.EndToEnd.Tests;

/// <summary>dnsdbq beside us: what it makes of our Common Output Format, and what we print ourselves for the same question.</summary>
public sealed partial class DnsdbqTests(OwnArchive archive, HostileArchive hostile) : IClassFixture<OwnArchive>, IClassFixture<HostileArchive>
{
    private static readonly string? Dnsdbq = ExternalProgram.Find("dnsdbq");

    public static TheoryData<string, string[]> Questions => new()
    {
        { "a name",                    ["parcel-tracking.example"] },
        { "below a name",              ["-r", "*.example"] },
        { "everything",                ["*"] },
        { "a network",                 ["-i", "203.0.113.64,27"] },
        { "a name server",             ["-n", "ns1.silent-harbor.test/NS"] },
        { "signatures",                ["*", "-t", "ANY-DNSSEC"] },
    };

    [Theory, MemberData(nameof(Questions))]
    public void Prints_what_dnsdbq_prints(string why, string[] question)
    {
        foreach (var transforms in new string[][] { [], ["-T", "reverse,chomp"] })
        {
            var expected = Reread(Ask(archive.Path, [.. question, "-j"]), ["-p", "text", .. transforms]);
            Assert.True(expected.Length > 0, why);
            if (transforms.Length > 0) expected = expected.Replace("\n  ", "\n.  ", StringComparison.Ordinal); // it leaves nothing of the root
            Assert.Equal(expected, Ask(archive.Path, [.. question, "-p", "text", .. transforms]));
        }
    }

    [Fact]
    public void Prints_what_dnsdbq_prints_of_hostile_records() =>
        Assert.Equal(Reread(Ask(hostile.Path, ["*", "-j", "-l", "0"]), ["-p", "text"]), Ask(hostile.Path, ["*", "-p", "dns", "-l", "0"]));

    [Theory, MemberData(nameof(Questions))]
    public void Json_with_transforms_says_what_dnsdbqs_does(string why, string[] question)
    {
        string[] transforms = ["-T", "datefix,reverse,chomp"];
        var expected = Reread(Ask(archive.Path, [.. question, "-j"]), ["-j", .. transforms]).Split('\n', StringSplitOptions.RemoveEmptyEntries);
        var ours = Ask(archive.Path, [.. question, "-j", .. transforms]).Split('\n', StringSplitOptions.RemoveEmptyEntries);

        Assert.True(expected.Length > 0, why);
        Assert.Equal(expected.Select(Normal), ours.Select(Normal));
    }

    /// <summary>Its quotes are not doubled, so what holds one cannot be compared: see <see cref="InterchangeSafetyTests"/> for ours.</summary>
    [Theory, MemberData(nameof(Questions))]
    public void The_first_columns_of_csv_are_dnsdbqs(string why, string[] question)
    {
        var expected = Reread(Ask(archive.Path, [.. question, "-j"]), ["-p", "csv"]).Split('\n', StringSplitOptions.RemoveEmptyEntries);
        var ours = Ask(archive.Path, [.. question, "-p", "csv"]).Split("\r\n", StringSplitOptions.RemoveEmptyEntries);

        Assert.True(expected.Length > 1, why);
        Assert.Equal(expected.Length, ours.Length);
        for (var i = 0; i < expected.Length; i++)
        {
            if (expected[i].Contains('\\', StringComparison.Ordinal) || expected[i].Contains("\"\"", StringComparison.Ordinal)) continue;
            var columns = expected[i].Replace("\"", "", StringComparison.Ordinal);
            Assert.True(ours[i].Replace("\"", "", StringComparison.Ordinal).StartsWith(columns + ",", StringComparison.Ordinal), $"{why}: {columns}");
        }
    }

    [Fact]
    public void Limits_are_counted_in_RRsets_as_by_dnsdbq()
    {
        var all = Ask(archive.Path, ["*", "-j", "-l", "0"]);

        Assert.Equal(Reread(all, ["-j", "-L", "7"]).Split('\n').Length, Ask(archive.Path, ["*", "-j", "-L", "7"]).Split('\n').Length);
        Assert.Equal(all.Split('\n')[5..], Ask(archive.Path, ["*", "-j", "-l", "0", "-O", "5"]).Split('\n'));
    }

    /// <summary>What dnsdbq wants of a server's answer: a frame round each object, and how it ended.</summary>
    [Fact]
    public void Streams_say_how_they_ended()
    {
        var whole = Ask(archive.Path, ["parcel-tracking.example", "-p", "saf"]).Split('\n', StringSplitOptions.RemoveEmptyEntries);
        var cut = Ask(archive.Path, ["parcel-tracking.example", "-p", "saf", "-l", "2"]).Split('\n', StringSplitOptions.RemoveEmptyEntries);
        var cof = Ask(archive.Path, ["parcel-tracking.example", "-j"]).Split('\n', StringSplitOptions.RemoveEmptyEntries);

        Assert.Equal(("""{"cond":"begin"}""", """{"cond":"succeeded"}"""), (whole[0], whole[^1]));
        Assert.Equal(cof, whole[1..^1].Select(line => JsonDocument.Parse(line).RootElement.GetProperty("obj").GetRawText()));
        Assert.Equal("""{"cond":"limited","msg":"2 of more"}""", cut[^1]);
        Assert.Equal(cof[..2], cut[1..^1].Select(line => JsonDocument.Parse(line).RootElement.GetProperty("obj").GetRawText()));
    }

    [Fact]
    public void A_batch_is_answered_as_dnsdbq_answers_it()
    {
        const string batch = """
            # where to
            rrset/name/parcel-tracking.example/A
            $OPTIONS -l 1
            rdata/ip/203.0.113.72,29
            $OPTIONS
            rrset/name/nobody.example
            nonsense
            """;

        var plain = Pdns.Run(["lookup", "-f", "-p", "minimal", "-a", archive.Path], new MemoryStream(Encoding.UTF8.GetBytes(batch)));
        var verbose = Pdns.Run(["lookup", "-ff", "-p", "minimal", "-a", archive.Path], new MemoryStream(Encoding.UTF8.GetBytes(batch)));
        var merged = Pdns.Run(["lookup", "-fm", "-p", "minimal", "-a", archive.Path], new MemoryStream(Encoding.UTF8.GetBytes(batch)));

        Assert.Equal(["198.51.100.90", "203.0.113.66", "203.0.113.77", "--", "post-office.account-verify.example.", "--", "--", "--"], plain.Lines);
        Assert.Equal(
            ["++ rrset/name/parcel-tracking.example/A", "198.51.100.90", "203.0.113.66", "203.0.113.77", "-- NOERROR (no error)"], verbose.Lines.Take(5));
        Assert.StartsWith("-- ERROR ('nonsense' is no question", verbose.Lines[^1], StringComparison.Ordinal);
        Assert.DoesNotContain("--", merged.Lines);
        Assert.All(new[] { plain, verbose, merged }, result => Assert.Equal(3, result.ExitCode));
        Assert.Contains("nothing found for 1 of 3 questions", plain.Errors, StringComparison.Ordinal);
    }

    [Fact]
    public void A_batch_line_without_end_is_passed_over_and_told()
    {
        var result = Pdns.Run(
            ["lookup", "-ff", "-p", "minimal", "-a", archive.Path],
            new MemoryStream(Encoding.UTF8.GetBytes($"rrset/name/parcel-tracking.example/A\nrrset/name/{new string('a', 1 << 20)}\nrrset/name/nobody.example\n")));

        Assert.Equal(3, result.ExitCode);
        Assert.Contains("line 2 of standard input is too long for a question", result.Errors, StringComparison.Ordinal);
        Assert.Equal(["++ line 2", "-- ERROR (line 2 of standard input is too long for a question)", "++ rrset/name/nobody.example", "-- NOERROR (no error)"], result.Lines.Skip(5));
    }

    [Fact]
    public void A_summary_adds_up_what_a_lookup_shows()
    {
        var rows = archive.Lookup("*.example", "-l", "0");
        var summary = JsonDocument.Parse(Ask(archive.Path, ["*.example", "-V", "summarize", "-j"])).RootElement;

        Assert.Equal(rows.Count, summary.GetProperty("num_results").GetInt64());
        Assert.Equal(rows.Sum(row => row.GetProperty("count").GetInt64()), summary.GetProperty("count").GetInt64());
        Assert.Equal(rows.Min(row => row.GetProperty("time_first").GetInt64()), summary.GetProperty("time_first").GetInt64());
        Assert.Equal(rows.Max(row => row.GetProperty("time_last").GetInt64()), summary.GetProperty("time_last").GetInt64());
        Assert.True(JsonDocument.Parse(Ask(archive.Path, ["*.example", "-V", "summarize", "-j", "-M", "5"])).RootElement.GetProperty("num_results").GetInt64() < rows.Count);
    }

    [Fact]
    public void Gravel_is_each_sources_share()
    {
        var rows = archive.Lookup("*.example", "-l", "0");
        var gravel = archive.Lookup("*.example", "-l", "0", "-g");

        Assert.Equal(rows.Sum(row => row.GetProperty("count").GetInt64()), gravel.Sum(row => row.GetProperty("count").GetInt64()));
        Assert.All(gravel, row => Assert.Single(row.GetProperty("sightings").EnumerateArray().Select(sighting => sighting.GetProperty("sha256").GetString()).Distinct()));
    }

    [Fact]
    public void Captures_counts_and_times_narrow_the_answer()
    {
        var rows = archive.Lookup("*.example", "-l", "0");
        var sha256 = rows[0].GetProperty("sightings")[0].GetProperty("sha256").GetString()!;

        Assert.All(
            archive.Lookup("*.example", "--capture", sha256[..12]),
            row => Assert.All(row.GetProperty("sightings").EnumerateArray(), sighting => Assert.Equal(sha256, sighting.GetProperty("sha256").GetString())));
        Assert.Equal(rows.Count(row => row.GetProperty("count").GetInt64() >= 3), archive.Lookup("*.example", "--min-count", "3").Count);
        Assert.Equal(
            rows.Count(row => row.GetProperty("time_first").GetInt64() >= 1_795_000_000), archive.Lookup("*.example", "--new-since", "1795000000").Count);
        Assert.Equal(
            ["198.51.100.90"],
            archive.Lookup("parcel-tracking.example", "-t", "A", "--at", "2026-11-17T12:00:00Z").Select(row => row.GetProperty("rdata")[0].GetString()).Distinct());
    }

    /// <summary>What dnsdbq 2.6.4 says of its own -J, and does not do: -A and -B filter.</summary>
    [Fact]
    public void Saved_answers_are_read_again_and_really_filtered()
    {
        var saved = Ask(archive.Path, ["*", "-j", "-l", "0"]);
        var framed = Ask(archive.Path, ["*", "-p", "saf", "-l", "0"]);

        foreach (var file in new[] { saved, framed })
        {
            Assert.Equal(WithoutSources(saved), Again(file, "-j", "-l", "0"));
            Assert.Equal(WithoutSources(Ask(archive.Path, ["*.example", "-j", "-A", "2026-11-20"])), Again(file, "*.example", "-j", "-A", "2026-11-20"));
            Assert.Equal(Ask(archive.Path, ["-i", "203.0.113.64,27", "-p", "dnsdb"]), Again(file, "-i", "203.0.113.64,27", "-p", "dnsdb"));
            Assert.Equal(WithoutSources(Ask(archive.Path, ["*", "-S", "-k", "count,name", "-l", "9", "-j"])), Again(file, "-S", "-k", "count,name", "-l", "9", "-j"));
        }
    }

    [Fact]
    public void Lines_that_cannot_be_used_are_told()
    {
        var result = Pdns.Run(["lookup", "-J", "-", "-j"], new MemoryStream("{\"rrname\":\"a\"}\n"u8.ToArray()));

        Assert.Equal((3, ""), (result.ExitCode, result.Output));
        Assert.Contains("standard input: 1 of 1 line cannot be used:\n  line 1: ", result.Errors, StringComparison.Ordinal);
    }

    public static TheoryData<string, string> ForServers => new()
    {
        { "-u", "is for a server" }, { "-I", "is for a server" }, { "-8", "is for a server" }, { "-D", "asks nobody" }, { "-z", "there is no '-z'" },
    };

    [Theory, MemberData(nameof(ForServers))]
    public void Letters_without_a_meaning_here_are_refused_in_words(string letter, string sentence)
    {
        var result = Pdns.Run("lookup", "example.com", letter, "x");

        Assert.NotEqual(0, result.ExitCode);
        Assert.Contains(sentence, result.Errors, StringComparison.Ordinal);
    }

    [Fact]
    public void What_was_read_is_explained() => Assert.Matches(
        @"read [\d.]+ kB of [\d.]+ kB: 1 block of 1 of 1 run",
        Pdns.Run("lookup", "parcel-tracking.example", "--explain", "-a", archive.Path).Errors);

    private static string Ask(string path, IEnumerable<string> arguments)
    {
        var result = Pdns.Run(["lookup", .. arguments, "-a", path]);
        Assert.True(result.ExitCode == 0, result.Errors);
        return result.Output;
    }

    /// <summary>A saved answer, asked by us.</summary>
    private static string Again(string saved, params string[] arguments)
    {
        var result = Pdns.Run(["lookup", "-J", "-", .. arguments], new MemoryStream(Encoding.UTF8.GetBytes(saved)));
        Assert.True(result.ExitCode == 0, result.Errors);
        return WithoutSources(result.Output);
    }

    /// <summary>A saved answer is one source, however many it was made of.</summary>
    private static string WithoutSources(string lines) => Sources().Replace(lines, "");

    [GeneratedRegex(@",""sources"":\d+")]
    private static partial Regex Sources();

    private static string Reread(string cof, IEnumerable<string> arguments)
    {
        Assert.SkipWhen(Dnsdbq is null, "dnsdbq (Debian package dnsdbq) is not installed");
        var (exitCode, output, errors) = ExternalProgram.Run(Dnsdbq!, ["-J", "-", .. arguments], cof, ("DNSDB_API_KEY", "none"), ("DNSDBQ_TIME_FORMAT", "iso"));
        Assert.True(exitCode == 0 && errors.Length == 0, errors);
        return output;
    }

    /// <summary>Keys in one order, and characters without escapes: neither carries a meaning. dnsdbq leaves nothing of the root where it takes final dots away.</summary>
    private static string Normal(string line)
    {
        using var json = JsonDocument.Parse(line);
        return string.Join(',', json.RootElement.EnumerateObject().OrderBy(key => key.Name, StringComparer.Ordinal).Select(key => $"{key.Name}:{(key.Value.ValueKind == JsonValueKind.String ? $"\"{key.Value.GetString()}\"" : key.Value.GetRawText())}")).Replace("rrname:\"\"", "rrname:\".\"", StringComparison.Ordinal);
    }
}

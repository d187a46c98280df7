using System.Text.Json;
using PassiveDns.Tests.Support;
using Xunit;

namespace PassiveDns.EndToEnd.Tests;

/// <summary>What is different between two archives, and between two days of one: the story of test-data/README.md as its moves.</summary>
public sealed class DiffTests(DiffTests.Archives archives) : IClassFixture<DiffTests.Archives>
{
    [Fact]
    public void A_day_and_another_of_one_archive()
    {
        var result = Pdns.Run("diff", "--from", "2026-11-16", "--to", "2026-11-23", "parcel-tracking.example", "-t", "A,NS", "-a", archives.All);

        Assert.Equal((0, "0 appeared, 0 vanished, 2 changed; 0 the same on both sides\n"), (result.ExitCode, result.Errors));
        Assert.Equal(
            """
            --- 2026-11-16T00:00:00Z..2026-11-16T23:59:59Z
            +++ 2026-11-23T00:00:00Z..2026-11-23T23:59:59Z
                rdata                     first                 last                   count
            changed   parcel-tracking.example. A
              - 198.51.100.90             2026-11-16T18:57:52Z  2026-11-16T18:57:52Z       2
              + 203.0.113.77              2026-11-23T18:58:53Z  2026-11-23T18:59:32Z       9
            changed   parcel-tracking.example. NS
              - ns1.hosting.example.      2026-11-16T18:57:52Z  2026-11-16T18:57:52Z       4
                ns2.hosting.example.
              + ns1.silent-harbor.test.   2026-11-23T18:58:53Z  2026-11-23T18:58:53Z       1
                ns2.silent-harbor.test.

            """.ReplaceLineEndings("\n"),
            result.Output);
    }

    [Fact]
    public void Two_archives_of_the_two_days_differ_as_the_two_days_of_one_archive_do()
    {
        // Verdicts of bailiwick do not count, and windows and counts are those of the day.
        string[] columns = ["change", "side", "rrname", "rrtype", "rdata", "time_first_ms", "time_last_ms", "count"];

        var two = Lines("diff", archives.Day1, archives.Day8, "--format", "jsonl", "-l", "0");
        var one = Lines("diff", "--from", "..2026-11-16", "--to", "2026-11-20..", "--format", "jsonl", "-l", "0", "-a", archives.All);

        Assert.True(two.Count > 100, $"{two.Count}");
        Assert.Equal(two.Select(Columns), one.Select(Columns));

        string Columns(JsonElement line) => string.Join(' ', columns.Select(column => line.GetProperty(column).ToString()));
    }

    [Fact]
    public void What_it_says_is_what_lookups_say()
    {
        var lines = Lines("diff", archives.Day1, archives.Day8, "--format", "jsonl", "-l", "0");
        var (old, @new) = (Rows(archives.Day1), Rows(archives.Day8));

        Assert.Equal(Sorted(old.Except(@new)), Sorted(lines.Where(line => line.GetProperty("side").GetString() == "old").Select(Row)));
        Assert.Equal(Sorted(@new.Except(old)), Sorted(lines.Where(line => line.GetProperty("side").GetString() == "new").Select(Row)));
        foreach (var line in lines)
        {
            var (before, after) = (old.Any(row => IsOf(row, line)), @new.Any(row => IsOf(row, line)));
            Assert.Equal(before && after ? "changed" : before ? "vanished" : "appeared", line.GetProperty("change").GetString());
        }

        static HashSet<string> Rows(string archive) => [.. Lines("lookup", "*", "-l", "0", "--format", "jsonl", "-a", archive).Select(Row)];
        static IEnumerable<string> Sorted(IEnumerable<string> rows) => rows.Order(StringComparer.Ordinal);
        static string Row(JsonElement line) => $"{line.GetProperty("rrname")} {line.GetProperty("rrtype")} {line.GetProperty("rdata")}";
        static bool IsOf(string row, JsonElement line) => row.StartsWith($"{line.GetProperty("rrname")} {line.GetProperty("rrtype")} ", StringComparison.Ordinal);
    }

    [Fact]
    public void The_sources_of_a_line_are_those_of_its_side()
    {
        foreach (var line in Lines("diff", archives.Day1, archives.Day8, "*.example", "--format", "jsonl"))
        {
            var day = line.GetProperty("side").GetString() == "old" ? "day1" : "day8";
            Assert.All(line.GetProperty("sightings").EnumerateArray(), sighting => Assert.Contains(day, sighting.GetProperty("path").GetString(), StringComparison.Ordinal));
        }
    }

    /// <summary>Archives of two formats, made of the same captures, one with hints and one without: they say the same.</summary>
    [Fact]
    public void The_same_captures_make_no_difference_whatever_is_known_of_zones()
    {
        var kept = Path.Combine(TestFolders.TestData, "archives");

        var result = Pdns.Run("diff", Path.Combine(kept, "v1"), Path.Combine(kept, "v2"), "--all", "--fail-empty");

        Assert.Equal((1, ""), (result.ExitCode, result.Output));
        Assert.StartsWith("no difference between ", result.Errors, StringComparison.Ordinal);
    }

    [Fact]
    public void Turned_round_appeared_and_vanished_change_places()
    {
        var there = Pdns.Run("diff", archives.Day1, archives.Day8, "-l", "1").Errors;
        var back = Pdns.Run("diff", archives.Day8, archives.Day1, "-l", "1").Errors;

        var numbers = Numbers(there);
        Assert.Equal(numbers[1] + numbers[2] + numbers[3], numbers[0]);
        Assert.Equal([numbers[0], numbers[2], numbers[1], numbers[3], numbers[4]], Numbers(back));

        static int[] Numbers(string message) =>
            [.. message.Replace("1 of", "", StringComparison.Ordinal).Replace("-l 0", "", StringComparison.Ordinal).Split([' ', '\n', ',']).Select(word => int.TryParse(word, out var number) ? number : -1).Where(number => number >= 0)];
    }

    [Fact]
    public void A_limit_is_of_owners_and_types_and_never_silent()
    {
        var all = Pdns.Run("diff", archives.Day1, archives.Day8);
        var some = Pdns.Run("diff", archives.Day1, archives.Day8, "-l", "3");

        var heads = all.Lines.Count(IsHead);
        Assert.Equal(3, some.Lines.Count(IsHead));
        Assert.StartsWith(some.Output, all.Output, StringComparison.Ordinal);
        Assert.StartsWith($"3 of {heads} differences shown: -l 0 for all; ", some.Errors, StringComparison.Ordinal);

        static bool IsHead(string line) => line.StartsWith("appeared", StringComparison.Ordinal) || line.StartsWith("vanished", StringComparison.Ordinal) || line.StartsWith("changed", StringComparison.Ordinal);
    }

    public static TheoryData<string, string[], string> Misuses => new()
    {
        { "nothing to compare", [], "pdns diff: two archives are missing, or --from and --to. See pdns diff --help." },
        { "one archive", ["a.pdns"], "pdns diff: two archives are missing, or --from and --to. See pdns diff --help." },
        { "one window", ["--from", "1w.."], "pdns diff: --from and --to go together. See pdns diff --help." },
        { "archives and windows", ["a.pdns", "b.pdns", "--from", "2w..1w", "--to", "1w.."], "pdns diff: --from and --to compare windows of one archive, that of -a: leave out a.pdns. See pdns diff --help." },
        { "three archives", ["a.pdns", "b.pdns", "-a", "c.pdns"], "pdns diff: -a goes with --from and --to: the archives are a.pdns and b.pdns. See pdns diff --help." },
        { "a word too many", ["a.pdns", "b.pdns", "c", "d"], "pdns diff: there is no 'd'. See pdns diff --help." },
        { "a name that is none", ["a.pdns", "b.pdns", "c..d"], "pdns diff: 'c..d' is no domain name: it has an empty label. See pdns diff --help." },
        { "a window that is none", ["--from", "last week", "--to", "1w.."], "pdns diff: 'last week' is no window of time; write 2026-03-01..2026-03-07, 2w..1w (ago), 2026-03-01T10:00:00Z.., or one day. See pdns diff --help." },
    };

    [Theory, MemberData(nameof(Misuses))]
    public void What_cannot_be_compared_is_one_sentence_and_2(string why, string[] arguments, string sentence)
    {
        var result = Pdns.Run(["diff", .. arguments]);

        Assert.True((2, "", sentence + "\n") == (result.ExitCode, result.Output, result.Errors), $"{why}: {result}");
    }

    [Fact]
    public void An_archive_that_is_not_there_is_said()
    {
        var result = Pdns.Run("diff", archives.Day1, "nowhere.pdns");

        Assert.Equal((4, ""), (result.ExitCode, result.Output));
        Assert.Contains("No archive at nowhere.pdns", result.Errors, StringComparison.Ordinal);
    }

    private static List<JsonElement> Lines(params string[] arguments) => [.. Pdns.Run(arguments).Lines.Select(line => JsonDocument.Parse(line).RootElement)];

    /// <summary>An archive of all captures, and one for each of two days.</summary>
    public sealed class Archives : IDisposable
    {
        private readonly TempFolder _folder = new();

        public Archives()
        {
            var captures = Directory.GetFiles(Path.Combine(TestFolders.TestData, "captures"));
            foreach (var (archive, part) in new[] { (All, ""), (Day1, "day1"), (Day8, "day8") })
                InProcess.Do(["ingest", .. captures.Where(capture => capture.Contains(part, StringComparison.Ordinal)), "-q", "-a", archive]);
        }

        public string All => _folder.Archive;

        public string Day1 => _folder.At("day1.pdns");

        public string Day8 => _folder.At("day8.pdns");

        public void Dispose() => _folder.Dispose();
    }
}

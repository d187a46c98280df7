using System.Text;
using System.Text.Json;
using PassiveDns.Tests.Support;
using Xunit;

namespace PassiveDns.EndToEnd.Tests;

/// <summary>What a name had over time, drawn from the repository's own captures.</summary>
public sealed class TimelineTests(OwnArchive archive) : IClassFixture<OwnArchive>
{
    [Fact]
    public void A_name_that_moved_is_a_row_for_each_place_by_time()
    {
        var result = Timeline("parcel-tracking.example", "-t", "A,NS");

        Assert.Equal((0, "5 RRsets\n"), (result.ExitCode, result.Errors));
        Assert.Equal(
            """
            parcel-tracking.example.  2026-11-16T18:57:50Z .. 2026-11-23T18:59:34Z
                                                                     2026-11-16   2026-11-23
            type rdata                   first      last       count ┴─────────────────────┴
            A    198.51.100.90           2026-11-16 2026-11-16     2 ▏
            NS   ns1.hosting.example. +1 2026-11-16 2026-11-16     4 ▏
            NS   ns1.silen…rbor.test. +1 2026-11-17 2026-11-23     4    ▎                  ▉
            A    203.0.113.66            2026-11-17 2026-11-17    12    ▎
            A    203.0.113.77            2026-11-23 2026-11-23     9                       ▉

            """.ReplaceLineEndings("\n"),
            result.Output);
    }

    [Fact]
    public void Without_block_characters_it_is_ASCII()
    {
        var result = Timeline("parcel-tracking.example", "--ascii");

        Assert.Contains("A    203.0.113.77            2026-11-23 2026-11-23     9                       #\n", result.Output, StringComparison.Ordinal);
        Assert.All(result.Output, character => Assert.InRange(character, '\n', '~'));
    }

    /// <summary>A terminal whose locale has no UTF-8 gets ASCII without being asked; a pipe gets the same wherever it is.</summary>
    [Theory]
    [InlineData("C", '#')]
    [InlineData("C.UTF-8", '▉')]
    public void A_terminal_gets_what_its_locale_has(string locale, char block)
    {
        Assert.SkipWhen(PseudoTerminal.Program is null, PseudoTerminal.Missing);
        using var terminal = new MemoryStream();

        PseudoTerminal.Run($"LC_ALL={locale} {string.Join(' ', Pdns.Command(["timeline", "parcel-tracking.example", "-a", archive.Path]))}", terminal);

        var shown = Encoding.UTF8.GetString(terminal.ToArray());
        Assert.Contains($" {block}\r\n", shown, StringComparison.Ordinal);
        Assert.Equal(block == '#', shown.All(char.IsAscii));
        Assert.Contains(" ▉\n", Pdns.Run(["timeline", "parcel-tracking.example", "-a", archive.Path], input: null, ("LC_ALL", locale)).Output, StringComparison.Ordinal);
    }

    [Fact]
    public void A_part_of_the_time_is_drawn_across_the_whole_width_and_holds_what_was_seen_in_it()
    {
        var days = Timeline("parcel-tracking.example", "-t", "A", "-A", "2026-11-17", "-B", "2026-11-19");
        var between = Timeline("parcel-tracking.example", "-A", "2026-11-19", "-B", "2026-11-20", "--fail-empty");

        Assert.Equal("A    203.0.113.66 2026-11-17 2026-11-17    12              ▍", days.Lines[^1]);
        Assert.EndsWith(" 2026-11-17 2026-11-18   2026-11-19", days.Lines[1], StringComparison.Ordinal);
        Assert.Equal(4, days.Lines.Count);
        Assert.Equal((1, ""), (between.ExitCode, between.Output)); // the name server's window holds that day, but nobody saw it then
        Assert.StartsWith("nothing found for parcel-tracking.example. in ", between.Errors, StringComparison.Ordinal);
    }

    [Fact]
    public void Json_lines_are_those_of_a_lookup_by_time_of_which_bailiwicks_are_one()
    {
        var lines = Timeline("parcel-tracking.example", "--format", "jsonl").Lines.Select(line => JsonDocument.Parse(line).RootElement).ToList();
        var looked = archive.Lookup("parcel-tracking.example", "-s", "-k", "first,type");

        Assert.Equal(looked.Select(Row).Distinct(), lines.Select(Row));
        Assert.Equal(Sum(looked), Sum(lines));
        Assert.All(lines, line => Assert.False(line.TryGetProperty("bailiwick", out _)));

        static string Row(JsonElement line) => $"{line.GetProperty("rrtype")} {line.GetProperty("rdata")}";
        static long Sum(IEnumerable<JsonElement> results) => results.Sum(result => result.GetProperty("count").GetInt64());
    }

    [Fact]
    public void A_limit_is_never_silent()
    {
        var result = Timeline("stream-update.test", "-l", "2");

        Assert.Equal(5, result.Lines.Count);
        Assert.Matches(@"^2 of \d+ RRsets shown: -l 0 for all\n$", result.Errors);
    }

    [Fact]
    public void A_beginning_behind_the_end_is_wrong_usage()
    {
        var result = Timeline("a.test", "-A", "2026-11-19", "-B", "2026-11-18");

        Assert.Equal((2, "pdns timeline: -A is later than -B. See pdns timeline --help.\n"), (result.ExitCode, result.Errors));
    }

    private PdnsResult Timeline(params string[] arguments) => Pdns.Run(["timeline", .. arguments, "-a", archive.Path]);
}

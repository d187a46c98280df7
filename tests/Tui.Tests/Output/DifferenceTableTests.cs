using PassiveDns.Formats.Dns;
using PassiveDns.Tui.Output;
using PassiveDns.Tui.Questions;
using Xunit;

namespace PassiveDns.Tui.Tests.Output;

public class DifferenceTableTests
{
    private const long Seen = 1_772_359_200;

    private static readonly RRsetDifference[] Differences =
    [
        new(RRsetChange.Changed, IsLater: false, TestRRset.Of("www.example.com", RRType.A, "c0000201", Seen, Seen, 1)),
        new(RRsetChange.Changed, IsLater: true, TestRRset.Of("www.example.com", RRType.A, "c0000202,c0000203", Seen, Seen + 60, 12_345)),
        new(RRsetChange.Vanished, IsLater: false, TestRRset.Of("www.example.com", RRType.AAAA, "20010db8aaaabbbbccccddddeeee0001", Seen, Seen, 5)),
        new(RRsetChange.Appeared, IsLater: true, TestRRset.Of("a.example.net", RRType.TXT, "5a" + string.Concat(Enumerable.Repeat("61", 90)), Seen, Seen, 1)),
    ];

    /// <summary>A sign before each RRset; windows in one column, behind the first record or, where that is too long, below.</summary>
    [Fact]
    public void Shows_what_each_side_has() => Assert.Equal(
        """
        --- monday.pdns
        +++ tuesday.pdns
            rdata                     first                 last                   count
        changed   www.example.com. A
          - 192.0.2.1                 2026-03-01T10:00:00Z  2026-03-01T10:00:00Z       1
          + 192.0.2.2                 2026-03-01T10:00:00Z  2026-03-01T10:01:00Z  12,345
            192.0.2.3
        vanished  www.example.com. AAAA
          - 2001:db8:aaaa:bbbb:cccc:dddd:eeee:1
                                      2026-03-01T10:00:00Z  2026-03-01T10:00:00Z       5
        appeared  a.example.net. TXT
          + "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa"
                                      2026-03-01T10:00:00Z  2026-03-01T10:00:00Z       1

        """.ReplaceLineEndings("\n"),
        Print(columns: null, "monday.pdns", out _));

    [Fact]
    public void On_a_terminal_of_80_columns_no_line_is_longer_and_what_was_cut_is_counted()
    {
        var lines = Print(80, "monday.pdns", out var cut).Split('\n');

        Assert.All(lines, line => Assert.True(line.Length <= 80, line));
        Assert.Contains("  + \"aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa…", lines);
        Assert.Equal(1, cut);
    }

    [Fact]
    public void A_wide_terminal_gives_its_room_to_the_rdata() => Assert.Contains(
        $"  - {"2001:db8:aaaa:bbbb:cccc:dddd:eeee:1",-74}  2026-03-01T10:00:00Z  2026-03-01T10:00:00Z       5\n", Print(130, "monday.pdns", out _), StringComparison.Ordinal);

    [Fact]
    public void Names_of_archives_are_sanitised() =>
        Assert.StartsWith("--- a\\u{1b}[2J\n+++ ", Print(columns: null, "a\e[2J", out _), StringComparison.Ordinal);

    private static string Print(int? columns, string earlier, out long cut)
    {
        var output = new StringWriter { NewLine = "\n" };
        var table = new DifferenceTable(output, columns);
        table.WriteHeads(earlier, "tuesday.pdns");
        foreach (var difference in Differences) table.Write(difference);
        cut = table.RecordsCut;
        return output.ToString();
    }
}

using PassiveDns.Formats.Dns;
using PassiveDns.Formats.Records;
using PassiveDns.Tui.Output;
using Xunit;

namespace PassiveDns.Tui.Tests.Output;

public class RRsetTableTests
{
    private static readonly RRset Address = TestRRset.Of("www.example.com", RRType.A, "c0000201,c0000202", 1_772_359_200, 1_772_359_471, 1_234);
    private static readonly RRset Text = TestRRset.Of("example.com", RRType.TXT, "1e" + "61626364656667686970616263646566676869706162636465666768697a", 1_772_359_200, 1_772_359_200, 1, SightingStatus.Unsolicited);
    private static readonly RRset Long = TestRRset.Of(
        "a-rather-long-name-of-a-machine.in-some-department.of.tracking.example", RRType.TXT, "40" + string.Concat(Enumerable.Repeat("61", 64)), 1_772_359_200, 1_772_359_200, 12_345);

    [Fact]
    public void Owner_type_and_window_stand_on_the_first_line_of_an_RRset() => Assert.Equal(
        """
        rrname            rrtype  rdata      first                 last                  count  bailiwick
        www.example.com.  A       192.0.2.1  2026-03-01T10:00:00Z  2026-03-01T10:04:31Z  1,234  -
                                  192.0.2.2

        """.ReplaceLineEndings("\n"),
        Print(new OutputStyle(), Address));

    [Fact]
    public void Status_is_a_column_where_it_may_differ() => Assert.Equal(
        """
        rrname        rrtype  rdata                             first                 last                  count  bailiwick  status
        example.com.  TXT     "abcdefghipabcdefghipabcdefghiz"  2026-03-01T10:00:00Z  2026-03-01T10:00:00Z      1  -          unsolicited

        """.ReplaceLineEndings("\n"),
        Print(new OutputStyle { WithStatus = true }, Text));

    [Theory, InlineData(80), InlineData(100), InlineData(132)]
    public void On_a_terminal_every_line_fits_and_what_is_cut_is_counted(int columns)
    {
        var output = new StringWriter { NewLine = "\n" };
        var table = new RRsetTable(output, new OutputStyle { Columns = columns }, []);

        table.Write(Text);
        table.Write(Long);
        table.Finish();

        var lines = output.ToString().Split('\n', StringSplitOptions.RemoveEmptyEntries);
        Assert.All(lines, line => Assert.True(line.Length <= columns, line));
        Assert.Contains(lines, line => line.Contains("ing.example.", StringComparison.Ordinal)); // the end of a name says most
        Assert.True(table.CellsCut > 0);
    }

    [Fact]
    public void Wide_cuts_nothing_on_a_terminal_either() => Assert.Equal(
        Print(new OutputStyle(), Text, Long), Print(new OutputStyle { Columns = 80, IsWide = true }, Text, Long));

    [Fact]
    public void The_question_stands_on_the_first_line_of_each_result()
    {
        var output = new StringWriter { NewLine = "\n" };
        var table = new RRsetTable(output, new OutputStyle { WithQuestion = true }, []);

        table.Answer("192.0.2.0/24");
        table.Write(Address);
        table.Finish();

        Assert.Equal(
            """
            query         rrname            rrtype  rdata      first                 last                  count  bailiwick
            192.0.2.0/24  www.example.com.  A       192.0.2.1  2026-03-01T10:00:00Z  2026-03-01T10:04:31Z  1,234  -
                                                    192.0.2.2

            """.ReplaceLineEndings("\n"),
            output.ToString());
    }

    private static string Print(OutputStyle style, params RRset[] sets)
    {
        var output = new StringWriter { NewLine = "\n" };
        var table = new RRsetTable(output, style, []);
        foreach (var set in sets) table.Write(set);
        table.Finish();
        return output.ToString();
    }
}

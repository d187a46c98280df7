using PassiveDns.Formats.Dns;
using PassiveDns.Formats.Records;
using PassiveDns.Tui.Output;
using Xunit;

namespace PassiveDns.Tui.Tests.Output;

public class RRsetTableTests
{
    private static readonly RRset Address = TestRRset.Of("www.example.com", RRType.A, "c0000201,c0000202", 1_772_359_200, 1_772_359_471, 1_234);
    private static readonly RRset Text = TestRRset.Of("example.com", RRType.TXT, "1e" + "61626364656667686970616263646566676869706162636465666768697a", 1_772_359_200, 1_772_359_200, 1, SightingStatus.Unsolicited);

    [Fact]
    public void Owner_type_and_window_stand_on_the_first_line_of_an_RRset() => Assert.Equal(
        """
        rrname            rrtype  rdata      first                 last                  count  bailiwick
        www.example.com.  A       192.0.2.1  2026-03-01T10:00:00Z  2026-03-01T10:04:31Z  1,234  -
                                  192.0.2.2

        """.ReplaceLineEndings("\n"),
        Print(null, false, Address));

    [Fact]
    public void Status_is_a_column_where_it_may_differ() => Assert.Equal(
        """
        rrname        rrtype  rdata                             first                 last                  count  bailiwick  status
        example.com.  TXT     "abcdefghipabcdefghipabcdefghiz"  2026-03-01T10:00:00Z  2026-03-01T10:00:00Z      1  -          unsolicited

        """.ReplaceLineEndings("\n"),
        Print(null, true, Text));

    [Fact]
    public void On_a_terminal_long_text_is_cut_and_counted()
    {
        var output = new StringWriter();
        var table = new RRsetTable(output, 40, false);

        table.Write(Text);
        table.Write(Address);
        table.Finish();

        Assert.Contains("\"abcdefghipabcdefgh…", output.ToString(), StringComparison.Ordinal);
        Assert.Contains("192.0.2.1 ", output.ToString(), StringComparison.Ordinal);
        Assert.Equal(1, table.RecordsCut);
    }

    private static string Print(int? columns, bool withStatus, params RRset[] sets)
    {
        var output = new StringWriter { NewLine = "\n" };
        var table = new RRsetTable(output, columns, withStatus);
        foreach (var set in sets) table.Write(set);
        table.Finish();
        return output.ToString();
    }
}

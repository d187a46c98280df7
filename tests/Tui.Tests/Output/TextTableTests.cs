using PassiveDns.Tui.Output;
using Xunit;

namespace PassiveDns.Tui.Tests.Output;

public sealed class TextTableTests : IDisposable
{
    private readonly StringWriter _output = new() { NewLine = "\n" };

    public void Dispose() => _output.Dispose();

    [Fact]
    public void Columns_are_aligned_and_numbers_stand_to_the_right()
    {
        var table = new TextTable(_output, promptly: false, new("rrname"), new("rrtype"), new("count", IsNumber: true));
        table.Add("example.com.", "A", "7");
        table.Add("", "", "");
        table.Add("例え.", "AAAA", "1,200");
        table.Flush();

        Assert.Equal(
            """
            rrname        rrtype  count
            example.com.  A           7

            例え.         AAAA    1,200

            """.ReplaceLineEndings("\n"),
            _output.ToString());
    }

    [Fact]
    public void Nothing_is_written_without_rows()
    {
        new TextTable(_output, promptly: false, new TextColumn("rrname")).Flush();

        Assert.Equal("", _output.ToString());
    }

    [Fact]
    public void Cells_cannot_break_the_table()
    {
        var table = new TextTable(_output, promptly: false, new TextColumn("path"), new TextColumn("octets"));
        table.Add("a\nb\e[1m", "1");
        table.Flush();

        Assert.Equal("path              octets\na\\u{a}b\\u{1b}[1m  1\n", _output.ToString());
    }

    [Fact]
    public void Cells_are_cut_where_the_table_has_to_fit()
    {
        var table = new TextTable(_output, promptly: false, new("rrname", Cut: TextCut.Start), new("rdata", Cut: TextCut.End), new("count", IsNumber: true)) { Columns = 40 };
        table.Add("mail.department.university.example.", "short", "7");
        table.Add("例え例え例え例え例え例え例え例え.example.", "the quick brown fox jumps over it", "1,200");
        table.Flush();

        Assert.All(_output.ToString().Split('\n'), line => Assert.InRange(TerminalText.Columns(line), 0, 40));
        Assert.Equal(3, table.CellsCut);
        Assert.Contains(".example.", _output.ToString(), StringComparison.Ordinal);
        Assert.Contains("the quick br", _output.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void A_full_page_is_written_before_the_end()
    {
        var table = new TextTable(_output, promptly: false, new TextColumn("n"));
        for (var i = 0; i < 500; i++) table.Add("1");

        Assert.Equal(501, _output.ToString().Count(character => character == '\n'));
    }
}

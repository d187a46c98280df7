using PassiveDns.Tui.Output;
using PassiveDns.Tui.Presentation;
using Xunit;

namespace PassiveDns.Tui.Tests.Presentation;

public class CellTextTests
{
    /// <summary>Text, width, and the cell: left, both ends kept, end kept, right.</summary>
    public static TheoryData<string, string, int, string, string, string, string> Cells => new()
    {
        { "fits", "abc", 5, "abc  ", "abc  ", "abc  ", "  abc" },
        { "exactly", "abcde", 5, "abcde", "abcde", "abcde", "abcde" },
        { "too long", "abcdefgh", 5, "abcd…", "a…fgh", "…efgh", "abcd…" },
        { "wide characters take two columns", "例え.pcap", 5, "例え…", "…cap ", "…pcap", "例え…" },
        { "a wide one that would stick out", "a例例例", 5, "a例… ", "a…例 ", "…例例", " a例…" },
        { "no pair is cut in two", "😀😀😀", 4, "😀… ", "…😀 ", "…😀 ", " 😀…" },
        { "no mark loses its letter", "ae\u0301e\u0301", 2, "a…", "…e\u0301", "…e\u0301", "a…" },
        { "one column", "abc", 1, "…", "…", "…", "…" },
        { "none", "abc", 0, "", "", "", "" },
    };

    [Theory, MemberData(nameof(Cells))]
    public void Cells_are_as_wide_as_they_should_be(string why, string text, int width, string left, string ends, string end, string right)
    {
        string[] cells = [CellText.Left(text, width), CellText.KeepEnds(text, width), CellText.KeepEnd(text, width), CellText.Right(text, width)];

        Assert.Equal([left, ends, end, right], cells);
        Assert.All(cells, cell => Assert.True(TerminalText.Columns(cell) == width, why));
    }
}

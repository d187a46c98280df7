using System.Globalization;
using System.Text;
using PassiveDns.Tui.Output;
using PassiveDns.Tui.Views.Loop;
using Terminal.Gui.Drawing;
using Xunit;
using Attribute = Terminal.Gui.Drawing.Attribute;

namespace PassiveDns.Tui.Tests.Views;

public class FrameDifferenceTests
{
    private static readonly string[] Graphemes = [" ", "a", "b", "█", "例", "テ", "e\u0301", "~"];

    private static readonly Attribute[] Attributes = [new(Color.None, Color.None), new(Color.None, Color.None, TextStyle.Bold), new(new Color(ColorName16.Red), Color.None)];

    [Theory]
    [InlineData(1, 20, 5)]
    [InlineData(2, 80, 24)]
    [InlineData(3, 7, 3)]
    public void A_terminal_that_is_given_the_differences_shows_each_frame(int seed, int columns, int rows)
    {
        var random = new Random(seed);
        var difference = new FrameDifference(Append);
        var terminal = new string[rows, columns];
        var cells = new Cell[rows, columns];
        for (var frame = 0; frame < 200; frame++)
        {
            Change(cells, random, isWhole: frame == 0);
            Write(terminal, difference.To(cells).ToString());

            Assert.Equal(Shown(cells), Shown(terminal));
        }
    }

    [Fact]
    public void A_frame_that_is_shown_already_is_not_written()
    {
        var difference = new FrameDifference(Append);
        var cells = new Cell[3, 10];
        Change(cells, new Random(4), isWhole: true);
        difference.To(cells);

        Assert.Equal(0, difference.To(cells).Length);

        difference.Forget();
        Assert.NotEqual(0, difference.To(cells).Length);
    }

    [Fact]
    public void What_looks_like_an_address_is_text_and_no_link()
    {
        var difference = new FrameDifference(Append);
        var text = "https://evil.example/";
        var cells = new Cell[1, text.Length];
        for (var i = 0; i < text.Length; i++) cells[0, i] = new Cell { Grapheme = text[i].ToString(), Attribute = Attributes[0] };

        Assert.Equal($"\e[1;1H{{None}}{text}", difference.To(cells).ToString());
    }

    private static void Append(StringBuilder text, Attribute attribute, TextStyle before) => text.Append(CultureInfo.InvariantCulture, $"{{{attribute.Style}}}");

    private static void Change(Cell[,] cells, Random random, bool isWhole)
    {
        for (var row = 0; row < cells.GetLength(0); row++)
        {
            for (var column = 0; column < cells.GetLength(1); column++)
            {
                if (!isWhole && random.Next(10) > 0) continue;
                var grapheme = Graphemes[random.Next(Graphemes.Length)];
                if (TerminalText.Columns(grapheme) > cells.GetLength(1) - column) grapheme = "x";
                cells[row, column] = new Cell { Grapheme = grapheme, Attribute = Attributes[random.Next(Attributes.Length)], IsDirty = true };
            }
        }
    }

    /// <summary>What a terminal makes of it: positions, and text; attributes stand in braces.</summary>
    private static void Write(string[,] terminal, string text)
    {
        var (row, column) = (0, 0);
        for (var at = 0; at < text.Length;)
        {
            if (text[at] == '\e')
            {
                var end = text.IndexOf('H', at);
                var place = text[(at + 2)..end].Split(';');
                (row, column) = (int.Parse(place[0], CultureInfo.InvariantCulture) - 1, int.Parse(place[1], CultureInfo.InvariantCulture) - 1);
                at = end + 1;
            }
            else if (text[at] == '{')
            {
                at = text.IndexOf('}', at) + 1;
            }
            else
            {
                var grapheme = StringInfo.GetNextTextElement(text, at);
                terminal[row, column] = grapheme;
                for (var covered = 1; covered < TerminalText.Columns(grapheme); covered++) terminal[row, column + covered] = "";
                column += TerminalText.Columns(grapheme);
                at += grapheme.Length;
            }
        }
    }

    private static string Shown(Cell[,] cells)
    {
        var shown = new StringBuilder();
        for (var row = 0; row < cells.GetLength(0); row++, shown.Append('\n'))
            for (var column = 0; column < cells.GetLength(1); column += Math.Max(1, TerminalText.Columns(cells[row, column].Grapheme))) shown.Append(cells[row, column].Grapheme);
        return shown.ToString();
    }

    private static string Shown(string[,] terminal)
    {
        var shown = new StringBuilder();
        for (var row = 0; row < terminal.GetLength(0); row++, shown.Append('\n'))
            for (var column = 0; column < terminal.GetLength(1); column++) shown.Append(terminal[row, column]);
        return shown.ToString();
    }
}

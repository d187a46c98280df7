using PassiveDns.Formats.Records;
using PassiveDns.Tui.Presentation;
using Xunit;

namespace PassiveDns.Tui.Tests.Presentation;

public class WindowBarTests
{
    [Theory]
    [InlineData("all of the span", 0, 800, "██████████")]
    [InlineData("the first half", 0, 400, "█████     ")]
    [InlineData("the last half", 400, 800, "     █████")]
    [InlineData("one moment at the start", 0, 0, "▏         ")]
    [InlineData("one moment at the end", 800, 800, "         █")]
    [InlineData("a part of a cell", 80, 120, " ▌        ")]
    [InlineData("outside the span is drawn at its edge", -500, 900, "██████████")]
    public void Draws(string why, long first, long last, string bar) =>
        Assert.True(bar == WindowBar.Text(new TimeWindow(first, last, 1), 0, 800, 10), $"{why}: {WindowBar.Text(new TimeWindow(first, last, 1), 0, 800, 10)}");

    [Fact]
    public void A_span_of_no_length_is_full() => Assert.Equal("████", WindowBar.Text(new TimeWindow(5, 5, 1), 5, 5, 4));

    [Theory]
    [InlineData("no window", "", "          ")]
    [InlineData("one window", "0-400", "█████     ")]
    [InlineData("a gap stays open", "0-160 640-800", "██      ██")]
    [InlineData("in whatever order", "640-800 0-160", "██      ██")]
    [InlineData("the fuller one shows where two share a cell", "80-90 80-120 80-80", " ▌        ")]
    [InlineData("windows that overlap are one piece", "0-400 300-640", "████████  ")]
    [InlineData("two moments", "0-0 800-800", "▏        █")]
    public void Draws_several_windows(string why, string windows, string bar)
    {
        var all = windows.Split(' ', StringSplitOptions.RemoveEmptyEntries).Select(text => text.Split('-').Select(long.Parse).ToArray()).Select(edges => new TimeWindow(edges[0], edges[1], 1));

        var drawn = WindowBar.Text(all, 0, 800, 10);

        Assert.True(bar == drawn, $"{why}: {drawn}");
    }

    [Fact]
    public void Without_block_characters_less_than_half_a_cell_is_a_stroke() => Assert.Equal("|||#### #", WindowBar.ToAscii("▏▎▍▌▋▊▉ █"));
}

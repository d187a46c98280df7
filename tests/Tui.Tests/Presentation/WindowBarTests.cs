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
}

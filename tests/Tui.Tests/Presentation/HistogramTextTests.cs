using PassiveDns.Tui.Presentation;
using Xunit;

namespace PassiveDns.Tui.Tests.Presentation;

public class HistogramTextTests
{
    [Fact]
    public void Columns_are_drawn_to_an_eighth_of_a_line() => Assert.Equal(
        ["     ▁ ▁▅█", " ▁▃▆██████"], HistogramText.Lines([0, 1, 3, 6, 8, 9, 8, 9, 13, 16], 2, isAscii: false));

    [Fact]
    public void In_ASCII_less_than_half_a_line_is_a_dot() => Assert.Equal(["       .##", " ..##.####"], HistogramText.Lines([0, 1, 3, 6, 8, 2, 8, 9, 13, 16], 2, isAscii: true));

    [Fact]
    public void What_is_little_is_seen_beside_what_is_much() => Assert.Equal([" █ ", "▁█ "], HistogramText.Lines([1e-9, 1e12, 0], 2, isAscii: false));

    [Fact]
    public void Nothing_is_blank() => Assert.Equal(["  "], HistogramText.Lines([0, 0], 1, isAscii: false));

    [Fact]
    public void No_column_no_text() => Assert.Equal([""], HistogramText.Lines([], 1, isAscii: false));
}

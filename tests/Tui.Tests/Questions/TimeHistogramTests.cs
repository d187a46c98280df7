using PassiveDns.Formats.Records;
using PassiveDns.Tui.Questions;
using Xunit;

namespace PassiveDns.Tui.Tests.Questions;

public class TimeHistogramTests
{
    private const long Span = 8_000;

    /// <summary>Why; first, last, count; observations in each of eight cells of a second.</summary>
    public static TheoryData<string, long, long, long, double[]> Windows => new()
    {
        { "a moment", 1_500, 1_500, 5, [0, 5, 0, 0, 0, 0, 0, 0] },
        { "the first moment", 0, 0, 5, [5, 0, 0, 0, 0, 0, 0, 0] },
        { "the last moment", 7_999, 7_999, 5, [0, 0, 0, 0, 0, 0, 0, 5] },
        { "evenly over the whole span", 0, 7_999, 80, [10, 10, 10, 10, 10, 10, 10, 10] },
        { "half a cell and a whole one", 2_500, 4_000, 3, [0, 0, 1, 2, 0, 0, 0, 0] },
        { "what lies outside counts at the edge", -9_000, -8_000, 5, [5, 0, 0, 0, 0, 0, 0, 0] },
        { "as far as it lies outside", long.MaxValue - 1, long.MaxValue, 5, [0, 0, 0, 0, 0, 0, 0, 5] },
    };

    [Theory, MemberData(nameof(Windows))]
    public void A_sighting_is_spread_evenly_over_its_window(string why, long first, long last, long count, double[] cells)
    {
        var histogram = new TimeHistogram(0, Span - 1);
        histogram.Add(new TimeWindow(first, last, count));

        Assert.True(cells.Zip(histogram.Cells(8)).All(pair => Math.Abs(pair.First - pair.Second) < 0.05), $"{why}: {string.Join(" ", histogram.Cells(8))}");
    }

    [Fact]
    public void Every_width_holds_all_observations()
    {
        var histogram = new TimeHistogram(0, Span - 1);
        var random = new Random(1);
        for (var i = 0; i < 1_000; i++)
        {
            var first = random.NextInt64(Span);
            histogram.Add(new TimeWindow(first, random.NextInt64(first, Span), 1 + random.NextInt64(9)));
        }

        var sum = histogram.Cells(1)[0];
        foreach (var width in new[] { 1, 7, 80, 199, 1_024, 3_000 }) Assert.Equal(sum, histogram.Cells(width).Sum(), 6);
        Assert.Equal(Math.Round(sum), sum, 6);
    }

    [Fact]
    public void A_span_without_length_has_all_in_its_first_cell()
    {
        var histogram = new TimeHistogram(5, 5);
        histogram.Add(new TimeWindow(5, 5, 3));

        Assert.Equal(3, histogram.Cells(10).Sum(), 6);
    }

    [Fact]
    public void A_copy_does_not_change()
    {
        var histogram = new TimeHistogram(0, Span);
        var copy = histogram.Copy();
        histogram.Add(new TimeWindow(0, 0, 1));

        Assert.Equal(0, copy.Cells(4).Sum());
    }
}

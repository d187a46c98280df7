using CsCheck;
using PassiveDns.Formats.Records;
using Xunit;

namespace PassiveDns.Formats.Tests.Records;

public class TimeTests
{
    private static readonly Gen<TimeWindow> Windows =
        Gen.Select(Gen.Long[-1_000_000, 4_102_444_800_000], Gen.Long[0, 86_400_000], Gen.Long[1, 1_000],
            (first, width, count) => new TimeWindow(first, first + width, count));

    [Theory]
    [InlineData(0, 0)]
    [InlineData(999, 0)]
    [InlineData(1_000, 1)]
    [InlineData(-1, -1)]
    [InlineData(-1_000, -1)]
    [InlineData(-1_001, -2)]
    [InlineData(long.MaxValue, 9_223_372_036_854_775)]
    [InlineData(long.MinValue, -9_223_372_036_854_776)]
    public void Seconds_are_rounded_down(long milliseconds, long seconds)
    {
        var window = new TimeWindow(milliseconds, milliseconds, 1);

        Assert.Equal((seconds, seconds), (window.FirstSeconds, window.LastSeconds));
    }

    [Fact]
    public void The_union_of_windows_does_not_depend_on_their_order() =>
        Windows.Array[1, 20].Sample(windows =>
        {
            var forward = windows.Aggregate(TimeWindow.Union);
            var backward = Enumerable.Reverse(windows).Aggregate(TimeWindow.Union);
            Assert.Equal(forward, backward);
            Assert.Equal(windows.Sum(window => window.Count), forward.Count);
        });

    /// <summary>A hostile archive's counts summed up to less than nothing.</summary>
    [Fact]
    public void Counts_that_sum_up_to_more_than_a_number_holds_stay_at_the_largest()
    {
        var window = TimeWindow.Union(new TimeWindow(0, 1, long.MaxValue - 1), new TimeWindow(0, 1, 2));

        Assert.Equal(long.MaxValue, window.Count);
        Assert.Equal(window, TimeWindow.Union(window, window));
    }

    // A window of 100 to 200 against fences (dnsdbq: without -c any overlap is enough, with -c all must lie inside).
    public static TheoryData<string, long?, long?, bool, bool> Fences => new()
    {
        // why                                  after  before  overlap  inside
        { "open",                               null,  null,   true,    true },
        { "after, well before",                 50,    null,   true,    true },
        { "after, at its start",                100,   null,   true,    true },
        { "after, within",                      101,   null,   true,    false },
        { "after, at its end",                  200,   null,   true,    false },
        { "after, behind it",                   201,   null,   false,   false },
        { "before, ahead of it",                null,  99,     false,   false },
        { "before, at its start",               null,  100,    true,    false },
        { "before, at its end",                 null,  200,    true,    true },
        { "both round it",                      100,   200,    true,    true },
        { "both within it",                     150,   160,    true,    false },
        { "both behind it",                     300,   400,    false,   false },
    };

    [Theory, MemberData(nameof(Fences))]
    public void A_fence_admits_windows_that_touch_it_or_strictly_lie_inside(string why, long? after, long? before, bool overlap, bool inside)
    {
        var window = new TimeWindow(100, 200, 1);

        Assert.True(overlap == new TimeFence(after, before, Strict: false).Admits(window), why);
        Assert.True(inside == new TimeFence(after, before, Strict: true).Admits(window), why);
    }
}

using CsCheck;
using Xunit;

namespace PassiveDns.Formats.Tests;

public class FloorDivisionTests
{
    [Theory]
    [InlineData(0, 0, 0)]
    [InlineData(999, 0, 999)]
    [InlineData(1_000, 1, 0)]
    [InlineData(-1, -1, 999)]
    [InlineData(-1_000, -1, 0)]
    [InlineData(-1_001, -2, 999)]
    [InlineData(long.MaxValue, 9_223_372_036_854_775, 807)]
    [InlineData(long.MinValue, -9_223_372_036_854_776, 192)]
    public void Rounds_down_on_both_sides_of_the_epoch(long value, long quotient, long remainder) =>
        Assert.Equal((quotient, remainder), (FloorDivision.Quotient(value, 1_000), FloorDivision.Remainder(value, 1_000)));

    [Fact]
    public void Quotient_and_remainder_make_up_the_value() =>
        Gen.Select(Gen.Long, Gen.Long[1, long.MaxValue]).Sample((value, divisor) =>
        {
            var remainder = FloorDivision.Remainder(value, divisor);
            Assert.InRange(remainder, 0, divisor - 1);
            Assert.Equal((Int128)value, ((Int128)FloorDivision.Quotient(value, divisor) * divisor) + remainder);
        });
}

using PassiveDns.Tui.Output;
using Xunit;

namespace PassiveDns.Tui.Tests.Output;

public class QuantityTests
{
    public static TheoryData<long, string> Sizes => new()
    {
        { 0, "0 octets" }, { 1, "1 octet" }, { 999, "999 octets" }, { 1_000, "1.0 kB" }, { 999_949, "999.9 kB" }, { 999_950, "1.0 MB" },
        { 362_000_000, "362.0 MB" }, { long.MaxValue, "9.2 EB" },
    };

    [Theory, MemberData(nameof(Sizes))]
    public void Sizes_have_a_unit(long octets, string expected) => Assert.Equal(expected, Quantity.Octets(octets));

    public static TheoryData<double, string> Durations => new()
    {
        { -1, "0.0 s" }, { 0.31, "0.3 s" }, { 59.9, "59.9 s" }, { 60, "1:00" }, { 125, "2:05" }, { 3_600, "1:00:00" }, { 360_125, "100:02:05" },
    };

    [Theory, MemberData(nameof(Durations))]
    public void Durations_have_a_unit_or_colons(double seconds, string expected) => Assert.Equal(expected, Quantity.Duration(TimeSpan.FromSeconds(seconds)));

    [Theory, InlineData(0, "0 RRsets"), InlineData(1, "1 RRset"), InlineData(12_034, "12,034 RRsets")]
    public void Counts_agree_with_their_unit(long number, string expected) => Assert.Equal(expected, Quantity.Count(number, "RRset"));
}

using CsCheck;
using PassiveDns.Formats.Capture;
using Xunit;

namespace PassiveDns.Formats.Tests.Capture;

public class PcapngClockTests
{
    public static TheoryData<string, byte, long, ulong, long> Times => new()
    {
        { "seconds", 0, 0, 3, 3_000_000_000 },
        { "milliseconds", 3, 0, 3, 3_000_000 },
        { "microseconds", 6, 0, 1_700_000_000_123_456, 1_700_000_000_123_456_000 },
        { "nanoseconds", 9, 0, 1_700_000_000_123_456_789, 1_700_000_000_123_456_789 },
        { "picoseconds are cut", 12, 0, 1_999, 1 },
        { "10^-28 s: 2^64 units are a nanosecond", 28, 0, ulong.MaxValue, 1 },
        { "10^-29 s: less than one, and never out of range", 127, 0, ulong.MaxValue, 1 },
        { "2^0: seconds", 0x80, 0, 3, 3_000_000_000 },
        { "2^-1", 0x81, 0, 3, 1_500_000_000 },
        { "2^-30", 0x80 | 30, 0, 1L << 29, 500_000_000 },
        { "2^-63", 0x80 | 63, 0, ulong.MaxValue, 1_999_999_999 },
        { "2^-64: all units are less than a second", 0x80 | 64, 0, ulong.MaxValue, 999_999_999 },
        { "2^-127", 0xFF, 0, ulong.MaxValue, 0 },
        { "offset forward", 6, 10, 1, 10_000_001_000 },
        { "offset to before 1970", 6, -10, 1, -9_999_999_000 },
        { "after 2262 is the end of time", 6, 0, ulong.MaxValue, long.MaxValue },
        { "seconds far beyond", 0, 0, ulong.MaxValue, long.MaxValue },
        { "offset beyond the end of time", 6, long.MaxValue, 0, long.MaxValue },
        { "offset before the beginning of time", 6, long.MinValue, 0, long.MinValue },
        { "both at their ends", 0, long.MinValue, ulong.MaxValue, long.MaxValue },
    };

    [Theory]
    [MemberData(nameof(Times))]
    public void Units_become_nanoseconds_since_1970(string why, byte resolution, long offsetSeconds, ulong units, long expected) =>
        Assert.True(new PcapngClock(resolution, offsetSeconds).ToNanoseconds(units) == expected, $"{why}: {new PcapngClock(resolution, offsetSeconds).ToNanoseconds(units)}");

    [Fact]
    public void Time_never_runs_backward_whatever_the_file_says() =>
        Gen.Select(Gen.Byte, Gen.Long, Gen.ULong, Gen.ULong).Sample((resolution, offset, a, b) =>
        {
            var clock = new PcapngClock(resolution, offset);
            return clock.ToNanoseconds(Math.Min(a, b)) <= clock.ToNanoseconds(Math.Max(a, b));
        });
}

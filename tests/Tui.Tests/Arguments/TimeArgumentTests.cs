using PassiveDns.Tui.Arguments;
using Xunit;

namespace PassiveDns.Tui.Tests.Arguments;

public class TimeArgumentTests
{
    private static readonly DateTimeOffset Now = new(2026, 3, 10, 12, 0, 0, TimeSpan.Zero); // 1,773,144,000

    public static TheoryData<string, string, long> Times => new()
    {
        // why                        text                       seconds since the epoch
        { "epoch",                    "1773144000",              1_773_144_000 },
        { "the epoch itself",         "0",                       0 },
        { "seconds ago",              "-3600",                   1_773_140_400 },
        { "one unit ago",             "1h",                      1_773_140_400 },
        { "every unit ago",           "1w2d3h4m5s",              1_773_144_000 - 788_645 },
        { "days ago, not a number",   "10d",                     1_773_144_000 - 864_000 },
        { "a day",                    "2026-03-01",              1_772_323_200 },
        { "T and Z",                  "2026-03-01T10:00:00Z",    1_772_359_200 },
        { "T without Z is UTC too",   "2026-03-01T10:00:00",     1_772_359_200 },
        { "a blank, dnsdbq's form",   "2026-03-01 10:00:00",     1_772_359_200 },
        { "a blank and Z",            "2026-03-01 10:00:00Z",    1_772_359_200 },
        { "minutes",                  "2026-03-01T10:00Z",       1_772_359_200 },
        { "a leap day",               "2024-02-29",              1_709_164_800 },
        { "the last second",          "9999-12-31T23:59:59Z",    253_402_300_799 },
    };

    [Theory, MemberData(nameof(Times))]
    public void Reads_time(string why, string text, long expected)
    {
        Assert.True(TimeArgument.TryParse(text, Now, out var seconds), why);
        Assert.True(expected == seconds, $"{why}: {seconds}");
    }

    public static TheoryData<string, string> NoTimes => new()
    {
        { "empty", "" }, { "a word", "yesterday" }, { "a day that is none", "2026-02-30" }, { "hour 24", "2026-03-01T24:00:00Z" },
        { "before 1970", "1969-12-31" }, { "longer ago than 1970", "-9999999999" }, { "units out of order", "1h2d" }, { "a unit twice", "1h1h" },
        { "no unit at the end", "1h30" }, { "a number beyond 64 bits", "99999999999999999999" }, { "weeks beyond 64 bits", "99999999999999999w" },
        { "other digits", "１２３" }, { "an offset", "2026-03-01T10:00:00+01:00" }, { "the year 10000", "253402300800" },
        { "only a sign", "-" }, { "lowest number of 64 bits", "-9223372036854775808" }, { "a blank", " 1" },
    };

    [Theory, MemberData(nameof(NoTimes))]
    public void Refuses_what_is_no_time(string why, string text) => Assert.False(TimeArgument.TryParse(text, Now, out _), why);
}

using PassiveDns.Formats;
using PassiveDns.Tui.Arguments;
using Xunit;

namespace PassiveDns.Tui.Tests.Arguments;

public class WindowArgumentTests
{
    private static readonly DateTimeOffset Now = new(2026, 3, 10, 12, 0, 0, TimeSpan.Zero);

    public static TheoryData<string, string, string> Windows => new()
    {
        { "two times", "2026-03-01T10:00:00Z..2026-03-01T11:00:00Z", "2026-03-01T10:00:00.000Z 2026-03-01T11:00:00.999Z" },
        { "two days, of which the second is over at its end", "2026-03-01..2026-03-07", "2026-03-01T00:00:00.000Z 2026-03-07T23:59:59.999Z" },
        { "one day alone", "2026-03-01", "2026-03-01T00:00:00.000Z 2026-03-01T23:59:59.999Z" },
        { "one day twice", "2026-03-01..2026-03-01", "2026-03-01T00:00:00.000Z 2026-03-01T23:59:59.999Z" },
        { "ago", "2w..1w", "2026-02-24T12:00:00.000Z 2026-03-03T12:00:00.999Z" },
        { "no end", "1d..", "2026-03-09T12:00:00.000Z -" },
        { "no beginning", "..2026-03-01", "- 2026-03-01T23:59:59.999Z" },
        { "seconds since 1970, one second long", "1773144000..1773144000", "2026-03-10T12:00:00.000Z 2026-03-10T12:00:00.999Z" },
        { "seconds ago", "-60..-30", "2026-03-10T11:59:00.000Z 2026-03-10T11:59:30.999Z" },
        { "a time with a blank", "2026-03-01 10:00..2026-03-02", "2026-03-01T10:00:00.000Z 2026-03-02T23:59:59.999Z" },
    };

    [Theory, MemberData(nameof(Windows))]
    public void Reads_windows(string why, string text, string expected)
    {
        Assert.True(WindowArgument.TryParse(text, Now, out var window), why);
        var found = $"{Edge(window.AfterMilliseconds)} {Edge(window.BeforeMilliseconds)}";
        Assert.True(expected == found, $"{why}: {found}");
        Assert.False(window.Strict);
    }

    public static TheoryData<string, string> NoWindows => new()
    {
        { "nothing", "" }, { "no times", ".." }, { "a point in time that is no day", "2026-03-01T10:00:00Z" }, { "ago, but until when", "1w" }, { "a word", "yesterday..today" },
        { "the end before the beginning", "2026-03-02..2026-03-01" }, { "ago, the wrong way round", "1w..2w" }, { "three times", "1d..2d..3d" }, { "three dots", "2026-03-01...2026-03-02" },
        { "a day that is none", "2026-02-30" }, { "beyond the calendar", "2026-03-01..99999999999999" },
    };

    [Theory, MemberData(nameof(NoWindows))]
    public void Refuses_what_is_no_window(string why, string text) => Assert.False(WindowArgument.TryParse(text, Now, out _), why);

    private static string Edge(long? milliseconds) => milliseconds is { } time ? UtcText.Milliseconds(time) : "-";
}

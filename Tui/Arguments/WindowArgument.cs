using System.Globalization;
using PassiveDns.Formats.Records;

namespace PassiveDns.Tui.Arguments;

/// <summary>A window of time as users write it: two times with <c>..</c> between them, either of which may be missing, or one day.</summary>
public static class WindowArgument
{
    /// <summary>What the forms look like, for help and error sentences.</summary>
    public const string Forms = "2026-03-01..2026-03-07, 2w..1w (ago), 2026-03-01T10:00:00Z.., or one day";

    private const string Between = "..";
    private const long LastSecondOfDay = 86_399;

    /// <summary>A day stands for all of it, also at the end.</summary>
    /// <param name="now">What relative times count back from.</param>
    public static bool TryParse(string text, DateTimeOffset now, out TimeFence window)
    {
        window = default;
        var at = text.IndexOf(Between, StringComparison.Ordinal);
        if (at < 0 && !IsDay(text)) return false;
        var (from, to) = at < 0 ? (text, text) : (text[..at], text[(at + Between.Length)..]);
        if (!TryParseEdge(from, now, out var first) || !TryParseEdge(to, now, out var last) || (first is null && last is null)) return false;
        if (IsDay(to)) last += LastSecondOfDay;
        if (first > last) return false;
        window = TimeFence.OfSeconds(first, last);
        return true;
    }

    private static bool TryParseEdge(string text, DateTimeOffset now, out long? seconds)
    {
        seconds = null;
        if (text.Length == 0) return true;
        if (!TimeArgument.TryParse(text, now, out var time)) return false;
        seconds = time;
        return true;
    }

    /// <summary>A day without a time of day.</summary>
    internal static bool IsDay(string text) => DateOnly.TryParseExact(text, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out _);
}

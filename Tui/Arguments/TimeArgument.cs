using System.Globalization;

namespace PassiveDns.Tui.Arguments;

/// <summary>A point in time as users write it, in dnsdbq's forms. Always UTC, whole seconds.</summary>
public static class TimeArgument
{
    /// <summary>What the forms look like, for help and error sentences.</summary>
    public const string Forms = "2026-03-01, 2026-03-01T10:00:00Z, seconds since 1970, -3600 (seconds ago) or 1w2d3h (ago)";

    private const long LatestSecond = 253_402_300_799; // 9999-12-31T23:59:59Z

    private static readonly string[] DateForms =
    [
        "yyyy-MM-dd", "yyyy-MM-dd'T'HH:mm:ss'Z'", "yyyy-MM-dd'T'HH:mm:ss", "yyyy-MM-dd HH:mm:ss'Z'", "yyyy-MM-dd HH:mm:ss",
        "yyyy-MM-dd'T'HH:mm'Z'", "yyyy-MM-dd HH:mm",
    ];

    /// <param name="now">What relative forms count back from.</param>
    /// <param name="seconds">Since the epoch, 0 to the end of the year 9999.</param>
    public static bool TryParse(string text, DateTimeOffset now, out long seconds)
    {
        if (long.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out seconds))
        {
            if (text[0] == '-') seconds = seconds < -LatestSecond ? -1 : now.ToUnixTimeSeconds() + seconds;
        }
        else if (TryParseDuration(text.StartsWith('-') ? text[1..] : text, out var ago))
        {
            seconds = now.ToUnixTimeSeconds() - ago;
        }
        else if (DateTimeOffset.TryParseExact(text, DateForms, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var date))
        {
            seconds = date.ToUnixTimeSeconds();
        }
        else
        {
            return false;
        }

        return seconds is >= 0 and <= LatestSecond;
    }

    /// <summary>Reads <c>1w2d3h4m5s</c>: each unit at most once, from the longest to the shortest.</summary>
    public static bool TryParseDuration(string text, out long seconds)
    {
        seconds = 0;
        var unit = 0;
        var at = 0;
        while (at < text.Length)
        {
            var digits = at;
            while (at < text.Length && char.IsAsciiDigit(text[at])) at++;
            if (at == digits || at == text.Length) return false;
            if (!long.TryParse(text.AsSpan(digits, at - digits), CultureInfo.InvariantCulture, out var number)) return false;

            while (unit < Units.Length && Units[unit].Letter != text[at]) unit++;
            if (unit == Units.Length || number > LatestSecond / Units[unit].Seconds) return false;
            seconds += number * Units[unit++].Seconds;
            at++;
        }

        return text.Length > 0;
    }

    private static readonly (char Letter, long Seconds)[] Units = [('w', 604_800), ('d', 86_400), ('h', 3_600), ('m', 60), ('s', 1)];
}

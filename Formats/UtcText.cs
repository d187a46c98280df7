using System.Globalization;
using System.Text;

namespace PassiveDns.Formats;

/// <summary>Times in UTC as ISO 8601 text. Every 64-bit time has one: years outside 0 to 9999 carry a sign (ISO 8601 expanded years).</summary>
public static class UtcText
{
    /// <summary>Characters in the longest time: a year of nine digits and its sign, milliseconds.</summary>
    public const int MaxLength = 32;

    private const long MillisecondsPerDay = 86_400_000;
    private const long DaysPerEra = 146_097; // 400 years of the Gregorian calendar

    /// <summary>Writes <c>2026-11-23T09:14:00Z</c>; what is below a second is cut off, towards the past.</summary>
    /// <param name="text">Room for <see cref="MaxLength"/> octets.</param>
    /// <returns>Octets written.</returns>
    public static int WriteSeconds(long millisecondsSinceEpoch, Span<byte> text)
    {
        var written = WriteDateAndTime(millisecondsSinceEpoch, text);
        text[written++] = (byte)'Z';
        return written;
    }

    /// <summary>Writes <c>2026-11-23T09:14:00.250Z</c>.</summary>
    /// <param name="text">Room for <see cref="MaxLength"/> octets.</param>
    /// <returns>Octets written.</returns>
    public static int WriteMilliseconds(long millisecondsSinceEpoch, Span<byte> text)
    {
        var written = WriteDateAndTime(millisecondsSinceEpoch, text);
        text[written++] = (byte)'.';
        written += WritePadded((int)FloorDivision.Remainder(millisecondsSinceEpoch, 1_000), 3, text[written..]);
        text[written++] = (byte)'Z';
        return written;
    }

    /// <summary>Writes <c>20261123091400</c>, as RRSIG has it (RFC 4034 section 3.2).</summary>
    /// <param name="text">Room for <see cref="MaxLength"/> octets.</param>
    /// <returns>Octets written.</returns>
    public static int WriteCompact(uint secondsSinceEpoch, Span<byte> text)
    {
        var days = Math.DivRem(secondsSinceEpoch, 86_400, out var second);
        var (year, month, day) = Date(days);
        var written = WritePadded((int)year, 4, text);
        written += WritePadded(month, 2, text[written..]);
        written += WritePadded(day, 2, text[written..]);
        written += WritePadded((int)second / 3_600, 2, text[written..]);
        written += WritePadded((int)second / 60 % 60, 2, text[written..]);
        return written + WritePadded((int)second % 60, 2, text[written..]);
    }

    /// <summary>Reads what <see cref="WriteCompact"/> writes; false for what is no date and time that it could write.</summary>
    public static bool TryParseCompact(ReadOnlySpan<byte> text, out uint secondsSinceEpoch)
    {
        secondsSinceEpoch = 0;
        if (text.Length != 14 || !ulong.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var digits)) return false;
        var (date, time) = ((int)(digits / 1_000_000), (int)(digits % 1_000_000));
        var (year, month, day) = (date / 10_000, date / 100 % 100, date % 100);
        var (hour, minute, second) = (time / 10_000, time / 100 % 100, time % 100);
        if (year < 1 || month is < 1 or > 12 || day < 1 || day > DateTime.DaysInMonth(year, month) || hour > 23 || minute > 59 || second > 59) return false;
        var seconds = (new DateTime(year, month, day, hour, minute, second, DateTimeKind.Utc) - DateTime.UnixEpoch).Ticks / TimeSpan.TicksPerSecond;
        secondsSinceEpoch = (uint)seconds;
        return seconds is >= 0 and <= uint.MaxValue;
    }

    /// <summary>As <see cref="WriteSeconds"/>.</summary>
    public static string Seconds(long millisecondsSinceEpoch)
    {
        Span<byte> text = stackalloc byte[MaxLength];
        return Encoding.ASCII.GetString(text[..WriteSeconds(millisecondsSinceEpoch, text)]);
    }

    /// <summary>As <see cref="WriteMilliseconds"/>.</summary>
    public static string Milliseconds(long millisecondsSinceEpoch)
    {
        Span<byte> text = stackalloc byte[MaxLength];
        return Encoding.ASCII.GetString(text[..WriteMilliseconds(millisecondsSinceEpoch, text)]);
    }

    private static int WriteDateAndTime(long milliseconds, Span<byte> text)
    {
        var second = (int)(FloorDivision.Remainder(milliseconds, MillisecondsPerDay) / 1_000);
        var (year, month, day) = Date(FloorDivision.Quotient(milliseconds, MillisecondsPerDay));
        var written = WriteYear(year, text);
        text[written++] = (byte)'-';
        written += WritePadded(month, 2, text[written..]);
        text[written++] = (byte)'-';
        written += WritePadded(day, 2, text[written..]);
        text[written++] = (byte)'T';
        written += WritePadded(second / 3_600, 2, text[written..]);
        text[written++] = (byte)':';
        written += WritePadded(second / 60 % 60, 2, text[written..]);
        text[written++] = (byte)':';
        return written + WritePadded(second % 60, 2, text[written..]);
    }

    private static int WriteYear(long year, Span<byte> text)
    {
        if (year is >= 0 and <= 9_999) return WritePadded((int)year, 4, text);
        text[0] = year < 0 ? (byte)'-' : (byte)'+';
        Math.Abs(year).TryFormat(text[1..], out var digits, "D4", CultureInfo.InvariantCulture);
        return 1 + digits;
    }

    /// <summary>Day of the Gregorian calendar, extended in both directions; days count from 1970-01-01.</summary>
    private static (long Year, int Month, int Day) Date(long days)
    {
        // Years are taken to begin in March, so that the leap day is the last of one, and eras in the year 0.
        days += 719_468; // from 0000-03-01 to 1970-01-01
        var era = FloorDivision.Quotient(days, DaysPerEra);
        var dayOfEra = FloorDivision.Remainder(days, DaysPerEra);
        var yearOfEra = (dayOfEra - (dayOfEra / 1_460) + (dayOfEra / 36_524) - (dayOfEra / 146_096)) / 365;
        var dayOfYear = (int)(dayOfEra - ((365 * yearOfEra) + (yearOfEra / 4) - (yearOfEra / 100)));
        var month = ((5 * dayOfYear) + 2) / 153; // 0 is March; months of 31 and 30 days alternate in fives of 153 days
        var day = dayOfYear - (((153 * month) + 2) / 5) + 1;
        var year = (era * 400) + yearOfEra;
        return month < 10 ? (year, month + 3, day) : (year + 1, month - 9, day);
    }

    private static int WritePadded(int number, int digits, Span<byte> text)
    {
        for (var i = digits - 1; i >= 0; i--, number /= 10) text[i] = (byte)('0' + (number % 10));
        return digits;
    }
}

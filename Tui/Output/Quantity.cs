using System.Globalization;

namespace PassiveDns.Tui.Output;

/// <summary>Numbers, sizes and durations as people read them; always the invariant culture.</summary>
public static class Quantity
{
    private static readonly string[] OctetUnits = ["octets", "kB", "MB", "GB", "TB", "PB", "EB"];

    /// <summary><c>12,034</c></summary>
    public static string Number(long number) => number.ToString("N0", CultureInfo.InvariantCulture);

    /// <summary><c>1 RRset</c>, <c>12,034 RRsets</c></summary>
    public static string Count(long number, string unit) => $"{Number(number)} {unit}{(number == 1 ? "" : "s")}";

    /// <summary><c>912 octets</c>, <c>1.2 MB</c> (powers of 1,000)</summary>
    public static string Octets(long octets)
    {
        if (octets < 1_000) return Count(octets, "octet");
        var size = (double)octets;
        var unit = 0;
        for (; size >= 999.95 && unit < OctetUnits.Length - 1; unit++) size /= 1_000;
        return string.Create(CultureInfo.InvariantCulture, $"{size:0.0} {OctetUnits[unit]}");
    }

    /// <summary><c>0.3 s</c>, <c>2:05</c> (minutes), <c>3:02:05</c></summary>
    public static string Duration(TimeSpan duration) => duration.TotalSeconds switch
    {
        < 60 => string.Create(CultureInfo.InvariantCulture, $"{Math.Max(0, duration.TotalSeconds):0.0} s"),
        < 3_600 => duration.ToString(@"m\:ss", CultureInfo.InvariantCulture),
        _ => string.Create(CultureInfo.InvariantCulture, $"{(long)duration.TotalHours}:{duration:mm\\:ss}"),
    };
}

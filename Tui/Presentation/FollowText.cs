using System.Globalization;
using PassiveDns.Formats;
using PassiveDns.Formats.Records;
using PassiveDns.Tui.Output;

namespace PassiveDns.Tui.Presentation;

/// <summary>How the one who writes to the archive gets on, from the source that was committed last.</summary>
internal static class FollowText
{
    /// <summary>Sanitised.</summary>
    public static string Of(IReadOnlyList<SourceRecord> sources)
    {
        if (sources.Count == 0) return "following";
        var latest = sources.MaxBy(source => source.FinishedMilliseconds)!;
        var lost = latest.Damage.Select(damage => $"{damage.Reason}, ").FirstOrDefault();
        var text = $"following; {Rate(latest)}{lost}last commit {UtcText.Seconds(latest.FinishedMilliseconds)[11..]}";
        return TerminalText.Sanitise(text);
    }

    /// <summary>Empty for a source without packets. What came in less than a second was a burst, and no rate.</summary>
    private static string Rate(SourceRecord source)
    {
        if (source is not { FirstPacketMilliseconds: { } first, LastPacketMilliseconds: { } last }) return "";
        var seconds = Math.Max(1, (last - first) / 1_000.0);
        return string.Create(CultureInfo.InvariantCulture, $"{source.Accounting.FramesRead / seconds:N0} packets/s, ");
    }
}

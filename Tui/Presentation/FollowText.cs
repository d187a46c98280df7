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
        var lost = latest.Damage.Select(damage => damage.Reason).FirstOrDefault();
        var text = $"following; last commit {UtcText.Seconds(latest.FinishedMilliseconds)[11..]}{Rate(latest)}{(lost is null ? "" : $", {lost}")}";
        return TerminalText.Sanitise(text);
    }

    /// <summary>Empty where the source is too short to have one.</summary>
    private static string Rate(SourceRecord source)
    {
        var seconds = (source.LastPacketMilliseconds - source.FirstPacketMilliseconds) / 1_000.0;
        return seconds is > 0 ? string.Create(CultureInfo.InvariantCulture, $", {source.Accounting.FramesRead / seconds.Value:N0} packets/s") : "";
    }
}

using PassiveDns.Formats;
using PassiveDns.Formats.Records;
using PassiveDns.Tui.Output;
using PassiveDns.Tui.Screens;

namespace PassiveDns.Tui.Actions;

/// <summary>The captures that the archive has, as a page.</summary>
internal static class Sources
{
    public static void Show(Browser browser) => browser.Go(new TextScreen("sources", [.. browser.Archive.Sources.SelectMany(Lines)]));

    private static IEnumerable<string> Lines(SourceRecord source)
    {
        yield return source.Path;
        yield return $"    SHA-256 {source.Sha256}";
        var span = source is { FirstPacketMilliseconds: { } first, LastPacketMilliseconds: { } last } ? $", {UtcText.Seconds(first)} .. {UtcText.Seconds(last)}" : "";
        yield return $"    {source.Format}, {Quantity.Octets(source.Octets)}, {Quantity.Count(source.Accounting.FramesRead, "frame")}{span}";
        foreach (var damage in source.Damage) yield return $"    damaged at octet {Quantity.Number(damage.Offset)}: {damage.Reason}";
    }
}

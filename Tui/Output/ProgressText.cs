using System.Globalization;
using PassiveDns.Indexer.Maintenance;

namespace PassiveDns.Tui.Output;

/// <summary>How far an ingest has come.</summary>
/// <param name="OctetsDone">Of all sources, as they lie on disk.</param>
/// <param name="OctetsTotal">Null when a source's length is not known (standard input).</param>
/// <param name="Source">The source being read.</param>
public readonly record struct Progress(long OctetsDone, long? OctetsTotal, long Packets, TimeSpan Elapsed, string Source);

/// <summary>A line about progress, by octets. Pure: the same progress gives the same text.</summary>
public static class ProgressText
{
    /// <summary>All is read, and the archive's files are being written.</summary>
    public const string Committing = "writing the archive ...";

    /// <summary>Runs are being written anew for their sources have changed.</summary>
    public const string Rewriting = "writing runs anew ...";

    /// <summary>Which servers serve which zones is being found out.</summary>
    public const string VerifyingBailiwick = "verifying bailiwick ...";

    /// <summary>Runs are being put together.</summary>
    public const string Compacting = "compacting the archive ...";

    /// <summary>The names index is being read.</summary>
    public const string VerifyingNames = "verify: names index ...";

    /// <summary>Before this much time a rate says nothing about the time left.</summary>
    private static readonly TimeSpan Settling = TimeSpan.FromSeconds(3);

    /// <summary>A verification's place: <c>verify: run 000003 (2 of 5), RRsets 45 %</c>.</summary>
    public static string Line(VerifyProgress progress) => string.Create(
        CultureInfo.InvariantCulture,
        $"verify: run {progress.Run} ({progress.RunsDone + 1} of {progress.Runs}), {progress.Step} {progress.Percent} %");

    /// <param name="columns">The line is at most so long; first the source's name gives way, then the packets, then how much there is.</param>
    public static string Line(in Progress progress, int columns)
    {
        var figures = Figures(progress, columns);
        var source = TerminalText.Sanitise(progress.Source);
        var room = columns - figures.Length - 2;
        return room < 8 ? figures[..Math.Min(figures.Length, columns)] : $"{figures}  {KeepEnd(source, room)}";
    }

    private static string Figures(in Progress progress, int columns)
    {
        var seconds = progress.Elapsed.TotalSeconds;
        var octetsPerSecond = seconds > 0 ? progress.OctetsDone / seconds : 0;
        var packetsPerSecond = seconds > 0 ? progress.Packets / seconds : 0;
        var packets = string.Create(CultureInfo.InvariantCulture, $"{packetsPerSecond:N0} packets/s  ");
        var octets = string.Create(CultureInfo.InvariantCulture, $"{octetsPerSecond / 1e6:0.0} MB/s");
        if (progress.OctetsTotal is not (> 0 and var total)) return Longest(columns, $"{Quantity.Octets(progress.OctetsDone)}  ", packets, octets);

        var percent = Math.Min(100, 100 * progress.OctetsDone / total);
        var left = TimeLeft(progress, total, octetsPerSecond) is { } time ? $"  {Quantity.Duration(time)} left" : "";
        var rest = octets + left;
        return Longest(columns, $"{percent,3} % of {Quantity.Octets(total)}  ", packets, rest) is var line && line.Length <= columns ? line : $"{percent,3} %  {rest}";
    }

    /// <summary>With the packets where there is room for them.</summary>
    private static string Longest(int columns, string before, string packets, string behind) =>
        before.Length + packets.Length + behind.Length <= columns ? before + packets + behind : before + behind;

    private static TimeSpan? TimeLeft(in Progress progress, long total, double octetsPerSecond) =>
        progress.Elapsed < Settling || octetsPerSecond <= 0
            ? null
            : TimeSpan.FromSeconds(Math.Max(0, total - progress.OctetsDone) / octetsPerSecond);

    private static string KeepEnd(string text, int columns) =>
        TerminalText.Columns(text) <= columns ? text : "…" + TerminalText.End(text, columns - 1);
}

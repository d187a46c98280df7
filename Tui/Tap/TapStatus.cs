using System.Globalization;
using PassiveDns.Tui.Output;

namespace PassiveDns.Tui.Tap;

/// <summary>How a tap is doing.</summary>
/// <param name="PacketsPerSecond">Of late.</param>
/// <param name="Packets">In all.</param>
/// <param name="RRsets">Gathered since the last commit.</param>
/// <param name="LastCommit">UTC; null before the first.</param>
internal readonly record struct TapStatus(double PacketsPerSecond, long Packets, long RRsets, TapDrops Drops, DateTimeOffset? LastCommit)
{
    /// <summary>For a line that is drawn over.</summary>
    /// <param name="columns">Most that it may take.</param>
    public string Line(int columns)
    {
        var committed = LastCommit is { } time ? time.UtcDateTime.ToString("HH:mm:ss'Z'", CultureInfo.InvariantCulture) : "not yet";
        var line = string.Create(
            CultureInfo.InvariantCulture,
            $"{PacketsPerSecond:N0} packets/s  {RRsets:N0} RRsets new  drops {Drops.Kernel:N0} kernel {Drops.Interface:N0} interface {Drops.Own:N0} pdns  committed {committed}");
        return line[..Math.Min(line.Length, columns)];
    }

    /// <summary>For a log, at each commit.</summary>
    public string Commit() =>
        $"commits {Quantity.Count(RRsets, "RRset")}; {Quantity.Count(Packets, "packet")} so far, {Drops.Text}";
}

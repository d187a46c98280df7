using PassiveDns.Indexer;
using PassiveDns.Tui.Questions;

namespace PassiveDns.Tui.Screens;

/// <summary>What the archive holds, at a glance: where each trail begins.</summary>
public sealed class OverviewScreen : PageScreen
{
    /// <summary>As far as the archive has been read; null before the first look.</summary>
    public ArchiveFigures? Figures { get; private set; }

    /// <inheritdoc/>
    public override string Title => "pdns";

    /// <inheritdoc/>
    public override Screen Again() => new OverviewScreen();

    /// <inheritdoc/>
    public override void Read(ScreenReading reading)
    {
        if (reading.Archive is not Archive archive) return;
        foreach (var figures in ArchiveFigures.Read(archive, reading.Stop)) reading.Post(() => Figures = figures);
    }
}

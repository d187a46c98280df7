using PassiveDns.Indexer;
using PassiveDns.Tui.Commands;

namespace PassiveDns.Tui.Screens;

/// <summary>What the archive holds, at a glance: where each trail begins.</summary>
public sealed class OverviewScreen : PageScreen
{
    public IReadOnlyList<string> Lines { get; private set; } = [];

    /// <inheritdoc/>
    public override string Title => "pdns";

    /// <inheritdoc/>
    public override void Read(ScreenReading reading)
    {
        if (reading.Archive is not Archive archive) return;
        var lines = ArchiveOverview.Lines(archive, reading.Stop);
        reading.Post(() => Lines = lines);
    }
}

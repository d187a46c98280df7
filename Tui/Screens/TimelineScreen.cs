using PassiveDns.Formats.Dns;
using PassiveDns.Formats.Records;
using PassiveDns.Tui.Questions;

namespace PassiveDns.Tui.Screens;

/// <summary>What a name had over time, as a chart: left and right move the cursor in time.</summary>
/// <param name="name">Wire format, lower case.</param>
public sealed class TimelineScreen(ReadOnlyMemory<byte> name) : Screen
{
    private const int MostRRsets = 10_000;

    /// <summary>Null before it has been read.</summary>
    public NameTimeline? Timeline { get; private set; }

    /// <summary>Null before it has been read.</summary>
    public TimelineWindow? Window { get; private set; }

    /// <summary>Cells of the bars, as the view last drew them.</summary>
    public int BarWidth { get; set; } = 1;

    /// <inheritdoc/>
    public override string Title => $"timeline of {DomainNameFormat.ToText(name.Span)}";

    /// <inheritdoc/>
    public override int Count => Timeline?.RRsets.Count ?? 0;

    /// <inheritdoc/>
    public override Question? Target
    {
        get
        {
            if (Cursor >= Count) return null;
            var rows = new List<ResultRow>();
            ResultRow.AddRows(Timeline!.RRsets[Cursor], rows);
            return rows.Count == 0 ? null : RowTargets.OfCell(rows[0], ResultColumn.RData, Sources);
        }
    }

    /// <inheritdoc/>
    public override void MoveColumn(int columns) => Window?.MoveCursor(columns, BarWidth);

    /// <inheritdoc/>
    public override Screen Again() => new TimelineScreen(name);

    /// <inheritdoc/>
    public override void Succeed(Screen other)
    {
        base.Succeed(other);
        if (((TimelineScreen)other).Window is { } window) Window?.StandAs(window);
    }

    /// <inheritdoc/>
    public override void Read(ScreenReading reading)
    {
        var timeline = NameTimeline.Of(reading.Archive, new RRsetQuery { Side = LookupSide.Owner, Name = name }, MostRRsets, reading.Stop);
        var window = new TimelineWindow(timeline.FirstMilliseconds, timeline.LastMilliseconds);
        window.Show(timeline.Seen.First, timeline.Seen.Last);
        reading.Post(() => (Timeline, Window) = (timeline, window));
    }
}

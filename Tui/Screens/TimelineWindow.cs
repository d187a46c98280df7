namespace PassiveDns.Tui.Screens;

/// <summary>The part of a timeline that is shown, and a point in time that the user has under the cursor. Times are milliseconds since the epoch.</summary>
public sealed class TimelineWindow
{
    private const long Shortest = 1_000; // shown; milliseconds

    private readonly long _wholeFirst;
    private readonly long _wholeLast;

    /// <param name="first">Start of the whole span.</param>
    /// <param name="last">Its end, not before its start.</param>
    public TimelineWindow(long first, long last)
    {
        (_wholeFirst, _wholeLast) = (first, last);
        (First, Last, Cursor) = (first, last, first);
    }

    /// <summary>Start of the span that is shown.</summary>
    public long First { get; private set; }

    /// <summary>End of the span that is shown, not before its start.</summary>
    public long Last { get; private set; }

    /// <summary>Within what is shown.</summary>
    public long Cursor { get; private set; }

    /// <summary>All there is is shown.</summary>
    public bool IsWhole => First == _wholeFirst && Last == _wholeLast;

    private long Span => Last - First;

    /// <summary>Shows half as much, the cursor in its place.</summary>
    public void ZoomIn() => Zoom(Math.Max(Math.Min(Shortest, Span), Span / 2));

    /// <summary>Shows twice as much, as far as there is so much, the cursor in its place.</summary>
    public void ZoomOut() => Zoom(Span > (_wholeLast - _wholeFirst) / 2 ? _wholeLast - _wholeFirst : Span * 2);

    public void ShowWhole() => Show(_wholeFirst, _wholeLast);

    /// <summary>Shows a part: what of it there is, and a second at least, if there is one.</summary>
    /// <param name="last">Not before the first.</param>
    public void Show(long first, long last)
    {
        var (start, stop) = (Math.Clamp(first, _wholeFirst, _wholeLast), Math.Clamp(last, _wholeFirst, _wholeLast));
        var span = Math.Max(stop - start, Math.Min(Shortest, _wholeLast - _wholeFirst));
        First = Math.Min(start, _wholeLast - span);
        Last = First + span;
        Cursor = Math.Clamp(Cursor, First, Last);
    }

    /// <summary>Shows what another one does, the cursor at the same time; all there is, where that does.</summary>
    public void StandAs(TimelineWindow other)
    {
        if (!other.IsWhole) Show(other.First, other.Last);
        Cursor = Math.Clamp(other.Cursor, First, Last);
    }

    /// <summary>Shows what lies half a screen earlier or later; the cursor keeps its place on the screen.</summary>
    public void Pan(bool isLater) => Shift(isLater ? Math.Max(1, Span / 2) : -Math.Max(1, Span / 2), movesCursor: true);

    /// <summary>Moves the cursor by cells; at the edge what is shown moves with it.</summary>
    /// <param name="cells">Below 0 for earlier.</param>
    /// <param name="width">Cells of what is shown.</param>
    public void MoveCursor(int cells, int width)
    {
        if (width <= 0) return;
        var cell = CursorCell(width) + (long)cells;
        var inside = Math.Clamp(cell, 0, width - 1);
        if (cell != inside) Shift((long)((Int128)Span * (cell - inside) / width), movesCursor: false);
        Cursor = StartOf((int)inside, width);
    }

    /// <summary>Moves the cursor to a time, which is shown then.</summary>
    public void MoveCursorTo(long time)
    {
        time = Math.Clamp(time, _wholeFirst, _wholeLast);
        if (time < First || time > Last) Shift(time - First - (Span / 2), movesCursor: false);
        Cursor = time;
    }

    /// <summary>The cell that the cursor is in.</summary>
    public int CursorCell(int width) => Span == 0 ? 0 : (int)Int128.Clamp((Int128)(Cursor - First) * width / Span, 0, Math.Max(0, width - 1));

    /// <summary>The times that are in the cursor's cell, both ends included.</summary>
    public (long First, long Last) CursorSpan(int width)
    {
        var cell = CursorCell(width);
        var start = StartOf(cell, width);
        return (start, cell >= width - 1 ? Last : Math.Max(start, StartOf(cell + 1, width) - 1));
    }

    private long StartOf(int cell, int width) => First + (long)((((Int128)Span * cell) + width - 1) / Math.Max(1, width));

    private void Zoom(long span)
    {
        var before = Span == 0 ? 0 : (long)((Int128)(Cursor - First) * span / Span);
        First = Math.Clamp(Cursor - before, _wholeFirst, _wholeLast - span);
        Last = First + span;
    }

    private void Shift(long by, bool movesCursor)
    {
        by = Math.Clamp(by, _wholeFirst - First, _wholeLast - Last);
        (First, Last) = (First + by, Last + by);
        Cursor = Math.Clamp(movesCursor ? Cursor + by : Cursor, First, Last);
    }
}

using PassiveDns.Formats.Records;

namespace PassiveDns.Tui.Presentation;

/// <summary>An RRset's time window drawn across a span, one row of block characters.</summary>
public static class WindowBar
{
    /// <summary>Draws to an eighth of a cell at the right end, to a whole cell at the left; a window of no length shows as a thin block.</summary>
    /// <param name="first">Start of the span, milliseconds since the epoch.</param>
    /// <param name="last">End of the span, milliseconds since the epoch, not before its start.</param>
    /// <param name="width">Cells.</param>
    public static string Text(TimeWindow window, long first, long last, int width)
    {
        if (width <= 0) return "";
        var eighths = width * 8L;
        var from = last <= first ? 0 : Math.Min(Position(window.FirstMilliseconds, first, last, eighths) / 8, width - 1) * 8;
        var to = Math.Max(from + 1, Position(window.LastMilliseconds, first, last, eighths));
        return string.Create(width, (from, to), static (cells, bar) =>
        {
            for (var i = 0; i < cells.Length; i++) cells[i] = Block(Math.Clamp(bar.to - Math.Max(bar.from, i * 8L), 0, 8), bar.from >= (i + 1) * 8L);
        });
    }

    private static char Block(long filled, bool isBefore) => filled == 0 || isBefore ? ' ' : (char)('█' + (8 - filled));

    private static long Position(long time, long first, long last, long eighths)
    {
        if (last <= first) return eighths;
        var share = (double)(Math.Clamp(time, first, last) - first) / (last - first);
        return Math.Min((long)(share * eighths), eighths - 1) + (share >= 1 ? 1 : 0);
    }
}

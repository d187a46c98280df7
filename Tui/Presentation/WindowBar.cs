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

    /// <summary>The same for several windows: gaps between them stay open where they are wider than a cell.</summary>
    public static string Text(IEnumerable<TimeWindow> windows, long first, long last, int width)
    {
        var bar = new string(' ', Math.Max(0, width)).ToCharArray();
        foreach (var window in windows)
        {
            var piece = Text(window, first, last, width);
            for (var i = 0; i < bar.Length; i++) bar[i] = Filled(piece[i]) > Filled(bar[i]) ? piece[i] : bar[i];
        }

        return new string(bar);
    }

    /// <summary>A bar for terminals without block characters: a cell of which less than half is filled is a stroke.</summary>
    public static string ToAscii(string bar) =>
        string.Create(bar.Length, bar, static (cells, bar) =>
        {
            for (var i = 0; i < cells.Length; i++) cells[i] = Filled(bar[i]) switch { 0 => ' ', < 4 => '|', _ => '#' };
        });

    /// <summary>Eighths of a cell.</summary>
    private static int Filled(char cell) => cell == ' ' ? 0 : 8 - (cell - '█');

    private static char Block(long filled, bool isBefore) => filled == 0 || isBefore ? ' ' : (char)('█' + (8 - filled));

    private static long Position(long time, long first, long last, long eighths)
    {
        if (last <= first) return eighths;
        var share = (double)(Math.Clamp(time, first, last) - first) / (last - first);
        return Math.Min((long)(share * eighths), eighths - 1) + (share >= 1 ? 1 : 0);
    }
}

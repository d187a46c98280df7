namespace PassiveDns.Tui.Presentation;

/// <summary>Numbers as columns of block characters.</summary>
public static class HistogramText
{
    /// <summary>Lines from the top: the highest number fills its column, what is not 0 is seen.</summary>
    /// <param name="values">One for each column, not below 0.</param>
    /// <param name="isAscii">Without block characters: less than half a cell is a dot.</param>
    public static IEnumerable<string> Lines(IReadOnlyList<double> values, int height, bool isAscii)
    {
        var highest = values.DefaultIfEmpty().Max();
        var eighths = values.Select(value => value <= 0 ? 0 : Math.Max(1, (int)Math.Round(value / highest * height * 8))).ToList();
        for (var row = height - 1; row >= 0; row--)
            yield return string.Concat(eighths.Select(filled => Cell(Math.Clamp(filled - (row * 8), 0, 8), isAscii)));
    }

    private static char Cell(int filled, bool isAscii)
    {
        if (filled == 0) return ' ';
        if (!isAscii) return (char)('▁' + filled - 1);
        return filled < 4 ? '.' : '#';
    }
}

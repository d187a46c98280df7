using System.Diagnostics;

namespace PassiveDns.Tui.Output;

/// <summary>A column of a <see cref="TextTable"/>.</summary>
/// <param name="IsNumber">Set to the right.</param>
/// <param name="Widest">A longer cell sticks out and moves the rest of its own line, not of all lines.</param>
public readonly record struct TextColumn(string Title, bool IsNumber = false, int Widest = int.MaxValue);

/// <summary>Aligned text, written page by page so that the first rows come at once however many follow.</summary>
/// <remarks>The first page settles the widths; a later page can only widen them. Every cell passes <see cref="TerminalText"/>.</remarks>
/// <param name="promptly">Somebody watches: a page is also written when it has waited. Otherwise the same rows give the same octets.</param>
public sealed class TextTable(TextWriter output, bool promptly, params TextColumn[] columns)
{
    private const int RowsPerPage = 500;
    private const string Gap = "  ";

    private static readonly TimeSpan LongestWait = TimeSpan.FromMilliseconds(50); // between the first row of a page and its output

    private readonly int[] _widths = [.. columns.Select(column => column.Title.Length)];
    private readonly List<string[]> _page = [];
    private long _pageStarted;
    private bool _titled;

    public void Add(params string[] cells)
    {
        Debug.Assert(cells.Length == columns.Length);
        if (_page.Count == 0) _pageStarted = Stopwatch.GetTimestamp();
        _page.Add(Array.ConvertAll(cells, TerminalText.Sanitise));
        if (_page.Count >= RowsPerPage || (promptly && Stopwatch.GetElapsedTime(_pageStarted) > LongestWait)) Flush();
    }

    /// <summary>Writes the rows held back. Without any row not even the titles are written.</summary>
    public void Flush()
    {
        if (_page.Count == 0) return;
        foreach (var row in _page)
        {
            for (var i = 0; i < row.Length; i++)
            {
                if (TerminalText.Columns(row[i]) is var width && width <= columns[i].Widest) _widths[i] = Math.Max(_widths[i], width);
            }
        }

        if (!_titled) WriteRow(Array.ConvertAll(columns, column => column.Title));
        _titled = true;
        foreach (var row in _page) WriteRow(row);
        _page.Clear();
        output.Flush();
    }

    private void WriteRow(string[] cells)
    {
        var last = cells.Length - 1;
        while (last > 0 && cells[last].Length == 0) last--; // no blanks at the end of a line
        for (var i = 0; i <= last; i++)
        {
            if (i > 0) output.Write(Gap);
            var padding = new string(' ', Math.Max(0, _widths[i] - TerminalText.Columns(cells[i])));
            if (columns[i].IsNumber) output.Write(padding);
            output.Write(cells[i]);
            if (!columns[i].IsNumber && i < last) output.Write(padding);
        }

        output.WriteLine();
    }
}

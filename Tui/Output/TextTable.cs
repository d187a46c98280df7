using System.Diagnostics;

namespace PassiveDns.Tui.Output;

/// <summary>What of a cell is given up where the table has to fit.</summary>
public enum TextCut
{
    Nothing,

    /// <summary>Of a name: its top-level domain stays.</summary>
    Start,

    End,
}

/// <summary>A column of a <see cref="TextTable"/>.</summary>
/// <param name="IsNumber">Set to the right.</param>
/// <param name="Widest">A longer cell sticks out and moves the rest of its own line, not of all lines.</param>
/// <param name="Cut">Has a meaning with <see cref="TextTable.Columns"/> only.</param>
public readonly record struct TextColumn(string Title, bool IsNumber = false, int Widest = int.MaxValue, TextCut Cut = TextCut.Nothing);

/// <summary>Aligned text, written page by page so that the first rows come at once however many follow.</summary>
/// <remarks>The first page settles the widths; a later page can only widen them. Every cell passes <see cref="TerminalText"/>.</remarks>
/// <param name="promptly">Somebody watches: a page is also written when it has waited. Otherwise the same rows give the same octets.</param>
public sealed class TextTable(TextWriter output, bool promptly, params TextColumn[] columns)
{
    private const int RowsPerPage = 500;
    private const int NarrowestCut = 12; // a column that is cut keeps so much
    private const string Gap = "  ";
    private const string Ellipsis = "…";

    private static readonly TimeSpan LongestWait = TimeSpan.FromMilliseconds(50); // between the first row of a page and its output

    private readonly int[] _widths = [.. columns.Select(column => column.Title.Length)];
    private readonly List<string[]> _page = [];
    private long _pageStarted;
    private bool _titled;

    /// <summary>Width that lines fit into, as far as columns may be cut; the first page settles all widths then. Null cuts nothing.</summary>
    public int? Columns { get; init; }

    /// <summary>Cells of which not all was shown.</summary>
    public long CellsCut { get; private set; }

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
        if (Columns is null || !_titled) Widen();
        if (Columns is { } most)
        {
            if (!_titled) Fit(most);
            foreach (var row in _page) Cut(row);
        }

        if (!_titled) WriteRow(Array.ConvertAll(columns, column => column.Title));
        _titled = true;
        foreach (var row in _page) WriteRow(row);
        _page.Clear();
        output.Flush();
    }

    private void Widen()
    {
        foreach (var row in _page)
        {
            for (var i = 0; i < row.Length; i++)
            {
                var width = TerminalText.Columns(row[i]);
                if (Columns is not null || width <= columns[i].Widest) _widths[i] = Math.Max(_widths[i], width);
            }
        }
    }

    /// <summary>Takes from the widest column that may be cut, as long as lines are too long.</summary>
    private void Fit(int most)
    {
        for (var excess = _widths.Sum() + (Gap.Length * (_widths.Length - 1)) - most; excess > 0; excess--)
        {
            var widest = -1;
            for (var i = 0; i < columns.Length; i++)
            {
                if (columns[i].Cut != TextCut.Nothing && _widths[i] > NarrowestCut && (widest < 0 || _widths[i] > _widths[widest])) widest = i;
            }

            if (widest < 0) return;
            _widths[widest]--;
        }
    }

    private void Cut(string[] row)
    {
        for (var i = 0; i < row.Length; i++)
        {
            if (columns[i].Cut == TextCut.Nothing || TerminalText.Columns(row[i]) <= _widths[i]) continue;
            row[i] = columns[i].Cut == TextCut.Start
                ? Ellipsis + TerminalText.End(row[i], _widths[i] - 1)
                : TerminalText.Start(row[i], _widths[i] - 1) + Ellipsis;
            CellsCut++;
        }
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

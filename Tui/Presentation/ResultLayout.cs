using System.Globalization;
using PassiveDns.Formats;
using PassiveDns.Tui.Output;
using PassiveDns.Tui.Screens;

namespace PassiveDns.Tui.Presentation;

/// <summary>Which columns of a result are shown on a screen of a given width, how wide, and the text of a row in them.</summary>
public sealed class ResultLayout
{
    private const int WideScreen = 120; // columns from which times are shown in full
    private const int NarrowestNames = 40; // for owner and rdata together, before other columns go
    private const int RowsMeasured = 200;
    private const int GutterWidth = 1;
    private const int ShortestBar = 8;
    private const int LongestBar = 48;

    /// <summary>Those that go first where there is no room.</summary>
    private static readonly ResultColumn[] Dispensable =
        [ResultColumn.Vantage, ResultColumn.Bailiwick, ResultColumn.Window, ResultColumn.Count, ResultColumn.First, ResultColumn.Last, ResultColumn.Type];

    private readonly int[] _widths = new int[Enum.GetValues<ResultColumn>().Length];
    private readonly bool _isWide;
    private readonly bool _isAscii;

    private ResultLayout(IReadOnlyList<ResultColumn> columns, int width, bool isAscii, ResultScreen screen)
    {
        (Columns, _isWide, _isAscii) = (columns, width >= WideScreen, isAscii);
        foreach (var column in columns) _widths[(int)column] = FixedWidth(column, width);
        var hasOwner = columns.Contains(ResultColumn.RRName);
        var hasRData = columns.Contains(ResultColumn.RData);
        var names = Math.Max(2, width - GutterWidth - columns.Sum(column => _widths[(int)column]) - columns.Count + 1);
        var owner = hasOwner && hasRData ? OwnerWidth(names, screen) : hasOwner ? names : 0;
        (_widths[(int)ResultColumn.RRName], _widths[(int)ResultColumn.RData]) = (owner, hasRData ? names - owner : 0);
    }

    /// <summary>From left to right.</summary>
    public IReadOnlyList<ResultColumn> Columns { get; }

    /// <param name="width">Columns of the screen.</param>
    /// <param name="screen">Whose rows are to be shown: owner and rdata share the room as their lengths ask. The first rows stand for all, so that
    /// columns stay where they are while one scrolls.</param>
    /// <param name="wanted">In the user's order.</param>
    public static ResultLayout For(int width, ResultScreen screen, IEnumerable<ResultColumn> wanted, bool isAscii = false)
    {
        var columns = wanted.ToList();
        foreach (var column in Dispensable)
        {
            if (columns.Count == 1 || columns.Where(IsFixed).Sum(one => FixedWidth(one, width) + 1) + NarrowestNames + GutterWidth <= width) break;
            columns.Remove(column);
        }

        return new ResultLayout(columns, width, isAscii, screen);
    }

    /// <param name="screen">Says which column it is sorted by.</param>
    public string Heads(ResultScreen screen)
    {
        var cells = Columns.Select(column => Fit(Head(column, screen.Arrangement), column));
        return new string(' ', GutterWidth) + string.Join(' ', cells);
    }

    /// <summary>A row; owner, type and window only on the first record of an RRset, where the eye looks for them.</summary>
    /// <param name="span">The archive's time span, milliseconds since the epoch.</param>
    /// <param name="cursor">The column under the cursor; null when the cursor is on another row.</param>
    /// <param name="isWhole">Owner, type and window are told in any case: the row above belongs to another RRset.</param>
    /// <param name="mark">Stands before the row.</param>
    public IReadOnlyList<TextSpan> Row(ResultRow row, (long First, long Last) span, ResultColumn? cursor, bool isWhole = false, char mark = ' ')
    {
        var role = cursor is null ? TextRole.Normal : TextRole.CursorRow;
        var spans = new List<TextSpan>(4);
        var text = new System.Text.StringBuilder().Append(mark);
        for (var i = 0; i < Columns.Count; i++)
        {
            var column = Columns[i];
            if (i > 0) text.Append(' ');
            // The cursor's row is always complete: it is what the reader looks at.
            var cell = row.IsFirst || isWhole || cursor is not null || column == ResultColumn.RData ? Cell(row, column, span) : "";
            if (column != cursor)
            {
                text.Append(Fit(cell, column));
                continue;
            }

            spans.Add(new TextSpan(text.ToString(), role));
            spans.Add(new TextSpan(Fit(cell, column), TextRole.Cursor));
            text.Clear();
        }

        if (text.Length > 0) spans.Add(new TextSpan(text.ToString(), role));
        return spans;
    }

    private static bool IsFixed(ResultColumn column) => column is not (ResultColumn.RRName or ResultColumn.RData);

    private static int FixedWidth(ResultColumn column, int width) => column switch
    {
        ResultColumn.Type => width >= WideScreen ? 10 : 6,
        ResultColumn.First or ResultColumn.Last => width >= WideScreen ? 20 : 10,
        ResultColumn.Count => width >= WideScreen ? 9 : 6,
        ResultColumn.Bailiwick => width >= WideScreen ? 24 : 14,
        ResultColumn.Vantage => 13,
        ResultColumn.Window => Math.Clamp(width / 8, ShortestBar, LongestBar),
        _ => 0,
    };

    private static int OwnerWidth(int names, ResultScreen screen)
    {
        var (owner, rdata) = ("rrname".Length, "rdata".Length);
        for (var line = 0; line < Math.Min(RowsMeasured, screen.Count); line++)
        {
            var row = screen[line];
            if (row.IsFirst || line == 0) owner = Math.Max(owner, row.OwnerText().Length);
            rdata = Math.Max(rdata, Math.Min(names, row.RDataText().Length));
        }

        var half = names / 2;
        if (owner + rdata <= names) return owner + ((names - owner - rdata) / 2);
        return owner <= half ? owner : rdata <= names - half ? names - rdata : half;
    }

    private string Head(ResultColumn column, Arrangement arrangement)
    {
        var name = column switch
        {
            ResultColumn.Window => "window",
            _ => column.ToString().ToLowerInvariant(),
        };
        if (arrangement.SortBy != column) return name;
        var arrow = (_isAscii, arrangement.IsDescending) switch { (true, true) => 'v', (true, false) => '^', (false, true) => '↓', _ => '↑' };
        return $"{name}{arrow}";
    }

    private string Fit(string text, ResultColumn column)
    {
        var width = _widths[(int)column];
        var cell = column switch
        {
            ResultColumn.RRName or ResultColumn.Bailiwick => CellText.KeepEnds(text, width),
            ResultColumn.Count => CellText.Right(text, width),
            _ => CellText.Left(text, width),
        };
        return _isAscii ? cell.Replace('…', '~') : cell;
    }

    private string Cell(ResultRow row, ResultColumn column, (long First, long Last) span) => column switch
    {
        ResultColumn.RRName => row.OwnerText(),
        ResultColumn.Type => row.TypeText(),
        ResultColumn.RData => row.RDataText(),
        ResultColumn.First => Time(row.Set.Window.FirstMilliseconds),
        ResultColumn.Last => Time(row.Set.Window.LastMilliseconds),
        ResultColumn.Bailiwick => row.BailiwickText(),
        ResultColumn.Vantage => StatusText.Of(row.Vantage),
        ResultColumn.Window => Bar(row, span),
        _ => row.Set.Window.Count.ToString("N0", CultureInfo.InvariantCulture),
    };

    private string Bar(ResultRow row, (long First, long Last) span)
    {
        var bar = WindowBar.Text(row.Set.Window, span.First, span.Last, _widths[(int)ResultColumn.Window]);
        return _isAscii ? WindowBar.ToAscii(bar) : bar;
    }

    private string Time(long milliseconds) => _isWide ? UtcText.Seconds(milliseconds) : UtcText.Seconds(milliseconds)[..10];
}

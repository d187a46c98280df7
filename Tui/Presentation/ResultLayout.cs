using System.Globalization;
using PassiveDns.Formats;
using PassiveDns.Formats.Dns.RData;
using PassiveDns.Tui.Screens;

namespace PassiveDns.Tui.Presentation;

/// <summary>Widths of the result columns on a screen of a given width, and the text of a row in them.</summary>
public sealed class ResultLayout
{
    private const int WideScreen = 120; // columns from which times are shown in full
    private const int BarScreen = 150; // columns from which a bar shows each window

    private const int RowsMeasured = 200;

    private readonly int[] _widths;
    private readonly int _barWidth;
    private readonly bool _isWide;

    private ResultLayout(int[] widths, int barWidth, bool isWide)
    {
        _widths = widths;
        _barWidth = barWidth;
        _isWide = isWide;
    }

    /// <param name="width">Columns of the screen.</param>
    /// <param name="rows">What is to be shown: owner and rdata share the room as their lengths ask. The first rows stand for all, so that
    /// columns stay where they are while one scrolls.</param>
    public static ResultLayout For(int width, IReadOnlyList<ResultRow> rows)
    {
        var isWide = width >= WideScreen;
        var (type, time, count) = isWide ? (10, 20, 9) : (6, 10, 6);
        var bar = width >= BarScreen ? width / 8 : 0;
        var names = Math.Max(2, width - type - (2 * time) - count - 5 - (bar > 0 ? bar + 1 : 0));
        var owner = OwnerWidth(names, rows);
        return new ResultLayout([owner, type, names - owner, time, time, count], bar, isWide);
    }

    private static int OwnerWidth(int names, IReadOnlyList<ResultRow> rows)
    {
        var (owner, rdata) = ("rrname".Length, "rdata".Length);
        foreach (var row in rows.Take(RowsMeasured))
        {
            owner = Math.Max(owner, row.OwnerText().Length);
            rdata = Math.Max(rdata, Math.Min(names, row.RDataText().Length));
        }

        var half = names / 2;
        if (owner + rdata <= names) return owner + ((names - owner - rdata) / 2);
        return owner <= half ? owner : rdata <= names - half ? names - rdata : half;
    }

    public string Heads()
    {
        var heads = new[] { "rrname", "type", "rdata", "first", "last", "count" };
        var cells = heads.Select((head, i) => (ResultColumn)i == ResultColumn.Count ? CellText.Right(head, _widths[i]) : CellText.Left(head, _widths[i]));
        return string.Join(' ', _barWidth > 0 ? cells.Append(CellText.Left("window", _barWidth)) : cells);
    }

    /// <summary>A row; owner, type and window only on the first record of an RRset, where the eye looks for them.</summary>
    /// <param name="span">The archive's time span, milliseconds since the epoch.</param>
    /// <param name="cursor">The column under the cursor; null when the cursor is on another row.</param>
    public IReadOnlyList<TextSpan> Row(ResultRow row, (long First, long Last) span, ResultColumn? cursor)
    {
        var rowRole = cursor is null ? TextRole.Normal : TextRole.CursorRow;
        var spans = new List<TextSpan>(2 * _widths.Length);
        foreach (var column in Enum.GetValues<ResultColumn>())
        {
            if (column != ResultColumn.RRName) spans.Add(new TextSpan(" ", rowRole));
            // The cursor's row is always complete: it is what the reader looks at.
            var text = row.IsFirst || cursor is not null || column == ResultColumn.RData ? Cell(row, column) : "";
            spans.Add(new TextSpan(Fit(text, column), column == cursor ? TextRole.Cursor : rowRole));
        }

        if (_barWidth > 0) spans.Add(new TextSpan(" " + WindowBar.Text(row.Set.Window, span.First, span.Last, _barWidth), rowRole));
        return spans;
    }

    private string Fit(string text, ResultColumn column) => column switch
    {
        ResultColumn.RRName => CellText.KeepEnds(text, _widths[(int)column]),
        ResultColumn.Count => CellText.Right(text, _widths[(int)column]),
        _ => CellText.Left(text, _widths[(int)column]),
    };

    private string Cell(ResultRow row, ResultColumn column) => column switch
    {
        ResultColumn.RRName => row.OwnerText(),
        ResultColumn.Type => RDataTypes.Mnemonic(row.Set.Type),
        ResultColumn.RData => row.RDataText(),
        ResultColumn.First => Time(row.Set.Window.FirstMilliseconds),
        ResultColumn.Last => Time(row.Set.Window.LastMilliseconds),
        _ => row.Set.Window.Count.ToString("N0", CultureInfo.InvariantCulture),
    };

    private string Time(long milliseconds) => _isWide ? UtcText.Seconds(milliseconds) : UtcText.Seconds(milliseconds)[..10];
}

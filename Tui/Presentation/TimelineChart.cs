using PassiveDns.Formats;
using PassiveDns.Formats.Dns.RData;
using PassiveDns.Formats.Records;
using PassiveDns.Tui.Output;
using PassiveDns.Tui.Questions;
using PassiveDns.Tui.Screens;

namespace PassiveDns.Tui.Presentation;

/// <summary>A timeline as the UI shows it: a row for each RRset with bars in the part of time that is shown, and what was there at the cursor's time.</summary>
public sealed class TimelineChart
{
    private const int RowsMeasured = 200; // the first stand for all, so that columns stay where they are while one scrolls
    private const int MarkWidth = 2;
    private const int NarrowestBar = 8;
    private const int WideScreen = 120; // columns from which times are shown in full

    private readonly NameTimeline _timeline;
    private readonly TimelineWindow _window;
    private readonly int _width;
    private readonly bool _isAscii;
    private readonly int _typeWidth;
    private readonly int _rdataWidth;
    private readonly int _countWidth;

    /// <param name="width">Columns there are.</param>
    /// <param name="isAscii">Without block and line characters.</param>
    public TimelineChart(NameTimeline timeline, TimelineWindow window, int width, bool isAscii)
    {
        (_timeline, _window, _width, _isAscii) = (timeline, window, width, isAscii);
        var measured = timeline.RRsets.Take(RowsMeasured).ToList();
        _typeWidth = Widest("type", measured.Select(rrset => RDataTypes.Mnemonic(rrset.Type)));
        _countWidth = Widest("count", measured.Select(rrset => Quantity.Number(rrset.Window.Count)));
        var room = width - MarkWidth - _typeWidth - _countWidth - 3; // for rdata and bar
        _rdataWidth = Math.Max("rdata".Length, Math.Min(room / 3, Widest("rdata", measured.Select(RDataText.First))));
        BarWidth = Math.Max(NarrowestBar, room - _rdataWidth);
    }

    /// <summary>Cells of the bars: by these the window's cursor moves.</summary>
    public int BarWidth { get; }

    /// <summary>What changed, what is shown, and the axis with the cursor's mark: four lines above the rows.</summary>
    public IReadOnlyList<PageLine> Heads()
    {
        var axis = new TimeAxis(_window.First, _window.Last, BarWidth, isComplete: _width >= WideScreen);
        var line = axis.Line(_isAscii ? '-' : '─', _isAscii ? '+' : '┴');
        var cell = _window.CursorCell(BarWidth);
        var before = Cells(" ", "type", "rdata", "count");
        return
        [
            Page(Text(Changes(), TextRole.Heading)),
            Page(Text(AtCursor(), TextRole.Normal)),
            Page(Text(Cells("", "", "", "") + axis.Labels(), TextRole.Quiet)),
            Page(Text(before + line[..cell], TextRole.Quiet), Text(_isAscii ? "v" : "▼", TextRole.Cursor), Text(line[(cell + 1)..], TextRole.Quiet)),
        ];
    }

    /// <summary>Some of the rows: what a screen of them shows.</summary>
    /// <param name="first">Place of the first RRset.</param>
    /// <param name="count">Most rows.</param>
    public IReadOnlyList<PageLine> Rows(int first, int count) => [.. _timeline.RRsets.Skip(first).Take(count).Select(Row)];

    /// <summary>All about the RRset in a row, in two lines: when, for how long, how often, in how many sources; its records.</summary>
    public IReadOnlyList<PageLine> Told(int row)
    {
        var rrset = _timeline.RRsets[row];
        var window = rrset.Window;
        var life = SpanText.Of(TimeSpan.FromMilliseconds((double)window.LastMilliseconds - window.FirstMilliseconds));
        var times = $"{UtcText.Seconds(window.FirstMilliseconds)} .. {UtcText.Seconds(window.LastMilliseconds)} ({life}), "
            + $"{Quantity.Count(window.Count, "time")}, {Quantity.Count(rrset.SourceCount, "source")}";
        return [Page(Text(times, TextRole.Normal)), Page(Text($"{RDataTypes.Mnemonic(rrset.Type)} {string.Join(", ", RDataText.Records(rrset))}", TextRole.Normal))];
    }

    private string Changes()
    {
        var changes = _timeline.AddressChanges;
        var rrsets = Quantity.Count(_timeline.RRsets.Count, "RRset") + (_timeline.LeftOut > 0 ? $" of {Quantity.Number(_timeline.RRsets.Count + _timeline.LeftOut)}" : "");
        if (changes.Sets == 0) return $"no addresses; {rrsets}";
        return $"{Quantity.Count(changes.Sets, "address set")}, {Quantity.Number(changes.Addresses)} {(changes.Addresses == 1 ? "address" : "addresses")}, median life {SpanText.Of(changes.MedianLife)}; {rrsets}";
    }

    private string AtCursor()
    {
        var there = _timeline.RRsets.Count(IsAtCursor);
        var part = _window.IsWhole ? "" : $"; {SpanText.Of(TimeSpan.FromMilliseconds((double)_window.Last - _window.First))} shown";
        return $"at {UtcText.Seconds(_window.Cursor)}: {Quantity.Count(there, "RRset")}{part}";
    }

    private PageLine Row(RRset rrset)
    {
        var shown = rrset.Sightings.Select(sighting => sighting.Window).Where(window => Touches(window, _window.First, _window.Last));
        var bar = WindowBar.Text(shown, _window.First, _window.Last, BarWidth);
        if (_isAscii) bar = WindowBar.ToAscii(bar);
        var isAtCursor = IsAtCursor(rrset);
        var cell = _window.CursorCell(BarWidth);
        var role = isAtCursor ? TextRole.Title : TextRole.Normal;
        var mark = !isAtCursor ? " " : _isAscii ? "*" : "●";
        var under = bar[cell] != ' ' ? bar[cell..(cell + 1)] : _isAscii ? ":" : "│";
        var cells = Cells(mark, RDataTypes.Mnemonic(rrset.Type), RDataText.First(rrset), Quantity.Number(rrset.Window.Count));
        return new PageLine(
            ScreenText.Clip([new TextSpan(cells + bar[..cell], role), new TextSpan(under, isAtCursor ? TextRole.Cursor : TextRole.Quiet), new TextSpan(bar[(cell + 1)..], role)], _width), Target(rrset));
    }

    /// <summary>What its first record points to.</summary>
    private static Question? Target(RRset rrset)
    {
        var rows = new List<ResultRow>();
        ResultRow.AddRows(rrset, rows);
        return RowTargets.OfCell(rows[0], ResultColumn.RData, []);
    }

    private bool IsAtCursor(RRset rrset)
    {
        var (first, last) = _window.CursorSpan(BarWidth);
        return rrset.Sightings.Any(sighting => Touches(sighting.Window, first, last));
    }

    private static bool Touches(TimeWindow window, long first, long last) => window.FirstMilliseconds <= last && window.LastMilliseconds >= first;

    private string Cells(string mark, string type, string rdata, string count)
    {
        var cells = $"{CellText.Left(mark, MarkWidth)}{CellText.Left(type, _typeWidth)} {CellText.KeepEnds(rdata, _rdataWidth)} {CellText.Right(count, _countWidth)} ";
        return _isAscii ? cells.Replace('…', '~') : cells;
    }

    private static TextSpan Text(string text, TextRole role) => new(text, role);

    private PageLine Page(params TextSpan[] spans) => new(ScreenText.Clip(spans, _width));

    private static int Widest(string title, IEnumerable<string> cells) => cells.Select(TerminalText.Columns).Prepend(title.Length).Max();
}

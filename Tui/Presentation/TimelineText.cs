using PassiveDns.Formats.Dns.RData;
using PassiveDns.Formats.Records;
using PassiveDns.Tui.Output;
using PassiveDns.Tui.Questions;

namespace PassiveDns.Tui.Presentation;

/// <summary>A timeline as lines: an RRset each, with a bar that is drawn where its sources saw it, below an axis of time.</summary>
public sealed class TimelineText
{
    private const int WideScreen = 120; // columns from which times are shown in full
    private const int NarrowestBar = 8;

    private readonly NameTimeline _timeline;
    private readonly bool _isAscii;
    private readonly int _typeWidth;
    private readonly int _rdataWidth;
    private readonly int _countWidth;
    private readonly int _barWidth;
    private readonly TimeAxis _axis;

    private TimelineText(NameTimeline timeline, int width, bool isAscii)
    {
        _timeline = timeline;
        _isAscii = isAscii;
        var times = Axis(cells: 0); // for the width of a time
        _typeWidth = Widest("type", timeline.RRsets.Select(rrset => RDataTypes.Mnemonic(rrset.Type)));
        _countWidth = Widest("count", timeline.RRsets.Select(rrset => Quantity.Number(rrset.Window.Count)));
        var room = width - _typeWidth - (2 * times.LabelWidth) - _countWidth - 5; // for rdata and bar
        _rdataWidth = Math.Max("rdata".Length, Math.Min(room / 2, Widest("rdata", timeline.RRsets.Select(RDataText.First))));
        _barWidth = Math.Max(NarrowestBar, room - _rdataWidth);
        _axis = Axis(_barWidth);

        TimeAxis Axis(int cells) => new(timeline.FirstMilliseconds, timeline.LastMilliseconds, cells, isComplete: width >= WideScreen);
    }

    /// <param name="width">Columns there are.</param>
    /// <param name="isAscii">Without block and line characters.</param>
    public static IEnumerable<string> Lines(NameTimeline timeline, int width, bool isAscii)
    {
        var text = new TimelineText(timeline, width, isAscii);
        var before = text.Row("", "", "", "", "", "");
        yield return $"{before}{text._axis.Labels()}".TrimEnd();
        yield return text.Row("type", "rdata", "first", "last", "count", text._axis.Line(isAscii ? '-' : '─', isAscii ? '+' : '┴'));
        foreach (var rrset in timeline.RRsets) yield return text.Row(rrset);
    }

    private string Row(RRset rrset)
    {
        var bar = WindowBar.Text(rrset.Sightings.Select(sighting => sighting.Window), _timeline.FirstMilliseconds, _timeline.LastMilliseconds, _barWidth);
        return Row(
            RDataTypes.Mnemonic(rrset.Type), RDataText.First(rrset), _axis.Form(rrset.Window.FirstMilliseconds), _axis.Form(rrset.Window.LastMilliseconds),
            Quantity.Number(rrset.Window.Count), _isAscii ? WindowBar.ToAscii(bar) : bar).TrimEnd();
    }

    private string Row(string type, string rdata, string first, string last, string count, string bar)
    {
        var cells = string.Join(
            ' ', CellText.Left(type, _typeWidth), CellText.KeepEnds(rdata, _rdataWidth), CellText.Left(first, _axis.LabelWidth), CellText.Left(last, _axis.LabelWidth),
            CellText.Right(count, _countWidth), bar);
        return _isAscii ? cells.Replace('…', '~') : cells;
    }

    private static int Widest(string title, IEnumerable<string> cells) => cells.Select(cell => cell.Length).Prepend(title.Length).Max();
}

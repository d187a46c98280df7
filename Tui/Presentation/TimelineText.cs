using PassiveDns.Formats;
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
    private const int MostTicks = 5;
    private const long Day = 86_400_000; // milliseconds

    private readonly NameTimeline _timeline;
    private readonly bool _isAscii;
    private readonly Func<long, string> _time;
    private readonly int _typeWidth;
    private readonly int _rdataWidth;
    private readonly int _timeWidth;
    private readonly int _countWidth;
    private readonly int _barWidth;

    private TimelineText(NameTimeline timeline, int width, bool isAscii)
    {
        _timeline = timeline;
        _isAscii = isAscii;
        _time = TimeForm(timeline, width);
        _timeWidth = _time(timeline.LastMilliseconds).Length;
        _typeWidth = Widest("type", timeline.RRsets.Select(rrset => RDataTypes.Mnemonic(rrset.Type)));
        _countWidth = Widest("count", timeline.RRsets.Select(rrset => Quantity.Number(rrset.Window.Count)));
        var room = width - _typeWidth - (2 * _timeWidth) - _countWidth - 5; // for rdata and bar
        _rdataWidth = Math.Max("rdata".Length, Math.Min(room / 2, Widest("rdata", timeline.RRsets.Select(RData))));
        _barWidth = Math.Max(NarrowestBar, room - _rdataWidth);
    }

    /// <param name="width">Columns there are.</param>
    /// <param name="isAscii">Without block and line characters.</param>
    public static IEnumerable<string> Lines(NameTimeline timeline, int width, bool isAscii)
    {
        var text = new TimelineText(timeline, width, isAscii);
        var before = text.Row("", "", "", "", "", "");
        yield return $"{before}{text.Labels()}".TrimEnd();
        yield return text.Row("type", "rdata", "first", "last", "count", text.Axis());
        foreach (var rrset in timeline.RRsets) yield return text.Row(rrset);
    }

    private string Row(RRset rrset)
    {
        var bar = WindowBar.Text(rrset.Sightings.Select(sighting => sighting.Window), _timeline.FirstMilliseconds, _timeline.LastMilliseconds, _barWidth);
        return Row(
            RDataTypes.Mnemonic(rrset.Type), RData(rrset), _time(rrset.Window.FirstMilliseconds), _time(rrset.Window.LastMilliseconds),
            Quantity.Number(rrset.Window.Count), _isAscii ? WindowBar.ToAscii(bar) : bar).TrimEnd();
    }

    private string Row(string type, string rdata, string first, string last, string count, string bar)
    {
        var cells = string.Join(
            ' ', CellText.Left(type, _typeWidth), CellText.KeepEnds(rdata, _rdataWidth), CellText.Left(first, _timeWidth), CellText.Left(last, _timeWidth),
            CellText.Right(count, _countWidth), bar);
        return _isAscii ? cells.Replace('…', '~') : cells;
    }

    /// <summary>The first record, and how many stand behind it.</summary>
    private static string RData(RRset rrset)
    {
        var set = rrset.RDataSet;
        if (!RRsetKey.TryReadRData(ref set, out var rdata)) return "";
        var text = TerminalText.Sanitise(RDataFormat.ToText(rrset.Type, rdata));
        var more = 0;
        while (RRsetKey.TryReadRData(ref set, out _)) more++;
        return more == 0 ? text : $"{text} +{more}";
    }

    private string Axis()
    {
        var (line, tick) = _isAscii ? ('-', '+') : ('─', '┴');
        var axis = new string(line, _barWidth).ToCharArray();
        foreach (var (place, _) in Ticks()) axis[place] = tick;
        return new string(axis);
    }

    /// <summary>The times of the ticks, each above its tick; those at the ends begin or end there.</summary>
    private string Labels()
    {
        var labels = new string(' ', _barWidth).ToCharArray();
        foreach (var (place, time) in Ticks())
        {
            var label = _time(time);
            var start = Math.Clamp(place - (label.Length / 2), 0, Math.Max(0, _barWidth - label.Length));
            for (var i = 0; i < label.Length && start + i < labels.Length; i++) labels[start + i] = label[i];
        }

        return new string(labels);
    }

    /// <summary>Cells of the axis that have a label, and their times: as many as there is room for, both ends among them.</summary>
    private IEnumerable<(int Place, long Time)> Ticks()
    {
        // A label within the axis stands on both sides of its tick, one at an end on one side; a blank goes between.
        var parts = _barWidth <= 2 * _timeWidth ? 0 : Math.Clamp((_barWidth - 1) / (_timeWidth + (_timeWidth / 2) + 1), 1, MostTicks - 1);
        var span = (Int128)_timeline.LastMilliseconds - _timeline.FirstMilliseconds;
        for (var i = 0; i <= parts; i++)
            yield return (i * (_barWidth - 1) / Math.Max(1, parts), _timeline.FirstMilliseconds + (long)(span * i / Math.Max(1, parts)));
    }

    /// <summary>Days where the span has several, else the time of day; in full where there is room.</summary>
    private static Func<long, string> TimeForm(NameTimeline timeline, int width)
    {
        if (width >= WideScreen) return UtcText.Seconds;
        if (timeline.LastMilliseconds - timeline.FirstMilliseconds >= 2 * Day) return time => UtcText.Seconds(time).Split('T')[0];
        return time => UtcText.Seconds(time).Split('T')[1];
    }

    private static int Widest(string title, IEnumerable<string> cells) => cells.Select(cell => cell.Length).Prepend(title.Length).Max();
}

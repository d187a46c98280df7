using System.Globalization;
using PassiveDns.Formats;
using PassiveDns.Formats.Dns.RData;
using PassiveDns.Formats.Records;
using PassiveDns.Tui.Output;
using PassiveDns.Tui.Questions;

namespace PassiveDns.Tui.Presentation;

/// <summary>The first screen: what an archive holds, when it was seen, and names from which to go on.</summary>
/// <remarks>
/// Facts and the histogram stand on top, lists below them; on a wide screen the lists stand at the left and the facts beside them. There may be more lines than the
/// screen has: the first lists fit on it.
/// </remarks>
public sealed class OverviewText
{
    private const int WideScreen = 140; // columns from which facts stand beside the lists
    private const int Gap = 3;
    private const int LabelWidth = 9;
    private const int FewestListed = 3;
    private const int NumberWidth = 11;
    private const int ListsOnFirstScreen = 2;

    private readonly ArchiveFigures _figures;
    private readonly int _height;
    private readonly bool _isAscii;

    private OverviewText(ArchiveFigures figures, int height, bool isAscii) => (_figures, _height, _isAscii) = (figures, height, isAscii);

    /// <param name="width">Columns there are.</param>
    /// <param name="height">Lines of the screen.</param>
    /// <param name="isAscii">Without block and line characters, and names as they are on the wire.</param>
    public static IReadOnlyList<PageLine> Lines(ArchiveFigures figures, int width, int height, bool isAscii)
    {
        var text = new OverviewText(figures, height, isAscii);
        return [.. (width >= WideScreen ? text.Beside(width) : text.Below(width)).Select(line => line with { Spans = [.. line.Spans.Select(text.Plain)] })];
    }

    private List<PageLine> Below(int width)
    {
        var lines = Facts(width).Concat(Histogram(width, _height < 40 ? 3 : 6)).ToList();
        var listed = (_height - lines.Count - ListsOnFirstScreen) / ListsOnFirstScreen;
        lines.AddRange(Lists(width, listed));
        return lines;
    }

    private IEnumerable<PageLine> Beside(int width)
    {
        var listWidth = (width - Gap) * 3 / 5;
        var lists = Lists(listWidth, (_height / ListsOnFirstScreen) - 2).ToList();
        var factWidth = width - Gap - listWidth;
        var facts = Facts(factWidth).Concat(Histogram(factWidth, Math.Clamp(_height / 4, 3, 12))).ToList();
        for (var i = 0; i < Math.Max(lists.Count, facts.Count); i++)
        {
            var list = i < lists.Count ? lists[i] : new PageLine([]);
            var blank = listWidth - list.Spans.Sum(span => TerminalText.Columns(span.Text)) + Gap;
            yield return list with { Spans = [.. list.Spans, new TextSpan(new string(' ', blank), TextRole.Normal), .. i < facts.Count ? facts[i].Spans : []] };
        }
    }

    private IEnumerable<PageLine> Facts(int width)
    {
        var faults = _figures.Faults;
        yield return Fact("archive", TerminalText.Sanitise(_figures.Folder), width);
        yield return Fact("sources", Join(
            Quantity.Number(_figures.Sources),
            Some(faults.DamagedSources, $"{Quantity.Number(faults.DamagedSources)} damaged"),
            Some(faults.CutFrames, $"{Quantity.Count(faults.CutFrames, "frame")} cut short"),
            Some(faults.MalformedFrames, $"{Quantity.Number(faults.MalformedFrames)} malformed")), width);
        if (_figures.Span is { } span) yield return Fact("time", $"{UtcText.Seconds(span.First)} .. {UtcText.Seconds(span.Last)}", width);
        yield return Fact("RRsets", RRsets(), width);
        if (_figures.Sources == 0)
            yield return Fact("", "nothing has been taken in yet: pdns ingest PATH -a ARCHIVE", width);
        if (faults.LostRuns + faults.DamagedRuns > 0)
        {
            var damage = Join(
                Some(faults.LostRuns, $"{Quantity.Count(faults.LostRuns, "run")} cannot be opened"),
                Some(faults.DamagedRuns, $"{Quantity.Count(faults.DamagedRuns, "run")} cannot be read everywhere"));
            yield return new PageLine([new TextSpan(CellText.Left(CellText.Left("damage", LabelWidth) + damage, width), TextRole.Alert)]);
        }
    }

    private string RRsets()
    {
        if (_figures.IsComplete) return $"{Quantity.Number(_figures.RRsets)} of {Quantity.Count(_figures.Names, "name")}";
        var percent = ((int)(_figures.Share * 100)).ToString(CultureInfo.InvariantCulture);
        return $"up to {Quantity.Number(_figures.RRsetBound)}; reading {percent} %";
    }

    private IEnumerable<PageLine> Histogram(int width, int height)
    {
        if (_figures.Observations is not { } observations || observations.LastMilliseconds <= observations.FirstMilliseconds || width <= 0) yield break;
        var cells = observations.Cells(width);
        var cell = TimeSpan.FromMilliseconds(((double)observations.LastMilliseconds - observations.FirstMilliseconds) / width);
        var head = $"observations: {Quantity.Number((long)Math.Round(cells.Sum()))}, at most {Quantity.Number((long)Math.Ceiling(cells.Max()))} in {SpanText.Of(cell)} (each spread over its window)";
        yield return Head(head, width);
        foreach (var line in HistogramText.Lines(cells, height, _isAscii)) yield return new PageLine([new TextSpan(line, TextRole.Normal)]);
        var axis = new TimeAxis(observations.FirstMilliseconds, observations.LastMilliseconds, width, isComplete: false);
        yield return new PageLine([new TextSpan(axis.Line(_isAscii ? '-' : '─', _isAscii ? '+' : '┬'), TextRole.Quiet)]);
        yield return new PageLine([new TextSpan(axis.Labels(), TextRole.Quiet)]);
    }

    /// <param name="listed">Names that a list on the first screen shows.</param>
    private IEnumerable<PageLine> Lists(int width, int listed)
    {
        listed = Math.Clamp(listed, FewestListed, ArchiveFigures.MostListed);
        var lists = new[]
        {
            List("newest domains", "first seen", "RRsets", _figures.Newest.Take(listed).Select(NewestRow), width),
            List("most changed names", "addresses", "a day", _figures.MostChanged.Take(listed).Select(ChangedRow), width),
            List("names seen most often", "", "times", _figures.MostSeen.Take(listed).Select(seen => NameRow(seen.Name, "", Quantity.Number(seen.Count))), width),
            List("types", "RRsets", "names", _figures.Types.Select(TypeRow), width),
            List("negative answers", "", "answers", _figures.Negatives.Select(NegativeRow), width),
            List("not in usual answers", "", "RRsets", _figures.SetAside.Select(SetAsideRow), width),
        };
        return lists.SelectMany(list => list);
    }

    private IEnumerable<PageLine> List(string head, string middle, string right, IEnumerable<Row> rows, int width)
    {
        var middleWidth = middle == "first seen" ? UtcText.Seconds(0).Length : NumberWidth;
        var room = Math.Max(0, width - middleWidth - NumberWidth - 2);
        var lines = rows.ToList();
        if (lines.Count == 0 && _figures.IsComplete) yield break;
        yield return new PageLine([new TextSpan(Line(head, middle, right), TextRole.Heading)]);
        foreach (var row in lines) yield return new PageLine([new TextSpan(Line("  " + row.Text, row.Middle, row.Right), TextRole.Normal)], row.Target);
        if (lines.Count == 0) yield return new PageLine([new TextSpan(CellText.Left("  none yet", width), TextRole.Quiet)]);

        string Line(string text, string second, string third) =>
            CellText.Left($"{CellText.KeepEnds(text, room)} {CellText.Right(second, middleWidth)} {CellText.Right(third, NumberWidth)}", width);
    }

    private Row NewestRow(NewDomain domain) => NameRow(domain.Name, UtcText.Seconds(domain.FirstMilliseconds), Quantity.Number(domain.RRsets)) with { Target = Question.Domain(domain.Name) };

    private Row ChangedRow(ChangingName name) => NameRow(
        name.Name, Quantity.Number(name.Addresses) + (name.IsCut ? "+" : ""), name.PerDay.ToString("N1", CultureInfo.InvariantCulture));

    private static Row TypeRow(TypeFigures type)
    {
        var mnemonic = RDataTypes.Mnemonic(type.Type);
        var target = Question.Everything($"type:{mnemonic}");
        return new Row(mnemonic, Quantity.Number(type.RRsets), Quantity.Number(type.Names), target);
    }

    private static Row NegativeRow((NegativeKind Kind, long Count) negative) => new(
        NegativeText.Of(negative.Kind), "", Quantity.Number(negative.Count), Question.Everything("is:negative"));

    private static Row SetAsideRow((SightingStatus Status, long Count) aside) => new(
        StatusText.Of(aside.Status), "", Quantity.Number(aside.Count),
        aside.Status == SightingStatus.Quarantined ? Question.Everything("status:quarantine") : null);

    private Row NameRow(byte[] name, string middle, string right) =>
        new(_isAscii ? NameText.Plain(name, default) : TerminalText.Sanitise(NameText.Of(name, default)), middle, right, Question.Name(name));

    private static PageLine Fact(string label, string value, int width)
    {
        var labelWidth = Math.Min(LabelWidth, width);
        return new([new TextSpan(CellText.Left(label, labelWidth), TextRole.Quiet), new TextSpan(CellText.KeepEnd(value, width - labelWidth), TextRole.Normal)]);
    }

    private static PageLine Head(string text, int width) => new([new TextSpan(CellText.Left(text, width), TextRole.Heading)]);

    private static string Join(params string[] clauses) => string.Join(", ", clauses.Where(clause => clause.Length > 0));

    private static string Some(long count, string clause) => count == 0 ? "" : clause;

    private TextSpan Plain(TextSpan span) => _isAscii ? span with { Text = span.Text.Replace('…', '~') } : span;

    private readonly record struct Row(string Text, string Middle, string Right, Question? Target);
}

using PassiveDns.Tui.Output;
using PassiveDns.Tui.Screens;

namespace PassiveDns.Tui.Presentation;

/// <summary>The middle of the screen: each kind of screen in its own form.</summary>
internal static class BodyText
{
    private const int SmallestWithTold = 10; // lines of a timeline

    public static IEnumerable<IReadOnlyList<TextSpan>> Lines(Browser browser, int width, int height) => browser.Current switch
    {
        ResultScreen result => ResultText.Lines(browser, result, width, height),
        OverviewScreen overview => Page(overview, overview.Figures is { } figures ? OverviewText.Lines(figures, width, height, browser.IsAscii) : [], width, height),
        TreeScreen tree => List(tree, [Heading(SubdomainTreeText.Heads(width))], line => SubdomainTreeText.Lines(tree.Tree, line, 1, width, browser.IsAscii)[0].Spans, width, height),
        TimelineScreen timeline => Timeline(timeline, browser.IsAscii, width, height),
        GraphScreen graph => Page(graph, Graph(graph, browser.IsAscii, width), width, height),
        DiffScreen diff => Diff(diff, browser.IsAscii, width, height),
        GroupScreen groups => List(groups, [Heading(GroupText.Heads(groups, width))], line => [new TextSpan(GroupText.Line(groups, line, width), TextRole.Normal)], width, height),
        IngestScreen ingest => List(ingest, [Heading(IngestText.Head(ingest))], line => [new TextSpan(ingest.Lines[line], TextRole.Normal)], width, height),
        EvidenceScreen evidence => Page(evidence, TextPage(evidence.Lines, width), width, height),
        TextScreen text => Page(text, TextPage(text.Lines.Select(TerminalText.Sanitise), width), width, height),
        CaseScreen page => Case(page, width, height),
        _ => [],
    };

    private static IReadOnlyList<PageLine> TextPage(IEnumerable<string> lines, int width) => [.. FoldText.Lines(lines, width).Select(line => new PageLine([new TextSpan(line, TextRole.Normal)]))];

    private static IReadOnlyList<PageLine> Graph(GraphScreen graph, bool isAscii, int width) => graph.Neighbourhood is { } neighbourhood
        ? NeighbourhoodText.Lines(neighbourhood, width, graph.Collapsed, isAscii ? TreeBranches.Ascii : TreeBranches.Lines) : [];

    /// <summary>The chart, and below it what the row under the cursor tells.</summary>
    private static List<IReadOnlyList<TextSpan>> Timeline(TimelineScreen screen, bool isAscii, int width, int height)
    {
        if (screen is not { Timeline: { } timeline, Window: { } window }) return [];
        if (timeline.RRsets.Count == 0) return [Plain("the name has no records of its own here")];
        var chart = new TimelineChart(timeline, window, width, isAscii);
        screen.BarWidth = chart.BarWidth;
        var told = height < SmallestWithTold ? [] : chart.Told(Math.Min(screen.Cursor, timeline.RRsets.Count - 1));
        var lines = List(screen, [.. chart.Heads().Select(line => line.Spans)], line => chart.Rows(line, 1)[0].Spans, width, told.Count == 0 ? height : height - told.Count - 1, isMarked: false).ToList();
        if (told.Count == 0) return lines;
        while (lines.Count < height - told.Count - 1) lines.Add([]);
        return [.. lines, [new TextSpan(new string(isAscii ? '-' : '─', width), TextRole.Quiet)], .. told.Select(line => line.Spans)];
    }

    private static IEnumerable<IReadOnlyList<TextSpan>> Diff(DiffScreen screen, bool isAscii, int width, int height)
    {
        if (screen.Comparison is not { } comparison) return [];
        IReadOnlyList<PageLine> heads = [.. DiffText.Heads(comparison, screen.Earlier, screen.Later, width, screen.IsLoading).Take(height - 1)];
        IReadOnlyList<PageLine> lines = [.. DiffText.Lines(screen.Differences, width, isAscii)];
        return [.. heads.Select(head => head.Spans), .. Page(screen, lines, width, height - heads.Count, heads.Count)];
    }

    private static IEnumerable<IReadOnlyList<TextSpan>> Case(CaseScreen screen, int width, int height)
    {
        var lines = CasePage.Lines(screen.Content, width);
        screen.LayOut([.. lines.Select(line => line.Path)]);
        return Visible(screen, [.. lines.Select(line => line.Line)], width, height);
    }

    /// <summary>Lines below heads, of which only those on the screen are made.</summary>
    private static IEnumerable<IReadOnlyList<TextSpan>> List(
        Screen screen, IReadOnlyList<IReadOnlyList<TextSpan>> heads, Func<int, IReadOnlyList<TextSpan>> line, int width, int height, bool isMarked = true)
    {
        heads = [.. heads.Take(height - 1)]; // the cursor's line goes before
        foreach (var head in heads) yield return head;
        screen.ScrollIntoView(height - heads.Count, heads.Count);
        for (var i = screen.Top; i < Math.Min(screen.Count, screen.Top + height - heads.Count); i++)
            yield return i != screen.Cursor ? line(i) : isMarked ? Marked(line(i), width) : Pointed(line(i), width);
    }

    /// <summary>All lines are known; those on the screen are shown.</summary>
    private static IEnumerable<IReadOnlyList<TextSpan>> Page(PageScreen screen, IReadOnlyList<PageLine> lines, int width, int height, int heads = 0)
    {
        screen.LayOut([.. lines.Select(line => line.Target)]);
        return Visible(screen, lines, width, height, heads);
    }

    private static IEnumerable<IReadOnlyList<TextSpan>> Visible(PageScreen screen, IReadOnlyList<PageLine> lines, int width, int height, int heads = 0)
    {
        screen.ScrollIntoView(height, heads);
        for (var i = screen.Top; i < Math.Min(lines.Count, screen.Top + height); i++)
            yield return i == screen.Cursor && screen.ShowsCursor ? Marked(lines[i].Spans, width) : lines[i].Spans;
    }

    /// <summary>The cursor's line, across the screen.</summary>
    private static IReadOnlyList<TextSpan> Marked(IReadOnlyList<TextSpan> line, int width) =>
        [new TextSpan(CellText.Left(string.Concat(line.Select(span => span.Text)), width), TextRole.Cursor)];

    /// <summary>The cursor's line where its pieces tell something by how they stand out.</summary>
    private static IReadOnlyList<TextSpan> Pointed(IReadOnlyList<TextSpan> line, int width) =>
        ScreenText.Clip([.. line.Select((span, i) => i == 0 ? span with { Role = TextRole.Cursor } : span)], width);

    private static IReadOnlyList<TextSpan> Heading(string text) => [new TextSpan(text, TextRole.Heading)];

    private static IReadOnlyList<TextSpan> Plain(string text) => [new TextSpan(text, TextRole.Normal)];
}

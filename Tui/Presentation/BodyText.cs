using PassiveDns.Tui.Screens;

namespace PassiveDns.Tui.Presentation;

/// <summary>The middle of the screen: each kind of screen in its own form.</summary>
internal static class BodyText
{
    public static IEnumerable<IReadOnlyList<TextSpan>> Lines(Browser browser, int width, int height) => browser.Current switch
    {
        ResultScreen result => ResultText.Lines(browser, result, width, height),
        OverviewScreen overview => Page(overview, [.. overview.Lines.Select(line => new PageLine([new TextSpan(line, TextRole.Normal)]))], width, height),
        GroupScreen groups => List(groups, GroupText.Heads(groups, width), line => [new TextSpan(GroupText.Line(groups, line, width), TextRole.Normal)], width, height),
        EvidenceScreen evidence => Page(evidence, TextPage(evidence.Lines), width, height),
        _ => [],
    };

    private static IReadOnlyList<PageLine> TextPage(IReadOnlyList<string> lines) => [.. lines.Select(line => new PageLine([new TextSpan(line, TextRole.Normal)]))];

    /// <summary>Lines below heads, of which only those on the screen are made.</summary>
    private static IEnumerable<IReadOnlyList<TextSpan>> List(Screen screen, string heads, Func<int, IReadOnlyList<TextSpan>> line, int width, int height)
    {
        yield return [new TextSpan(CellText.Left(heads, width), TextRole.Heading)];
        screen.ScrollIntoView(height - 1);
        for (var i = screen.Top; i < Math.Min(screen.Count, screen.Top + height - 1); i++) yield return i == screen.Cursor ? Marked(line(i), width) : line(i);
    }

    /// <summary>Lines of which the cursor's is marked across the screen.</summary>
    private static IEnumerable<IReadOnlyList<TextSpan>> Page(PageScreen screen, IReadOnlyList<PageLine> lines, int width, int height)
    {
        screen.LayOut([.. lines.Select(line => line.Target)]);
        screen.ScrollIntoView(height);
        for (var i = screen.Top; i < Math.Min(lines.Count, screen.Top + height); i++)
        {
            var isCursor = i == screen.Cursor && screen.ShowsCursor;
            yield return isCursor ? Marked(lines[i].Spans, width) : lines[i].Spans;
        }
    }

    private static IReadOnlyList<TextSpan> Marked(IReadOnlyList<TextSpan> line, int width) =>
        [new TextSpan(CellText.Left(string.Concat(line.Select(span => span.Text)), width), TextRole.Cursor)];
}

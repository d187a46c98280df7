using PassiveDns.Tui.Screens;

namespace PassiveDns.Tui.Presentation;

/// <summary>The middle of the screen: each kind of screen in its own form.</summary>
internal static class BodyText
{
    public static IEnumerable<IReadOnlyList<TextSpan>> Lines(Browser browser, int width, int height) => browser.Current switch
    {
        ResultScreen result => ResultText.Lines(browser, result, width, height),
        OverviewScreen overview => Page(overview, [.. overview.Lines.Select(line => new PageLine([new TextSpan(line, TextRole.Normal)]))], width, height),
        EvidenceScreen evidence => Page(evidence, TextPage(evidence.Lines), width, height),
        _ => [],
    };

    private static IReadOnlyList<PageLine> TextPage(IReadOnlyList<string> lines) => [.. lines.Select(line => new PageLine([new TextSpan(line, TextRole.Normal)]))];

    /// <summary>Lines of which the cursor's is marked across the screen.</summary>
    private static IEnumerable<IReadOnlyList<TextSpan>> Page(PageScreen screen, IReadOnlyList<PageLine> lines, int width, int height)
    {
        screen.LayOut([.. lines.Select(line => line.Target)]);
        screen.ScrollIntoView(height);
        for (var i = screen.Top; i < Math.Min(lines.Count, screen.Top + height); i++)
        {
            var isCursor = i == screen.Cursor && screen.ShowsCursor;
            yield return isCursor ? [new TextSpan(CellText.Left(string.Concat(lines[i].Spans.Select(span => span.Text)), width), TextRole.Cursor)] : lines[i].Spans;
        }
    }
}

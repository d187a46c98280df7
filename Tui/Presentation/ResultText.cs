using PassiveDns.Formats.Records;
using PassiveDns.Tui.Output;
using PassiveDns.Tui.Screens;

namespace PassiveDns.Tui.Presentation;

/// <summary>A result as lines: column heads, rows, and below them all there is about the row under the cursor.</summary>
internal static class ResultText
{
    private const int SmallestWithDetail = 10;
    private const int LongestDetail = 12;
    private const int RowsBesideLargeDetail = 3;

    public static IEnumerable<IReadOnlyList<TextSpan>> Lines(Browser browser, ResultScreen screen, int width, int height)
    {
        var layout = ResultLayout.For(width, screen, browser.Settings.Shown, browser.IsAscii);
        screen.Columns = layout.Columns;
        if (!layout.Columns.Contains(screen.Column)) screen.MoveColumn(0);
        var detailHeight = DetailHeight(browser, height);
        var headHeight = height > 1 ? 1 : 0; // the cursor's row goes before
        var page = Math.Max(1, height - headHeight - detailHeight);
        screen.ScrollIntoView(page, headHeight);
        if (headHeight > 0) yield return [new TextSpan(layout.Heads(screen), TextRole.Heading)];
        var span = Span(screen.Sources);
        for (var line = screen.Top; line < screen.Top + page; line++) yield return line < screen.Count ? Row(layout, browser, screen, line, span) : [];
        if (detailHeight == 0) yield break;
        yield return [new TextSpan(new string(browser.IsAscii ? '-' : '─', width), TextRole.Quiet)];
        foreach (var line in Detail(browser, screen, width, detailHeight - 1)) yield return line;
    }

    /// <summary>From the first packet of the sources to the last.</summary>
    public static (long First, long Last) Span(IReadOnlyList<SourceRecord> sources)
    {
        var first = long.MaxValue;
        var last = long.MinValue;
        foreach (var source in sources)
        {
            first = Math.Min(first, source.FirstPacketMilliseconds ?? first);
            last = Math.Max(last, source.LastPacketMilliseconds ?? last);
        }

        return (first, last);
    }

    private static IReadOnlyList<TextSpan> Row(ResultLayout layout, Browser browser, ResultScreen screen, int line, (long First, long Last) span)
    {
        var row = screen[line];
        var isNew = screen.Known is { } known && !known.Contains(new RRsetIdentity(row.Set));
        var mark = browser.BookmarkOf(row) is not null ? '*' : isNew ? '+' : ' ';
        var isWhole = line == screen.Top || !ReferenceEquals(screen[line - 1].Set, row.Set);
        var spans = layout.Row(row, span, line == screen.Cursor ? screen.Column : null, isWhole, mark);
        return isNew && line != screen.Cursor ? [.. spans.Select(piece => piece with { Role = TextRole.Fresh })] : spans;
    }

    private static IEnumerable<IReadOnlyList<TextSpan>> Detail(Browser browser, ResultScreen screen, int width, int height)
    {
        var lines = screen.Selected is { } row ? DetailLines(browser, screen, row, width) : [];
        for (var i = 0; i < height; i++)
        {
            var isCut = i == height - 1 && lines.Count > height;
            if (isCut) yield return [new TextSpan($"… {Quantity.Count(lines.Count - i, "more line")}: Space shows them", TextRole.Quiet)];
            else yield return i < lines.Count ? [new TextSpan(CellText.Left(lines[i], width), TextRole.Normal)] : [];
        }
    }

    private static IReadOnlyList<string> DetailLines(Browser browser, ResultScreen screen, ResultRow row, int width)
    {
        if (browser.IsDetailRaw) return OctetsText.Lines(row, width);
        var lines = DetailText.Lines(row.Set, screen.Sources, width);
        return [.. FoldText.Lines([lines[0], .. International(row), .. Noted(browser, row), .. lines.Skip(1)], width)];
    }

    /// <summary>What an internationalised owner says.</summary>
    private static IEnumerable<string> International(ResultRow row)
    {
        var owner = row.Owner();
        if (NameText.Of(owner, default) is var text && text != row.OwnerText()) yield return $"  {TerminalText.Sanitise(text)}";
    }

    private static IEnumerable<string> Noted(Browser browser, ResultRow row)
    {
        if (browser.BookmarkOf(row) is not { } bookmark) yield break;
        yield return TerminalText.Sanitise($"* bookmarked{string.Concat(bookmark.Tags.Select(tag => $" #{tag}"))}");
        foreach (var line in bookmark.Note.Split('\n').Where(line => line.Length > 0)) yield return TerminalText.Sanitise($"* {line}");
    }

    private static int DetailHeight(Browser browser, int height)
    {
        if (height < SmallestWithDetail) return 0;
        return browser.IsDetailLarge ? height - 1 - RowsBesideLargeDetail : Math.Min(LongestDetail, height / 3);
    }
}

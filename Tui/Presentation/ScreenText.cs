using System.Globalization;
using PassiveDns.Tui.Actions;
using PassiveDns.Tui.Output;
using PassiveDns.Tui.Screens;

namespace PassiveDns.Tui.Presentation;

/// <summary>How a piece of text stands out.</summary>
public enum TextRole
{
    Normal,
    Title,
    Heading,
    CursorRow,
    Cursor,
    Quiet,
    Alert,
}

/// <summary>A piece of a line.</summary>
public readonly record struct TextSpan(string Text, TextRole Role);

/// <summary>The whole screen as lines of text, from the state alone.</summary>
/// <remarks>
/// From the top: the trail, the query bar (its line is left to the text field), the results or the overview or the help page,
/// the detail pane, a status line, the footer. On fewer than 14 lines the detail pane goes.
/// </remarks>
public static class ScreenText
{
    /// <summary>The line that the query bar's text field lies on.</summary>
    public const int QueryLine = 1;

    /// <summary>What stands before the query bar's text field.</summary>
    public const string QueryPrompt = "/ ";

    private const int LinesAround = 5; // trail, query bar, column heads, status, footer
    private const int SmallestWithDetail = 14;
    private const int LongestDetail = 12;
    private const int RowsBesideLargeDetail = 3;

    /// <summary>The screen of the given size, one list of spans per line.</summary>
    public static IReadOnlyList<IReadOnlyList<TextSpan>> Lines(Browser browser, IReadOnlyList<string> overview, int width, int height)
    {
        var lines = new List<IReadOnlyList<TextSpan>>(height)
        {
            Line(Breadcrumb(browser, width), TextRole.Title),
            Line(QueryPrompt, TextRole.Normal),
        };
        lines.AddRange(Body(browser, overview, width, height));
        while (lines.Count < height - 2) lines.Add([]);
        lines.Add(Line(CellText.Left(Status(browser), width), browser.Message.Length > 0 || browser.Current?.Failure is not null ? TextRole.Alert : TextRole.Quiet));
        lines.Add(Line(CellText.Left(Footer(), width), TextRole.Heading));
        return [.. lines.Select(line => Clip(line, width))];
    }

    /// <summary>The trail of questions; its beginning goes where there is no room.</summary>
    public static string Breadcrumb(Browser browser, int width) =>
        CellText.KeepEnd(string.Join(" › ", browser.Trail.Select(screen => TerminalText.Sanitise(screen.Question.Text)).Prepend("pdns")), width);

    private static IEnumerable<IReadOnlyList<TextSpan>> Body(Browser browser, IReadOnlyList<string> overview, int width, int height)
    {
        if (browser.Focus == BrowserFocus.Help) return HelpText.Lines(KeyTable.All).Select(text => Line(CellText.Left(text, width), TextRole.Normal)).Take(height - 4);
        if (browser.Current is not { } screen) return overview.Select(text => Line(CellText.Left(text, width), TextRole.Normal)).Take(height - 4);
        return Results(browser, screen, width, height);
    }

    private static IEnumerable<IReadOnlyList<TextSpan>> Results(Browser browser, ResultScreen screen, int width, int height)
    {
        var layout = ResultLayout.For(width, screen.Rows);
        var detailHeight = DetailHeight(browser, height);
        var page = Math.Max(1, height - LinesAround - detailHeight);
        browser.PageHeight = page;
        screen.ScrollIntoView(page);
        yield return Line(layout.Heads(), TextRole.Heading);
        var span = ArchiveSpan(browser);
        for (var i = screen.Top; i < screen.Top + page; i++)
        {
            yield return i < screen.Rows.Count ? layout.Row(screen.Rows[i], span, i == screen.Cursor ? screen.Column : null) : [];
        }

        if (detailHeight == 0) yield break;
        yield return Line(new string('─', width), TextRole.Quiet);
        var detail = screen.Selected is { } row ? DetailText.Lines(row.Set, browser.Archive.Sources, width) : [];
        for (var i = 0; i < detailHeight - 1; i++)
        {
            var isCut = i == detailHeight - 2 && detail.Count > detailHeight - 1;
            if (isCut) yield return Line($"… {detail.Count - i} more lines", TextRole.Quiet);
            else yield return i < detail.Count ? Line(CellText.Left(detail[i], width), TextRole.Normal) : [];
        }
    }

    private static (long First, long Last) ArchiveSpan(Browser browser)
    {
        var first = long.MaxValue;
        var last = long.MinValue;
        foreach (var source in browser.Archive.Sources)
        {
            first = Math.Min(first, source.FirstPacketMilliseconds ?? first);
            last = Math.Max(last, source.LastPacketMilliseconds ?? last);
        }

        return (first, last);
    }

    private static int DetailHeight(Browser browser, int height)
    {
        if (height < SmallestWithDetail) return 0;
        return browser.IsDetailLarge ? height - LinesAround - RowsBesideLargeDetail : Math.Min(LongestDetail, height / 3);
    }

    private static string Status(Browser browser)
    {
        if (browser.Message.Length > 0) return TerminalText.Sanitise(browser.Message);
        if (browser.Current is not { } screen) return "type what you look for and press Enter";
        var failure = TerminalText.Sanitise(screen.Failure ?? "");
        if (screen.Rows.Count == 0 && failure.Length > 0) return failure;
        if (screen.Rows.Count == 0) return screen.IsLoading ? "looking …" : $"nothing found for {TerminalText.Sanitise(screen.Question.Text)}";
        var more = screen.IsLoading ? ", more are coming" : screen.IsCut ? ", there are more: narrow the question" : "";
        if (failure.Length > 0) more += "   " + failure;
        return string.Create(
            CultureInfo.InvariantCulture,
            $"row {screen.Cursor + 1:N0} of {screen.Rows.Count:N0}   {screen.RRsetCount:N0} RRset{(screen.RRsetCount == 1 ? "" : "s")}{Negatives(screen)}{more}");
    }

    private static string Negatives(ResultScreen screen) =>
        screen.NegativeCount == 0 ? "" : $", {Quantity.Count(screen.NegativeCount, "negative answer")}";

    private static string Footer() =>
        string.Join("  ", KeyTable.All.Where(action => action.InFooter).Select(action => $"{action.Keys[0]} {action.Title}"));

    /// <summary>A terminal too narrow for the columns shows as much of them as there is room for.</summary>
    private static IReadOnlyList<TextSpan> Clip(IReadOnlyList<TextSpan> line, int width)
    {
        if (line.Sum(span => TerminalText.Columns(span.Text)) <= width) return line;
        var clipped = new List<TextSpan>();
        var room = width;
        foreach (var span in line)
        {
            var text = TerminalText.Start(span.Text, room);
            clipped.Add(span with { Text = text });
            room -= TerminalText.Columns(text);
        }

        return clipped;
    }

    private static IReadOnlyList<TextSpan> Line(string text, TextRole role) => [new TextSpan(text, role)];
}

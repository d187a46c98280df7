using PassiveDns.Tui.Actions;
using PassiveDns.Tui.Output;
using PassiveDns.Tui.Screens;

namespace PassiveDns.Tui.Presentation;

/// <summary>The whole screen as lines of text, from the state alone.</summary>
/// <remarks>
/// From the top: tabs and trail; the bar (what is asked, or what is being typed, whose text is left to the text field); the screen itself, over which lie suggestions, a choice
/// or the help; a status line; the footer. On few lines the status and what is above go, the screen last.
/// </remarks>
public static class ScreenText
{
    /// <summary>The line that the text field lies on.</summary>
    public const int BarLine = 1;

    private const int LinesAround = 4; // trail, bar, status, footer
    private const int MostSuggestions = 12;

    /// <summary>What stands before the text field.</summary>
    public static string Label(Prompt prompt) => prompt.Label.Length == 1 ? $"{prompt.Label} " : $"{prompt.Label}: ";

    /// <summary>The screen of the given size, one list of spans per line.</summary>
    public static IReadOnlyList<IReadOnlyList<TextSpan>> Lines(Browser browser, int width, int height)
    {
        var bodyHeight = Math.Max(1, height - LinesAround);
        var lines = new List<IReadOnlyList<TextSpan>>(height) { IngestText.BesideTrail(browser, room => Breadcrumb(browser, room), width), Bar(browser, width) };
        lines.AddRange(Body(browser, width, bodyHeight).Take(bodyHeight));
        while (lines.Count < bodyHeight + 2) lines.Add([]);
        LayOver(browser, lines, width, bodyHeight);
        lines.Add(Status(browser, width));
        lines.Add(Line(CellText.Left(Footer(browser, width), width), TextRole.Heading));
        return [.. lines.Take(height).Select(line => Clip(browser.IsAscii ? Plain(line) : line, width))];
    }

    /// <summary>The line of the screen's own that stands on a line of the terminal; null where there is none.</summary>
    public static int? LineAt(Browser browser, int y)
    {
        var place = y - BarLine - 1 - browser.Current.HeadLines;
        var isOwn = browser is { IsHelpShown: false, Menu: null, Prompt: null } && place >= 0 && place < browser.Current.PageHeight;
        return isOwn && browser.Current.Top + place < browser.Current.Count ? browser.Current.Top + place : null;
    }

    /// <summary>The tabs, where there are several, and the trail of this one; its beginning goes where there is no room.</summary>
    public static string Breadcrumb(Browser browser, int width)
    {
        var arrow = browser.IsAscii ? " > " : " › ";
        var trail = string.Join(arrow, browser.Trail.Walked.Select(screen => TerminalText.Sanitise(screen.Title)));
        if (browser.Tabs.Count == 1) return CellText.KeepEnd(trail, width);
        var tabs = $"[{browser.Tab + 1}/{browser.Tabs.Count}] ";
        return tabs + CellText.KeepEnd(trail, Math.Max(0, width - tabs.Length));
    }

    private static IReadOnlyList<TextSpan> Bar(Browser browser, int width)
    {
        if (browser.Prompt is { } prompt) return [new(Label(prompt), TextRole.Title), new(CellText.Left(TerminalText.Replace(prompt.Text), Math.Max(0, width - Label(prompt).Length)), TextRole.Normal)];
        var shown = browser.Current.Asked is { } question ? $"  {TerminalText.Sanitise(question.Text)}" : "  a asks, ? helps";
        var arranged = browser.Result is { } result ? ArrangementText.Of(result.Arrangement) : "";
        if (arranged.Length == 0) return Line(CellText.Left(shown, width), TextRole.Normal);
        arranged = "   " + CellText.Left(arranged, Math.Min(TerminalText.Columns(arranged), Math.Max(0, width / 2)));
        return [new(CellText.Left(shown, Math.Max(0, width - TerminalText.Columns(arranged))), TextRole.Normal), new(arranged, TextRole.Title)];
    }

    private static IEnumerable<IReadOnlyList<TextSpan>> Body(Browser browser, int width, int height)
    {
        if (!browser.IsHelpShown) return BodyText.Lines(browser, width, height);
        var help = HelpText.Lines(width);
        browser.HelpTop = Math.Clamp(browser.HelpTop, 0, Math.Max(0, help.Count - height));
        return help.Skip(browser.HelpTop);
    }

    /// <summary>Suggestions hang from the bar; a choice stands on the status line.</summary>
    private static void LayOver(Browser browser, List<IReadOnlyList<TextSpan>> lines, int width, int bodyHeight)
    {
        if (browser.Prompt is { Suggestions.Count: > 0 } prompt)
        {
            var shown = SuggestionLines(prompt, width, Math.Min(MostSuggestions, bodyHeight)).ToList();
            for (var i = 0; i < shown.Count; i++) lines[BarLine + 1 + i] = shown[i];
        }

        if (browser.Prompt is { Fault: { } fault } faulty) lines[BarLine + 1] = Line(Place(faulty, fault, width), TextRole.Alert);
        if (browser.Menu is not { } menu) return;
        var choices = ChoiceLines(browser, menu, width).Take(bodyHeight).ToList();
        for (var i = 0; i < choices.Count; i++) lines[BarLine + 1 + bodyHeight - choices.Count + i] = choices[i];
    }

    /// <summary>Signs below what is wrong in the text that was typed.</summary>
    private static string Place(Prompt prompt, PromptFault fault, int width)
    {
        var text = TerminalText.Replace(prompt.Text);
        var start = Math.Min(fault.Start, text.Length);
        var before = Label(prompt).Length + TerminalText.Columns(text[..start]);
        var wrong = TerminalText.Columns(text[start..Math.Min(text.Length, start + fault.Length)]);
        return CellText.Left(new string(' ', before) + new string('^', Math.Max(1, wrong)), width);
    }

    private static IEnumerable<IReadOnlyList<TextSpan>> SuggestionLines(Prompt prompt, int width, int most)
    {
        var first = Math.Clamp((prompt.Chosen ?? 0) - most + 1, 0, Math.Max(0, prompt.Suggestions.Count - most));
        var nameWidth = Math.Min(width / 2, prompt.Suggestions.Max(suggestion => TerminalText.Columns(TerminalText.Sanitise(suggestion.Text))));
        for (var i = first; i < Math.Min(first + most, prompt.Suggestions.Count); i++)
        {
            var suggestion = prompt.Suggestions[i];
            var text = suggestion.Description.Length == 0
                ? TerminalText.Sanitise(suggestion.Text)
                : $"{CellText.Left(TerminalText.Sanitise(suggestion.Text), nameWidth)}  {TerminalText.Sanitise(suggestion.Description)}";
            yield return Line(CellText.Left($"  {text}", width), i == prompt.Chosen ? TextRole.Cursor : TextRole.CursorRow);
        }
    }

    private static IEnumerable<IReadOnlyList<TextSpan>> ChoiceLines(Browser browser, KeyAction menu, int width)
    {
        var rule = browser.IsAscii ? '-' : '─';
        yield return Line($"{rule} {menu.Title}: press a key, Esc leaves ".PadRight(width, rule), TextRole.Heading);
        var descriptions = menu.Choices.Max(choice => TerminalText.Columns(choice.Description));
        foreach (var choice in menu.Choices)
        {
            var whyNot = choice.WhyNot(browser);
            var about = whyNot ?? TerminalText.Sanitise(choice.About?.Invoke(browser) ?? "");
            var text = $" {CellText.Left(choice.Keys[0], 6)}{CellText.Left(choice.Description, Math.Min(descriptions, width * 3 / 5))}  {about}";
            yield return Line(CellText.Left(text, width), whyNot is null ? TextRole.Normal : TextRole.Quiet);
        }
    }

    private static IReadOnlyList<TextSpan> Status(Browser browser, int width)
    {
        if (browser.Prompt is { Fault: { } fault }) return Line(CellText.Left(TerminalText.Sanitise(fault.Sentence), width), TextRole.Alert);
        if (browser.Message.Length > 0) return Line(CellText.Left(TerminalText.Sanitise(browser.Message), width), TextRole.Alert);
        if (browser.Prompt is { Text: "", Hint.Length: > 0 } prompt) return Line(CellText.Left(prompt.Hint, width), TextRole.Quiet);
        var role = browser.Current.Failure is null ? TextRole.Quiet : TextRole.Alert;
        return Line(CellText.Left(StatusLine.Of(browser), width), role);
    }

    /// <summary>The keys that can do something now come first; as many as there is room for.</summary>
    private static string Footer(Browser browser, int width)
    {
        if (browser.Prompt is { } prompt) return prompt.TakesSuggestions ? "Enter do  Up Down choose  Esc leave" : "Enter take  Tab complete  Up Down choose  Esc leave, then ? helps";
        if (browser.IsHelpShown) return "Up Down PageUp PageDown scroll  Esc leave";
        var footer = "";
        foreach (var action in KeyTable.All.Where(action => action.InFooter && action.WhyNot(browser) is null))
        {
            var piece = $"{action.Keys.MinBy(key => key.Length)} {action.Title}  ";
            if (footer.Length + piece.TrimEnd().Length > width) break;
            footer += piece;
        }

        return footer.TrimEnd();
    }

    /// <summary>A terminal too narrow for the columns shows as much of them as there is room for.</summary>
    internal static IReadOnlyList<TextSpan> Clip(IReadOnlyList<TextSpan> line, int width)
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

    /// <summary>The mark of what was cut, for terminals that know ASCII alone.</summary>
    private static IReadOnlyList<TextSpan> Plain(IReadOnlyList<TextSpan> line) => [.. line.Select(span => span with { Text = span.Text.Replace('…', '~') })];

    private static IReadOnlyList<TextSpan> Line(string text, TextRole role) => [new TextSpan(text, role)];
}

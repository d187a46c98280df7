using PassiveDns.Tui.Screens;

namespace PassiveDns.Tui.Actions;

/// <summary>The one table of keys: footer, help, palette, manual and what happens come from it.</summary>
public static class KeyTable
{
    /// <summary>Keys while nothing is being typed, in the order of the help page.</summary>
    public static IReadOnlyList<KeyAction> All { get; } =
    [
        new(KeyGroup.Go, ["Enter"], "pivot", "look up what the cursor stands on", Pivots.WhyNotHere, Pivots.Here) { InFooter = true, About = b => b.Current.Target?.Text },
        new(KeyGroup.Go, ["p"], "pivots", "choose where to go from this row: addresses, neighbours, name servers ...", NeedsRow, b => b.OpenMenu(ByKey("p"))) { InFooter = true, Choices = Pivots.All },
        new(KeyGroup.Go, ["Backspace", "["], "back", "go back to the screen before", b => b.Trail.CanGoBack ? null : "this is where the trail begins", b => b.Back()) { InFooter = true },
        new(KeyGroup.Go, ["]"], "forward", "go forward again", b => b.Trail.CanGoForward ? null : "this is where the trail ends", b => b.Forward()),
        new(KeyGroup.Go, ["a"], "ask", "type a question: a name, *.name, name.*, an address, a network ...", Always, b => b.OpenQueryBar("")) { InFooter = true },
        new(KeyGroup.Go, ["A"], "ask again", "change the question on the screen", b => b.Current.Asked is null ? "there is no question on this screen" : null, b => b.OpenQueryBar(b.Current.Asked!.Text)),
        new(KeyGroup.Go, ["o"], "new tab", "look up what the cursor stands on in a tab of its own", Pivots.WhyNotHere, b => b.GoInNewTab(new OverviewScreen(), new ResultScreen(b.Current.Target!))),
        new(KeyGroup.Go, ["Ctrl+T"], "empty tab", "open a tab", Always, b => b.GoInNewTab(new OverviewScreen(), null)),
        new(KeyGroup.Go, ["Tab", "}"], "next tab", "go to the next tab", NeedsTabs, b => b.ShowTab(b.Tab + 1)),
        new(KeyGroup.Go, ["Shift+Tab", "{"], "tab before", "go to the tab before", NeedsTabs, b => b.ShowTab(b.Tab - 1)),
        new(KeyGroup.Go, ["Ctrl+W"], "close tab", "close this tab", NeedsTabs, b => b.CloseTab()),
        new(KeyGroup.Look, ["v"], "views", "look at this name as a tree, a timeline, a graph; at the case, at differences ...", Always, b => b.OpenMenu(ByKey("v"))) { InFooter = true, Choices = Looking.Views },
        new(KeyGroup.Look, ["Space"], "detail", "give the detail pane most of the screen, or take it back", NeedsRow, b => b.ToggleDetail()),
        new(KeyGroup.Look, ["r"], "octets", "show the octets of the record in the detail pane, or its text again", NeedsRow, b => b.ToggleRaw()),
        new(KeyGroup.Look, ["E"], "evidence", "read the captures again: frames and messages that prove this RRset, and its bailiwick", NeedsRow, b => b.Go(new EvidenceScreen(b.Row!.Value))),
        .. Looking.InTimeline,
        new(KeyGroup.Arrange, ["/"], "filter", "show only rows that contain a text; with ! before it, that do not", NeedsResult, Arranging.AskForFilter) { InFooter = true },
        new(KeyGroup.Arrange, ["s"], "sort", "sort by the column under the cursor; again: the other way round; again: as found", NeedsResult, Arranging.Sort),
        new(KeyGroup.Arrange, ["t"], "time", "choose a time fence", NeedsResult, b => b.OpenMenu(ByKey("t"))) { Choices = Arranging.Fences },
        new(KeyGroup.Arrange, ["c"], "columns", "hide and move columns", NeedsResult, b => b.OpenMenu(ByKey("c"))) { Choices = Arranging.ColumnChoices },
        new(KeyGroup.Arrange, ["b"], "group", "put the rows together by domain, address, network or name server", NeedsRow, b => b.OpenMenu(ByKey("b"))) { Choices = Arranging.Groupings },
        new(KeyGroup.Case, ["y"], "copy", "copy the cell, the row, the column or the command", NeedsRow, b => b.OpenMenu(ByKey("y"))) { Choices = Copying.All },
        new(KeyGroup.Look, ["F"], "follow", "show what a tap or an ingest commits as it comes, or stop that", Always, b => b.ToggleFollowing()),
        new(KeyGroup.Look, ["R"], "read again", "read the screen again from what the archive has become", b => b.WhyNotReadAgain, b => b.ReadCurrentAgain()),
        new(KeyGroup.Case, ["I"], "ingest", "take captures into the archive in the background; its report; stop it", Always, b => Ingesting.Begin(b, ByKey("I"))) { Choices = Ingesting.All },
        new(KeyGroup.Case, ["m"], "mark", "bookmark this row, or take the bookmark away", Casework.WhyNotBookmark, Casework.ToggleBookmark) { InFooter = true },
        new(KeyGroup.Case, ["n"], "note", "write a note about this row", Casework.WhyNotBookmark, Casework.AskForNote),
        new(KeyGroup.Case, ["#"], "tags", "set the tags of this row", Casework.WhyNotBookmark, Casework.AskForTags),
        new(KeyGroup.Case, ["u"], "undo", "undo the last change to the case", Casework.WhyNotUndo, b => b.ChangeCase(book => book.Undo())),
        new(KeyGroup.Case, ["S"], "save trail", "save the trail to this screen under a name", b => Casework.WhyNotTrail(b) ?? b.WhyNotCase, Casework.AskForTrailName),
        new(KeyGroup.Case, ["."], "commands", "the trail to this screen as commands", Casework.WhyNotTrail, Casework.ShowCommands),
        new(KeyGroup.Case, ["e"], "export", "write what is shown into a file", NeedsRow, b => b.OpenMenu(ByKey("e"))) { Choices = Casework.Exports },
        new(KeyGroup.Program, [","], "settings", "choose theme, bars, how to copy", Always, b => b.OpenMenu(ByKey(","))) { Choices = SettingChoices.All },
        new(KeyGroup.Program, ["?"], "help", "show or leave the page of keys", Always, b => b.ToggleHelp()) { InFooter = true },
        new(KeyGroup.Program, [":"], "palette", "find an action by its name", Always, Palettes.Open),
        new(KeyGroup.Program, ["Esc"], "leave", "leave what lies on top: a choice, this page, the filter", Always, b => b.Leave()),
        new(KeyGroup.Program, ["q", "Ctrl+C"], "quit", "leave pdns", Always, b => b.Close()) { InFooter = true },
        new(KeyGroup.Move, ["Down", "j"], "down", "next line", NeedsLine, b => b.Current.MoveBy(1)),
        new(KeyGroup.Move, ["Up", "k"], "up", "line before", NeedsLine, b => b.Current.MoveBy(-1)),
        new(KeyGroup.Move, ["Right", "l"], "right", "next column", NeedsLine, b => b.Current.MoveColumn(1)),
        new(KeyGroup.Move, ["Left", "h"], "left", "column before", NeedsLine, b => b.Current.MoveColumn(-1)),
        new(KeyGroup.Move, ["PageDown", "Ctrl+F", "Ctrl+D"], "page down", "a page down", NeedsLine, b => b.Current.MoveBy(b.Current.PageHeight)),
        new(KeyGroup.Move, ["PageUp", "Ctrl+B", "Ctrl+U"], "page up", "a page up", NeedsLine, b => b.Current.MoveBy(-b.Current.PageHeight)),
        new(KeyGroup.Move, ["Home", "g"], "first", "first line", NeedsLine, b => b.Current.MoveTo(0)),
        new(KeyGroup.Move, ["End", "G"], "last", "last line", NeedsLine, b => b.Current.MoveTo(int.MaxValue)),
    ];

    /// <summary>Does what a key is for.</summary>
    /// <returns>False when the key is for nothing.</returns>
    public static bool Press(Browser browser, string key)
    {
        if (browser.Menu is { } menu)
        {
            browser.Leave();
            return key == "Esc" || Do(browser, Find(menu.Choices, key));
        }

        if (browser.IsHelpShown && HelpScroll(key) is { } lines)
        {
            browser.HelpTop = Math.Max(0, browser.HelpTop + lines);
            return true;
        }

        return Do(browser, Find(All, key));
    }

    /// <summary>Does one thing, or says why it cannot be done.</summary>
    /// <returns>False when there is nothing to do.</returns>
    public static bool Do(Browser browser, KeyAction? action)
    {
        if (action is null) return false;
        if (action.WhyNot(browser) is { } reason) browser.Say(reason);
        else action.Run(browser);
        browser.ReadMore();
        return true;
    }

    internal static string? NeedsRow(Browser browser) => browser.Row is null ? "there is no row to go from" : null;

    internal static string? NeedsResult(Browser browser) => browser.Result is null ? "this is for results: ask something first" : null;

    internal static string? Always(Browser browser) => null;

    private static string? NeedsLine(Browser browser) => browser.Current.Count == 0 ? "there is no line to go to" : null;

    private static string? NeedsTabs(Browser browser) => browser.Tabs.Count == 1 ? "this is the only tab; o opens another one" : null;

    private static KeyAction ByKey(string key) => Find(All, key)!;

    private static KeyAction? Find(IReadOnlyList<KeyAction> actions, string key) => actions.FirstOrDefault(action => action.Keys.Contains(key, StringComparer.Ordinal));

    private static int? HelpScroll(string key) => key switch
    {
        "Down" or "j" => 1,
        "Up" or "k" => -1,
        "PageDown" or "Ctrl+F" or "Ctrl+D" => 10,
        "PageUp" or "Ctrl+B" or "Ctrl+U" => -10,
        "Home" or "g" => -int.MaxValue / 2,
        _ => null,
    };
}

using PassiveDns.Formats.Dns;
using PassiveDns.Tui.Questions;
using PassiveDns.Tui.Screens;

namespace PassiveDns.Tui.Actions;

/// <summary>One thing a key does.</summary>
/// <param name="Keys">Names of the keys: a printable character, or Enter, Backspace, Esc, Up, Down, Left, Right, PageUp, PageDown, Home, End, Tab.</param>
/// <param name="Title">A word or two for the footer.</param>
/// <param name="Description">A line for the help page.</param>
/// <param name="InFooter">Shown in the footer.</param>
/// <param name="WhyNot">Why it can do nothing now, as a sentence for the user; null when it can.</param>
public sealed record KeyAction(
    IReadOnlyList<string> Keys, string Title, string Description, bool InFooter, Func<Browser, string?> WhyNot, Action<Browser> Run);

/// <summary>The one table of keys: footer, help and what happens come from it.</summary>
public static class KeyTable
{
    private const string NoRow = "there is no row to go from";

    /// <summary>Keys while the results have the focus, in the order of the help page.</summary>
    public static IReadOnlyList<KeyAction> All { get; } =
    [
        new(["Enter"], "pivot", "look up the owner, name or address under the cursor", true, Pivot.WhyNot, Pivot.Run),
        new(["Backspace", "["], "back", "go back to the question before", true, b => b.Current is null ? "this is where the trail begins" : null, b => b.Back()),
        new(["s"], "subdomains", "list what lies below the owner under the cursor", true, NeedsRow, b => b.Go(Question.Below(Owner(b)))),
        new(["v"], "detail", "give the detail pane most of the screen, or take it back", true, NeedsRow, b => b.ToggleDetail()),
        new(["/"], "query", "type a name, *.name, name.*, address or network", true, Always, b => b.FocusOn(BrowserFocus.Query)),
        new(["?"], "help", "show or leave this page", true, Always, b => b.FocusOn(b.Focus == BrowserFocus.Help ? BrowserFocus.Results : BrowserFocus.Help)),
        new(["q"], "quit", "leave pdns", true, Always, b => b.Close()),
        new(["Down", "j"], "down", "next row", false, NeedsRow, b => b.Current!.MoveBy(1)),
        new(["Up", "k"], "up", "row before", false, NeedsRow, b => b.Current!.MoveBy(-1)),
        new(["Right", "l", "Tab"], "right", "next column", false, NeedsRow, b => b.Current!.MoveColumn(1)),
        new(["Left", "h"], "left", "column before", false, NeedsRow, b => b.Current!.MoveColumn(-1)),
        new(["PageDown", "d"], "page down", "a page down", false, NeedsRow, b => b.Current!.MoveBy(b.PageHeight)),
        new(["PageUp", "u"], "page up", "a page up", false, NeedsRow, b => b.Current!.MoveBy(-b.PageHeight)),
        new(["Home", "g"], "first", "first row", false, NeedsRow, b => b.Current!.MoveTo(0)),
        new(["End", "G"], "last", "last row", false, NeedsRow, b => b.Current!.MoveTo(long.MaxValue)),
        new(["Esc"], "leave", "leave the query bar or this page", false, Always, b => b.FocusOn(BrowserFocus.Results)),
    ];

    /// <summary>Does what a key is for.</summary>
    /// <returns>False when the key is for nothing.</returns>
    public static bool Press(Browser browser, string key)
    {
        var action = All.FirstOrDefault(a => a.Keys.Contains(key, StringComparer.Ordinal));
        if (action is null) return false;
        if (action.WhyNot(browser) is { } reason) browser.Say(reason);
        else action.Run(browser);
        return true;
    }

    internal static byte[] Owner(Browser browser)
    {
        Span<byte> owner = stackalloc byte[DomainName.MaxLength];
        return owner[..browser.Current!.Selected!.Value.Set.ReadOwner(owner)].ToArray();
    }

    internal static string? NeedsRow(Browser browser) => browser.Current?.Selected is null ? NoRow : null;

    private static string? Always(Browser browser) => null;
}

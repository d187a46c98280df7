using PassiveDns.Formats.Records;
using PassiveDns.Tui.Arguments;
using PassiveDns.Tui.Lookup;
using PassiveDns.Tui.Screens;

namespace PassiveDns.Tui.Actions;

/// <summary>What is shown of a result, and how.</summary>
internal static class Arranging
{
    public static IReadOnlyList<KeyAction> Fences { get; } =
    [
        Fence("a", "after", "only what was still seen when this row was first seen", b => Now(b) with { AfterMilliseconds = Window(b).FirstMilliseconds }),
        Fence("b", "before", "only what was seen before this row was last seen", b => Now(b) with { BeforeMilliseconds = Window(b).LastMilliseconds }),
        Fence("t", "together", "only what was seen together with this row", b => new TimeFence(Window(b).FirstMilliseconds, Window(b).LastMilliseconds, Strict: false)),
        Fence("x", "exactly", "only what began and ended within this row's window", b => new TimeFence(Window(b).FirstMilliseconds, Window(b).LastMilliseconds, Strict: true)),
        new(KeyGroup.Arrange, ["i"], "type times", "only what was seen in a window of time that you type", KeyTable.NeedsResult, AskForFence),
        Fence("c", "clear", "no fence", _ => default),
    ];

    public static IReadOnlyList<KeyAction> ColumnChoices { get; } =
    [
        new(KeyGroup.Arrange, ["h"], "hide", "hide the column under the cursor", b => b.Result!.Columns.Count > 1 ? KeyTable.NeedsResult(b) : "this is the last column", Hide),
        new(KeyGroup.Arrange, ["a"], "all", "show all columns there is room for", KeyTable.NeedsResult, b => b.Choose(b.Settings with { Hidden = [] })),
        new(KeyGroup.Arrange, ["<"], "left", "move the column to the left", KeyTable.NeedsResult, b => Move(b, -1)),
        new(KeyGroup.Arrange, [">"], "right", "move the column to the right", KeyTable.NeedsResult, b => Move(b, 1)),
    ];

    public static IReadOnlyList<KeyAction> Groupings { get; } =
    [
        Group("d", LookupGrouping.Domain, "by the domain that the names were registered with"),
        Group("a", LookupGrouping.Address, "by the address they point to"),
        Group("w", LookupGrouping.Network, "by the network they point into"),
        Group("n", LookupGrouping.Nameserver, "by the name server they name"),
    ];

    public static void AskForFilter(Browser browser)
    {
        var result = browser.Result!;
        browser.Open(new Prompt("filter", result.Arrangement.Filter, text =>
        {
            browser.Arrange(result.Arrangement with { Filter = text.Trim() is "!" ? "" : text.Trim() });
            return null;
        }) { Hint = "a text that owner, type or rdata contains; !text for those that do not" });
    }

    private static void AskForFence(Browser browser)
    {
        var result = browser.Result!;
        browser.Open(new Prompt("seen in", "", text =>
        {
            if (!WindowArgument.TryParse(text.Trim(), browser.Now, out var fence)) return new PromptFault(0, text.Length, $"'{text}' is no window of time; write {WindowArgument.Forms}");
            browser.Arrange(result.Arrangement with { Fence = fence });
            return null;
        })
        {
            Hint = WindowArgument.Forms,
        });
    }

    public static void Sort(Browser browser)
    {
        var (result, now) = (browser.Result!, browser.Result!.Arrangement);
        browser.Arrange(now.SortBy != result.Column ? now with { SortBy = result.Column, IsDescending = false }
            : now.IsDescending ? now with { SortBy = null, IsDescending = false }
            : now with { IsDescending = true });
    }

    private static KeyAction Group(string key, LookupGrouping grouping, string description) => new(
        KeyGroup.Arrange, [key], LookupGroups.NameOf(grouping), description, KeyTable.NeedsRow, b => b.Go(new GroupScreen(b.Result!, grouping, b.Suffixes)));

    private static KeyAction Fence(string key, string title, string description, Func<Browser, TimeFence> fence) =>
        new(KeyGroup.Arrange, [key], title, description, KeyTable.NeedsRow, b => b.Arrange(b.Result!.Arrangement with { Fence = fence(b) }));

    private static TimeFence Now(Browser browser) => browser.Result!.Arrangement.Fence with { Strict = false };

    private static TimeWindow Window(Browser browser) => browser.Row!.Value.Set.Window;

    private static void Hide(Browser browser)
    {
        var hidden = browser.Result!.Column;
        browser.Result.MoveColumn(browser.Result.Columns[^1] == hidden ? -1 : 1);
        browser.Choose(browser.Settings with { Hidden = [.. browser.Settings.Hidden, hidden] });
    }

    private static void Move(Browser browser, int step)
    {
        var shown = browser.Result!.Columns;
        var place = shown.IndexOf(browser.Result.Column) + step;
        if (place < 0 || place >= shown.Count) return;
        var order = browser.Settings.Columns.ToList();
        var (from, to) = (order.IndexOf(browser.Result.Column), order.IndexOf(shown[place]));
        (order[from], order[to]) = (order[to], order[from]);
        browser.Choose(browser.Settings with { Columns = order });
    }
}

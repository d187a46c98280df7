using PassiveDns.Formats.Dns;
using PassiveDns.Tui.Questions;
using PassiveDns.Tui.Screens;

namespace PassiveDns.Tui.Actions;

/// <summary>The ways on from a line: what the cursor stands on, and the pivots that passive DNS is asked for most.</summary>
internal static class Pivots
{
    /// <summary>Each in two keys from a row.</summary>
    public static IReadOnlyList<KeyAction> All { get; } =
    [
        Of("a", "addresses of the name", b => Owned(b, RRType.A, RRType.AAAA)),
        Of("n", "names on the address", b => RowTargets.Address(Row(b)) is { } address ? RowTargets.OfAddress(address) : null, "this record has no address"),
        Of("c", "names in the network around the address", b => RowTargets.Network(Row(b)), "this record has no address"),
        Of("d", "the registered domain", b => Question.Name(RowTargets.Domain(Row(b), b.Suffixes))),
        Of("s", "names below the name", b => Question.Below(Row(b).Owner())),
        Of("w", "names below the registered domain", b => Question.Below(RowTargets.Domain(Row(b), b.Suffixes))),
        Of("t", "the same label below every suffix", b => RowTargets.UnderEverySuffix(Row(b), b.Suffixes), "this name has no registered label"),
    ];

    public static string? WhyNotHere(Browser browser)
    {
        if (browser.Current.Count == 0) return "there is no row to go from";
        if (browser.Current.Target is not { } target) return "this names nothing to look up: move to a name or an address";
        return target.Text == browser.Result?.Question.Text ? $"this is what {target.Text} led to already" : null;
    }

    public static void Here(Browser browser) => browser.Go(browser.Current.Target!);

    private static KeyAction Of(string key, string title, Func<Browser, Question?> target, string whyNot = "") => new(
        KeyGroup.Go, [key], title, title, b => KeyTable.NeedsRow(b) ?? (target(b) is null ? whyNot : null), b => b.Go(target(b)!))
    {
        About = b => b.Row is null ? null : target(b)?.Text,
    };

    private static ResultRow Row(Browser browser) => browser.Row!.Value;

    private static Question Owned(Browser browser, params RRType[] types) => Question.Owner(Row(browser).Owner(), types);
}

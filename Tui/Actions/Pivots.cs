using PassiveDns.Formats.Dns;
using PassiveDns.Indexer;
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
        Sharing("N", RRType.NS, "other domains on its name servers", "name server"),
        Sharing("x", RRType.MX, "other domains with its mail servers", "mail server"),
        Sharing("A", RRType.CNAME, "other names with its alias", "alias"),
        new(KeyGroup.Go, ["i"], "look-alikes", "internationalised names that look like it", KeyTable.NeedsRow, LookAlikes),
        Of("S", "all that its first capture has", b => b.Parse($"source:{b.Result!.Sources[Row(b).Set.Sightings[0].Source].Sha256}")),
        Of("f", "names that are spelt nearly so", b => b.Parse($"~{Label(b)}"), "this name has no registered label"),
        Of("t", "the same label below every suffix", b => RowTargets.UnderEverySuffix(Row(b), b.Suffixes), "this name has no registered label"),
    ];

    public static string? WhyNotHere(Browser browser)
    {
        if (browser.Current.Count == 0) return "there is no row to go from";
        if (browser.Current.Target is not { } target) return "this names nothing to look up: move to a name or an address";
        return target.Text == browser.Result?.Question.Text ? $"this is what {target.Text} led to already" : null;
    }

    /// <summary>A saved trail is walked again with all its steps.</summary>
    public static void Here(Browser browser)
    {
        if (browser.Current is CaseScreen { Path.Count: > 1 } page) browser.GoThrough([.. page.Path.Select(browser.Parse).OfType<Question>()]);
        else browser.Go(browser.Current.Target!);
    }

    private static KeyAction Of(string key, string title, Func<Browser, Question?> target, string whyNot = "") => new(
        KeyGroup.Go, [key], title, title, b => KeyTable.NeedsRow(b) ?? (target(b) is null ? whyNot : null), b => b.Go(target(b)!))
    {
        About = b => b.Row is null ? null : target(b)?.Text,
    };

    /// <summary>What shares a target with the name: of the record under the cursor where it is of the type, else of the name, else of its domain.</summary>
    private static KeyAction Sharing(string key, RRType type, string title, string target) => new(
        KeyGroup.Go, [key], title, title, KeyTable.NeedsRow, b =>
        {
            var row = Row(b);
            if (row.Set.Type == type && RowTargets.Name(row) is { } name)
            {
                b.Go(Question.PointingTo(type, name));
                return;
            }

            byte[][] names = [row.Owner(), RowTargets.Domain(row, b.Suffixes)];
            b.Resolve((source, stop) => Kinship.Sharing(type, names, source, stop), $"looking for the {target}s of {row.OwnerText()} ...", $"the archive knows no {target} of {row.OwnerText()}");
        })
    {
        About = b => b.Row is { } row && row.Set.Type == type && RowTargets.Name(row) is { } name ? DomainNameFormat.ToText(name) : null,
    };

    private static void LookAlikes(Browser browser)
    {
        var (owner, text) = (Row(browser).Owner(), Row(browser).OwnerText());
        browser.Resolve(
            (source, stop) => source is Archive archive ? Kinship.LookingLike(owner, archive, stop) : null, $"looking for names that look like {text} ...",
            $"no internationalised name looks like {text}");
    }

    private static string Label(Browser browser)
    {
        var domain = browser.Suffixes.DomainOf(Row(browser).Owner(), SuffixRules.Private);
        return domain.Length < 2 ? "" : DomainNameFormat.ToText([.. domain[..(domain[0] + 1)], 0])[..^1];
    }

    private static ResultRow Row(Browser browser) => browser.Row!.Value;

    private static Question Owned(Browser browser, params RRType[] types) => Question.Owner(Row(browser).Owner(), types);
}

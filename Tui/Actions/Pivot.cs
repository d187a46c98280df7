using System.Net;
using PassiveDns.Formats.Dns.RData;
using PassiveDns.Formats.Records;
using PassiveDns.Tui.Questions;
using PassiveDns.Tui.Screens;

namespace PassiveDns.Tui.Actions;

/// <summary>From the cell under the cursor to a new question about what it names.</summary>
public static class Pivot
{
    public static string? WhyNot(Browser browser)
    {
        if (KeyTable.NeedsRow(browser) is { } reason) return reason;
        if (Target(browser) is not { } target) return "this column names nothing to look up: move to rrname or rdata";
        return target.Text == browser.Current!.Question.Text ? $"this is what {target.Text} led to already" : null;
    }

    public static void Run(Browser browser) => browser.Go(Target(browser)!);

    private static Question? Target(Browser browser)
    {
        var row = browser.Current!.Selected!.Value;
        return browser.Current.Column switch
        {
            ResultColumn.RRName => Question.Name(KeyTable.Owner(browser)),
            ResultColumn.RData => InRData(row),
            _ => null,
        };
    }

    /// <summary>The first name or address in a record's rdata.</summary>
    private static Question? InRData(ResultRow row)
    {
        if (row.Set.Negative is not null) return null;
        var targets = new RDataTargetReader(row.Set.Type, row.RData);
        if (!targets.TryRead(out var kind, out var octets)) return null;
        if (kind == RDataTargetKind.Name) return Question.Name(octets.ToArray());
        var address = new IPAddress(octets);
        return Question.Address(address.ToString(), AddressRange.Single(address));
    }
}

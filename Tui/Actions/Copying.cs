using System.Globalization;
using PassiveDns.Formats;
using PassiveDns.Tui.Screens;

namespace PassiveDns.Tui.Actions;

/// <summary>What can be taken to the clipboard.</summary>
internal static class Copying
{
    private const int MostRows = 10_000; // of a column

    public static IReadOnlyList<KeyAction> All { get; } =
    [
        new(KeyGroup.Case, ["y", "c"], "cell", "the cell under the cursor", KeyTable.NeedsRow, b => b.Copy(Cell(b.Row!.Value, b.Result!.Column), Cell(b.Row.Value, b.Result.Column))) { About = b => b.Row is { } row ? Cell(row, b.Result!.Column) : null },
        new(KeyGroup.Case, ["r"], "row", "the row, its cells set apart by tabs", KeyTable.NeedsRow, b => b.Copy(Row(b.Row!.Value), "the row")),
        new(KeyGroup.Case, ["l"], "column", "all different cells of the column, a line each", KeyTable.NeedsRow, b => b.Copy(Column(b.Result!), "the column")),
        new(KeyGroup.Case, ["q"], "command", "the command that asks the same", b => b.Current.Asked is null ? "there is no question on this screen" : null, b => b.Copy(string.Join('\n', b.Current.Asked!.ToCommands(b.ArchiveFolder)), "the command", asIs: true)),
    ];

    private static string Row(ResultRow row) => string.Join('\t', Enum.GetValues<ResultColumn>().Where(column => column != ResultColumn.Window).Select(column => Cell(row, column)));

    private static string Column(ResultScreen result) =>
        string.Join('\n', Enumerable.Range(0, Math.Min(result.Count, MostRows)).Select(line => Cell(result[line], result.Column)).Distinct(StringComparer.Ordinal));

    private static string Cell(ResultRow row, ResultColumn column) => column switch
    {
        ResultColumn.RRName => row.OwnerText(),
        ResultColumn.Type => row.TypeText(),
        ResultColumn.RData => row.RDataText(),
        ResultColumn.First => UtcText.Seconds(row.Set.Window.FirstMilliseconds),
        ResultColumn.Last => UtcText.Seconds(row.Set.Window.LastMilliseconds),
        ResultColumn.Count => row.Set.Window.Count.ToString(CultureInfo.InvariantCulture),
        ResultColumn.Bailiwick => row.BailiwickText(),
        ResultColumn.Vantage => Output.StatusText.Of(row.Vantage),
        _ => $"{UtcText.Seconds(row.Set.Window.FirstMilliseconds)} .. {UtcText.Seconds(row.Set.Window.LastMilliseconds)}",
    };
}

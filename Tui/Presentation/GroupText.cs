using PassiveDns.Formats;
using PassiveDns.Tui.Lookup;
using PassiveDns.Tui.Output;
using PassiveDns.Tui.Screens;

namespace PassiveDns.Tui.Presentation;

/// <summary>Groups of a result, a line each.</summary>
internal static class GroupText
{
    private const int FiguresWidth = 10 + 9 + 10 + 11 + 11; // RRsets, names, count, first, last, each with a blank before

    public static string Heads(GroupScreen screen, int width) =>
        Row(LookupGroups.NameOf(screen.Grouping), "RRsets", "names", "count", "first", "last", width);

    public static string Line(GroupScreen screen, int line, int width)
    {
        var group = screen.Groups[line];
        return Row(
            TerminalText.Sanitise(group.Name), Quantity.Number(group.RRsets), Quantity.Number(group.Names), Quantity.Number(group.Window.Count),
            UtcText.Seconds(group.Window.FirstMilliseconds)[..10], UtcText.Seconds(group.Window.LastMilliseconds)[..10], width);
    }

    private static string Row(string name, string rrsets, string names, string count, string first, string last, int width) => string.Join(
        ' ', CellText.KeepEnds(name, Math.Max(10, width - FiguresWidth)), CellText.Right(rrsets, 9), CellText.Right(names, 8), CellText.Right(count, 9),
        CellText.Left(first, 10), CellText.Left(last, 10));
}

using PassiveDns.Formats;
using PassiveDns.Formats.Dns;
using PassiveDns.Tui.Output;
using PassiveDns.Tui.Questions;

namespace PassiveDns.Tui.Presentation;

/// <summary>A tree of names: a label in a row, indented by its depth, and how much lies below it.</summary>
public static class SubdomainTreeText
{
    private const int DateScreen = 70; // columns from which the times of the first and last sighting are shown
    private const int WideScreen = 120; // and from which they are complete
    private const int Indent = 2;
    private const int CountWidth = 10;
    private const int DateWidth = 10;
    private const int TimeWidth = 20;

    /// <summary>The heads of the columns.</summary>
    public static string Heads(int width) => Row("name", "names", "RRsets", "first", "last", width);

    /// <summary>Some of the rows: what a screen of them shows.</summary>
    /// <param name="first">Place of the first row.</param>
    /// <param name="count">Most rows.</param>
    /// <param name="width">Columns there are.</param>
    /// <param name="isAscii">Without the triangles, and names as they are on the wire.</param>
    public static IReadOnlyList<PageLine> Lines(SubdomainTree tree, int first, int count, int width, bool isAscii) =>
        [.. tree.Rows.Skip(first).Take(count).Select(row => Line(row, width, isAscii))];

    private static PageLine Line(SubdomainRow row, int width, bool isAscii)
    {
        var node = row.Node;
        var line = row.IsNote
            ? CellText.Left(Indented(node.Depth + 1, width) + "  " + Note(node.Level!), width)
            : Row(
                Indented(node.Depth, width) + Sign(node, isAscii) + Name(node, isAscii), Quantity.Number(node.Names), Quantity.Number(node.RRsets),
                Time(node.Window?.FirstMilliseconds, width), Time(node.Window?.LastMilliseconds, width), width);
        if (isAscii) line = line.Replace('…', '~');
        return new PageLine([new TextSpan(line, row.IsNote ? TextRole.Quiet : TextRole.Normal)], row.IsNote ? null : Question.Name(node.Name));
    }

    private static string Note(SubdomainLevel level) =>
        level.LeftOut > 0 ? $"({Quantity.Count(level.LeftOut, "more name")} at this level{(level.IsComplete ? "" : " so far")})" : "(reading)";

    private static string Sign(SubdomainNode node, bool isAscii)
    {
        if (!node.HasChildren && !(node.Depth == 0 && node.Level is null)) return "  ";
        return (node.IsOpen, isAscii) switch
        {
            (true, false) => "▾ ",
            (false, false) => "▸ ",
            (true, true) => "- ",
            (false, true) => "+ ",
        };
    }

    /// <summary>Its label, and what an internationalised one says and pretends; of the root of the tree the whole name.</summary>
    private static string Name(SubdomainNode node, bool isAscii)
    {
        if (node.Depth == 0) return isAscii ? NameText.Plain(node.Name.Span, default) : TerminalText.Sanitise(NameText.Of(node.Name.Span, default));
        byte[] label = [.. node.Label, 0];
        var plain = NameText.Plain(label, default)[..^1];
        if (isAscii || InternationalName.Read(label) is not { } international) return plain;
        var mark = InternationalName.Read(node.Name.Span) switch
        {
            { LookAlike: { } latin } => $", looks like {latin.Split('.')[0]}",
            { Mark: ScriptMark.MixedScripts } => ", mixed scripts",
            _ => "",
        };
        return TerminalText.Sanitise($"{plain} ({international.Text[..^1]}{mark})");
    }

    private static string Row(string name, string names, string rrsets, string first, string last, int width)
    {
        var timeWidth = width < DateScreen ? 0 : width < WideScreen ? DateWidth : TimeWidth;
        var times = timeWidth == 0 ? "" : $"  {CellText.Left(first, timeWidth)} {CellText.Left(last, timeWidth)}";
        var room = Math.Max(1, width - (2 * (1 + CountWidth)) - times.Length);
        return CellText.Left($"{CellText.KeepEnds(name, room)} {CellText.Right(names, CountWidth)} {CellText.Right(rrsets, CountWidth)}{times}", width);
    }

    /// <summary>What lies very deep is indented as far as leaves room for a label.</summary>
    private static string Indented(int depth, int width) => new(' ', Math.Min(Indent * depth, width / 4));

    private static string Time(long? milliseconds, int width)
    {
        if (milliseconds is not { } time) return "";
        return width < WideScreen ? UtcText.Seconds(time).Split('T')[0] : UtcText.Seconds(time);
    }
}

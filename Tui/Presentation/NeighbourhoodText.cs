using PassiveDns.Formats;
using PassiveDns.Formats.Dns.RData;
using PassiveDns.Tui.Output;
using PassiveDns.Tui.Questions;

namespace PassiveDns.Tui.Presentation;

/// <summary>A neighbourhood as an indented tree: each node once, behind the reason why the walk came to it.</summary>
public static class NeighbourhoodText
{
    private const int Indent = 2;
    private const int TimesWidth = 24;

    /// <param name="width">Columns there are: times stand at their end.</param>
    public static IEnumerable<string> Lines(Neighbourhood neighbourhood, int width)
    {
        var open = new Stack<NeighbourhoodNode>([neighbourhood.Nodes[0]]);
        while (open.TryPop(out var node))
        {
            yield return Line(node, width);
            foreach (var remark in Remarks(node)) yield return $"{new string(' ', Indent * (node.Depth + 1))}({remark})";
            for (var i = node.Children.Count - 1; i >= 0; i--) open.Push(node.Children[i]);
        }
    }

    /// <summary>Why the walk came to a node, as the node it came from would say it: it has an <c>A</c>, is the <c>NS of</c> others, has a <c>subdomain</c>, lies <c>below</c>.</summary>
    public static string Reason(NeighbourhoodNode node)
    {
        var edge = node.FoundBy!;
        var isTarget = edge.To == node;
        if (edge.IsBelow) return isTarget ? "below" : "subdomain";
        return isTarget ? RDataTypes.Mnemonic(edge.Type) : $"{RDataTypes.Mnemonic(edge.Type)} of";
    }

    private static string Line(NeighbourhoodNode node, int width)
    {
        if (node.FoundBy is not { } edge) return Name(node);
        var line = $"{new string(' ', Indent * node.Depth)}{Reason(node)} {Name(node)}";
        return edge.Window is { } window ? $"{line}{new string(' ', Math.Max(0, width - TimesWidth - 2 - TerminalText.Columns(line)))}  {Day(window.FirstMilliseconds)} .. {Day(window.LastMilliseconds)}" : line;
    }

    /// <summary>With what an internationalised name says.</summary>
    private static string Name(NeighbourhoodNode node) => node.IsAddress ? node.Text : TerminalText.Sanitise(NameText.Of(node.Octets.Span, default));

    private static IEnumerable<string> Remarks(NeighbourhoodNode node)
    {
        var least = node.IsCut ? "at least " : "";
        if (node.IsShared) yield return $"shared by {least}{Quantity.Count(node.Sharers, "domain")}: not walked through";
        else if (node.LeftOut > 0) yield return $"{least}{Quantity.Count(node.LeftOut, "more neighbour")}";
        else if (node.IsCut) yield return "not all of its neighbours were read";
    }

    private static string Day(long milliseconds) => UtcText.Seconds(milliseconds).Split('T')[0];
}

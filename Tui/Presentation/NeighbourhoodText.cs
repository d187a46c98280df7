using System.Net;
using PassiveDns.Formats;
using PassiveDns.Formats.Dns.RData;
using PassiveDns.Tui.Output;
using PassiveDns.Tui.Questions;
using PassiveDns.Tui.Screens;

namespace PassiveDns.Tui.Presentation;

/// <summary>What shows in a tree of nodes which belongs to which.</summary>
public enum TreeBranches
{
    /// <summary>Indentation alone.</summary>
    None,

    /// <summary>Lines of box-drawing characters.</summary>
    Lines,

    /// <summary>The same in ASCII.</summary>
    Ascii,
}

/// <summary>A neighbourhood as a tree: each node once, behind the reason why the walk came to it.</summary>
public sealed class NeighbourhoodText
{
    private const string Blank = "  ";

    private readonly int _width;
    private readonly TreeBranches _branches;
    private readonly IReadOnlySet<NeighbourhoodNode> _collapsed;

    private NeighbourhoodText(int width, TreeBranches branches, IReadOnlySet<NeighbourhoodNode> collapsed) =>
        (_width, _branches, _collapsed) = (width, branches, collapsed);

    /// <summary>All of it for a terminal that scrolls: names are never cut.</summary>
    /// <param name="width">Columns there are: times stand at their end.</param>
    public static IEnumerable<string> Lines(Neighbourhood neighbourhood, int width) =>
        new NeighbourhoodText(width, TreeBranches.None, new HashSet<NeighbourhoodNode>()).Lines(neighbourhood.Nodes[0])
            .Select(line => string.Concat(line.Spans.Select(span => span.Text)));

    /// <summary>The same for a screen: nothing is wider than it, each node leads on, and is what <see cref="Neighbourhood.Find"/> finds by the text of its target.</summary>
    /// <param name="width">Columns there are.</param>
    /// <param name="collapsed">Nodes of which the children are not shown, but counted.</param>
    /// <param name="branches">How the tree is drawn; for the ASCII form names stand as they are on the wire.</param>
    public static IReadOnlyList<PageLine> Lines(Neighbourhood neighbourhood, int width, IReadOnlySet<NeighbourhoodNode> collapsed, TreeBranches branches) =>
        [.. new NeighbourhoodText(width, branches, collapsed).Lines(neighbourhood.Nodes[0])];

    /// <summary>Why the walk came to a node, as the node it came from would say it: it has an <c>A</c>, is the <c>NS of</c> others, has a <c>subdomain</c>, lies <c>below</c>.</summary>
    public static string Reason(NeighbourhoodNode node)
    {
        var edge = node.FoundBy!;
        var isTarget = edge.To == node;
        if (edge.IsBelow) return isTarget ? "below" : "subdomain";
        return isTarget ? RDataTypes.Mnemonic(edge.Type) : $"{RDataTypes.Mnemonic(edge.Type)} of";
    }

    private IEnumerable<PageLine> Lines(NeighbourhoodNode root)
    {
        // Before a node stands its branch, before what is below it what goes on past it.
        var open = new Stack<(NeighbourhoodNode Node, string Branch, string Past)>([(root, "", "")]);
        while (open.TryPop(out var entry))
        {
            var (node, branch, past) = entry;
            var isCollapsed = _collapsed.Contains(node) && node.Children.Count > 0;
            var children = isCollapsed ? [] : node.Children;
            yield return Line(node, branch);
            foreach (var remark in Remarks(node, isCollapsed)) yield return Remark(remark, past + (children.Count > 0 ? Through : Blank));
            for (var i = children.Count - 1; i >= 0; i--)
            {
                var isLast = i == children.Count - 1;
                open.Push((children[i], past + (isLast ? Last : Fork), past + (isLast ? Blank : Through)));
            }
        }
    }

    private string Fork => Drawn("├ ", "|-");

    private string Last => Drawn("└ ", "`-");

    private string Through => Drawn("│ ", "| ");

    private string Drawn(string line, string ascii) => _branches switch
    {
        TreeBranches.Lines => line,
        TreeBranches.Ascii => ascii,
        _ => Blank,
    };

    private PageLine Line(NeighbourhoodNode node, string branch)
    {
        var lead = node.FoundBy is null ? "" : Reason(node) + " ";
        var name = Name(node);
        if (node.FoundBy?.Window is not { } window) return Page(branch, lead, Fit(name, branch, lead, 0), "", node);
        var times = $"  {Day(window.FirstMilliseconds)} .. {Day(window.LastMilliseconds)}";
        name = Fit(name, branch, lead, times.Length);
        var gap = new string(' ', Math.Max(0, _width - TerminalText.Columns(branch + lead + name) - times.Length));
        return Page(branch, lead, name, gap + times, node);
    }

    private string Fit(string name, string branch, string lead, int behind)
    {
        var room = Math.Max(1, _width - branch.Length - lead.Length - behind);
        return _branches == TreeBranches.None || TerminalText.Columns(name) <= room ? name : Plain(CellText.KeepEnds(name, room));
    }

    private PageLine Page(string branch, string lead, string name, string times, NeighbourhoodNode node) => new(
        Clip([new TextSpan(branch, TextRole.Quiet), new TextSpan(lead, TextRole.Quiet), new TextSpan(name, TextRole.Normal), new TextSpan(times, TextRole.Quiet)]), Target(node));

    private PageLine Remark(string remark, string past) => new(Clip([new TextSpan($"{past}({remark})", TextRole.Quiet)]));

    private IReadOnlyList<TextSpan> Clip(TextSpan[] spans) => _branches == TreeBranches.None ? spans : ScreenText.Clip(spans, _width);

    private static Question Target(NeighbourhoodNode node) => node.IsAddress
        ? RowTargets.OfAddress(new IPAddress(node.Octets.Span))
        : Question.Name(node.Octets);

    /// <summary>With what an internationalised name says.</summary>
    private string Name(NeighbourhoodNode node)
    {
        if (node.IsAddress || _branches == TreeBranches.Ascii) return node.Text;
        return TerminalText.Sanitise(NameText.Of(node.Octets.Span, default));
    }

    private static IEnumerable<string> Remarks(NeighbourhoodNode node, bool isCollapsed)
    {
        var least = node.IsCut ? "at least " : "";
        if (node.IsShared) yield return $"shared by {least}{Quantity.Count(node.Sharers, "domain")}: not walked through";
        else if (node.LeftOut > 0) yield return $"{least}{Quantity.Count(node.LeftOut, "more neighbour")}";
        else if (node.IsCut) yield return "not all of its neighbours were read";
        if (isCollapsed) yield return $"{Quantity.Count(Below(node), "node")} not shown";
    }

    private static int Below(NeighbourhoodNode node)
    {
        var below = 0;
        var open = new Stack<NeighbourhoodNode>([node]);
        while (open.TryPop(out var next))
        {
            below += next.Children.Count;
            foreach (var child in next.Children) open.Push(child);
        }

        return below;
    }

    private string Plain(string text) => _branches == TreeBranches.Ascii ? text.Replace('…', '~') : text;

    private static string Day(long milliseconds) => UtcText.Seconds(milliseconds).Split('T')[0];
}

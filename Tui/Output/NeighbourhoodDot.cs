using PassiveDns.Formats.Dns.RData;
using PassiveDns.Tui.Questions;

namespace PassiveDns.Tui.Output;

/// <summary>A neighbourhood in the language of Graphviz (https://graphviz.org/doc/info/lang.html): arrows go from a record's owner to what it points to.</summary>
public sealed class NeighbourhoodDot(TextWriter output)
{
    public void Write(Neighbourhood neighbourhood)
    {
        var numbers = neighbourhood.Nodes.Select((node, number) => (node, number)).ToDictionary(pair => pair.node, pair => pair.number);
        output.WriteLine("digraph pivot {");
        output.WriteLine("  rankdir=LR;");
        output.WriteLine("  node [shape=box];");
        foreach (var node in neighbourhood.Nodes) output.WriteLine($"  n{numbers[node]} [{Attributes(node)}];");
        foreach (var edge in neighbourhood.Edges) output.WriteLine($"  n{numbers[edge.From]} -> n{numbers[edge.To]} [{Attributes(edge)}];");
        output.WriteLine("}");
    }

    private static string Attributes(NeighbourhoodNode node)
    {
        var shape = node.IsAddress ? ", shape=ellipse" : "";
        var style = node.FoundBy is null ? ", style=bold" : node.IsShared ? ", style=dashed" : "";
        var sharers = node.IsShared ? $"\\nshared by {Quantity.Count(node.Sharers, "domain")}" : "";
        return $"label=\"{Escape(node.Text)}{sharers}\"{shape}{style}";
    }

    private static string Attributes(NeighbourhoodEdge edge) =>
        edge.IsBelow ? "label=\"below\", style=dotted" : $"label=\"{RDataTypes.Mnemonic(edge.Type)}\"";

    /// <summary>A label obeys backslashes and HTML entities, and ends with a quotation mark.</summary>
    private static string Escape(string text) => text
        .Replace("&", "&amp;", StringComparison.Ordinal).Replace("\\", "\\\\", StringComparison.Ordinal).Replace("\"", "\\\"", StringComparison.Ordinal);
}

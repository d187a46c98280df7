using System.Net;
using PassiveDns.Formats.Dns;
using PassiveDns.Formats.Records;

namespace PassiveDns.Tui.Questions;

/// <summary>A name or an address in a <see cref="Neighbourhood"/>.</summary>
public sealed class NeighbourhoodNode
{
    private readonly List<NeighbourhoodNode> _children = [];

    private NeighbourhoodNode(ReadOnlySpan<byte> octets, bool isAddress, string text) => (Octets, IsAddress, Text) = (octets.ToArray(), isAddress, text);

    /// <summary>An address of 4 or 16 octets, or a name in wire format, lower case.</summary>
    public ReadOnlyMemory<byte> Octets { get; }

    public bool IsAddress { get; }

    /// <summary>Presentation form, printable ASCII. No two nodes have the same: names end with a dot, addresses do not.</summary>
    public string Text { get; }

    /// <summary>Steps from where the walk began.</summary>
    public int Depth { get; private set; }

    /// <summary>The edge by which the walk came here; null where it began.</summary>
    public NeighbourhoodEdge? FoundBy { get; private set; }

    /// <summary>Nodes to which the walk came from here, in its order.</summary>
    public IReadOnlyList<NeighbourhoodNode> Children => _children;

    /// <summary>The archive was asked for its neighbours.</summary>
    public bool IsWalked { get; internal set; }

    /// <summary>Registrable domains whose records point here.</summary>
    public int Sharers { get; internal set; }

    /// <summary>Too many domains point here for it to say anything about them: the walk does not go on to them.</summary>
    public bool IsShared { get; internal set; }

    /// <summary>Neighbours that are not among the nodes.</summary>
    public int LeftOut { get; internal set; }

    /// <summary>Not all that there is was read: <see cref="Sharers"/> and <see cref="LeftOut"/> may be higher.</summary>
    public bool IsCut { get; internal set; }

    /// <param name="address">4 or 16 octets.</param>
    public static NeighbourhoodNode OfAddress(ReadOnlySpan<byte> address) => new(address, isAddress: true, new IPAddress(address).ToString());

    /// <param name="name">Wire format, lower case.</param>
    public static NeighbourhoodNode OfName(ReadOnlySpan<byte> name) => new(name, isAddress: false, DomainNameFormat.ToText(name));

    /// <summary>The same name or address, where a walk may begin.</summary>
    public static NeighbourhoodNode Copy(NeighbourhoodNode node) => new(node.Octets.Span, node.IsAddress, node.Text);

    internal void Attach(NeighbourhoodNode child, NeighbourhoodEdge edge)
    {
        child.FoundBy = edge;
        child.Depth = Depth + 1;
        _children.Add(child);
    }
}

/// <summary>Why two nodes are neighbours: a record of one points to the other, or one lies below the other.</summary>
/// <param name="From">The record's owner, or the lower name.</param>
/// <param name="To">What the record points to, or the upper name.</param>
/// <param name="Type">Of the record; <see cref="RRType.None"/> where one lies below the other.</param>
/// <param name="Window">Of the RRsets that say so, or of all that the lower name owns; null where it owns nothing.</param>
public sealed record NeighbourhoodEdge(NeighbourhoodNode From, NeighbourhoodNode To, RRType Type, TimeWindow? Window)
{
    public bool IsBelow => Type == RRType.None;
}

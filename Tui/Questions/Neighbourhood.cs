using PassiveDns.Formats.Dns;
using PassiveDns.Formats.Records;

namespace PassiveDns.Tui.Questions;

/// <summary>How far a walk goes.</summary>
public sealed record NeighbourhoodLimits
{
    /// <summary>Steps from where it begins.</summary>
    public int Depth { get; init; } = 2;

    /// <summary>Most new neighbours of one node.</summary>
    public int Fanout { get; init; } = 50;

    /// <summary>Most registrable domains that may point to a node that is walked through.</summary>
    public int SharedHosting { get; init; } = 50;

    /// <summary>Most nodes.</summary>
    public int Nodes { get; init; } = 1_000;
}

/// <summary>What stands around a name or an address: a graph that a walk makes, breadth first, always in the same order, each node once.</summary>
/// <remarks>
/// From a name it goes to what its records point to (addresses, name servers, mail servers, aliases ...), to the owners of records that point to it, to its
/// registrable domain and to what lies below it; from an address to the owners. What many domains share, as those of one hosting
/// company do, is a node but ends the walk: it would lead to everybody.
/// </remarks>
public sealed class Neighbourhood
{
    private readonly IRRsetSource _source;
    private readonly RRsetQuery _query;
    private readonly NeighbourhoodLimits _limits;
    private readonly PublicSuffixList _suffixes;
    private readonly Dictionary<string, NeighbourhoodNode> _byText = new(StringComparer.Ordinal);
    private readonly List<NeighbourhoodNode> _nodes = [];
    private readonly HashSet<(string From, string To, RRType Type)> _known = [];
    private readonly List<NeighbourhoodEdge> _edges = [];
    private int _next; // node to walk on from

    /// <param name="query">Fence and statuses of what counts; the rest is the walk's.</param>
    /// <param name="suffixes">What domains are registered below.</param>
    public Neighbourhood(NeighbourhoodNode start, IRRsetSource source, RRsetQuery query, NeighbourhoodLimits limits, PublicSuffixList suffixes)
    {
        (_source, _query, _limits, _suffixes) = (source, query, limits, suffixes);
        _nodes.Add(start);
        _byText.Add(start.Text, start);
    }

    /// <summary>In the order in which they were found, where the walk began first.</summary>
    public IReadOnlyList<NeighbourhoodNode> Nodes => _nodes;

    /// <summary>Between nodes, each once, in the order in which they were found.</summary>
    public IReadOnlyList<NeighbourhoodEdge> Edges => _edges;

    /// <summary>There were more neighbours than nodes may be.</summary>
    public bool IsCut { get; private set; }

    /// <summary>The node of this text (see <see cref="NeighbourhoodNode.Text"/>); null where the walk came to none.</summary>
    public NeighbourhoodNode? Find(string text) => _byText.GetValueOrDefault(text);

    /// <summary>Walks on from one node.</summary>
    /// <returns>False at the end of the walk.</returns>
    /// <exception cref="OperationCanceledException">It was interrupted.</exception>
    public bool WalkOn(CancellationToken interruption)
    {
        if (_next == _nodes.Count || _nodes[_next].Depth >= _limits.Depth) return false;
        var node = _nodes[_next++];
        var neighbours = Neighbours.Of(node, _source, _query, _suffixes, interruption);
        node.IsWalked = true;
        node.IsCut = neighbours.IsCut;
        node.Sharers = neighbours.Sharers;
        node.IsShared = neighbours.Sharers > _limits.SharedHosting;
        Enter(node, neighbours.All.Where(neighbour => !node.IsShared || IsOwnOfStart(node, neighbour)));
        return true;
    }

    /// <summary>What the user asked about is shown with its own records, however many share it.</summary>
    private static bool IsOwnOfStart(NeighbourhoodNode node, Neighbour neighbour) => node.FoundBy is null && !neighbour.IsOwner;

    private void Enter(NeighbourhoodNode node, IEnumerable<Neighbour> neighbours)
    {
        var room = _limits.Fanout;
        var leftOut = new HashSet<string>(StringComparer.Ordinal);
        foreach (var neighbour in neighbours)
        {
            var isKnown = _byText.TryGetValue(neighbour.Node.Text, out var other);
            if (!isKnown && (room == 0 || _nodes.Count == _limits.Nodes))
            {
                IsCut |= room > 0;
                leftOut.Add(neighbour.Node.Text);
                continue;
            }

            other ??= neighbour.Node;
            var edge = neighbour.IsOwner
                ? new NeighbourhoodEdge(other, node, neighbour.Type, neighbour.Window)
                : new NeighbourhoodEdge(node, other, neighbour.Type, neighbour.Window);
            if (_known.Add((edge.From.Text, edge.To.Text, edge.Type))) _edges.Add(edge);
            if (isKnown) continue;
            node.Attach(other, edge);
            _nodes.Add(other);
            _byText.Add(other.Text, other);
            room--;
        }

        node.LeftOut = leftOut.Count;
    }
}

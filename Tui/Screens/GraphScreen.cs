using PassiveDns.Formats.Dns;
using PassiveDns.Formats.Records;
using PassiveDns.Tui.Questions;

namespace PassiveDns.Tui.Screens;

/// <summary>What stands around a name or an address, as a tree with the reason for each edge: left folds a node, right unfolds it.</summary>
public sealed class GraphScreen(NeighbourhoodNode start, NeighbourhoodLimits limits, PublicSuffixList suffixes) : PageScreen
{
    private readonly HashSet<NeighbourhoodNode> _collapsed = [];

    /// <summary>Null before there is anything.</summary>
    public Neighbourhood? Neighbourhood { get; private set; }

    /// <summary>Nodes whose children are not shown.</summary>
    public IReadOnlySet<NeighbourhoodNode> Collapsed => _collapsed;

    /// <inheritdoc/>
    public override string Title => $"graph of {start.Text}";

    /// <inheritdoc/>
    public override void MoveColumn(int columns)
    {
        if (Target is not { } target || Neighbourhood?.Find(target.Text) is not { } node) return;
        if (columns > 0) _collapsed.Remove(node);
        else _collapsed.Add(node);
    }

    /// <inheritdoc/>
    public override Screen Again() => new GraphScreen(start, limits, suffixes);

    /// <inheritdoc/>
    public override void Succeed(Screen other)
    {
        base.Succeed(other);
        foreach (var node in ((GraphScreen)other)._collapsed)
        {
            if (Neighbourhood?.Find(node.Text) is { } same) _collapsed.Add(same);
        }
    }

    /// <inheritdoc/>
    public override void Read(ScreenReading reading)
    {
        var walk = new Neighbourhood(NeighbourhoodNode.Copy(start), reading.Archive, new RRsetQuery { Side = LookupSide.All }, limits, suffixes);
        while (walk.WalkOn(reading.Stop))
        {
            // it is shown when it is whole: a tree that grows under the eye cannot be read
        }

        reading.Post(() =>
        {
            Neighbourhood = walk;
            _collapsed.Clear();
        });
    }
}

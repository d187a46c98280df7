using PassiveDns.Formats.Dns;
using PassiveDns.Formats.Records;

namespace PassiveDns.Tui.Questions;

/// <summary>The names below a name, opened level by level.</summary>
/// <remarks>
/// <see cref="Read"/> may run on any thread, and changes nothing; what it gives is shown by <see cref="Show"/>, on the thread that draws. A level is one pass over all that lies
/// below its node, so that each child comes with its figures.
/// </remarks>
public sealed class SubdomainTree
{
    /// <summary>Children of one node that are kept.</summary>
    public const int MostChildren = 10_000;

    private const int EntriesPerSnapshot = 100_000;

    private readonly RRsetQuery _query;
    private readonly List<SubdomainRow> _rows = [];

    /// <param name="root">Wire format, lower case.</param>
    /// <param name="query">Types and statuses of what counts; side and name are the tree's, a fence and counts are not heeded. Null for the usual.</param>
    public SubdomainTree(ReadOnlyMemory<byte> root, RRsetQuery? query = null)
    {
        _query = query ?? new RRsetQuery { Side = LookupSide.OwnerBelow };
        Root = new SubdomainNode(root, depth: 0);
        Arrange();
    }

    public SubdomainNode Root { get; }

    /// <summary>What is shown, from the root down.</summary>
    public IReadOnlyList<SubdomainRow> Rows => _rows;

    /// <summary>Reads what lies one label below a node: a snapshot now and then, at last all.</summary>
    /// <exception cref="OperationCanceledException">It was stopped.</exception>
    public IEnumerable<SubdomainLevel> Read(SubdomainNode node, IRRsetSource source, CancellationToken stop)
    {
        var tally = new SubdomainTally(node);
        var own = node == Root ? Own(source, stop) : default;
        using var walk = new RRsetWalk(source, _query with { Side = LookupSide.OwnerBelow, Name = node.Name });
        for (var left = EntriesPerSnapshot; walk.MoveNext(); left--)
        {
            if (left % 1_000 == 0) stop.ThrowIfCancellationRequested();
            tally.Add(walk.Key, walk.Sightings);
            if (left > 1) continue;
            yield return tally.Snapshot() with { Own = own };
            left = EntriesPerSnapshot;
        }

        yield return tally.Complete() with { Own = own };
    }

    /// <summary>Opens a node that has been read before.</summary>
    /// <returns>False where it must be <see cref="Read"/> first, or again.</returns>
    public bool Open(SubdomainNode node)
    {
        if (node.Level is not { IsComplete: true }) return false;
        node.IsOpen = true;
        Arrange();
        return true;
    }

    /// <summary>Opens a node with what has been read of it.</summary>
    public void Show(SubdomainNode node, SubdomainLevel level)
    {
        node.Level = level;
        node.IsOpen = true;
        if (node == Root) (node.Names, node.RRsets, node.Window) = (level.Names, level.RRsets + level.Own.RRsets, Union(level.Window, level.Own.Window));
        Arrange();
    }

    /// <summary>Closes a node; what is open below it is open again with it.</summary>
    public void Close(SubdomainNode node)
    {
        node.IsOpen = false;
        Arrange();
    }

    private static TimeWindow? Union(TimeWindow? one, TimeWindow? other) => one is { } a && other is { } b ? TimeWindow.Union(a, b) : one ?? other;

    private (long RRsets, TimeWindow? Window) Own(IRRsetSource source, CancellationToken stop)
    {
        var (rrsets, window) = (0L, (TimeWindow?)null);
        using var walk = new RRsetWalk(source, _query with { Side = LookupSide.Owner, Name = Root.Name });
        var trail = new KeyTrail();
        while (walk.MoveNext())
        {
            stop.ThrowIfCancellationRequested();
            trail.Compare(walk.Key);
            trail.Take(walk.Key);
            if (trail.IsNewRRset) rrsets++; // one that stands in several bailiwicks counts once
            foreach (var sighting in walk.Sightings) window = Union(window, sighting.Window);
        }

        return (rrsets, window);
    }

    private void Arrange()
    {
        _rows.Clear();
        Arrange(Root);
    }

    private void Arrange(SubdomainNode node)
    {
        _rows.Add(new SubdomainRow(node, IsNote: false));
        if (!node.IsOpen || node.Level is not { } level) return;
        foreach (var child in level.Children) Arrange(child); // a name has 127 labels at most
        if (!level.IsComplete || level.LeftOut > 0) _rows.Add(new SubdomainRow(node, IsNote: true));
    }

    /// <summary>Counts the names below one, in key order.</summary>
    private sealed class SubdomainTally(SubdomainNode parent)
    {
        private readonly int _labels = 1 + DomainName.LabelCount(parent.Name.Span);
        private readonly KeyTrail _trail = new();
        private readonly List<SubdomainNode> _children = [];
        private int _prefixLength; // of the child that is being read
        private Figures _all;
        private Figures _child;
        private long _leftOut;

        public void Add(ReadOnlySpan<byte> key, ReadOnlySpan<Sighting> sightings)
        {
            _trail.Compare(key);
            var isNewChild = _trail.Shared < _prefixLength || _trail.OwnerLength == 0;
            if (isNewChild) FinishChild();
            _trail.Take(key);
            if (isNewChild) _prefixLength = KeyTrail.PrefixLength(key, _labels);
            if (_trail.IsNewOwner) _all.Names++;
            if (_trail.IsNewOwner && _trail.OwnerLength > _prefixLength + 1) _child.Names++;
            if (_trail.IsNewRRset) (_all.RRsets, _child.RRsets) = (_all.RRsets + 1, _child.RRsets + 1);
            foreach (ref readonly var sighting in sightings) _child.Add(sighting.Window);
        }

        public SubdomainLevel Snapshot() => Level(isComplete: false);

        public SubdomainLevel Complete()
        {
            FinishChild();
            return Level(isComplete: true);
        }

        private SubdomainLevel Level(bool isComplete) => new([.. _children], _leftOut, _all.Names, _all.RRsets, _all.Window, isComplete);

        private void FinishChild()
        {
            if (_child.Window is not { } window) return;
            _all.Add(window);
            if (_children.Count == MostChildren) _leftOut++;
            else _children.Add(new SubdomainNode(_trail.NameOf(_prefixLength), parent.Depth + 1) { Names = _child.Names, RRsets = _child.RRsets, Window = window });
            _child = default;
        }
    }

    private struct Figures
    {
        public long Names;
        public long RRsets;
        public TimeWindow? Window;

        public void Add(TimeWindow window) => Window = Window is { } known ? TimeWindow.Union(known, window) : window;
    }
}

using System.Net;
using PassiveDns.Formats.Dns;
using PassiveDns.Formats.Dns.RData;
using PassiveDns.Formats.Records;

namespace PassiveDns.Tui.Questions;

/// <summary>What an archive knows of the neighbours of one node.</summary>
internal sealed class Neighbours
{
    /// <summary>Records read for one question: what is behind them is left out, and said.</summary>
    public const int MostRead = 10_000;

    private readonly NeighbourhoodNode _node;
    private readonly Dictionary<(string Text, bool IsOwner, RRType Type), int> _places = [];
    private readonly List<Neighbour> _all = [];
    private readonly HashSet<string> _sharers = new(StringComparer.Ordinal);
    private TimeWindow? _own;

    private Neighbours(NeighbourhoodNode node) => _node = node;

    /// <summary>In order: what its records point to, its domain, whose records point to it, what lies below it; each in key order.</summary>
    public IReadOnlyList<Neighbour> All => _all;

    /// <summary>Registrable domains whose records point to it.</summary>
    public int Sharers => _sharers.Count;

    /// <summary>There is more than was read.</summary>
    public bool IsCut { get; private set; }

    /// <param name="query">Fence and statuses; side and what it goes by are put in.</param>
    public static Neighbours Of(
        NeighbourhoodNode node, IRRsetSource source, RRsetQuery query, PublicSuffixList suffixes, CancellationToken interruption)
    {
        var neighbours = new Neighbours(node);
        var ask = (RRsetQuery question, Func<RRset, int> add) => neighbours.Read(source.Find(question), add, interruption);
        if (node.IsAddress)
        {
            var addresses = AddressRange.Single(new IPAddress(node.Octets.Span));
            ask(query with { Side = LookupSide.Address, Addresses = addresses }, rrset => neighbours.AddPointingHere(rrset, suffixes));
            return neighbours;
        }

        ask(query with { Side = LookupSide.Owner, Name = node.Octets }, neighbours.AddTargets);
        var domain = DomainOf(node.Octets.Span, suffixes).ToArray();
        var isBelowDomain = domain.Length > 0 && domain.Length < node.Octets.Length;
        if (isBelowDomain && source.Find(query with { Side = LookupSide.Owner, Name = domain }).Any())
            neighbours.Add(new Neighbour(NeighbourhoodNode.OfName(domain), IsOwner: false, RRType.None, neighbours._own));
        ask(query with { Side = LookupSide.RDataName, Name = node.Octets }, rrset => neighbours.AddPointingHere(rrset, suffixes));
        if (domain.Length > 0) ask(query with { Side = LookupSide.OwnerBelow, Name = node.Octets }, neighbours.AddBelow);
        return neighbours;
    }

    /// <param name="add">Takes an RRset; gives how many of its records were looked at.</param>
    private void Read(IEnumerable<RRset> rrsets, Func<RRset, int> add, CancellationToken interruption)
    {
        var read = 0;
        foreach (var rrset in rrsets)
        {
            interruption.ThrowIfCancellationRequested();
            if (read >= MostRead)
            {
                IsCut = true;
                return;
            }

            read += add(rrset);
        }
    }

    private int AddTargets(RRset rrset)
    {
        _own = _own is { } own ? TimeWindow.Union(own, rrset.Window) : rrset.Window;
        var read = 1;
        var set = rrset.RDataSet;
        while (RRsetKey.TryReadRData(ref set, out var rdata))
        {
            var targets = new RDataTargetReader(rrset.Type, rdata);
            for (; targets.TryRead(out var kind, out var octets); read++)
            {
                var target = kind == RDataTargetKind.Name ? NeighbourhoodNode.OfName(octets) : NeighbourhoodNode.OfAddress(octets);
                Add(new Neighbour(target, IsOwner: false, rrset.Type, rrset.Window));
            }
        }

        return read;
    }

    private int AddPointingHere(RRset rrset, PublicSuffixList suffixes)
    {
        var owner = Owner(rrset);
        var domain = DomainOf(owner.Octets.Span, suffixes);
        _sharers.Add(domain.Length == 0 ? owner.Text : DomainNameFormat.ToText(domain));
        Add(new Neighbour(owner, IsOwner: true, rrset.Type, rrset.Window));
        return 1;
    }

    private int AddBelow(RRset rrset)
    {
        Add(new Neighbour(Owner(rrset), IsOwner: true, RRType.None, rrset.Window));
        return 1;
    }

    /// <summary>The registrable domain; empty for a public suffix, below which others register.</summary>
    private static ReadOnlySpan<byte> DomainOf(ReadOnlySpan<byte> name, PublicSuffixList suffixes)
    {
        var domain = suffixes.DomainOf(name, SuffixRules.Private);
        return domain.Length > suffixes.SuffixOf(name, SuffixRules.Private).Length ? domain : [];
    }

    private static NeighbourhoodNode Owner(RRset rrset)
    {
        Span<byte> owner = stackalloc byte[DomainName.MaxLength];
        return NeighbourhoodNode.OfName(owner[..rrset.ReadOwner(owner)]);
    }

    /// <summary>Several RRsets may say the same: they are one neighbour, with the window of all.</summary>
    private void Add(Neighbour neighbour)
    {
        if (neighbour.Node.Text == _node.Text) return;
        var identity = (neighbour.Node.Text, neighbour.IsOwner, neighbour.Type);
        if (_places.TryAdd(identity, _all.Count)) _all.Add(neighbour);
        else if (_all[_places[identity]] is { Window: { } known } before && neighbour.Window is { } window)
            _all[_places[identity]] = before with { Window = TimeWindow.Union(known, window) };
    }
}

/// <summary>A neighbour of a node, for one reason.</summary>
/// <param name="IsOwner">The neighbour owns the record, or is the lower name; otherwise the node is it.</param>
/// <param name="Type">See <see cref="NeighbourhoodEdge"/>; so is the window.</param>
internal readonly record struct Neighbour(NeighbourhoodNode Node, bool IsOwner, RRType Type, TimeWindow? Window);

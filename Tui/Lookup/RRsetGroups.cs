using PassiveDns.Formats.Dns;
using PassiveDns.Formats.Records;

namespace PassiveDns.Tui.Lookup;

/// <summary>RRsets put together by the domain, address, name server or network that they lie in or point to.</summary>
internal sealed class RRsetGroups(LookupGrouping grouping, PublicSuffixList suffixes)
{
    private readonly Dictionary<string, RRsetGroup> _groups = new(StringComparer.Ordinal);
    private readonly HashSet<string> _ofRRset = new(StringComparer.Ordinal);

    public LookupGrouping Grouping => grouping;

    /// <summary>Those with most RRsets first.</summary>
    public IEnumerable<RRsetGroup> All => _groups.Values.OrderByDescending(group => group.RRsets).ThenBy(group => group.Name, StringComparer.Ordinal);

    public void Add(RRset rrset)
    {
        var owner = LookupGroups.OwnerOf(rrset);
        _ofRRset.Clear();
        foreach (var name in LookupGroups.Of(rrset, grouping, suffixes))
        {
            if (!_ofRRset.Add(name)) continue;
            if (!_groups.TryGetValue(name, out var group)) _groups[name] = group = new RRsetGroup(name);
            group.Add(owner, rrset.Window);
        }
    }
}

/// <summary>RRsets that have something in common.</summary>
/// <param name="name">What it is, presentation form.</param>
internal sealed class RRsetGroup(string name)
{
    private readonly HashSet<string> _names = new(StringComparer.Ordinal);

    public string Name => name;

    public long RRsets { get; private set; }

    /// <summary>Different owners.</summary>
    public int Names => _names.Count;

    public TimeWindow Window { get; private set; }

    internal void Add(string owner, TimeWindow window)
    {
        Window = RRsets++ == 0 ? window : TimeWindow.Union(Window, window);
        _names.Add(owner);
    }
}

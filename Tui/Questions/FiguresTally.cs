using System.Buffers.Binary;
using System.Runtime.InteropServices;
using PassiveDns.Formats.Dns;
using PassiveDns.Formats.Records;

namespace PassiveDns.Tui.Questions;

/// <summary>Counts what <see cref="ArchiveFigures"/> tells, over RRsets and negative answers in key order.</summary>
/// <remarks>
/// All RRsets of a name stand together, and so do all names of a registered domain but for domains inside it, below a public suffix that lies there
/// (<c>amazonaws.com</c> has some): so a stack of domains is all that is held beside the lists. Nothing is allocated for an RRset.
/// </remarks>
internal sealed class FiguresTally(PublicSuffixList suffixes, TimeHistogram observations)
{
    /// <summary>Addresses of one name that are told apart.</summary>
    public const int MostAddresses = 65_536;

    private const int FewAddresses = 64;

    private readonly Dictionary<RRType, (long RRsets, long Names)> _types = [];
    private readonly long[] _negatives = new long[(int)NegativeKind.Refused + 1];
    private readonly long[] _setAside = new long[(int)SightingStatus.Transfer + 1];
    private readonly BestList<NewDomain> _newest = new(ArchiveFigures.MostListed);
    private readonly BestList<ChangingName> _mostChanged = new(ArchiveFigures.MostListed);
    private readonly BestList<SeenName> _mostSeen = new(ArchiveFigures.MostListed);
    private readonly List<Domain> _domains = []; // that the owner lies in, the innermost last

    private readonly KeyTrail _trail = new();

    private int _counted; // a bit for each status with which the entry has been counted
    private bool _isTypeCounted;
    private long _read; // RRsets of any status
    private long _rrsets;
    private long _names;

    // Of the owner.
    private long _count;
    private bool _pointsSomewhere;
    private HashSet<IpAddress> _addresses = [];
    private TimeWindow? _addressWindow;

    /// <param name="key">In order; see <see cref="RRsetKey"/>.</param>
    public void Add(ReadOnlySpan<byte> key, ReadOnlySpan<Sighting> sightings)
    {
        MoveTo(key);
        var ownerLength = _trail.OwnerLength;
        var isNegative = key[ownerLength + 2] == RRsetKey.NegativeMark;
        TimeWindow? seen = null;
        foreach (ref readonly var sighting in sightings)
        {
            if (sighting.Status is SightingStatus.Matched or SightingStatus.Transfer)
            {
                seen = seen is { } known ? TimeWindow.Union(known, sighting.Window) : sighting.Window;
                if (!isNegative) observations.Add(sighting.Window);
            }
            else if (IsFirst(sighting.Status))
            {
                _setAside[(int)sighting.Status]++;
            }
        }

        if (seen is not { } window) return;
        var isFirst = IsFirst(SightingStatus.Matched);
        if (!isNegative) AddRRset(key[ownerLength..], window, isFirst);
        else if (isFirst) _negatives[key[ownerLength + RRsetKey.TypeAndBailiwickLength]]++;
    }

    /// <summary>The figures so far.</summary>
    /// <param name="start">What is known beside them.</param>
    public ArchiveFigures Snapshot(ArchiveFigures start) => start with
    {
        Share = start.RRsetBound == 0 ? 0 : Math.Min(1, (double)_read / start.RRsetBound),
        RRsets = _rrsets,
        Names = _names,
        Types = [.. _types.OrderByDescending(type => type.Value.RRsets).ThenBy(type => type.Key).Select(type => new TypeFigures(type.Key, type.Value.RRsets, type.Value.Names))],
        Negatives = [.. Counted(_negatives).Select(entry => ((NegativeKind)entry.Place, entry.Count))],
        SetAside = [.. Counted(_setAside).Select(entry => ((SightingStatus)entry.Place, entry.Count))],
        Observations = _rrsets == 0 ? null : observations.Copy(),
        Newest = _newest.ToList(),
        MostChanged = _mostChanged.ToList(),
        MostSeen = _mostSeen.ToList(),
    };

    /// <summary>The figures when all has been added.</summary>
    public ArchiveFigures Complete(ArchiveFigures start)
    {
        FinishOwner();
        FinishDomains(shared: 0);
        return Snapshot(start) with { Share = 1, IsComplete = true };
    }

    private static IEnumerable<(int Place, long Count)> Counted(long[] counts) =>
        counts.Index().Where(entry => entry.Item > 0).Select(entry => (entry.Index, entry.Item));

    private bool IsFirst(SightingStatus status)
    {
        var bit = 1 << (int)status;
        var isFirst = (_counted & bit) == 0;
        _counted |= bit;
        return isFirst;
    }

    /// <summary>Closes what ends before an entry.</summary>
    private void MoveTo(ReadOnlySpan<byte> key)
    {
        _trail.Compare(key);
        if (_trail.IsNewOwner)
        {
            FinishOwner();
            FinishDomains(_trail.Shared);
        }

        _trail.Take(key);
        if (_trail.IsNewOwner) EnterDomain(key[.._trail.OwnerLength]);
        if (_trail.IsNewType) _isTypeCounted = false;
        if (!_trail.IsNewRRset) return;
        _counted = 0;
        if (key[_trail.OwnerLength + 2] != RRsetKey.NegativeMark) _read++;
    }

    /// <param name="key">From the type on.</param>
    private void AddRRset(ReadOnlySpan<byte> key, TimeWindow window, bool isFirst)
    {
        var type = (RRType)BinaryPrimitives.ReadUInt16BigEndian(key);
        _count = TimeWindow.Union(window, window with { Count = _count }).Count;
        if (type is RRType.A or RRType.AAAA) AddAddresses(type, key[RRsetKey.TypeAndBailiwickLength..], window);
        _pointsSomewhere |= type is RRType.A or RRType.AAAA or RRType.CNAME;
        ref var domain = ref CollectionsMarshal.AsSpan(_domains)[^1];
        if (!IsDenial(type)) domain.First = Math.Min(domain.First, window.FirstMilliseconds);
        if (!isFirst) return;
        domain.RRsets++;
        _rrsets++;
        ref var counts = ref CollectionsMarshal.GetValueRefOrAddDefault(_types, type, out _);
        counts.RRsets++;
        if (!_isTypeCounted) counts.Names++;
        _isTypeCounted = true;
    }

    /// <summary>Its owner may be a hash in a zone of registered domains (RFC 5155), which is no name, and nobody's.</summary>
    private static bool IsDenial(RRType type) => type is RRType.NSEC3 or RRType.RRSIG;

    private void AddAddresses(RRType type, ReadOnlySpan<byte> rdataSet, TimeWindow window)
    {
        _addressWindow = _addressWindow is { } known ? TimeWindow.Union(known, window) : window;
        while (RRsetKey.TryReadRData(ref rdataSet, out var address))
        {
            if (address.Length == (type == RRType.A ? 4 : 16) && _addresses.Count < MostAddresses) _addresses.Add(IpAddress.From(address));
        }
    }

    private void FinishOwner()
    {
        if (_count > 0) _names++;
        if (_pointsSomewhere && _mostSeen.Wants(_count)) _mostSeen.Add(_count, new SeenName(_trail.NameOf(_trail.OwnerLength - 1), _count));
        if (_addresses.Count > 1 && _mostChanged.Wants(_addresses.Count))
        {
            _mostChanged.Add(
                _addresses.Count, new ChangingName(_trail.NameOf(_trail.OwnerLength - 1), _addresses.Count, _addresses.Count == MostAddresses, _addressWindow!.Value));
        }

        if (_addresses.Count > FewAddresses) _addresses = []; // clearing it would take long for each name that follows
        else _addresses.Clear();
        (_count, _pointsSomewhere, _addressWindow) = (0, false, null);
    }

    /// <summary>Opens the domain of a new owner, unless it is open.</summary>
    private void EnterDomain(ReadOnlySpan<byte> ownerKey)
    {
        Span<byte> name = stackalloc byte[DomainName.MaxLength];
        name = name[..RRsetKey.ReadOwner(ownerKey, name)];
        var domain = suffixes.DomainOf(name, SuffixRules.Private);
        var length = KeyTrail.PrefixLength(ownerKey, DomainName.LabelCount(domain));
        if (_domains.Count > 0 && _domains[^1].PrefixLength == length) return;
        var isRegistered = domain.Length > suffixes.SuffixOf(name, SuffixRules.Private).Length && !ownerKey.StartsWith("arpa\0"u8);
        _domains.Add(new Domain { PrefixLength = length, IsRegistered = isRegistered, First = long.MaxValue });
    }

    /// <param name="shared">Octets that the next owner shares with the last: domains that are longer have ended.</param>
    private void FinishDomains(int shared)
    {
        while (_domains is [.., var domain] && domain.PrefixLength > shared)
        {
            if (domain is { IsRegistered: true, First: < long.MaxValue } && _newest.Wants(domain.First))
                _newest.Add(domain.First, new NewDomain(_trail.NameOf(domain.PrefixLength), domain.First, domain.RRsets));
            _domains.RemoveAt(_domains.Count - 1);
        }
    }

    /// <summary>A registered domain, or a public suffix, that is being read.</summary>
    private record struct Domain
    {
        public int PrefixLength { get; init; }
        public bool IsRegistered { get; init; }
        public long First { get; set; }
        public long RRsets { get; set; }
    }
}

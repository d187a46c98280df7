using PassiveDns.Formats.Dns;
using PassiveDns.Formats.Records;
using PassiveDns.Indexer.Runs;

namespace PassiveDns.Indexer.Bailiwick;

/// <summary>Finds out which servers serve which zones, from what servers said of zones above, beginning at the root.</summary>
/// <remarks>
/// <para>
/// What a server said of a name is verified when the server has been verified to serve a zone at or above that name at the time. A verified NS RRset
/// makes the addresses of its servers' names, as verified A and AAAA RRsets have them, servers of its zone. That is done again and again until nothing
/// new follows: so it does not matter what was seen first, and a later delegation verifies an earlier record.
/// </para>
/// <para>
/// An NS or address RRset is taken to have been in force from its TTL before it was first seen until its TTL after it was last seen, but for a day at
/// least and a week at most: resolvers that have it in their cache do not ask for it.
/// </para>
/// <para>
/// Nothing here hangs on the order of sources: each round draws its conclusions from what the rounds before it found, and what is found only grows.
/// </para>
/// </remarks>
internal sealed class ZoneVerification
{
    /// <summary>Delegations that can hang on one another. What hangs deeper is not verified; names have some ten at most.</summary>
    public const int MaxRounds = 100;

    /// <summary>Servers or addresses of an RRset that are looked at, and addresses of a name.</summary>
    private const int MaxTargets = 64;

    private const long Day = 86_400_000;

    private readonly VerifiedZones _zones = new();
    private readonly NameTable<Name> _names = new(); // of zones and of their servers
    private readonly ChunkedList<RRsetFact> _facts = new();
    private readonly ChunkedList<Saying> _sayings = new();
    private readonly ChunkedList<int> _targets = new(); // of the NS RRsets, one behind the other: numbers of names
    private readonly ChunkedList<IpAddress> _addresses = new(); // of the address RRsets
    private readonly ChunkedList<ZoneLink> _zonesOfNames = new();
    private readonly ServerChains _addressesOfNames = new();
    private HashSet<IpAddress> _news = []; // servers of which the last round found something new

    private ZoneVerification()
    {
    }

    /// <summary>Reads runs, and draws all conclusions.</summary>
    /// <exception cref="ArchiveException">A part of a run is damaged.</exception>
    /// <exception cref="OperationCanceledException">It was interrupted.</exception>
    public static VerifiedZones Run(IReadOnlyList<Run> runs, Hints hints, CancellationToken interruption)
    {
        var verification = new ZoneVerification();
        foreach (var (zone, server) in hints.Servers)
            verification.Add(zone, new ZoneServer(server, -RunFormat.MaxMilliseconds, RunFormat.MaxMilliseconds));
        verification.Collect(runs, isOfAddresses: false, interruption);
        verification.Collect(runs, isOfAddresses: true, interruption); // of the servers that are known by now
        verification.Conclude(interruption);
        return verification._zones;
    }

    private void Collect(IReadOnlyList<Run> runs, bool isOfAddresses, CancellationToken interruption)
    {
        using var rrsets = new KeyMerge<RRsetRunCursor>([.. runs.Select(run => run.OpenRRsets(cache: null))]);
        while (rrsets.MoveNext())
        {
            interruption.ThrowIfCancellationRequested();
            var key = rrsets.Current.Key;
            var ownerLength = RRsetKey.OwnerLength(key);
            if (ownerLength == 0 || RRsetKeyParts.IsNegative(key, ownerLength)) continue;
            var type = RRsetKeyParts.Type(key, ownerLength);
            if (!isOfAddresses && type == RRType.NS) AddNameServers(key, ownerLength, rrsets.Current);
            if (isOfAddresses && type is RRType.A or RRType.AAAA && _names.Find(key[..ownerLength]) is >= 0 and var name && _names[name].Zones >= 0)
                AddAddresses(key, ownerLength, name, rrsets.Current);
        }
    }

    private void AddNameServers(ReadOnlySpan<byte> key, int ownerLength, RRsetRunCursor rrset)
    {
        if (!AddSayings(rrset)) return;
        var first = _targets.Count;
        Span<byte> buffer = stackalloc byte[TargetKey.MaxLength];
        var reader = new TargetKeyReader(key, buffer);
        while (_targets.Count - first < MaxTargets && reader.TryRead(out var target))
        {
            var name = _names.FindOrAdd(target[1..], Name.New);
            _targets.Add() = name;
            _zonesOfNames.Add() = new ZoneLink { Fact = _facts.Count, Next = _names[name].Zones };
            _names[name].Zones = _zonesOfNames.Count - 1;
        }

        _facts.Add() = RRsetFact.Of(_names.FindOrAdd(key[..ownerLength], Name.New), isOfAddresses: false, first, _targets.Count - first);
    }

    private void AddAddresses(ReadOnlySpan<byte> key, int ownerLength, int name, RRsetRunCursor rrset)
    {
        if (!AddSayings(rrset)) return;
        var first = _addresses.Count;
        var rdataSet = key[(ownerLength + RRsetKey.TypeAndBailiwickLength)..];
        while (_addresses.Count - first < MaxTargets && RRsetKey.TryReadRData(ref rdataSet, out var rdata))
        {
            if (rdata.Length is 4 or 16) _addresses.Add() = IpAddress.From(rdata);
        }

        _facts.Add() = RRsetFact.Of(name, isOfAddresses: true, first, _addresses.Count - first);
    }

    /// <returns>Somebody said it who may be verified.</returns>
    private bool AddSayings(RRsetRunCursor rrset)
    {
        var before = _sayings.Count;
        foreach (ref readonly var sighting in rrset.Sightings)
        {
            if (!sighting.Server.IsNone) _sayings.Add() = new Saying(_facts.Count, sighting.Server, sighting.Window, sighting.TtlMax);
        }

        return _sayings.Count > before;
    }

    private void Conclude(CancellationToken interruption)
    {
        var open = _sayings.Count;
        for (var round = 0; round < MaxRounds && open > 0; round++)
        {
            var left = 0;
            var changed = new SortedSet<int>();
            var news = _news;
            _news = [];
            for (var i = 0; i < open; i++)
            {
                if ((i & 0xFFFF) == 0) interruption.ThrowIfCancellationRequested();
                var saying = _sayings[i];
                ref var fact = ref _facts[saying.Fact];
                if (!news.Contains(saying.Server) || !_zones.IsServedBy(_names.Key(fact.Owner), saying.Server, saying.Window)) _sayings[left++] = saying;
                else if (fact.Widen(saying)) changed.Add(saying.Fact);
            }

            if (changed.Count == 0) return;
            open = left;
            Conclude(changed);
        }
    }

    /// <summary>What follows from RRsets of which something new is verified. A name is gone through once, however many address RRsets it has.</summary>
    private void Conclude(SortedSet<int> changed)
    {
        var names = new SortedSet<int>();
        foreach (var fact in changed)
        {
            if (_facts[fact].IsOfAddresses && AddAddresses(_facts[fact])) names.Add(_facts[fact].Owner);
        }

        foreach (var fact in changed)
        {
            if (!_facts[fact].IsOfAddresses) ConcludeFromZone(_facts[fact]);
        }

        foreach (var name in names) ConcludeFromName(_names[name]);
    }

    /// <returns>The name has an address more, or one for longer.</returns>
    private bool AddAddresses(in RRsetFact fact)
    {
        var isNew = false;
        for (var i = 0; i < fact.Count; i++)
        {
            var address = new ZoneServer(_addresses[fact.First + i], fact.FirstMilliseconds, fact.LastMilliseconds);
            isNew |= _addressesOfNames.Add(ref _names[fact.Owner].Addresses, address, MaxTargets);
        }

        return isNew;
    }

    private void ConcludeFromZone(in RRsetFact nameServers)
    {
        for (var i = 0; i < nameServers.Count; i++)
            Conclude(nameServers, _addressesOfNames.ToArray(_names[_targets[nameServers.First + i]].Addresses));
    }

    private void ConcludeFromName(in Name name)
    {
        var addresses = _addressesOfNames.ToArray(name.Addresses);
        for (var zone = name.Zones; zone >= 0; zone = _zonesOfNames[zone].Next) Conclude(_facts[_zonesOfNames[zone].Fact], addresses);
    }

    /// <summary>A zone's name server has addresses.</summary>
    private void Conclude(in RRsetFact nameServers, ZoneServer[] addresses)
    {
        foreach (ref readonly var address in addresses.AsSpan())
        {
            var first = Math.Max(nameServers.FirstMilliseconds, address.FirstMilliseconds);
            var last = Math.Min(nameServers.LastMilliseconds, address.LastMilliseconds);
            if (first <= last) Add(_names.Key(nameServers.Owner), address with { FirstMilliseconds = first, LastMilliseconds = last });
        }
    }

    private void Add(ReadOnlySpan<byte> zone, in ZoneServer server)
    {
        if (_zones.Add(zone, server)) _news.Add(server.Address);
    }

    /// <summary>That a server said an RRset.</summary>
    private readonly record struct Saying(int Fact, IpAddress Server, TimeWindow Window, uint Ttl);

    /// <summary>An NS RRset, or an address RRset of a name server; and when it was in force, as far as that is verified.</summary>
    private struct RRsetFact
    {
        public int Owner;
        public int First; // of its targets or addresses
        public int Count;
        public bool IsOfAddresses;
        public long FirstMilliseconds;
        public long LastMilliseconds;

        public static RRsetFact Of(int owner, bool isOfAddresses, int first, int count) => new()
        {
            Owner = owner, IsOfAddresses = isOfAddresses, First = first, Count = count, FirstMilliseconds = long.MaxValue, LastMilliseconds = long.MinValue,
        };

        public bool Widen(in Saying saying)
        {
            var slack = Math.Clamp(saying.Ttl * 1_000L, Day, 7 * Day);
            var (first, last) = (saying.Window.FirstMilliseconds - slack, saying.Window.LastMilliseconds + slack);
            if (first >= FirstMilliseconds && last <= LastMilliseconds) return false;
            (FirstMilliseconds, LastMilliseconds) = (Math.Min(first, FirstMilliseconds), Math.Max(last, LastMilliseconds));
            return true;
        }
    }

    /// <summary>What is known of a name: the zones that have it for a server, and its verified addresses.</summary>
    private struct Name
    {
        public int Zones; // place of the latest link; -1 for none
        public ServerChain Addresses;

        public static Name New => new() { Zones = -1, Addresses = ServerChain.Empty };
    }

    /// <summary>An NS RRset that names a server, in the chain of that name.</summary>
    private struct ZoneLink
    {
        public int Fact;
        public int Next;
    }
}

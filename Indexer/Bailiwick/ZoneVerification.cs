using System.Runtime.InteropServices;
using PassiveDns.Formats;
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

    /// <summary>Servers of an RRset that are looked at.</summary>
    private const int MaxTargets = 64;

    private const long Day = 86_400_000;

    private readonly VerifiedZones _zones = new();
    private readonly List<Saying> _sayings = [];
    private readonly List<int> _targets = []; // of the RRset that is being read
    private readonly List<IpAddress> _addresses = [];
    private readonly List<RRsetFact> _facts = [];
    private readonly List<Name> _names = [];
    private readonly Dictionary<byte[], int> _nameNumbers = new(OctetsComparer.Instance);
    private readonly Dictionary<byte[], int>.AlternateLookup<ReadOnlySpan<byte>> _numbersByKey;

    private ZoneVerification() => _numbersByKey = _nameNumbers.GetAlternateLookup<ReadOnlySpan<byte>>();

    /// <summary>Reads runs, and draws all conclusions.</summary>
    /// <exception cref="ArchiveException">A part of a run is damaged.</exception>
    /// <exception cref="OperationCanceledException">It was interrupted.</exception>
    public static VerifiedZones Run(IReadOnlyList<Run> runs, Hints hints, CancellationToken interruption)
    {
        var verification = new ZoneVerification();
        foreach (var (zone, server) in hints.Servers)
            verification._zones.Add(zone, new ZoneServer(server, -RunFormat.MaxMilliseconds, RunFormat.MaxMilliseconds));
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
            if (isOfAddresses && type is RRType.A or RRType.AAAA && _numbersByKey.TryGetValue(key[..ownerLength], out var name)) AddAddresses(key, ownerLength, name, rrsets.Current);
        }
    }

    private void AddNameServers(ReadOnlySpan<byte> key, int ownerLength, RRsetRunCursor rrset)
    {
        if (!AddSayings(rrset)) return;
        _targets.Clear();
        Span<byte> buffer = stackalloc byte[TargetKey.MaxLength];
        var reader = new TargetKeyReader(key, buffer);
        while (_targets.Count < MaxTargets && reader.TryRead(out var target)) _targets.Add(NumberOf(target[1..]));
        foreach (var target in _targets) _names[target].Zones.Add(_facts.Count);
        _facts.Add(new RRsetFact(key[..ownerLength].ToArray()) { Targets = [.. _targets] });
    }

    private void AddAddresses(ReadOnlySpan<byte> key, int ownerLength, int name, RRsetRunCursor rrset)
    {
        if (!AddSayings(rrset)) return;
        _addresses.Clear();
        var rdataSet = key[(ownerLength + RRsetKey.TypeAndBailiwickLength)..];
        while (_addresses.Count < MaxTargets && RRsetKey.TryReadRData(ref rdataSet, out var rdata))
        {
            if (rdata.Length is 4 or 16) _addresses.Add(IpAddress.From(rdata));
        }

        _facts.Add(new RRsetFact(key[..ownerLength].ToArray()) { Addresses = [.. _addresses], Name = name });
    }

    private bool AddSayings(RRsetRunCursor rrset)
    {
        var before = _sayings.Count;
        foreach (ref readonly var sighting in rrset.Sightings)
        {
            if (!sighting.Server.IsNone) _sayings.Add(new Saying(_facts.Count, sighting.Server, sighting.Window, sighting.TtlMax));
        }

        return _sayings.Count > before;
    }

    private int NumberOf(ReadOnlySpan<byte> name)
    {
        if (_numbersByKey.TryGetValue(name, out var number)) return number;
        _names.Add(new Name());
        return _numbersByKey[name] = _names.Count - 1;
    }

    private void Conclude(CancellationToken interruption)
    {
        var open = CollectionsMarshal.AsSpan(_sayings);
        for (var round = 0; round < MaxRounds && open.Length > 0; round++)
        {
            var left = 0;
            var changed = new SortedSet<int>();
            foreach (ref readonly var saying in open)
            {
                if ((left & 0xFFFF) == 0) interruption.ThrowIfCancellationRequested();
                if (!_zones.IsServedBy(_facts[saying.Fact].Owner, saying.Server, saying.Window)) open[left++] = saying;
                else if (_facts[saying.Fact].Widen(saying)) changed.Add(saying.Fact);
            }

            if (changed.Count == 0) return;
            open = open[..left];
            foreach (var fact in changed) Conclude(_facts[fact]);
        }
    }

    private void Conclude(RRsetFact fact)
    {
        foreach (var target in fact.Targets)
        {
            foreach (ref readonly var address in _names[target].Addresses.Servers) Conclude(fact, address);
        }

        if (fact.Addresses.Length == 0) return;
        var name = _names[fact.Name];
        foreach (var address in fact.Addresses) name.Addresses.Add(new ZoneServer(address, fact.FirstMilliseconds, fact.LastMilliseconds));
        foreach (var zone in name.Zones)
        {
            foreach (ref readonly var address in name.Addresses.Servers) Conclude(_facts[zone], address);
        }
    }

    /// <summary>A zone's name server has an address.</summary>
    private void Conclude(RRsetFact nameServers, in ZoneServer address)
    {
        var first = Math.Max(nameServers.FirstMilliseconds, address.FirstMilliseconds);
        var last = Math.Min(nameServers.LastMilliseconds, address.LastMilliseconds);
        if (first <= last) _zones.Add(nameServers.Owner, address with { FirstMilliseconds = first, LastMilliseconds = last });
    }

    /// <summary>That a server said an RRset.</summary>
    private readonly record struct Saying(int Fact, IpAddress Server, TimeWindow Window, uint Ttl);

    /// <summary>An NS RRset with the numbers of its targets, or an address RRset of such a target; and when it was in force, as far as that is verified.</summary>
    private sealed class RRsetFact(byte[] owner)
    {
        public byte[] Owner => owner;
        public int[] Targets { get; init; } = [];
        public IpAddress[] Addresses { get; init; } = [];
        public int Name { get; init; }
        public long FirstMilliseconds { get; private set; } = long.MaxValue;
        public long LastMilliseconds { get; private set; } = long.MinValue;

        public bool Widen(in Saying saying)
        {
            var slack = Math.Clamp(saying.Ttl * 1_000L, Day, 7 * Day);
            var (first, last) = (saying.Window.FirstMilliseconds - slack, saying.Window.LastMilliseconds + slack);
            if (first >= FirstMilliseconds && last <= LastMilliseconds) return false;
            (FirstMilliseconds, LastMilliseconds) = (Math.Min(first, FirstMilliseconds), Math.Max(last, LastMilliseconds));
            return true;
        }
    }

    private sealed class Name
    {
        public List<int> Zones { get; } = [];
        public ServerList Addresses { get; } = new();
    }
}

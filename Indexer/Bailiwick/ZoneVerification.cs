using System.Buffers.Binary;
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
/// Nothing here hangs on the order of sources, or on how they lie in runs: each round draws its conclusions from what the rounds before it found, and what is found only grows.
/// </para>
/// <para>
/// All tables are in key order, in files where they are large, and are read and written from front to back: a round walks the RRsets beside the zones, joins the delegations and
/// addresses that follow from them by the name of the server, and merges the result with the zones. So memory does not grow with the archive: it takes what its
/// budget says, besides the blocks of the runs that are being read.
/// </para>
/// </remarks>
internal sealed class ZoneVerification : IDisposable
{
    /// <summary>Delegations that can hang on one another. What hangs deeper is not verified; names have some ten at most.</summary>
    public const int MaxRounds = 100;

    /// <summary>Octets of memory for everything.</summary>
    public const int UsualMemory = 64 << 20;

    /// <summary>Addresses of a name that are looked at.</summary>
    private const int MaxAddresses = 64;

    // A sorter has a quarter, its part and each of the tables a twentieth: there are fifteen at most.
    private const int SorterShare = 4;
    private const int TableShare = 20;

    private readonly PartFolder _parts;
    private readonly ChunkPool _pool = new();
    private readonly int _sorterMemory;
    private readonly int _tableMemory;
    private readonly RRsetFacts _delegations; // NS RRsets
    private readonly RRsetFacts _addressFacts; // address RRsets of the names of their servers
    private readonly byte[] _key = new byte[PeriodKey.MaxLength + sizeof(int)];
    private PeriodFile _zones; // by zone and address
    private PeriodFile _links; // by the name of a server, and zone
    private PeriodFile _addresses; // by name and address

    private ZoneVerification(PartFolder parts, int memory)
    {
        (_parts, _sorterMemory, _tableMemory) = (parts, memory / SorterShare, memory / TableShare);
        (_delegations, _addressFacts) = (new RRsetFacts(parts, _tableMemory), new RRsetFacts(parts, _tableMemory));
        (_zones, _links, _addresses) = (NewTable().Finish(), NewTable().Finish(), NewTable().Finish());
    }

    /// <summary>Reads runs, and draws all conclusions.</summary>
    /// <param name="parts">Where tables are kept that are too large for memory.</param>
    /// <param name="memory">Octets that tables and sorting may take.</param>
    /// <exception cref="ArchiveException">A part of a run is damaged.</exception>
    /// <exception cref="OperationCanceledException">It was interrupted.</exception>
    /// <exception cref="IOException">A table cannot be written.</exception>
    public static VerifiedZones Run(IReadOnlyList<Run> runs, Hints hints, PartFolder parts, CancellationToken interruption, int memory = UsualMemory)
    {
        using var verification = new ZoneVerification(parts, memory);
        verification.Begin(hints);
        verification.Collect(runs, interruption);
        for (var round = 0; round < MaxRounds && verification._zones.HasNews; round++) verification.Conclude(interruption);
        return verification.TakeResult();
    }

    public void Dispose()
    {
        _delegations.Dispose();
        _addressFacts.Dispose();
        _zones.Dispose();
        _links.Dispose();
        _addresses.Dispose();
    }

    private void Begin(Hints hints)
    {
        using var servers = NewSorter();
        Span<byte> key = stackalloc byte[PeriodKey.MaxLength];
        foreach (var (zone, server) in hints.Servers) servers.Add(PeriodKey.Of(zone, server, key), new Period(-RunFormat.MaxMilliseconds, RunFormat.MaxMilliseconds));
        servers.Finish();
        MergeZones(servers);
    }

    /// <summary>NS RRsets first; then the address RRsets of the servers that these name.</summary>
    private void Collect(IReadOnlyList<Run> runs, CancellationToken interruption)
    {
        using var names = NewSorter();
        Collect(runs, _delegations, (key, ownerLength) => RRsetKeyParts.Type(key, ownerLength) == RRType.NS, key => AddNameServers(key, names), interruption);
        names.Finish();

        using var servers = names.Open();
        var isAhead = servers.MoveNext();
        Collect(runs, _addressFacts, (key, ownerLength) =>
        {
            if (RRsetKeyParts.Type(key, ownerLength) is not (RRType.A or RRType.AAAA)) return false;
            while (isAhead && servers.Key.SequenceCompareTo(key[..ownerLength]) < 0) isAhead = servers.MoveNext();
            return isAhead && servers.Key.SequenceEqual(key[..ownerLength]);
        }, AddAddresses, interruption);
    }

    /// <summary>Collects RRsets that somebody said who may be verified; one that stands in several runs is one fact.</summary>
    private static void Collect(IReadOnlyList<Run> runs, RRsetFacts facts, KeyTest isWanted, KeyAction addTargets, CancellationToken interruption)
    {
        var fact = new OctetBuffer(); // the key of the last one
        using var rrsets = new KeyMerge<RRsetRunCursor>([.. runs.Select(run => run.OpenRRsets(cache: null))]);
        while (rrsets.MoveNext())
        {
            interruption.ThrowIfCancellationRequested();
            var key = rrsets.Current.Key;
            var ownerLength = RRsetKey.OwnerLength(key);
            if (ownerLength == 0 || RRsetKeyParts.IsNegative(key, ownerLength) || !isWanted(key, ownerLength)) continue;
            foreach (ref readonly var sighting in rrsets.Current.Sightings)
            {
                if (sighting.Server.IsNone) continue;
                if (!fact.Span.SequenceEqual(key))
                {
                    fact.Replace(0, key);
                    facts.Begin(key[..ownerLength]);
                    addTargets(key);
                }

                facts.AddSaying(sighting);
            }
        }

        facts.Finish();
    }

    private void AddNameServers(ReadOnlySpan<byte> key, PeriodSorter names)
    {
        Span<byte> buffer = stackalloc byte[TargetKey.MaxLength];
        var reader = new TargetKeyReader(key, buffer);
        while (reader.TryRead(out var target) && _delegations.TryAddTarget(target[1..])) names.Add(target[1..], default);
    }

    private void AddAddresses(ReadOnlySpan<byte> key)
    {
        Span<byte> address = stackalloc byte[PeriodKey.AddressLength];
        var rdataSet = key[(RRsetKey.OwnerLength(key) + RRsetKey.TypeAndBailiwickLength)..];
        while (RRsetKey.TryReadRData(ref rdataSet, out var rdata))
        {
            if (rdata.Length is not (4 or 16)) continue;
            PeriodKey.WriteAddress(IpAddress.From(rdata), address);
            if (!_addressFacts.TryAddTarget(address)) return;
        }
    }

    /// <summary>A round: what follows from the zones as the last one left them.</summary>
    private void Conclude(CancellationToken interruption)
    {
        using var links = NewSorter();
        using (var zones = new ZoneWalk(_zones)) _delegations.Walk(zones, (fact, zone, name, period) => links.Add(LinkKey(name, zone, fact), period), interruption);
        links.Finish();

        using var addresses = NewSorter();
        using (var zones = new ZoneWalk(_zones)) _addressFacts.Walk(zones, (_, name, address, period) => addresses.Add(PeriodKey.Of(name, address, _key), period), interruption);
        addresses.Finish();

        using var servers = NewSorter();
        Join(links, addresses, servers);
        servers.Finish();
        MergeZones(servers);
    }

    /// <summary>Brings delegations together with the addresses of the servers that they name, where one of both is new.</summary>
    /// <param name="found">New delegations.</param>
    /// <param name="foundAddresses">New addresses.</param>
    /// <param name="servers">Takes the servers of zones that follow.</param>
    private void Join(PeriodSorter found, PeriodSorter foundAddresses, PeriodSorter servers)
    {
        var (oldLinks, oldAddresses) = (_links, _addresses);
        (_links, _addresses) = (NewTable(), NewTable());
        using (oldLinks)
        using (oldAddresses)
        using (var links = new PeriodMerge(oldLinks.Open(), found.Open()))
        using (var names = new AddressMerge(oldAddresses.Open(), foundAddresses.Open(), MaxAddresses))
        {
            var isAhead = names.MoveNext();
            while (links.MoveNext())
            {
                _links.Add(links.Key, links.Period, links.IsNew);
                var name = PeriodKey.Owner(links.Key);
                while (isAhead && names.Owner.SequenceCompareTo(name) < 0) isAhead = WriteAndMove(names);
                if (isAhead && names.Owner.SequenceEqual(name)) Join(links, names.Addresses, servers);
            }

            while (isAhead) isAhead = WriteAndMove(names);
        }

        _links.Finish();
        _addresses.Finish();
    }

    private bool WriteAndMove(AddressMerge names)
    {
        names.WriteTo(_addresses);
        return names.MoveNext();
    }

    private void Join(PeriodMerge link, IReadOnlyList<DatedAddress> addresses, PeriodSorter servers)
    {
        var zone = ZoneOf(link.Key);
        foreach (var address in addresses)
        {
            if ((link.IsNew || address.IsNew) && Period.TryIntersect(link.Period, address.Period, out var both)) servers.Add(PeriodKey.Of(zone, address.Address, _key), both);
        }
    }

    private void MergeZones(PeriodSorter found)
    {
        var old = _zones;
        _zones = NewTable();
        using (old)
        using (var zones = new AddressMerge(old.Open(), found.Open(), ServerList.MaxServers))
        {
            while (zones.MoveNext()) zones.WriteTo(_zones);
        }

        _zones.Finish();
    }

    private VerifiedZones TakeResult()
    {
        var servers = NewSorter();
        var count = 0;
        using (var entries = _zones.Open())
        {
            var zone = new OctetBuffer(); // the last one
            while (entries.MoveNext())
            {
                var owner = PeriodKey.Owner(entries.Key);
                if (!owner.SequenceEqual(zone.Span)) count++;
                zone.Replace(0, owner);
                servers.Add(entries.Key[owner.Length..], entries.Period);
            }
        }

        servers.Finish();
        var zones = _zones;
        _zones = NewTable();
        return new VerifiedZones(zones, servers, count);
    }

    private PeriodSorter NewSorter() => new(_parts, _pool, _sorterMemory, _tableMemory);

    private PeriodFile NewTable() => new(_parts, _tableMemory);

    /// <summary>A server's name, the zone, and the number of the NS RRset: of a zone with several, each has its own time.</summary>
    private ReadOnlySpan<byte> LinkKey(ReadOnlySpan<byte> name, ReadOnlySpan<byte> zone, int fact)
    {
        var length = PeriodKey.Of(name, zone, _key).Length;
        BinaryPrimitives.WriteInt32BigEndian(_key.AsSpan(length), fact);
        return _key.AsSpan(0, length + sizeof(int));
    }

    private static ReadOnlySpan<byte> ZoneOf(ReadOnlySpan<byte> linkKey) => linkKey[PeriodKey.Owner(linkKey).Length..^sizeof(int)];

    private delegate bool KeyTest(ReadOnlySpan<byte> key, int ownerLength);

    private delegate void KeyAction(ReadOnlySpan<byte> key);
}

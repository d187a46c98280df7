using CsCheck;
using PassiveDns.Formats.Dns;
using PassiveDns.Formats.Records;

namespace PassiveDns.Indexer.Tests;

/// <summary>What an archive should answer, the plain way: dictionaries and filters over all there is.</summary>
internal sealed class ArchiveModel
{
    private readonly SortedDictionary<byte[], Dictionary<(string Source, SightingStatus Status, Vantage Vantage, IpAddress Server, bool IsForeign), Sighting>> _rrsets =
        new(Comparer<byte[]>.Create((a, b) => a.AsSpan().SequenceCompareTo(b)));

    private readonly SortedDictionary<string, SourceRecord> _sources = new(StringComparer.Ordinal);

    public static ArchiveModel Of(IEnumerable<ObservedSource> sources)
    {
        var model = new ArchiveModel();
        foreach (var source in sources)
        {
            if (!model._sources.TryAdd(source.Record.Sha256, source.Record)) continue;
            foreach (var observed in source.Observations) model.Add(source.Record.Sha256, observed);
        }

        return model;
    }

    /// <summary>One line for each result, with everything in it.</summary>
    public IEnumerable<string> Find(RRsetQuery query)
    {
        var places = _sources.Keys.Select((sha256, place) => (sha256, place)).ToDictionary(pair => pair.sha256, pair => pair.place);
        foreach (var (key, sightings) in _rrsets)
        {
            if (!IsOnSide(key, query)) continue;
            var effective = sightings.Where(pair => query.Captures?.Contains(pair.Key.Source) != false).Select(pair => pair.Value with
            {
                Source = places[pair.Key.Source],
                Status = _sources[pair.Key.Source].IsOneSided && pair.Key.Status == SightingStatus.Unsolicited ? SightingStatus.Matched : pair.Key.Status,
            });
            foreach (var result in effective.GroupBy(sighting => ResultOf(sighting.Status, query.Statuses)).OrderBy(group => group.Key))
            {
                if (query.Statuses == StatusFilter.Default && result.Key != SightingStatus.Matched) continue;
                if (query.Statuses == StatusFilter.Quarantined && result.Key != SightingStatus.Quarantined) continue;
                var rrset = new RRset(key, [.. result]);
                if (query.Admits(rrset.Window)) yield return Describe(rrset);
            }
        }
    }

    /// <summary>The status that a result is known by: by default what a zone transfer said stands with what was looked up.</summary>
    private static SightingStatus ResultOf(SightingStatus status, StatusFilter filter) =>
        filter == StatusFilter.Default && status == SightingStatus.Transfer ? SightingStatus.Matched : status;

    public static string Describe(RRset rrset) =>
        $"{Convert.ToHexStringLower(rrset.Key)} {rrset.Window} {rrset.TtlMin} {rrset.TtlMax}: "
        + string.Join(", ", rrset.Sightings.Select(sighting => sighting.ToString()).Order(StringComparer.Ordinal));

    private void Add(string source, Observed observed)
    {
        var milliseconds = (long)Math.Floor(observed.Nanoseconds / 1_000_000m);
        var sighting = new Sighting(0, observed.Status, observed.Vantage, new TimeWindow(milliseconds, milliseconds, 1), observed.Frame, observed.TtlMin, observed.TtlMax)
        {
            Server = observed.Server, IsForeign = observed.IsForeign,
        };
        if (!_rrsets.TryGetValue(observed.Key, out var sightings)) _rrsets[observed.Key] = sightings = [];
        var identity = (source, observed.Status, observed.Vantage, observed.Server, observed.IsForeign);
        sightings[identity] = sightings.TryGetValue(identity, out var known) ? Sighting.Union(known, sighting) : sighting;
    }

    private static bool IsOnSide(byte[] key, RRsetQuery query)
    {
        var rrset = new RRset(key, [default]);
        if (query.Kinds != AnswerKinds.Both && (query.Kinds == AnswerKinds.Negative) != (key[RRsetKey.OwnerLength(key) + 2] == 0xFF)) return false;
        if (query.Types is not null && !query.Types.Contains(rrset.Type)) return false;
        var owner = new byte[DomainName.MaxLength];
        owner = owner[..rrset.ReadOwner(owner)];
        return query.Side switch
        {
            LookupSide.All => true,
            LookupSide.Owner => owner.AsSpan().SequenceEqual(query.Name.Span),
            LookupSide.OwnerBelow => IsBelow(owner, query),
            LookupSide.OwnerBeginning => owner.AsSpan().StartsWith(query.Name.Span[..^1]),
            LookupSide.Address => Targets(rrset).Any(target => target.Length == query.Addresses.First.Length && target[0] != 'n'
                && target.AsSpan().SequenceCompareTo(query.Addresses.First.Span) >= 0 && target.AsSpan().SequenceCompareTo(query.Addresses.Last.Span) <= 0)
                && rrset.Type is RRType.A or RRType.AAAA,
            LookupSide.RDataName when query.Name.Length == 1 => false, // the root as a target stands for "none"
            LookupSide.RDataName => rrset.Type is RRType.NS or RRType.MX && Targets(rrset).Any(target => target.AsSpan().SequenceEqual(query.Name.Span)),
            LookupSide.RDataNameBeginning => rrset.Type is RRType.NS or RRType.MX
                && Targets(rrset).Any(target => target.Length > 1 && target.AsSpan().StartsWith(query.Name.Span[..^1])),
            LookupSide.RDataOctets => Records(rrset).Any(rdata => rdata.AsSpan().SequenceEqual(query.RData.Span)),
            _ => rrset.Type is RRType.NS or RRType.MX && Targets(rrset).Any(target => IsBelow(target, query)),
        };
    }

    private static bool IsBelow(byte[] name, RRsetQuery query) =>
        name.Length > query.Name.Length && DomainName.IsAtOrBelow(name, query.Name.Span)
        && (!query.OneLabel || DomainName.LabelCount(name) == DomainName.LabelCount(query.Name.Span) + 1);

    /// <summary>Of the types that the generator makes: addresses, NS, and MX with its preference cut off.</summary>
    private static List<byte[]> Targets(RRset rrset) => [.. Records(rrset).Select(rdata => rdata[(rrset.Type == RRType.MX ? 2 : 0)..])];

    private static List<byte[]> Records(RRset rrset)
    {
        var records = new List<byte[]>();
        var set = rrset.RDataSet;
        while (RRsetKey.TryReadRData(ref set, out var rdata)) records.Add(rdata.ToArray());
        return records;
    }
}

/// <summary>Random sources over few names, so that they meet often.</summary>
internal static class GenSource
{
    public static readonly string[] Names =
        ["a.example.", "b.a.example.", "www.example.", "www.example.net.", "awww.example.net.", "example.", ".", @"\000\001.example.", @"\001.example.", "x.b.a.example."];

    private static readonly Gen<string> Name = Gen.OneOf(Names);

    private static readonly Gen<(RRType, byte[][])> Data = Gen.OneOf(
        Gen.Byte[1, 4].Array[1, 3].Select(lasts => (RRType.A, lasts.Distinct().Order().Select(last => new byte[] { 192, 0, 2, last }).ToArray())),
        Gen.Byte[1, 3].Select(last => (RRType.AAAA, new[] { new byte[] { 0x20, 1, 0xd, 0xb8, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, last } })),
        Name.Array[1, 2].Select(names => (RRType.NS, Sorted(names.Select(name => DomainNameFormat.Parse(name)!)))),
        Gen.Select(Gen.Byte[1, 2], Name).Select((preference, name) => (RRType.MX, new[] { (byte[])[0, preference, .. DomainNameFormat.Parse(name)!] })),
        Gen.Byte.Array[0, 400].Select(octets => (RRType.NULL, new[] { octets })));

    /// <summary>A kind, and a zone which is made the name itself where it would lie below it.</summary>
    private static readonly Gen<(NegativeKind Kind, int? Zone)?> Negative = Gen.Frequency(
        (3, Gen.Const(((NegativeKind, int?)?)null)),
        (1, Gen.Select(Gen.OneOf(Enum.GetValues<NegativeKind>()), Gen.Int[-1, 4]).Select((kind, zone) => ((NegativeKind, int?)?)(kind, zone < 0 ? null : zone))));

    private static readonly Gen<Observed> Observation = Gen.Select(
        Gen.Select(Name, Data, Negative),
        Gen.Select(Gen.Long[-3_000_000, 3_000_000_000_000], Gen.Long[1, 1_000], Gen.UInt[0, 100], Gen.UInt[0, uint.MaxValue - 100]),
        Gen.Select(Gen.OneOf(SightingStatus.Matched, SightingStatus.Unsolicited, SightingStatus.Conflicting, SightingStatus.Transfer), Gen.OneOf(Enum.GetValues<Vantage>())),
        Gen.Select(Gen.Frequency((2, Gen.Const(default(IpAddress))), (3, Gen.ULong[1, 4].Select(number => new IpAddress(0x2001_0db8_0000_0000, number)))), Gen.Bool))
        .Select((what, figures, marks, server) => new Observed(what.Item1, what.Item2.Item1, what.Item2.Item2, figures.Item1, figures.Item2,
            figures.Item3, figures.Item3 + figures.Item4, marks.Item1, marks.Item2) { Server = server.Item1, IsForeign = server.Item2, Negative = NegativeOf(what.Item1, what.Item3) });

    /// <summary>Up to five sources; some have the number, and so the observations, of another.</summary>
    public static readonly Gen<ObservedSource[]> Several = Gen.Select(Gen.Int[1, 5], Gen.Bool, Observation.Array[0, 40])
        .Select((number, isOneSided, observations) => (number, isOneSided, observations)).Array[1, 6]
        .Select(drawn => drawn.Select(source => drawn.First(first => first.number == source.number))
            .Select(source => new ObservedSource(Make.Source(source.number, source.isOneSided), source.observations)).ToArray());

    /// <summary>Queries of every side.</summary>
    public static readonly Gen<RRsetQuery> Query = Gen.Select(
        Gen.Select(Gen.OneOf(Enum.GetValues<LookupSide>()), Gen.Bool, Gen.Int[1, 3], Gen.Int[0, 8]), Name, Gen.Select(Gen.Byte[0, 5], Gen.Int[22, 32], Gen.Bool),
        Gen.OneOf<IReadOnlySet<RRType>?>(null, null, new HashSet<RRType> { RRType.A }, new HashSet<RRType> { RRType.NS, RRType.MX }),
        Gen.Select(Gen.OneOf(Enum.GetValues<StatusFilter>()), Gen.OneOf(Enum.GetValues<AnswerKinds>())),
        Gen.Select(Gen.Long[0, 3_000_000], Gen.Long[0, 3_000_000], Gen.Int[0, 4], Gen.Bool))
        .Select((side, name, network, types, filters, fence) => new RRsetQuery
        {
            Side = side.Item1,
            OneLabel = side.Item2,
            CountFrom = side.Item3,
            Captures = side.Item4 > 5 ? null : new HashSet<string> { Make.Source(side.Item4, false).Sha256 },
            NewSinceMilliseconds = fence.Item3 == 1 ? fence.Item1 : null,
            RData = network.Item3 ? new byte[] { 192, 0, 2, network.Item1 } : DomainNameFormat.Parse(name),
            Kinds = filters.Item2,
            Name = DomainNameFormat.Parse(name),
            Addresses = network.Item3
                ? AddressRange.Network(new System.Net.IPAddress([192, 0, 2, network.Item1]), network.Item2)
                : AddressRange.Network(System.Net.IPAddress.Parse($"2001:db8::{network.Item1}"), 96 + network.Item2),
            Types = types,
            Statuses = filters.Item1,
            Fence = fence.Item3 == 0
                ? new TimeFence(Math.Min(fence.Item1, fence.Item2), Math.Max(fence.Item1, fence.Item2), fence.Item4)
                : default,
        });

    private static NegativeAnswer? NegativeOf(string name, (NegativeKind Kind, int? Zone)? drawn) => drawn is { } negative
        ? new NegativeAnswer(negative.Kind, negative.Zone is { } zone ? Math.Min(zone, DomainName.LabelCount(DomainNameFormat.Parse(name)!)) : null)
        : null;

    private static byte[][] Sorted(IEnumerable<byte[]> rdata) =>
        [.. rdata.DistinctBy(Convert.ToHexString).OrderBy(Convert.ToHexString, StringComparer.Ordinal)];
}

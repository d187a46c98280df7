using System.Net;
using System.Text;
using PassiveDns.Formats.Dns;
using PassiveDns.Formats.Records;
using PassiveDns.Indexer.Catalog;
using PassiveDns.Indexer.Names;

namespace PassiveDns.Indexer.Tests.Crash;

/// <summary>An archive of three runs with names indexes and a catalog, questions to it, and what it answers.</summary>
internal static class SoundArchive
{
    /// <summary>Runs of any size have a names index.</summary>
    private const long Always = 0;

    private static readonly RRsetQuery[] Lookups =
    [
        new() { Side = LookupSide.All },
        new() { Side = LookupSide.All, Statuses = StatusFilter.All, Types = new HashSet<RRType> { RRType.NS } },
        .. On(LookupSide.Owner, "w1.example.", "d0.example.", "x.test.", "w7.net.", "none.example."),
        .. On(LookupSide.OwnerBelow, "example.", "net.", "test.", "."),
        .. On(LookupSide.OwnerBeginning, "w1.", "d3."),
        new() { Side = LookupSide.Address, Addresses = AddressRange.Single(IPAddress.Parse("192.0.2.7")), Statuses = StatusFilter.All },
        new() { Side = LookupSide.Address, Addresses = AddressRange.Network(IPAddress.Parse("192.0.2.0"), 26) },
        new() { Side = LookupSide.Address, Addresses = AddressRange.Network(IPAddress.Parse("198.51.100.0"), 24) },
        .. On(LookupSide.RDataName, "ns1.example.", "ns.net."),
        .. On(LookupSide.RDataNameBelow, "example.", "net."),
    ];

    private static readonly NameQuery[] Searches =
    [
        new() { Pattern = "w1" },
        new() { Pattern = "w12.exampel", Kind = NamePatternKind.Fuzzy, Distance = 2 },
    ];

    public static void Write(string folder)
    {
        ObservedSource[] sources =
        [
            new(Make.Source(1), [.. Records("example.", "192.0.2.", 60), Make.A("w1.example.", "192.0.2.1", 99, SightingStatus.Conflicting), Make.A("x.test.", "192.0.2.7")]),
            new(Make.Source(2), [.. Records("net.", "198.51.100.", 20), Make.A("w1.example.", "192.0.2.1", 5), Make.NS("net.", "ns.net.")]),
            new(Make.Source(3), [.. Records("example.", "192.0.2.", 12), Make.A("y.test.", "198.51.100.7")]),
        ];
        using var archive = Make.Archive(folder, sources);
        NameIndex.CatchUp(archive, Always);
        using var catalog = SourceCatalog.Open(archive.Layout, archive.Generation, []);
        foreach (var source in sources) catalog.Record([Attempt(source.Record, IngestOutcome.Added), Attempt(source.Record, IngestOutcome.AlreadyKnown)], [source.Record]);
    }

    /// <summary>For each lookup, a line for each sighting of each RRset; they begin with the SHA-256 of the source.</summary>
    public static List<string>[] Find(Archive archive) => [.. Lookups.Select(query => archive.Find(query).SelectMany(rrset => Describe(archive, rrset)).ToList())];

    /// <summary>For each search, its names.</summary>
    /// <param name="byIndex">Ask the names indexes, not the runs.</param>
    public static List<string>[] Search(Archive archive, bool byIndex) =>
        [.. Searches.Select(query => NameSearch.Find(archive, query, byIndex ? Always : NameIndex.DefaultThreshold).Select(Describe).ToList())];

    /// <summary>All that is said of sources.</summary>
    public static string Describe(IReadOnlyList<SourceRecord> sources) =>
        Encoding.UTF8.GetString(SourceRecordJson.Write([.. sources.OrderBy(source => source.Sha256, StringComparer.Ordinal)]));

    private static string Describe(NameMatch match) => $"{DomainNameFormat.ToText(match.Name.Span)} {match.AsOwner} {match.AsRData}";

    private static IEnumerable<string> Describe(Archive archive, RRset rrset) => rrset.Sightings.Select(sighting =>
        $"{archive.Sources[sighting.Source].Sha256} {Convert.ToHexStringLower(rrset.Key)} {sighting with { Source = 0 }}");

    private static IEnumerable<Observed> Records(string zone, string network, int count) => Enumerable.Range(0, count).Select(i =>
        i % 3 == 0 ? Make.NS($"d{i}.{zone}", $"ns{i % 4}.example.") : Make.A($"w{i}.{zone}", $"{network}{i}", i));

    private static IEnumerable<RRsetQuery> On(LookupSide side, params string[] names) =>
        names.Select(name => new RRsetQuery { Side = side, Name = DomainNameFormat.Parse(name) });

    private static IngestAttempt Attempt(SourceRecord source, IngestOutcome outcome) => new()
    {
        Path = source.Path,
        Sha256 = source.Sha256,
        StartedMilliseconds = 1_000,
        FinishedMilliseconds = 2_000,
        Outcome = outcome,
        ToolVersion = "0.1.0",
        Options = "",
        Generation = 3,
    };
}

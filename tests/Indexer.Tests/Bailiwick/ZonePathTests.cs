using CsCheck;
using PassiveDns.Formats.Dns;
using PassiveDns.Formats.Records;
using PassiveDns.Indexer.Bailiwick;
using PassiveDns.Indexer.Runs;
using Xunit;

namespace PassiveDns.Indexer.Tests.Bailiwick;

public class ZonePathTests
{
    // Few labels, so that names meet; some begin like others, and some hold the octets that are escaped.
    private static readonly Gen<string> Name = Gen.OneOf("a", "aa", "b", @"\000", @"\001", "com").Array[0, 4].Select(labels => string.Concat(labels.Select(label => label + ".")) is { Length: > 0 } name ? name : ".");

    private static readonly Gen<ZoneServer> Server = Gen.Select(Gen.ULong[1, 5], Gen.Long[-50, 50], Gen.Long[0, 20])
        .Select((number, first, duration) => new ZoneServer(new IpAddress(0, number), first, first + duration));

    private static readonly Gen<(string Name, ZoneServer Server)> Zone = Gen.Select(Name, Server);

    /// <summary>The same zone is found as by looking at every zone, whatever way one comes to a name.</summary>
    [Fact]
    public void The_deepest_zone_is_found_from_wherever_the_walk_stands() =>
        Gen.Select(Zone.Array[0, 60], Zone.Array[1, 40], Gen.Bool).Sample((zones, asked, isInOrder) =>
        {
            using var folder = new TemporaryFolder();
            using var parts = new PartFolder(folder["parts"], new RunWriting { Files = new HastyFiles() });
            using var entries = Entries(zones, parts);
            using var verified = Verified(entries, parts);
            using var table = ZoneTable.Write(new ArchiveLayout(folder.Path), new HastyFiles(), generation: 1, "basis", sightings: 1, verified);
            using var path = new ZonePath(table, new BlockCache());

            foreach (var (name, server) in isInOrder ? asked.OrderBy(question => Convert.ToHexString(Key(question.Name)), StringComparer.Ordinal).ToArray() : asked)
            {
                var window = new TimeWindow(server.FirstMilliseconds, server.LastMilliseconds, 1);
                path.MoveTo(Key(name));
                Assert.Equal(Deepest(zones, name, server.Address, window), path.FindZone(server.Address, window));
                Assert.Equal(IsKnown(zones, server.Address, window), path.IsKnown(server.Address, window));
            }

            using var walk = new ZoneWalk(entries);
            foreach (var (name, server) in asked.OrderBy(question => Convert.ToHexString(Key(question.Name)), StringComparer.Ordinal))
            {
                var window = new TimeWindow(server.FirstMilliseconds, server.LastMilliseconds, 1);
                walk.MoveTo(Key(name));
                Assert.Equal(Deepest(zones, name, server.Address, window) is not null, walk.IsServedBy(server.Address, window));
                Assert.Equal(zones.Any(zone => DomainName.IsAtOrBelow(Wire(name), Wire(zone.Name))), walk.HasNews); // all is new
            }
        }, iter: 300);

    [Fact]
    public void Without_a_table_nothing_is_known()
    {
        using var path = new ZonePath(null, new BlockCache());
        path.MoveTo(Key("example."));
        Assert.Null(path.FindZone(new IpAddress(0, 1), new TimeWindow(0, 0, 1)));
        Assert.False(path.IsKnown(new IpAddress(0, 1), new TimeWindow(0, 0, 1)));
    }

    public static TheoryData<string, byte[]> NoKeys => new()
    {
        { "nothing", [] },
        { "a zone without its name", [(byte)'z'] },
        { "a name without its end", [(byte)'z', (byte)'a'] },
        { "octets behind a name", [(byte)'z', 0, (byte)'a'] },
        { "half an address", [(byte)'s', 1, 2, 3] },
        { "another kind", [(byte)'q', 0] },
    };

    /// <summary>As somebody may have written them, with check sums that fit.</summary>
    [Theory, MemberData(nameof(NoKeys))]
    public void Keys_of_no_kind_are_damage(string why, byte[] key)
    {
        using var folder = new TemporaryFolder();
        using (var file = new RunFileWriter(new RunWriting { Files = new HastyFiles() }, folder["x"], RunFileKind.Zones))
        {
            file.AddKey(key);
            file.AddValue(ZoneColumns.Servers, 1);
            for (var column = ZoneColumns.High; column < ZoneColumns.Count; column++) file.AddValue(column, 0);
            file.Finish(default, sources: default, partner: 0);
        }

        using var reader = RunFileReader.Open(folder["x"], RunFileKind.Zones);
        using var cursor = new ZoneCursor(reader, cache: null);
        Assert.True(Assert.Throws<DamagedArchiveException>(() => cursor.MoveNext()).Offset > 0, why);
    }

    /// <summary>By zone and address.</summary>
    private static PeriodFile Entries((string Name, ZoneServer Server)[] zones, PartFolder parts)
    {
        using var sorter = new PeriodSorter(parts, new ChunkPool(), memory: 200, partMemory: 100);
        var key = new byte[PeriodKey.MaxLength];
        foreach (var (name, server) in zones) sorter.Add(PeriodKey.Of(Key(name), server.Address, key), new Period(server.FirstMilliseconds, server.LastMilliseconds));
        sorter.Finish();
        var file = new PeriodFile(parts, memory: 100);
        using var sorted = sorter.Open();
        while (sorted.MoveNext()) file.Add(sorted.Key, sorted.Period, isNew: true);
        return file.Finish();
    }

    private static VerifiedZones Verified(PeriodFile entries, PartFolder parts)
    {
        var servers = new PeriodSorter(parts, new ChunkPool(), memory: 200, partMemory: 100);
        var zones = new HashSet<string>();
        using var cursor = entries.Open();
        while (cursor.MoveNext())
        {
            var zone = PeriodKey.Owner(cursor.Key);
            zones.Add(Convert.ToHexString(zone));
            servers.Add(cursor.Key[zone.Length..], cursor.Period);
        }

        servers.Finish();
        return new VerifiedZones(entries, servers, zones.Count);
    }

    /// <summary>Times of one server of one zone count from the earliest to the latest.</summary>
    private static int? Deepest((string Name, ZoneServer Server)[] zones, string name, IpAddress server, TimeWindow window) => zones
        .GroupBy(zone => (zone.Name, zone.Server.Address))
        .Where(zone => zone.Key.Address == server && DomainName.IsAtOrBelow(Wire(name), Wire(zone.Key.Name)) && Hull(zone.Select(one => one.Server)).ServedIn(window))
        .Max(zone => (int?)DomainName.LabelCount(Wire(zone.Key.Name)));

    private static bool IsKnown((string Name, ZoneServer Server)[] zones, IpAddress server, TimeWindow window)
    {
        var all = zones.Select(zone => zone.Server).Where(known => known.Address == server).ToList();
        return all.Count > 0 && Hull(all).ServedIn(window);
    }

    private static ZoneServer Hull(IEnumerable<ZoneServer> servers) =>
        new(servers.First().Address, servers.Min(server => server.FirstMilliseconds), servers.Max(server => server.LastMilliseconds));

    private static byte[] Wire(string name) => DomainNameFormat.Parse(name)!;

    private static byte[] Key(string name)
    {
        var key = new byte[RRsetKey.MaxOwnerKeyLength];
        return key[..RRsetKey.WriteOwner(Wire(name), key)];
    }
}

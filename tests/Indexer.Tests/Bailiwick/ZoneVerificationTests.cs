using System.Globalization;
using System.Net;
using System.Text;
using PassiveDns.Formats.Dns;
using PassiveDns.Formats.Records;
using PassiveDns.Indexer.Bailiwick;
using PassiveDns.Indexer.Maintenance;
using PassiveDns.Indexer.Runs;
using PassiveDns.Indexer.Tests.Crash;
using Xunit;

namespace PassiveDns.Indexer.Tests.Bailiwick;

[CollectionDefinition(nameof(MeasuredAlone), DisableParallelization = true)]
public sealed class MeasuredAlone;

/// <summary>The tables of a verification: what they come to, whatever the memory, the runs and the depth; and what they take.</summary>
[Collection(nameof(MeasuredAlone))]
public class ZoneVerificationTests
{
    private const string Root = "198.51.100.1";
    private const long Day = 86_400;

    private static readonly Hints Hints = Hints.Parse(Encoding.ASCII.GetBytes($". NS a.root.\na.root. A {Root}\n"), "hints");

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    /// <summary>Worlds of few names, servers and days, so that all of them meet: as the plainest way to write down FORMAT.md section 5 has it, with room and without.</summary>
    [Fact]
    public void Zones_are_those_that_follow_from_the_sayings()
    {
        var served = 0;
        for (var seed = 0; seed < 80; seed++)
        {
            var sources = World(new Random(seed));
            var expected = PlainVerification.Zones(sources, Root);
            served += expected.Count;
            using var folder = new TemporaryFolder();
            using var archive = Make.Archive(folder.Path, [.. sources]);
            foreach (var memory in new[] { ZoneVerification.UsualMemory, 2_000 }) Assert.Equal(expected, Zones(archive, memory));
            ArchiveCompactor.CompactAll(archive, Token);
            Assert.Equal(expected, Zones(archive, ZoneVerification.UsualMemory));
            Assert.Empty(Directory.GetFiles(archive.Layout.Runs, "*.spill", SearchOption.AllDirectories));
        }

        Assert.True(served > 500, $"{served} servers of zones: the worlds show nothing");
    }

    /// <summary>Two sightings of a delegation in two runs were two delegations, so that compaction changed what was verified.</summary>
    [Fact]
    public void A_delegation_in_two_runs_is_one()
    {
        using var folder = new TemporaryFolder();
        using var archive = Make.Archive(
            folder.Path,
            new ObservedSource(Make.Source(1), [Says(Root, "example.", 0, "ns.example.")]),
            new ObservedSource(Make.Source(2), [Says(Root, "example.", 100, "ns.example.")]),
            new ObservedSource(Make.Source(3), [Says(Root, "ns.example.", 50, "192.0.2.1")]));
        var inThreeRuns = Zones(archive, ZoneVerification.UsualMemory);

        ArchiveCompactor.CompactAll(archive, Token);

        Assert.Equal(2, inThreeRuns.Count);
        Assert.Equal(Zones(archive, ZoneVerification.UsualMemory), inThreeRuns);
    }

    [Theory]
    [InlineData("servers of an RRset", 70, 1, 64)]
    [InlineData("addresses of a name", 1, 90, 64)]
    [InlineData("servers of a zone", 40, 40, 1_024)]
    public void Of_too_many_some_count(string why, int names, int addressesOfEach, int expected)
    {
        var said = new List<Observed> { Says(Root, "example.", 0, [.. Enumerable.Range(0, names).Select(name => $"ns{name:D3}.example.")]) };
        foreach (var name in Enumerable.Range(0, names))
        {
            foreach (var address in Enumerable.Range(0, addressesOfEach)) said.Add(Says(Root, $"ns{name:D3}.example.", 0, $"192.0.{name}.{address}"));
        }

        using var folder = new TemporaryFolder();
        using var archive = Make.Archive(folder.Path, new ObservedSource(Make.Source(1), said));

        Assert.True(expected == Zones(archive, ZoneVerification.UsualMemory).Count(server => server.StartsWith("example. ", StringComparison.Ordinal)), why);
    }

    /// <summary>Each zone is only known when the one above it is.</summary>
    [Fact]
    public void A_chain_of_delegations_is_followed_for_so_many_rounds()
    {
        var said = new List<Observed>();
        var (zone, server) = ("", Root);
        foreach (var depth in Enumerable.Range(1, ZoneVerification.MaxRounds + 10))
        {
            zone = $"{(char)('a' + (depth % 26))}.{zone}";
            said.Add(Says(server, zone, 0, $"x.{zone}"));
            said.Add(Says(server, $"x.{zone}", 0, server = $"192.0.2.{depth}"));
        }

        using var folder = new TemporaryFolder();
        using var archive = Make.Archive(folder.Path, new ObservedSource(Make.Source(1), said));

        Assert.Equal(1 + ZoneVerification.MaxRounds, Zones(archive, ZoneVerification.UsualMemory).Count);
    }

    /// <summary>A table of all of these names alone would take more.</summary>
    [Fact]
    public void Memory_stays_within_the_budget()
    {
        const int zones = 60_000, budget = 4 << 20;
        const long slack = 3 << 20; // chunks of a megabyte, the buffers of files, blocks of the run
        using var folder = new TemporaryFolder();
        using var archive = Make.Archive(folder.Path, new ObservedSource(Make.Source(1), [.. Enumerable.Range(0, zones).SelectMany(number => Delegation(number))]));
        var before = GC.GetTotalMemory(forceFullCollection: true);
        var files = new MeasuringFiles();
        using var parts = new PartFolder(archive.Layout.Parts, new RunWriting { Files = files });

        using (var verified = ZoneVerification.Run(archive.Runs, Hints, parts, Token, budget)) Assert.Equal(1 + zones, verified.Count);

        Assert.True(files.Measured > 10, $"measured {files.Measured} times");
        Assert.InRange(files.Peak - before, 0, budget + slack);
    }

    [Fact]
    public void It_can_be_interrupted()
    {
        using var folder = new TemporaryFolder();
        using var archive = Make.Archive(folder.Path, new ObservedSource(Make.Source(1), [.. Delegation(1)]));
        using var parts = new PartFolder(archive.Layout.Parts, new RunWriting { Files = new HastyFiles() });

        Assert.Throws<OperationCanceledException>(() => ZoneVerification.Run(archive.Runs, Hints, parts, new CancellationToken(canceled: true)));
    }

    /// <summary>Each call to the file system fails in turn.</summary>
    [Theory]
    [InlineData(Fault.Io)]
    [InlineData(Fault.Full)]
    public void A_medium_that_fails_ends_it_and_leaves_nothing_behind(Fault fault)
    {
        using var folder = new TemporaryFolder();
        using var archive = Make.Archive(folder.Path, World(new Random(1)));
        var (hasFailed, thrown) = (true, 0);
        for (var call = 1; hasFailed; call += 7)
        {
            var files = new FailingFiles(call, fault, bufferLength: 0);
            try
            {
                using var parts = new PartFolder(archive.Layout.Parts, new RunWriting { Files = files });
                using var verified = ZoneVerification.Run(archive.Runs, Hints, parts, Token, memory: 500);
            }
            catch (IOException) when (files.HasFailed)
            {
                thrown++;
            }

            hasFailed = files.HasFailed;
            if (!Directory.Exists(archive.Layout.Parts)) continue;
            var left = Directory.GetFiles(archive.Layout.Parts);
            Assert.InRange(left.Length, 0, 1); // the one whose deletion failed
            foreach (var file in left) File.Delete(file);
        }

        Assert.True(thrown > 3, $"failed {thrown} times");
    }

    private static IEnumerable<Observed> Delegation(int number)
    {
        var zone = string.Create(CultureInfo.InvariantCulture, $"a-zone-with-a-rather-long-name-{number}.example.");
        yield return Says(Root, zone, 0, $"ns1.{zone}", $"ns2.{zone}");
        yield return Says(Root, $"ns1.{zone}", 0, $"10.{number >> 16}.{(number >> 8) & 0xFF}.{number & 0xFF}");
    }

    private static ObservedSource[] World(Random random)
    {
        string[] labels = ["a", "b", "c"];
        string Name() => string.Concat(Enumerable.Range(0, random.Next(1, 4)).Select(_ => labels[random.Next(labels.Length)] + "."));
        string Address() => random.Next(3) == 0 ? Root : $"192.0.2.{random.Next(8)}";
        Observed Saying() => random.Next(2) == 0
            ? Says(Address(), Name(), random.Next(40), [.. Enumerable.Range(0, random.Next(1, 3)).Select(_ => Name()).Distinct()])
            : Says(Address(), Name(), random.Next(40), [.. Enumerable.Range(0, random.Next(1, 3)).Select(_ => $"192.0.2.{random.Next(8)}").Distinct()]);
        return [.. Enumerable.Range(1, random.Next(1, 5)).Select(number => new ObservedSource(
            Make.Source(number), [.. Enumerable.Range(0, 40).Select(_ => Saying() with { TtlMax = (uint)random.Next(10 * (int)Day) })]))];
    }

    /// <param name="data">Names of servers, or addresses.</param>
    private static Observed Says(string server, string owner, int day, params string[] data)
    {
        var isOfAddresses = IPAddress.TryParse(data[0], out _);
        byte[][] rdata = [.. data.Select(one => isOfAddresses ? IPAddress.Parse(one).GetAddressBytes() : DomainNameFormat.Parse(one)!).OrderBy(Convert.ToHexString, StringComparer.Ordinal)];
        return new Observed(
            owner, isOfAddresses ? RRType.A : RRType.NS, rdata, (1_700_000_000 + (day * Day)) * 1_000_000_000, 1, 0, 3_600, SightingStatus.Matched, Vantage.Authoritative)
        {
            Server = IpAddress.From(IPAddress.Parse(server).GetAddressBytes()),
        };
    }

    private static List<string> Zones(Archive archive, int memory)
    {
        using var parts = new PartFolder(archive.Layout.Parts, new RunWriting { Files = new HastyFiles() });
        using var verified = ZoneVerification.Run(archive.Runs, Hints, parts, Token, memory);
        var owner = new byte[DomainName.MaxLength];
        List<string> zones = [.. verified.Zones().SelectMany(zone => zone.Servers.Select(server => PlainVerification.Text(
            DomainNameFormat.ToText(owner.AsSpan(0, RRsetKey.ReadOwner(zone.Zone, owner))), server.Address, server.FirstMilliseconds, server.LastMilliseconds)))];
        Assert.Equal(verified.Zones().Count(), verified.Count);
        Assert.Equal(
            verified.Zones().SelectMany(zone => zone.Servers).GroupBy(server => server.Address).OrderBy(server => server.Key)
                .Select(server => new ZoneServer(server.Key, server.Min(one => one.FirstMilliseconds), server.Max(one => one.LastMilliseconds))),
            verified.Servers());
        return zones;
    }

    private sealed class MeasuringFiles : HastyFiles
    {
        public long Peak { get; private set; }

        public int Measured { get; private set; }

        public override Stream Create(string path)
        {
            Peak = Math.Max(Peak, GC.GetTotalMemory(forceFullCollection: true));
            Measured++;
            return base.Create(path);
        }
    }
}

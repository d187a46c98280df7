using PassiveDns.Formats.Dns;
using PassiveDns.Formats.Records;
using PassiveDns.Indexer.Ingest;
using PassiveDns.Indexer.Maintenance;
using Xunit;

namespace PassiveDns.Indexer.Tests.Ingest;

/// <summary>What a tap commits: intervals under provisional sources, and the whole in their place.</summary>
public sealed class ObservationIntervalTests : IDisposable
{
    private static readonly SourceRecord Whole = Make.Source(100);

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void An_interval_is_a_run_of_its_source()
    {
        using var archive = Open();
        Commit(archive, Make.Source(1), Observations(0, 40));
        using var ingested = Make.Archive(_folder["ingested.pdns"], new ObservedSource(Make.Source(1), Observations(0, 40)));

        Assert.Equal(Text(ingested), Text(archive));
        Assert.Equal(Make.Sha256(1), Assert.Single(archive.Sources).Sha256);
    }

    [Fact]
    public void What_is_committed_again_counts_once()
    {
        using var interval = Interval(Observations(0, 40));
        using (var archive = Open()) interval.Commit(archive, Make.Source(1));
        using (var archive = Open())
        {
            interval.Commit(archive, Make.Source(1));
            Assert.Equal(1, archive.RunCount);
        }
    }

    [Fact]
    public void Closed_intervals_are_what_one_ingest_of_all_is()
    {
        using var archive = Open();
        Commit(archive, Make.Source(50), Observations(3, 9)); // of somebody else, which stays
        for (var i = 0; i < 4; i++) Commit(archive, Make.Source(i), Observations(10 * i, 25)); // they overlap

        ProvisionalSources.Close(archive, [.. Enumerable.Range(0, 4).Select(Make.Sha256)], Whole);

        using var ingested = Make.Archive(
            _folder["ingested.pdns"],
            new ObservedSource(Whole, [.. Enumerable.Range(0, 4).SelectMany(i => Observations(10 * i, 25))]),
            new ObservedSource(Make.Source(50), Observations(3, 9)));
        Assert.Equal(Text(ingested), Text(archive));
        Assert.Equal(new[] { Make.Sha256(50), Whole.Sha256 }.Order(StringComparer.Ordinal), archive.Sources.Select(source => source.Sha256).Order(StringComparer.Ordinal));
    }

    [Fact]
    public void Parts_that_others_have_compacted_are_found_and_closed()
    {
        using var archive = Open();
        for (var i = 0; i < 4; i++) Commit(archive, Make.Source(i), Observations(10 * i, 25));
        Commit(archive, Make.Source(50), Observations(3, 9));
        ArchiveCompactor.CompactAll(archive, TestContext.Current.CancellationToken);

        ProvisionalSources.Close(archive, [.. Enumerable.Range(0, 4).Select(Make.Sha256)], Whole);

        Assert.Equal([Make.Sha256(50), Whole.Sha256], archive.Sources.Select(source => source.Sha256).OrderBy(sha256 => sha256 == Whole.Sha256));
        Assert.Equal(1, archive.RunCount);
    }

    /// <summary>Somebody ingested the file of packets before the tap closed it, or the closing is tried again.</summary>
    [Fact]
    public void Where_the_whole_is_known_the_parts_go()
    {
        using var archive = Open();
        Commit(archive, Make.Source(1), Observations(0, 10));
        Commit(archive, Whole, Observations(0, 10));

        ProvisionalSources.Close(archive, [Make.Sha256(1)], Whole);
        ProvisionalSources.Close(archive, [Make.Sha256(1)], Whole);

        Assert.Equal(Whole.Sha256, Assert.Single(archive.Sources).Sha256);
        Assert.All(archive.Find(new RRsetQuery { Side = LookupSide.All }), set => Assert.Equal(1, set.Window.Count));
    }

    [Fact]
    public void The_memory_of_one_interval_serves_the_next()
    {
        using var archive = Open();
        var interval = new ObservationInterval(PublicSuffixList.Default);
        for (var i = 0; i < 3; i++)
        {
            foreach (var observed in Observations(100 * i, 100)) observed.AddTo(interval);
            interval.End();
            Assert.Equal(100, interval.Count);
            interval.Commit(archive, Make.Source(i));
            var next = interval.Next();
            interval.Dispose();
            interval = next;
        }

        interval.Dispose();
        Assert.Equal(300, archive.Find(new RRsetQuery { Side = LookupSide.All }).Count());
    }

    private Archive Open() => Archive.OpenOrCreate(_folder["tap.pdns"], new HastyFiles());

    private static void Commit(Archive archive, SourceRecord source, IReadOnlyList<Observed> observations)
    {
        using var interval = Interval(observations);
        interval.Commit(archive, source);
    }

    private static ObservationInterval Interval(IReadOnlyList<Observed> observations)
    {
        var interval = new ObservationInterval(PublicSuffixList.Default);
        foreach (var observed in observations) observed.AddTo(interval);
        interval.End();
        return interval;
    }

    private static List<Observed> Observations(int first, int count) =>
        [.. Enumerable.Range(first, count).Select(i => Make.A($"host{i}.example.", $"192.0.2.{i % 256}", 1_700_000_000 + i))];

    /// <summary>Every RRset with every sighting, its source by SHA-256.</summary>
    private static List<string> Text(Archive archive) =>
        [.. archive.Find(new RRsetQuery { Side = LookupSide.All }).Select(set => Convert.ToHexString(set.Key.ToArray()) + string.Concat(set.Sightings
            .Select(sighting => $" {archive.Sources[sighting.Source].Sha256} {sighting with { Source = 0 }}").Order(StringComparer.Ordinal)))];
}

using PassiveDns.Formats.Records;
using Xunit;

namespace PassiveDns.Indexer.Tests.Ingest;

public class ObservationTableTests
{
    private const long Day = 86_400;

    private static readonly RRsetQuery Everything = new() { Side = LookupSide.All, Statuses = StatusFilter.All };

    private static readonly Observed Any = Make.A("a.example.", "192.0.2.1");

    /// <summary>Times within the table are of 32 bits.</summary>
    [Theory]
    [InlineData(-1, 0, "the epoch")]
    [InlineData(4_294_967, 4_294_968, "an edge of an era, 1970-02-19T17:02:47.296Z")]
    [InlineData(1_700_000_000, 1_700_000_000 + (60 * Day), "more than an era")]
    [InlineData(-9_000_000_000, 9_000_000_000, "nearly all that nanoseconds reach")]
    public void Times_far_from_each_other_are_one_sighting(long first, long last, string reason)
    {
        Observed[] observations =
            [.. new[] { first, last, first, (first + last) / 2 }.Select((seconds, i) => Any with { Nanoseconds = seconds * 1_000_000_000, Frame = 9 - i, TtlMin = 300 - (uint)i })];

        var sighting = Assert.Single(Assert.Single(Ingested(new ObservedSource(Make.Source(1), observations))).Sightings);

        Assert.True(new TimeWindow(first * 1_000, last * 1_000, 4) == sighting.Window, reason);
        Assert.Equal((6, 297U, 300U), (sighting.FirstFrame, sighting.TtlMin, sighting.TtlMax));
    }

    /// <summary>In the order of their addresses, twice: a tree that only grew at one side would be too deep to be walked.</summary>
    [Fact]
    public void All_servers_of_an_RRset_stand_apart()
    {
        const int Servers = 100_000;
        Observed[] observations = [.. Enumerable.Range(0, 2 * Servers).Select(i => Any with { Server = new IpAddress(1, (ulong)(i % Servers)), Frame = 1 + i })];

        var sightings = Assert.Single(Ingested(new ObservedSource(Make.Source(1), observations))).Sightings.ToArray();

        Assert.Equal(Enumerable.Range(0, Servers).Select(i => (new IpAddress(1, (ulong)i), 2L, 1L + i)),
            sightings.Select(sighting => (sighting.Server, sighting.Window.Count, sighting.FirstFrame)));
    }

    /// <summary>What is taken back has RRsets and servers in common with what stays, before it and behind it.</summary>
    [Fact]
    public void An_abandoned_source_leaves_the_others_as_they_are()
    {
        using var folder = new TemporaryFolder();
        using var archive = Archive.OpenOrCreate(folder.Path, new HastyFiles());
        using var session = archive.BeginIngest(Make.Small());
        ObservedSource[] kept = [new(Make.Source(1), Said(0, 40)), new(Make.Source(2), Said(20, 60))];
        kept[0].AddTo(session);
        foreach (var observed in Said(10, 90)) observed.AddTo(session);
        session.AbandonSource();
        kept[1].AddTo(session);
        session.Commit();

        Assert.Equal(ArchiveModel.Of(kept).Find(Everything), archive.Find(Everything).Select(ArchiveModel.Describe));
    }

    /// <summary>Seven RRsets, each by many servers.</summary>
    private static Observed[] Said(int first, int end) =>
        [.. Enumerable.Range(first, end - first).Select(i => Make.A($"host{i % 7}.example.", "192.0.2.1", 1_700_000_000 + i) with { Server = new IpAddress(1, (ulong)i) })];

    private static List<RRset> Ingested(ObservedSource source)
    {
        using var folder = new TemporaryFolder();
        using var archive = Make.Archive(folder.Path, source);
        return [.. archive.Find(Everything)];
    }
}

using PassiveDns.Formats.Dns;
using PassiveDns.Formats.Records;
using PassiveDns.Indexer.Maintenance;
using Xunit;

namespace PassiveDns.Indexer.Tests.Maintenance;

public class InfoTests
{
    [Fact]
    public void Counts_each_RRset_once_however_many_runs_have_it()
    {
        using var folder = new TemporaryFolder();
        using var archive = Make.Archive(folder.Path,
            new ObservedSource(Make.Source(1), [Make.A("a.example.", "192.0.2.1", 10), Make.NS("example.", "ns.example.", 11)]),
            new ObservedSource(Make.Source(2), [Make.A("a.example.", "192.0.2.1", 20, SightingStatus.Conflicting), Make.A("a.example.", "192.0.2.1", 30, SightingStatus.Conflicting)]));

        var info = ArchiveInfo.Read(archive, TestContext.Current.CancellationToken);

        Assert.Equal((2L, 3L, 4L, 2), (info.RRsets, info.Sightings, info.Observations, info.Sources));
        Assert.Equal(new TimeWindow(10_000, 30_000, 4), info.Window);
        Assert.Equal([(RRType.A, 1L), (RRType.NS, 1L)], info.RRsetsByType.Select(pair => (pair.Key, pair.Value)));
        Assert.Equal([(SightingStatus.Matched, 2L), (SightingStatus.Conflicting, 1L)], info.SightingsByStatus.Select(pair => (pair.Key, pair.Value)));
        Assert.Equal(["000001", "000002"], info.Runs.Select(run => run.Name));
        var runs = new DirectoryInfo(folder["runs"]).GetFiles();
        Assert.Equal(runs.Sum(file => file.Length), info.Runs.Sum(run => run.Octets));
        Assert.Equal(runs.Where(file => file.Extension == ".rdata").Sum(file => file.Length), info.Components.Single(part => part.Component == "rdata").Octets);
    }

    [Fact]
    public void An_empty_archive_has_no_window()
    {
        using var folder = new TemporaryFolder();
        using var archive = Archive.OpenOrCreate(folder.Path, new HastyFiles());

        Assert.Null(ArchiveInfo.Read(archive, TestContext.Current.CancellationToken).Window);
    }
}

using PassiveDns.Formats.Dns;
using PassiveDns.Formats.Records;
using PassiveDns.Indexer.Maintenance;
using Xunit;

namespace PassiveDns.Indexer.Tests.Crash;

/// <summary>A small ingest of two commits, after which their runs become one; and what must hold of its archive whatever has happened.</summary>
internal static class SmallIngest
{
    private static readonly RRsetQuery Everything = new() { Side = LookupSide.All, Kinds = AnswerKinds.Both, Statuses = StatusFilter.All };

    private static readonly ObservedSource[][] Commits =
    [
        [
            new(Make.Source(1), [Make.A("a.example.", "192.0.2.1"), Make.NS("example.", "ns.example."), Make.A("b.example.", "192.0.2.2", 5)]),
            new(Make.Source(2), [Make.A("a.example.", "192.0.2.1", 7), Make.A("a.example.", "192.0.2.1", 9, SightingStatus.Conflicting)]),
        ],
        [
            new(Make.Source(3), [Make.NS("example.", "ns.example.", 11), Make.A("c.example.", "198.51.100.1"), Make.NS("net.", "ns.example."), Make.Negative("no.example.", RRType.A, NegativeKind.NxDomain)]),
        ],
    ];

    private static readonly List<string> Undisturbed = [.. ArchiveModel.Of(Commits.SelectMany(sources => sources)).Find(Everything)];

    private static readonly string[] Sha256s = [.. Commits.SelectMany(sources => sources).Select(source => source.Record.Sha256)];

    /// <summary>Ingests what the archive does not have yet, and compacts it.</summary>
    /// <param name="committed">Gets the SHA-256 of each source when its commit has returned.</param>
    public static void Run(string folder, DurableFiles files, long memoryBudget, ICollection<string> committed)
    {
        using var archive = Archive.OpenOrCreate(folder, files);
        using (var session = archive.BeginIngest(Make.Small(memoryBudget)))
        {
            foreach (var sources in Commits)
            {
                foreach (var source in sources) source.AddTo(session);
                session.Commit();
                foreach (var source in sources) committed.Add(source.Record.Sha256);
            }
        }

        ArchiveCompactor.CompactAll(archive, TestContext.Current.CancellationToken);
    }

    /// <summary>The archive opens, is sound, has what was committed, takes the rest, and then is as if nothing had happened.</summary>
    public static void CheckAndComplete(string folder, IReadOnlyCollection<string> committed, string where)
    {
        if (committed.Count > 0) CheckReader(folder, committed, where);
        using (var archive = Archive.OpenOrCreate(folder, new HastyFiles()))
        {
            CheckSound(archive, committed, where);
            CheckNothingIsLeftOver(archive, where);
        }

        Run(folder, new HastyFiles(), Make.TinyBudget, []);
        using var complete = Archive.OpenRead(folder);
        CheckSound(complete, Sha256s, where);
        Assert.True(Undisturbed.SequenceEqual(complete.Find(Everything).Select(ArchiveModel.Describe)), $"{where}: other RRsets");
        Assert.True(complete.Sources.Count == Sha256s.Length, $"{where}: {complete.Sources.Count} sources");
    }

    /// <summary>A reader, which changes nothing, comes before the next writer.</summary>
    private static void CheckReader(string folder, IReadOnlyCollection<string> committed, string where)
    {
        using var archive = Archive.OpenRead(folder);
        CheckSound(archive, committed, where);
    }

    private static void CheckSound(Archive archive, IReadOnlyCollection<string> committed, string where)
    {
        var report = ArchiveVerifier.Verify(archive, TestContext.Current.CancellationToken);
        Assert.True(report.IsSound, $"{where}: {string.Join(' ', report.Runs.SelectMany(run => run.Findings))}");
        var lost = committed.Except(archive.Sources.Select(source => source.Sha256)).Count();
        Assert.True(lost == 0, $"{where}: {lost} of {committed.Count} committed sources are lost");
    }

    private static void CheckNothingIsLeftOver(Archive archive, string where)
    {
        var files = Directory.GetFiles(archive.Layout.Folder, "*", SearchOption.AllDirectories).Order(StringComparer.Ordinal);
        var expected = archive.Manifest.Runs.SelectMany(run => new[] { archive.Layout.RRsets(run.Name), archive.Layout.RData(run.Name) })
            .Append(archive.Layout.Manifest).Append(archive.Layout.Lock).Order(StringComparer.Ordinal);
        Assert.True(files.SequenceEqual(expected), $"{where}: {string.Join(' ', files)}");
    }
}

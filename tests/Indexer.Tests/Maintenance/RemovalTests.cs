using CsCheck;
using PassiveDns.Formats.Records;
using PassiveDns.Indexer.Ingest;
using PassiveDns.Indexer.Maintenance;
using PassiveDns.Indexer.Runs;
using Xunit;

namespace PassiveDns.Indexer.Tests.Maintenance;

public class RemovalTests
{
    private static readonly RRsetQuery Everything = new() { Side = LookupSide.All, Kinds = AnswerKinds.Both, Statuses = StatusFilter.All };

    private static readonly RunWriting Hasty = new() { Files = new HastyFiles(), BlockLength = Make.SmallBlock };

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public void What_is_left_is_what_would_be_there_without_the_sources() =>
        Gen.Select(
            GenSource.Several, Gen.Bool.Array[6], Gen.Bool.Array[6], Gen.OneOf(Make.TinyBudget, 64 * 1024 * 1024), Gen.OneOf("", "compacted", "merged"),
            GenSource.Query.Array[6]).Sample((drawn, commits, goes, budget, treatment, queries) =>
        {
            using var folder = new TemporaryFolder();
            ObservedSource[] sources = [.. drawn.DistinctBy(source => source.Record.Sha256)];
            Ingest(folder["a"], sources, commits, budget);
            if (treatment == "merged") Merge(folder["a"], folder["merged"]);
            using var archive = Archive.OpenOrCreate(treatment == "merged" ? folder["merged"] : folder["a"], new HastyFiles());
            if (treatment == "compacted") ArchiveCompactor.CompactAll(archive, Token);
            var gone = sources.Where((_, i) => goes[i]).Select(source => source.Record.Sha256).ToHashSet();
            var generation = archive.Generation;

            var plan = SourceRemoval.Plan(archive, [.. archive.Sources.Where(source => gone.Contains(source.Sha256))]);
            if (gone.Count > 0) SourceRemoval.Remove(archive, plan, Token);

            var rest = ArchiveModel.Of(sources.Where(source => !gone.Contains(source.Record.Sha256)));
            foreach (var query in queries.Append(Everything)) Assert.Equal(rest.Find(query), archive.Find(query).Select(ArchiveModel.Describe));
            Assert.Equal(generation + (gone.Count > 0 ? 1 : 0), archive.Generation);
            Assert.True(ArchiveVerifier.Verify(archive, Token).IsSound);
            Assert.DoesNotContain(archive.Sources, source => gone.Contains(source.Sha256));
            Assert.DoesNotContain(gone, archive.HasSource);
            Assert.Equal(2 * archive.RunCount, Directory.GetFiles(archive.Layout.Runs, "*", SearchOption.AllDirectories).Length);

            using (var session = archive.BeginIngest(Make.Small()))
            {
                foreach (var source in sources.Where(source => gone.Contains(source.Record.Sha256))) Assert.Equal(SourceVerdict.Added, source.AddTo(session));
                session.Commit();
            }

            Assert.Equal(ArchiveModel.Of(sources).Find(Everything), archive.Find(Everything).Select(ArchiveModel.Describe));
        }, iter: 50);

    [Fact]
    public void The_runs_of_other_sources_are_not_touched()
    {
        using var folder = new TemporaryFolder();
        using var archive = Make.Archive(folder.Path, [.. Enumerable.Range(0, 4).Select(number =>
            new ObservedSource(Make.Source(number), [Make.A("a.example.", "192.0.2.1", number)]))]);

        var plan = SourceRemoval.Plan(archive, [.. archive.Sources.Where(source => source.Path is "captures/source 1.pcap" or "captures/source 3.pcap")]);
        Assert.Equal(["000002", "000004"], plan.RunNames);
        Assert.Equal(2, plan.RRsets);
        SourceRemoval.Remove(archive, plan, Token);

        Assert.Equal(["000001", "000003"], archive.Manifest.Runs.Select(run => run.Name));
        Assert.Equal(5, archive.Generation);
    }

    [Fact]
    public void An_interruption_removes_nothing()
    {
        using var folder = new TemporaryFolder();
        using var archive = Make.Archive(folder.Path,
            new ObservedSource(Make.Source(1), [Make.A("a.example.", "192.0.2.1")]), new ObservedSource(Make.Source(2), [Make.A("b.example.", "192.0.2.1")]));
        ArchiveCompactor.CompactAll(archive, Token);

        Assert.Throws<OperationCanceledException>(() =>
            SourceRemoval.Remove(archive, SourceRemoval.Plan(archive, [archive.Sources[0]]), new CancellationToken(canceled: true)));

        Assert.Equal((3L, 2), (archive.Generation, archive.Sources.Count));
        Assert.Equal(2, archive.Find(Everything).Count());
    }

    private static void Ingest(string folder, ObservedSource[] sources, bool[] commits, long budget)
    {
        using var archive = Archive.OpenOrCreate(folder, new HastyFiles());
        using var session = archive.BeginIngest(Make.Small(budget));
        for (var i = 0; i < sources.Length; i++)
        {
            sources[i].AddTo(session);
            if (commits[i]) session.Commit();
        }

        session.Commit();
    }

    private static void Merge(string input, string output)
    {
        using var archive = Archive.OpenRead(input);
        ArchiveMerge.Merge([archive], output, Hasty, Token);
    }
}

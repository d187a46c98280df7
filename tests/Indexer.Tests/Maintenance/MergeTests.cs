using CsCheck;
using PassiveDns.Formats.Records;
using PassiveDns.Indexer.Maintenance;
using PassiveDns.Indexer.Runs;
using Xunit;

namespace PassiveDns.Indexer.Tests.Maintenance;

public class MergeTests
{
    private static readonly RRsetQuery Everything = new() { Side = LookupSide.All, Kinds = AnswerKinds.Both, Statuses = StatusFilter.All };

    private static readonly RunWriting Hasty = new() { Files = new HastyFiles(), BlockLength = Make.SmallBlock };

    [Fact]
    public void A_merge_is_the_union_of_sources_whatever_overlaps_and_in_whatever_order() =>
        Gen.Select(GenSource.Several, Gen.Int[0, 3].Array[6]).Sample((sources, shares) =>
        {
            using var folder = new TemporaryFolder();
            // Each source goes to the left archive, to the right one, or to both.
            using var left = MakeArchive(folder["left"], sources.Where((_, i) => shares[i] is 0 or 2 or 3));
            using var right = MakeArchive(folder["right"], sources.Where((_, i) => shares[i] is 1 or 2 or 3));
            var expected = ArchiveModel.Of(sources).Find(Everything).ToList();
            var records = sources.Select(source => source.Record.Sha256).Distinct().Count();

            foreach (var (inputs, name) in new[] { ((Archive[])[left, right], "lr"), ([right, left], "rl"), ([left, right, left], "lrl") })
            {
                var result = ArchiveMerge.Merge(inputs, folder[name], Hasty, TestContext.Current.CancellationToken);

                using var merged = Archive.OpenRead(folder[name]);
                Assert.Equal(expected, merged.Find(Everything).Select(ArchiveModel.Describe));
                Assert.Equal((records, inputs.Sum(input => input.Sources.Count) - records), (result.Sources, result.Overlapping));
                Assert.True(ArchiveVerifier.Verify(merged, TestContext.Current.CancellationToken).IsSound);
                Assert.Equal(File.ReadAllBytes(Path.Combine(folder["lr"], "runs/000001.rrset")), File.ReadAllBytes(Path.Combine(folder[name], "runs/000001.rrset")));
            }
        }, iter: 40);

    [Fact]
    public void Of_two_readings_of_one_source_the_later_is_taken_whole()
    {
        using var folder = new TemporaryFolder();
        var older = Make.Source(1);
        var newer = older with { FinishedMilliseconds = older.FinishedMilliseconds + 1, ToolVersion = "0.2.0" };
        using var left = Make.Archive(folder["left"], new ObservedSource(newer, [Make.A("new.example.", "192.0.2.2")]));
        using var right = Make.Archive(folder["right"], new ObservedSource(older, [Make.A("old.example.", "192.0.2.1"), Make.A("new.example.", "192.0.2.2")]));

        ArchiveMerge.Merge([left, right], folder["out"], Hasty, TestContext.Current.CancellationToken);

        using var merged = Archive.OpenRead(folder["out"]);
        Assert.Equal("0.2.0", Assert.Single(merged.Sources).ToolVersion);
        Assert.Equal(1, Assert.Single(merged.Find(Everything)).Window.Count);
    }

    [Fact]
    public void The_result_must_have_a_folder_of_its_own()
    {
        using var folder = new TemporaryFolder();
        using var input = Make.Archive(folder["in"], new ObservedSource(Make.Source(1), []));
        using (Make.Archive(folder["out"], new ObservedSource(Make.Source(2), [])))
        {
        }

        var refusal = Assert.Throws<ArchiveException>(() => ArchiveMerge.Merge([input], folder["out"], TestContext.Current.CancellationToken));

        Assert.Equal($"{folder["out"]} holds an archive already. Name a new folder for the result.", refusal.Message);
    }

    private static Archive MakeArchive(string folder, IEnumerable<ObservedSource> sources) =>
        Make.Archive(folder, [.. sources.DistinctBy(source => source.Record.Sha256)]);

    [Fact]
    public void What_is_interrupted_ends_and_a_merge_commits_nothing()
    {
        using var folder = new TemporaryFolder();
        using var input = Make.Archive(folder["in"], new ObservedSource(Make.Source(1), [Make.A("a.example.", "192.0.2.1")]));
        var interrupted = new CancellationToken(canceled: true);

        Assert.Throws<OperationCanceledException>(() => ArchiveVerifier.Verify(input, interrupted));
        Assert.Throws<OperationCanceledException>(() => ArchiveInfo.Read(input, interrupted));
        Assert.Throws<OperationCanceledException>(() => ArchiveMerge.Merge([input], folder["out"], Hasty, interrupted));

        using var output = Archive.OpenRead(folder["out"]);
        Assert.Equal((0L, 0), (output.Generation, output.Sources.Count));
        Assert.Empty(Directory.GetFiles(output.Layout.Runs));
        Assert.Equal(1, ArchiveMerge.Merge([input], folder["again"], Hasty, TestContext.Current.CancellationToken).Sources);
    }
}

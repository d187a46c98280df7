using CsCheck;
using PassiveDns.Formats.Records;
using PassiveDns.Indexer.Ingest;
using Xunit;

namespace PassiveDns.Indexer.Tests;

public class ArchiveProperties
{
    private const int Iterations = 100;

    // Budgets: one that spills at every observation, one that spills now and then, one that never does.
    private static readonly Gen<long> Budget = Gen.OneOf(Make.TinyBudget, 2_000_000, 64 * 1024 * 1024);

    private static readonly RRsetQuery Everything = new() { Side = LookupSide.All, Kinds = AnswerKinds.Both, Statuses = StatusFilter.All };

    [Fact]
    public void An_archive_answers_as_the_plain_model_does_whatever_the_order_commits_and_budget() =>
        Gen.Select(GenSource.Several, Gen.Bool.Array[6], Budget, GenSource.Query.Array[8]).Sample((sources, commits, budget, queries) =>
        {
            using var folder = new TemporaryFolder();
            var model = ArchiveModel.Of(sources);
            Ingest(folder["a.pdns"], sources, commits, budget);

            using var archive = Archive.OpenRead(folder["a.pdns"]);

            Assert.Empty(archive.Damage);
            foreach (var query in queries.Append(Everything))
                Assert.Equal(model.Find(query), archive.Find(query).Select(ArchiveModel.Describe));
        }, iter: Iterations);

    /// <summary>What a file in an interchange format holds is asked by the same questions.</summary>
    [Fact]
    public void A_list_of_all_there_is_answers_as_the_archive_does() =>
        Gen.Select(GenSource.Several, GenSource.Query.Array[8]).Sample((sources, queries) =>
        {
            using var folder = new TemporaryFolder();
            Ingest(folder["a.pdns"], sources, [true, false, true, false, false, false], 2_000_000);
            using var archive = Archive.OpenRead(folder["a.pdns"]);

            var list = new RRsetList(archive.Find(Everything).Reverse(), archive.Sources);

            foreach (var query in queries.Append(Everything))
                Assert.Equal(archive.Find(query).Select(WithoutSightings), list.Find(query).Select(WithoutSightings));
        }, iter: Iterations);

    /// <summary>Of a one-sided source a list unites what the archive shows as two sightings of one status.</summary>
    private static string WithoutSightings(RRset rrset) => $"{Convert.ToHexStringLower(rrset.Key)} {rrset.Status} {rrset.Window} {rrset.TtlMin} {rrset.TtlMax}";

    [Fact]
    public void The_order_of_sources_does_not_matter() =>
        Gen.Select(GenSource.Several, Budget).Sample((sources, budget) =>
        {
            using var folder = new TemporaryFolder();
            Ingest(folder["forward.pdns"], sources, [true, false, true, false, false, false], budget);
            Ingest(folder["backward.pdns"], [.. Enumerable.Reverse(sources)], [false, false, true, false, true, true], Make.TinyBudget);

            using var forward = Archive.OpenRead(folder["forward.pdns"]);
            using var backward = Archive.OpenRead(folder["backward.pdns"]);

            Assert.Equal(forward.Sources.Select(source => source.Sha256), backward.Sources.Select(source => source.Sha256));
            Assert.Equal(forward.Find(Everything).Select(ArchiveModel.Describe), backward.Find(Everything).Select(ArchiveModel.Describe));
        }, iter: Iterations / 3);

    private static void Ingest(string folder, ObservedSource[] sources, bool[] commits, long budget)
    {
        using var archive = Archive.OpenOrCreate(folder, new HastyFiles());
        using var session = archive.BeginIngest(Make.Small(budget));
        var known = new HashSet<string>();
        for (var i = 0; i < sources.Length; i++)
        {
            var expected = known.Add(sources[i].Record.Sha256) ? SourceVerdict.Added : SourceVerdict.AlreadyKnown;
            Assert.Equal(expected, sources[i].AddTo(session));
            if (commits[i]) session.Commit();
        }

        session.Commit();
    }
}

using CsCheck;
using PassiveDns.Formats.Records;
using PassiveDns.Indexer.Maintenance;
using PassiveDns.Indexer.Runs;
using Xunit;

namespace PassiveDns.Indexer.Tests.Maintenance;

public class CompactionTests
{
    private static readonly RRsetQuery Everything = new() { Side = LookupSide.All, Kinds = AnswerKinds.Both, Statuses = StatusFilter.All };

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public void Nothing_that_an_archive_says_changes() =>
        Gen.Select(GenSource.Several, GenSource.Query.Array[8]).Sample((sources, queries) =>
        {
            using var folder = new TemporaryFolder();
            using var archive = Make.Archive(folder.Path, [.. sources.DistinctBy(source => source.Record.Sha256)]);
            var before = queries.Append(Everything).Select(query => Answer(archive, query)).ToList();
            var (runs, generation, records) = (archive.RunCount, archive.Generation, archive.Sources);

            var done = ArchiveCompactor.CompactAll(archive, Token);

            Assert.Equal(before, queries.Append(Everything).Select(query => Answer(archive, query)));
            Assert.Equal(records.Select(source => source.Sha256), archive.Sources.Select(source => source.Sha256));
            Assert.Equal((runs > 1, 1), (done is not null, archive.RunCount));
            Assert.Equal(generation + (runs > 1 ? 1 : 0), archive.Generation);
            Assert.Null(ArchiveCompactor.CompactAll(archive, Token)); // there is nothing left to do
            Assert.Equal(2, Directory.GetFiles(archive.Layout.Runs, "*", SearchOption.AllDirectories).Length);
            Assert.True(ArchiveVerifier.Verify(archive, Token).IsSound);
            using var again = Archive.OpenRead(folder.Path);
            Assert.Equal(before[^1], Answer(again, Everything));
        }, iter: 40);

    [Fact]
    public void A_tier_is_compacted_when_it_has_eight_runs()
    {
        using var folder = new TemporaryFolder();
        using var archive = Make.Archive(folder.Path, [.. Enumerable.Range(0, 7).Select(Source)]);
        Assert.Null(ArchiveCompactor.CompactTier(archive, Token));
        Add(archive, Source(7));

        var done = ArchiveCompactor.CompactTier(archive, Token)!;

        var run = Assert.Single(ArchiveInfo.Read(archive, Token).Runs);
        Assert.Equal((8, 16L, 9L), (done.Runs, done.EntriesRead, done.RRsets)); // one RRset of each is the same
        Assert.Equal((1, "000009", run.Octets), (run.Level, run.Name, done.OctetsWritten));
        Assert.Equal(2.0, ArchiveCompactor.WriteAmplification(archive));
        Assert.Null(ArchiveCompactor.CompactTier(archive, Token));
    }

    public static TheoryData<long, int> Tiers => new()
    {
        { 0, 0 },
        { 65_535, 0 },
        { 65_536, 1 },
        { 524_287, 1 },
        { 524_288, 2 },
        { int.MaxValue, 5 },
    };

    [Theory, MemberData(nameof(Tiers))]
    public void A_tier_holds_runs_of_like_size(long rrsets, int tier) => Assert.Equal(tier, ArchiveCompactor.Tier(rrsets));

    /// <summary>Runs large enough for a second tier, small ones, and compaction behind each commit as an ingest has it.</summary>
    [Fact]
    public void No_tier_ever_keeps_eight_runs() =>
        Gen.OneOf(Gen.Int[1, 10], Gen.Const(11_000)).Array[20, 60].Sample(sizes =>
        {
            using var folder = new TemporaryFolder();
            using var archive = Archive.OpenOrCreate(folder.Path, new HastyFiles());
            using var session = archive.BeginIngest();
            long rrsets = 0;
            for (var i = 0; i < sizes.Length; i++)
            {
                for (var j = 0; j < sizes[i]; j++) Make.A($"w{i}-{j}.example.", "192.0.2.1").AddTo(session);
                session.EndSource(Make.Source(i));
                session.Commit();
                while (ArchiveCompactor.CompactTier(archive, Token) is not null)
                {
                }

                rrsets += sizes[i];
                var tiers = archive.Manifest.Runs.GroupBy(run => ArchiveCompactor.Tier(run.RRsets)).ToList();
                Assert.All(tiers, tier => Assert.InRange(tier.Count(), 1, 7));
                Assert.Equal(rrsets, archive.RRsetBound);
            }
        }, iter: 4);

    [Fact]
    public void A_run_that_cannot_be_opened_is_left_alone()
    {
        using var folder = new TemporaryFolder();
        Make.Archive(folder.Path, [.. Enumerable.Range(0, 9).Select(Source)]).Dispose();
        Flip(folder["runs/000003.rrset"], fromEnd: 1);
        var octets = File.ReadAllBytes(folder["runs/000003.rrset"]);
        using var archive = Archive.OpenOrCreate(folder.Path, new HastyFiles());
        var before = Answer(archive, Everything);

        Assert.Equal(8, ArchiveCompactor.CompactTier(archive, Token)!.Runs);

        Assert.Equal(before, Answer(archive, Everything));
        Assert.Equal(["000003", "000010"], archive.Manifest.Runs.Select(run => run.Name));
        Assert.Equal("000003", Assert.Single(archive.Damage).Run);
        Assert.Equal(octets, File.ReadAllBytes(folder["runs/000003.rrset"]));
        Assert.True(archive.HasSource(Make.Sha256(2)));
    }

    [Fact]
    public void A_damaged_block_ends_it_with_a_sentence_and_nothing_changes()
    {
        using var folder = new TemporaryFolder();
        Make.Archive(folder.Path, [.. Enumerable.Range(0, 8).Select(Source)]).Dispose();
        Flip(folder["runs/000005.rrset"], at: 30);
        using var archive = Archive.OpenOrCreate(folder.Path, new HastyFiles());
        var files = Files(archive);

        var refusal = Assert.Throws<DamagedArchiveException>(() => ArchiveCompactor.CompactTier(archive, Token));

        Assert.Matches(@"000005\.rrset, octet \d+: expected octets that fit their check sum, found others\. Run pdns verify", refusal.Message);
        Assert.Equal((8L, 8), (archive.Generation, archive.RunCount));
        Assert.Equal(files, Files(archive));
    }

    /// <summary>It follows from the RRsets: what is written is what a sound one would have given.</summary>
    [Fact]
    public void A_damaged_block_of_an_inverse_is_mended()
    {
        using var folder = new TemporaryFolder();
        using var sound = Make.Archive(folder["sound"], [.. Enumerable.Range(0, 8).Select(Source)]);
        Make.Archive(folder["damaged"], [.. Enumerable.Range(0, 8).Select(Source)]).Dispose();
        Flip(folder["damaged/runs/000005.rdata"], at: 60);
        using var archive = Archive.OpenOrCreate(folder["damaged"], new HastyFiles());
        Assert.False(ArchiveVerifier.Verify(archive, Token).IsSound);

        Assert.Equal(8, ArchiveCompactor.CompactTier(archive, Token)!.Runs);
        ArchiveCompactor.CompactTier(sound, Token);

        Assert.True(ArchiveVerifier.Verify(archive, Token).IsSound);
        Assert.Equal(Answer(sound, Everything), Answer(archive, Everything));
        var (run, expected) = (Assert.Single(archive.Manifest.Runs), Assert.Single(sound.Manifest.Runs));
        Assert.Equal((expected.RRsetFile, expected.RDataFile), (run.RRsetFile, run.RDataFile));
        Assert.Equal(2, Directory.GetFiles(archive.Layout.Runs, "*", SearchOption.AllDirectories).Length);
    }

    /// <summary>An RRset of a source that goes is not in the inverse either.</summary>
    [Fact]
    public void A_damaged_block_of_an_inverse_does_not_stop_a_removal()
    {
        using var folder = new TemporaryFolder();
        Make.Archive(folder.Path, [.. Enumerable.Range(0, 8).Select(Source)]).Dispose();
        using var archive = Archive.OpenOrCreate(folder.Path, new HastyFiles());
        ArchiveCompactor.CompactAll(archive, Token);
        Flip(folder["runs/000009.rdata"], at: 60);
        var source = archive.Sources.First(source => source.Sha256 == Make.Sha256(3));

        SourceRemoval.Remove(archive, SourceRemoval.Plan(archive, [source]), Token);

        Assert.True(ArchiveVerifier.Verify(archive, Token).IsSound);
        Assert.DoesNotContain(Answer(archive, Everything), rrset => rrset.Contains("w3.", StringComparison.Ordinal));
    }

    [Fact]
    public void An_interruption_leaves_everything_as_it_was()
    {
        using var folder = new TemporaryFolder();
        using var archive = Make.Archive(folder.Path, [.. Enumerable.Range(0, 8).Select(Source)]);
        var (files, before) = (Files(archive), Answer(archive, Everything));
        var interrupted = new CancellationToken(canceled: true);

        Assert.Throws<OperationCanceledException>(() => ArchiveCompactor.CompactTier(archive, interrupted));
        Assert.Throws<OperationCanceledException>(() => ArchiveCompactor.CompactAll(archive, interrupted));

        Assert.Equal(files, Files(archive));
        Assert.Equal((8L, 8), (archive.Generation, archive.RunCount));
        Assert.Equal(before, Answer(archive, Everything));
        Assert.NotNull(ArchiveCompactor.CompactTier(archive, Token));
    }

    [Fact]
    public void A_lookup_that_has_begun_goes_on_in_the_runs_it_began_with()
    {
        using var folder = new TemporaryFolder();
        using var archive = Make.Archive(folder.Path, [.. Enumerable.Range(0, 5).Select(Source)]);
        var before = Answer(archive, Everything);
        using var lookup = archive.Find(Everything).Select(ArchiveModel.Describe).GetEnumerator();
        var found = new List<string>();
        Assert.True(lookup.MoveNext());
        found.Add(lookup.Current);

        ArchiveCompactor.CompactAll(archive, Token);
        SourceRemoval.Remove(archive, SourceRemoval.Plan(archive, [archive.Sources[0]]), Token);
        while (lookup.MoveNext()) found.Add(lookup.Current);

        Assert.Equal(before, found);
        Assert.Empty(archive.LostParts);
        Assert.NotEqual(before, Answer(archive, Everything));
    }

    [Fact]
    public void A_reader_keeps_the_generation_it_was_opened_with()
    {
        using var folder = new TemporaryFolder();
        using var writer = Make.Archive(folder.Path, [.. Enumerable.Range(0, 5).Select(Source)]);
        using var reader = Archive.OpenRead(folder.Path);
        var before = Answer(writer, Everything);

        ArchiveCompactor.CompactAll(writer, Token);
        SourceRemoval.Remove(writer, SourceRemoval.Plan(writer, [writer.Sources[0]]), Token);

        Assert.Equal(before, Answer(reader, Everything));
        Assert.Equal((5L, 0, 0), (reader.Generation, reader.Damage.Count, reader.LostParts.Count));
    }

    /// <summary>With the real limit it takes some 250,000 sources.</summary>
    [Fact]
    public void Runs_whose_sources_do_not_fit_into_one_stay_apart()
    {
        using var folder = new TemporaryFolder();
        using var archive = Make.Archive(folder.Path, [.. Enumerable.Range(0, 20).Select(Source)]);
        var before = Answer(archive, Everything);
        archive.SourcesRoom = RoomFor(archive, sources: 7);
        Assert.Null(ArchiveCompactor.CompactTier(archive, Token));

        var compactions = 0;
        while (ArchiveCompactor.CompactAll(archive, Token) is not null) compactions++;

        Assert.Equal(3, compactions);
        Assert.Equal([6, 7, 7], archive.Manifest.Runs.Select(run => run.Sources.Count).Order());
        Assert.Equal(before, Answer(archive, Everything));
        Assert.True(ArchiveVerifier.Verify(archive, Token).IsSound);
    }

    [Fact]
    public void A_tier_waits_until_eight_of_its_runs_fit_into_one()
    {
        using var folder = new TemporaryFolder();
        using var archive = Make.Archive(folder.Path, [.. Enumerable.Range(0, 12).Select(Source)]);
        archive.SourcesRoom = RoomFor(archive, sources: 9);
        Assert.Equal(9, ArchiveCompactor.CompactTier(archive, Token)!.Runs);

        for (var number = 12; archive.RunCount < 8; number++)
        {
            Assert.Null(ArchiveCompactor.CompactTier(archive, Token));
            Add(archive, Source(number));
        }

        Assert.Null(ArchiveCompactor.CompactTier(archive, Token)); // seven and the full one: eight, which do not fit
        Add(archive, Source(99));
        Assert.Equal(8, ArchiveCompactor.CompactTier(archive, Token)!.Runs);
    }

    [Fact]
    public void What_must_become_one_run_and_does_not_fit_is_refused_with_a_sentence()
    {
        using var folder = new TemporaryFolder();
        using var archive = Archive.OpenOrCreate(folder["a"], new HastyFiles());
        const long old = 1_700_000_000_000;
        for (var number = 0; number < 8; number += 2) Add(archive, Dated(number, old), Dated(number + 1, old + 1));
        var (files, before, firsts) = (Files(archive), Answer(archive, Everything), archive.Sources.Where(source => source.LastPacketMilliseconds == old).ToList());
        archive.SourcesRoom = RoomFor(archive, sources: 3);

        Action[] tooLarge =
        [
            () => SourceRemoval.Remove(archive, SourceRemoval.Plan(archive, firsts), Token), // of each run one stays
            () => SourceRollup.RollUp(archive, SourceRollup.Plan(archive, old + 1)!, Token), // as above, and the rollup
            () => ArchiveMerge.Merge([archive], folder["b"], new RunWriting { Files = new HastyFiles(), SourcesRoom = archive.SourcesRoom }, Token),
        ];
        foreach (var change in tooLarge)
        {
            var refusal = Assert.Throws<ArchiveException>(change);
            Assert.Matches("^The records of [458] sources take [0-9]+ octets, and one run has room for [0-9]+: nothing was changed. pdns rollup ", refusal.Message);
        }

        Assert.Equal(before, Answer(archive, Everything));
        Assert.Equal(files, Files(archive));
        foreach (var source in firsts) SourceRemoval.Remove(archive, SourceRemoval.Plan(archive, [source]), Token); // one by one there is room
        Assert.Equal(4, archive.Sources.Count);
        SourceRollup.RollUp(archive, SourceRollup.Plan(archive, long.MaxValue)!, Token);
        Assert.Single(archive.Sources);
        Assert.True(ArchiveVerifier.Verify(archive, Token).IsSound);
    }

    /// <summary>Several readers beside a writer that ingests, compacts, removes and rolls up: each answer is that of some generation.</summary>
    [Fact]
    public async Task Readers_see_one_generation_whatever_the_writer_does()
    {
        using var folder = new TemporaryFolder();
        using var writer = Archive.OpenOrCreate(folder.Path, new HastyFiles());
        var expected = new System.Collections.Concurrent.ConcurrentDictionary<long, List<string>> { [0] = [] };
        using var isOver = new CancellationTokenSource();
        var readers = Enumerable.Range(0, 3).Select(_ => Task.Run(Read, Token)).ToArray();

        var (live, random) = (new List<ObservedSource>(), new Random(7));
        for (var number = 0; number < 120; number++)
        {
            switch (random.Next(6))
            {
                case 0 when writer.RunCount > 1:
                    expected[writer.Generation + 1] = expected[writer.Generation];
                    ArchiveCompactor.CompactAll(writer, Token);
                    break;
                case 1 when live.Count > 3:
                    live.RemoveAt(0);
                    Expect();
                    var kept = live.Select(source => source.Record.Sha256).ToHashSet();
                    SourceRemoval.Remove(writer, SourceRemoval.Plan(writer, [.. writer.Sources.Where(source => !kept.Contains(source.Sha256))]), Token);
                    break;
                default:
                    live.Add(Source(number));
                    Expect();
                    Add(writer, live[^1]);
                    break;
            }
        }

        isOver.Cancel();
        Assert.True((await Task.WhenAll(readers)).Sum() > 10);

        void Expect() => expected[writer.Generation + 1] = [.. ArchiveModel.Of(live).Find(Everything)];

        int Read()
        {
            var answers = 0;
            for (; !isOver.IsCancellationRequested; answers++)
            {
                using var reader = Archive.OpenRead(folder.Path);
                Assert.Empty(reader.Damage);
                Assert.Equal(expected[reader.Generation], Answer(reader, Everything));
                Assert.Empty(reader.LostParts);
            }

            return answers;
        }
    }

    /// <summary>Octets of so many of an archive's sources; some have twenty more or less.</summary>
    private static int RoomFor(Archive archive, int sources) => (sources * archive.Runs.Sum(run => run.SourcesLength) / archive.Sources.Count) + 150;

    private static List<string> Answer(Archive archive, RRsetQuery query) => [.. archive.Find(query).Select(ArchiveModel.Describe)];

    /// <summary>One RRset that all sources have, and one of its own.</summary>
    private static ObservedSource Source(int number) => new(
        Make.Source(number), [Make.A("all.example.", "192.0.2.1", 1_700_000_000 + number), Make.NS($"w{number}.example.", "ns.example.")]);

    private static ObservedSource Dated(int number, long lastPacketMilliseconds) =>
        Source(number) with { Record = Make.Source(number) with { LastPacketMilliseconds = lastPacketMilliseconds } };

    private static void Add(Archive archive, params ObservedSource[] sources)
    {
        using var session = archive.BeginIngest(Make.Small());
        foreach (var source in sources) source.AddTo(session);
        session.Commit();
    }

    private static List<string> Files(Archive archive) =>
        [.. Directory.GetFiles(archive.Layout.Runs, "*", SearchOption.AllDirectories).Order(StringComparer.Ordinal)];

    private static void Flip(string path, int at = 0, int fromEnd = 0)
    {
        var octets = File.ReadAllBytes(path);
        octets[fromEnd > 0 ? octets.Length - fromEnd : at] ^= 1;
        File.WriteAllBytes(path, octets);
    }
}

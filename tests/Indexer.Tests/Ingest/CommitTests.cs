using PassiveDns.Formats.Records;
using PassiveDns.Indexer.Ingest;
using PassiveDns.Indexer.Maintenance;
using Xunit;

namespace PassiveDns.Indexer.Tests.Ingest;

public class CommitTests
{
    private static readonly RRsetQuery Everything = new() { Side = LookupSide.All };

    private static readonly ObservedSource First = new(Make.Source(1), [Make.A("a.example.", "192.0.2.1"), Make.A("b.example.", "192.0.2.2")]);
    private static readonly ObservedSource Second = new(Make.Source(2), [Make.A("a.example.", "192.0.2.1", 5), Make.NS("example.", "ns.example.")]);

    private static readonly ObservedSource Third = new(Make.Source(3), [Make.A("a.example.", "192.0.2.1", 9), Make.A("c.example.", "192.0.2.3")]);

    [Fact]
    public void A_source_is_in_the_archive_with_its_commit_and_not_before()
    {
        using var folder = new TemporaryFolder();
        using var archive = Archive.OpenOrCreate(folder.Path, new HastyFiles());
        using var session = archive.BeginIngest(Make.Small());

        Assert.Equal(SourceVerdict.Added, First.AddTo(session));
        Assert.Equal((0, false, 1), (archive.Find(Everything).Count(), archive.HasSource(First.Record.Sha256), session.UncommittedSources));
        session.Commit();

        Assert.Equal((2, true, 0), (archive.Find(Everything).Count(), archive.HasSource(First.Record.Sha256), session.UncommittedSources));
        Assert.Equal(1, archive.Generation);
        Assert.True(archive.HasSourceOfLength(First.Record.Octets));
        Assert.False(archive.HasSourceOfLength(First.Record.Octets + 1));
    }

    [Theory]
    [InlineData(Make.TinyBudget)]
    [InlineData(64 * 1024 * 1024)]
    public void A_known_source_and_an_abandoned_one_leave_no_trace(long memoryBudget)
    {
        using var folder = new TemporaryFolder();
        using var archive = Archive.OpenOrCreate(folder.Path, new HastyFiles());
        using var session = archive.BeginIngest(Make.Small(memoryBudget));
        First.AddTo(session);
        Make.A("half.example.", "192.0.2.9").AddTo(session);
        session.AbandonSource();
        Assert.Equal(SourceVerdict.AlreadyKnown, First.AddTo(session));
        session.Commit();
        Assert.Equal(SourceVerdict.AlreadyKnown, First.AddTo(session));
        Second.AddTo(session);
        session.Commit();

        Assert.Equal(ArchiveModel.Of([First, Second]).Find(Everything), archive.Find(Everything).Select(ArchiveModel.Describe));
        Assert.True(ArchiveVerifier.Verify(archive, TestContext.Current.CancellationToken).IsSound);
        Assert.Equal(4, Directory.GetFiles(archive.Layout.Runs, "*", SearchOption.AllDirectories).Length);
    }

    [Fact]
    public void A_source_without_observations_is_known_afterwards()
    {
        using var folder = new TemporaryFolder();
        using (Make.Archive(folder.Path, new ObservedSource(Make.Source(1), [])))
        {
        }

        using var archive = Archive.OpenRead(folder.Path);

        Assert.True(archive.HasSource(Make.Sha256(1)));
        Assert.Empty(archive.Find(Everything));
        Assert.True(ArchiveVerifier.Verify(archive, TestContext.Current.CancellationToken).IsSound);
    }

    [Fact]
    public void A_commit_without_sources_does_nothing()
    {
        using var folder = new TemporaryFolder();
        using var archive = Archive.OpenOrCreate(folder.Path, new HastyFiles());
        using var session = archive.BeginIngest(Make.Small());

        session.Commit();

        Assert.Equal(0, archive.Generation);
    }

    [Fact]
    public void Misuse_is_told()
    {
        using var folder = new TemporaryFolder();
        using var archive = Archive.OpenOrCreate(folder.Path, new HastyFiles());
        using var session = archive.BeginIngest(Make.Small());
        Assert.Throws<ArgumentException>(() => session.EndSource(Make.Source(1) with { Sha256 = "12" }));
        Make.A("a.example.", "192.0.2.1").AddTo(session);
        Assert.Throws<InvalidOperationException>(session.Commit);

        session.Dispose();

        Assert.Throws<ObjectDisposedException>(session.Commit);
        using var reader = Archive.OpenRead(folder.Path);
        Assert.Throws<InvalidOperationException>(() => reader.BeginIngest());
    }

    [Theory]
    [InlineData(Make.TinyBudget)]
    [InlineData(64 * 1024 * 1024)]
    public void Several_sessions_commit_apart_or_together(long memoryBudget)
    {
        using var folder = new TemporaryFolder();
        using var archive = Archive.OpenOrCreate(folder.Path, new HastyFiles());
        using var one = archive.BeginIngest(Make.Small(memoryBudget));
        using var other = archive.BeginIngest(Make.Small(memoryBudget));
        First.AddTo(one);
        one.Commit();
        Assert.Equal(SourceVerdict.AlreadyKnown, First.AddTo(other)); // the archive has it
        Second.AddTo(other);
        Assert.Equal(SourceVerdict.AlreadyKnown, Second.AddTo(one)); // the other session has it
        Third.AddTo(one);

        IngestSession.Commit([one, other]);

        Assert.Equal((2, 2), (archive.Generation, archive.RunCount));
        Assert.Equal(ArchiveModel.Of([First, Second, Third]).Find(Everything), archive.Find(Everything).Select(ArchiveModel.Describe));
        Assert.True(ArchiveVerifier.Verify(archive, TestContext.Current.CancellationToken).IsSound);
    }

    [Fact]
    public void What_a_session_gave_up_another_may_take()
    {
        using var folder = new TemporaryFolder();
        using var archive = Archive.OpenOrCreate(folder.Path, new HastyFiles());
        using (var session = archive.BeginIngest(Make.Small())) First.AddTo(session);
        using var next = archive.BeginIngest(Make.Small());

        Assert.Equal(SourceVerdict.Added, First.AddTo(next));
    }

    [Fact]
    public void A_source_record_comes_back_whole()
    {
        using var folder = new TemporaryFolder();
        var records = Enumerable.Range(0, 4).Select(number => Make.Source(number)).OrderBy(source => source.Sha256, StringComparer.Ordinal).ToList();
        using (Make.Archive(folder.Path, [.. records.Select(record => new ObservedSource(record, []))]))
        {
        }

        using var archive = Archive.OpenRead(folder.Path);

        Assert.Equal(records.Select(record => SourceRecordJson.Write([record])), archive.Sources.Select(source => SourceRecordJson.Write([source])));
        Assert.Equal(records.Select(record => record.Damage), archive.Sources.Select(source => source.Damage));
        Assert.Equal(records.Select(record => record.Accounting[FrameOutcome.UnsupportedLinkType]),
            archive.Sources.Select(source => source.Accounting.UnsupportedLinkTypes.Values.Sum()));
        Assert.All(archive.Sources, source => Assert.Equal((6L, 4L), (source.Accounting[MessageOutcome.Matched], source.Accounting[FrameOutcome.Query])));
    }

    public static TheoryData<long, bool> Deaths => new()
    {
        { 64 * 1024 * 1024, false },
        { 64 * 1024 * 1024, true },
        { Make.TinyBudget, false },
        { Make.TinyBudget, true },
    };

    /// <summary>The process dies at each step of a commit in turn, before the step or just after it: the archive then is the old one or the new one.</summary>
    [Theory, MemberData(nameof(Deaths))]
    public void Death_at_any_step_of_a_commit_leaves_the_old_archive_or_the_new_one(long memoryBudget, bool isAfterStep)
    {
        var old = ArchiveModel.Of([First]).Find(Everything).ToList();
        var both = ArchiveModel.Of([First, Second]).Find(Everything).ToList();
        var (sawOld, sawNew) = (0, 0);
        for (var step = 0; ; step++)
        {
            using var folder = new TemporaryFolder();
            using (Make.Archive(folder.Path, First))
            {
            }

            var files = new MortalFiles(step, isAfterStep);
            Die(folder.Path, files, memoryBudget);

            using var archive = Archive.OpenOrCreate(folder.Path, new HastyFiles());
            Assert.Empty(archive.Damage);
            Assert.True(ArchiveVerifier.Verify(archive, TestContext.Current.CancellationToken).IsSound);
            var found = archive.Find(Everything).Select(ArchiveModel.Describe).ToList();
            if (archive.Generation == 1) Assert.Equal(old, found);
            else Assert.Equal(both, found);
            if (archive.Generation == 1) sawOld++;
            else sawNew++;
            Assert.Equal(2 * (int)archive.Generation, Directory.GetFiles(archive.Layout.Runs, "*", SearchOption.AllDirectories).Length);
            if (!files.IsDead) break;
        }

        Assert.True(sawOld > 5 && sawNew > 1, $"old {sawOld} times, new {sawNew} times");
    }

    [Fact]
    public void After_a_commit_that_failed_at_its_last_step_the_archive_must_be_opened_again()
    {
        using var folder = new TemporaryFolder();
        var files = new MortalFiles(int.MaxValue, isAfterStep: true);
        using var archive = Archive.OpenOrCreate(folder.Path, files);
        var session = archive.BeginIngest(Make.Small());
        First.AddTo(session);
        files.DieAtRename();

        Assert.Throws<IOException>(session.Commit);

        Assert.Throws<InvalidOperationException>(() => archive.BeginIngest());
        Assert.Throws<ObjectDisposedException>(session.Commit);
    }

    /// <summary>The table has been made ready for sorting by then, so nothing may be added to it any more.</summary>
    [Fact]
    public void A_session_is_over_when_what_it_spills_cannot_be_written()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "the full medium is Linux's /dev/full");
        using var folder = new TemporaryFolder();
        var files = new FullableFiles();
        using var archive = Archive.OpenOrCreate(folder.Path, files);
        using var session = archive.BeginIngest(Make.Small(Make.TinyBudget));
        First.AddTo(session);
        files.IsFull = true;

        Assert.Throws<IOException>(() => Second.AddTo(session));

        files.IsFull = false;
        Assert.True(session.IsOver);
        Assert.Throws<ObjectDisposedException>(session.AbandonSource);
        Assert.Throws<ObjectDisposedException>(session.Commit);
        using (var next = archive.BeginIngest(Make.Small(Make.TinyBudget)))
        {
            Second.AddTo(next);
            next.Commit();
        }

        Assert.Equal(ArchiveModel.Of([Second]).Find(Everything), archive.Find(Everything).Select(ArchiveModel.Describe));
        Assert.True(ArchiveVerifier.Verify(archive, TestContext.Current.CancellationToken).IsSound);
    }

    private static void Die(string folder, MortalFiles files, long memoryBudget)
    {
        using var archive = Archive.OpenOrCreate(folder, files);
        try
        {
            using var session = archive.BeginIngest(Make.Small(memoryBudget));
            Second.AddTo(session);
            session.Commit();
        }
        catch (IOException) when (files.IsDead)
        {
        }
    }

    /// <summary>A medium that may be full: files can be made on it, and no octet written.</summary>
    private sealed class FullableFiles : HastyFiles
    {
        public bool IsFull { get; set; }

        public override Stream Create(string path) => IsFull ? new FileStream("/dev/full", FileMode.Open, FileAccess.Write) : base.Create(path);
    }

    /// <summary>Works up to a step; from there on nothing gets done, as in a process that is no more.</summary>
    private sealed class MortalFiles(int lastStep, bool isAfterStep) : HastyFiles
    {
        private int _step;
        private bool _diesAtRename;

        public bool IsDead { get; private set; }

        public void DieAtRename() => _diesAtRename = true;

        public override Stream Create(string path)
        {
            Stream? file = null;
            Step(() => file = base.Create(path));
            return file!;
        }

        public override void Sync(Stream file) => Step(() => base.Sync(file));

        public override void Rename(string path, string newPath)
        {
            Step(() => base.Rename(path, newPath));
            if (_diesAtRename) throw new IOException("the disk is gone");
        }

        public override void SyncFolder(string folder) => Step(() => base.SyncFolder(folder));

        public override void Delete(string path) => Step(() => base.Delete(path));

        private void Step(Action action)
        {
            var isLast = _step++ >= lastStep;
            if (!IsDead && (!isLast || isAfterStep)) action();
            if (!isLast) return;
            IsDead = true;
            throw new IOException("the process is gone");
        }
    }
}

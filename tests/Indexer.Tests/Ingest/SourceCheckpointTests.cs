using PassiveDns.Formats.Records;
using PassiveDns.Formats.State;
using PassiveDns.Indexer.Ingest;
using PassiveDns.Indexer.Maintenance;
using Xunit;

namespace PassiveDns.Indexer.Tests.Ingest;

/// <summary>A long source that is taken in by several sessions, each going on where the one before was.</summary>
public class SourceCheckpointTests
{
    private const string Name = "0123456789abcdef";

    private static readonly byte[] Start = [.. "what the source begins with"u8];

    private static readonly RRsetQuery Everything = new() { Side = LookupSide.All };

    private static readonly ObservedSource Other = new(Make.Source(2), [Make.A("a.example.", "192.0.2.1", 5)]);

    private static readonly ObservedSource Long = new(
        Make.Source(1), [.. Enumerable.Range(0, 60).Select(i => Make.A($"w{i % 7}.example.", $"192.0.2.{i % 11}", i + 1))]);

    [Theory]
    [InlineData(Make.TinyBudget)]
    [InlineData(64 * 1024 * 1024)]
    public void A_source_that_is_taken_in_by_many_sessions_is_as_if_by_one(long memoryBudget)
    {
        using var folder = new TemporaryFolder();
        using var archive = Archive.OpenOrCreate(folder.Path, new HastyFiles());
        for (var done = 0; done < Long.Observations.Count; done += 10)
        {
            using var session = archive.BeginIngest(Make.Small(memoryBudget));
            if (done == 0) Other.AddTo(session);
            var checkpoint = session.BeginLongSource(Name, Start); // what has ended is committed with it
            Assert.Equal(done > 0, checkpoint.IsThere);
            if (done > 0) Assert.Equal(done, Resume(session, checkpoint));
            foreach (var observed in Long.Observations.Skip(done).Take(10)) observed.AddTo(session);
            session.Save(checkpoint, state => state.WriteNumber(done + 10));
            Make.A("lost.example.", "192.0.2.99").AddTo(session); // behind the checkpoint: the next session sees it again, or never
        }

        Assert.Equal(ArchiveModel.Of([Other]).Find(Everything), archive.Find(Everything).Select(ArchiveModel.Describe));
        using (var session = archive.BeginIngest(Make.Small(memoryBudget)))
        {
            var checkpoint = session.BeginLongSource(Name, Start);
            Assert.Equal(Long.Observations.Count, Resume(session, checkpoint));
            Assert.Equal(SourceVerdict.Added, session.EndSource(Long.Record));
            session.Commit();
            checkpoint.Delete();
        }

        Assert.Equal(ArchiveModel.Of([Other, Long]).Find(Everything), archive.Find(Everything).Select(ArchiveModel.Describe));
        Assert.True(ArchiveVerifier.Verify(archive, TestContext.Current.CancellationToken).IsSound);
        Assert.False(Directory.Exists(archive.Layout.Checkpoints));
    }

    [Fact]
    public void What_was_left_is_there_for_the_next_session()
    {
        using var folder = new TemporaryFolder();
        using var archive = Archive.OpenOrCreate(folder.Path, new HastyFiles());
        using var session = archive.BeginIngest(Make.Small(Make.TinyBudget));
        var checkpoint = session.BeginLongSource(Name, Start);
        foreach (var observed in Long.Observations) observed.AddTo(session);
        session.Save(checkpoint, state => state.WriteNumber(60));
        session.LeaveLongSource();

        Other.AddTo(session);
        session.Commit();
        checkpoint = session.BeginLongSource(Name, Start);
        Assert.Equal(60, Resume(session, checkpoint));
        session.EndSource(Long.Record);
        session.Commit();

        Assert.Equal(ArchiveModel.Of([Other, Long]).Find(Everything), archive.Find(Everything).Select(ArchiveModel.Describe));
    }

    [Fact]
    public void A_checkpoint_that_is_damaged_or_lacks_a_part_is_told_and_leaves_the_session_as_it_was()
    {
        using var folder = new TemporaryFolder();
        using var archive = Archive.OpenOrCreate(folder.Path, new HastyFiles());
        using (var session = archive.BeginIngest(Make.Small(Make.TinyBudget)))
        {
            var checkpoint = session.BeginLongSource(Name, Start);
            foreach (var observed in Long.Observations) observed.AddTo(session);
            session.Save(checkpoint, state => state.WriteNumber(60));
            session.LeaveLongSource();
        }

        foreach (var path in Directory.GetFiles(archive.Layout.CheckpointOf(Name)))
        {
            var octets = File.ReadAllBytes(path);
            foreach (var damaged in new[] { Changed(octets, 0), Changed(octets, octets.Length / 2), octets[..^1], [] })
            {
                File.WriteAllBytes(path, damaged);
                using var session = archive.BeginIngest(Make.Small());
                var checkpoint = session.BeginLongSource(Name, Start);

                Assert.Throws<UnusableStateException>(() => Resume(session, checkpoint));

                session.LeaveLongSource();
                Other.AddTo(session);
            }

            File.WriteAllBytes(path, octets);
        }

        using var last = archive.BeginIngest(Make.Small());
        Assert.Equal(60, Resume(last, last.BeginLongSource(Name, Start)));
    }

    private static byte[] Changed(byte[] octets, int place)
    {
        var changed = (byte[])octets.Clone();
        changed[place] ^= 0x40;
        return changed;
    }

    private static long Resume(IngestSession session, SourceCheckpoint checkpoint)
    {
        var done = 0L;
        session.Load(checkpoint, state => done = state.ReadNumber(0, long.MaxValue));
        return done;
    }
}

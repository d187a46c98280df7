using System.Diagnostics;
using System.Runtime.CompilerServices;
using LiteDB;
using PassiveDns.Formats.Records;
using PassiveDns.Indexer.Catalog;
using PassiveDns.Indexer.Maintenance;
using PassiveDns.Tests.Support;
using Xunit;

namespace PassiveDns.Indexer.Tests.Catalog;

public sealed class CaseBookTests : IDisposable
{
    private static readonly CaseSubject Evil = CaseSubject.OfQuestion("evil.example.");
    private static readonly CaseSubject Address = CaseSubject.OfQuestion("192.0.2.1");

    private readonly TemporaryFolder _folder = new();
    private readonly SetClock _clock = new();
    private readonly List<FailingStream> _streams = [];

    private ArchiveLayout Layout => new(_folder.Path);

    public void Dispose()
    {
        CloseFailing();
        _folder.Dispose();
    }

    [Fact]
    public void All_that_was_written_comes_back()
    {
        using (var book = Open())
        {
            Done("bookmark of evil.example. added", book.AddBookmark(Evil));
            _clock.Seconds = 20;
            Done("note on 192.0.2.1 added", book.SetNote(Address, "first seen in the mail\r\nof Monday \u05d0 \ud83d\udc7e \n"));
            _clock.Seconds = 30;
            Done("tags of evil.example. added", book.SetTags(Evil, ["spam", "c2"]));
            Done("trail way in saved", book.SaveTrail(" way in ", ["evil.example.", "192.0.2.1"]));
            Assert.True(book.NoteQuery("evil.example.").IsDone);
            Assert.True(book.NoteQuery("192.0.2.1").IsDone);
            Assert.True(book.NoteQuery("evil.example.").IsDone);
        }

        foreach (var reopened in new[] { CaseBook.Read(Layout), Open() })
        {
            using (reopened)
            {
                Assert.Null(reopened.ReadFault);
                Assert.Equal(
                    ["evil.example. [] c2,spam 10000 30000", "192.0.2.1 [first seen in the mail\nof Monday \u05d0 \ud83d\udc7e] - 20000 20000"],
                    reopened.Content.Bookmarks.Select(Describe));
                Assert.Equal(["evil.example.", "192.0.2.1"], Assert.Single(reopened.Content.Trails).Questions);
                Assert.Equal(["evil.example.", "192.0.2.1"], reopened.Content.Queries.Select(query => query.Text));
                Assert.Equal(Evil, reopened.Content.Find(Evil.Key)!.Subject);
            }
        }
    }

    [Fact]
    public void Nothing_is_made_before_the_first_change_and_nothing_else_is_touched()
    {
        using (Make.Archive(_folder.Path, new ObservedSource(Make.Source(1), [Make.A("a.example.", "192.0.2.1")])))
        {
        }

        var before = Files();
        CaseBook.Read(Layout).Dispose();
        Assert.Equal(before, Files());
        using (var writer = Archive.OpenOrCreate(_folder.Path)) // notes are taken while a tap runs
        using (var book = Open())
        {
            Assert.False(File.Exists(Layout.Case));
            Done("bookmark of evil.example. added", book.AddBookmark(Evil));
        }

        var after = Files();
        Assert.Equal(["case.db", "case.lock"], after.Keys.Except(before.Keys).Order(StringComparer.Ordinal));
        Assert.All(before.Where(file => file.Key != "LOCK"), file => Assert.Equal(file.Value, after[file.Key]));
        using var archive = Archive.OpenRead(_folder.Path);
        Assert.True(ArchiveVerifier.Verify(archive, TestContext.Current.CancellationToken).IsSound);
    }

    [Fact]
    public void Each_change_is_undone_by_its_name_and_leaves_no_trace()
    {
        using var book = Open();
        var states = new List<string>();
        Step(() => book.AddBookmark(Evil), "bookmark of evil.example. added");
        Step(() => book.SetNote(Evil, "one"), "note on evil.example. added");
        Step(() => book.SetNote(Evil, "two"), "note on evil.example. changed");
        Step(() => book.SetNote(Evil, ""), "note on evil.example. removed");
        Step(() => book.SetTags(Evil, ["a", "b"]), "tags of evil.example. added");
        Step(() => book.SetTags(Evil, ["b"]), "tags of evil.example. changed");
        Step(() => book.SaveTrail("t", ["a.example."]), "trail t saved");
        Step(() => book.SaveTrail("t", ["b.example."]), "trail t replaced");
        Step(() => book.RemoveTrail("t"), "trail t removed");
        Step(() => book.RemoveBookmark(Evil), "bookmark of evil.example. removed");

        for (var i = states.Count - 1; i >= 0; i--)
        {
            var what = book.Undoable;
            Done($"undone: {what}", book.Undo());
            Assert.Equal(states[i], Describe(book.Content));
        }

        Assert.Equal((false, "there is nothing to undo"), Plain(book.Undo()));
        Assert.Equal(Describe(book.Content), Describe(CaseBook.Read(Layout).Content));

        void Step(Func<CaseOutcome> change, string said)
        {
            states.Add(Describe(book.Content));
            _clock.Seconds++;
            Done(said, change());
        }
    }

    [Fact]
    public void A_hundred_steps_can_be_undone()
    {
        using var book = Open();
        Assert.True(book.AddBookmark(Evil).IsDone);
        for (var i = 0; i < 100; i++) Assert.True(book.SetNote(Evil, $"note {i}").IsDone);
        for (var i = 0; i < 101; i++) Assert.True(book.Undo().IsDone);
        Assert.Empty(book.Content.Bookmarks);
    }

    [Fact]
    public void What_is_so_already_is_not_written_again()
    {
        using var book = Open();
        book.SetNote(Evil, "one");
        _clock.Seconds = 99;
        Done("note on evil.example. is as it was", book.SetNote(Evil, "one "));
        Done("tags of evil.example. are as they were", book.SetTags(Evil, []));
        Assert.Equal((false, "evil.example. is bookmarked already"), Plain(book.AddBookmark(Evil)));
        Assert.Equal((false, "there is no bookmark of 192.0.2.1"), Plain(book.RemoveBookmark(Address)));
        Assert.Equal((false, "there is no trail x"), Plain(book.RemoveTrail("x")));
        Assert.Equal("note on evil.example. added", book.Undoable);
        Assert.Equal(10_000, book.Content.Find(Evil.Key)!.ChangedMilliseconds);
    }

    public static TheoryData<string, Func<CaseBook, CaseOutcome>, string> Refused => new()
    {
        // why                          what                                                                   sentence
        { "a note as long as a book",   book => book.SetNote(Evil, new string('\u00e9', 40_000)),               "the note has 80000 octets; a note takes 65536" },
        { "a tag of two words",         book => book.SetTags(Evil, ["two words"]),                             "'two words' is no tag; a tag is one word of small letters and digits, with - _ . : inside" },
        { "a capital",                  book => book.SetTags(Evil, ["Spam"]),                                  "'Spam' is no tag; a tag is one word of small letters and digits, with - _ . : inside" },
        { "an escape",                  book => book.SetTags(Evil, ["a\u001b[31m"]),                           "'a\u001b[31m' is no tag; a tag is one word of small letters and digits, with - _ . : inside" },
        { "an empty tag",               book => book.SetTags(Evil, [""]),                                      "'' is no tag; a tag is one word of small letters and digits, with - _ . : inside" },
        { "a long tag",                 book => book.SetTags(Evil, [new string('a', 65)]),                     "the tag 'aaaaaaaaaaaaaaaa…' has 65 characters; a tag takes 64" },
        { "many tags",                  book => book.SetTags(Evil, [.. Enumerable.Range(0, 33).Select(i => $"t{i}")]), "33 tags are too many; a bookmark takes 32" },
        { "a trail without a name",     book => book.SaveTrail(" ", ["a."]),                                   "a trail's name has from 1 to 64 characters on one line" },
        { "a name of two lines",        book => book.SaveTrail("a\nb", ["a."]),                                "a trail's name has from 1 to 64 characters on one line" },
        { "a trail without questions",  book => book.SaveTrail("a", []),                                       "a trail has from 1 to 200 questions, not 0" },
        { "a trail of an empty one",    book => book.SaveTrail("a", [" "]),                                    "there is no question" },
        { "a question without end",     book => book.NoteQuery(new string('a', 5_000)),                        "the question has 5000 characters; the case takes 4096" },
        { "a subject without text",     book => book.AddBookmark(CaseSubject.OfQuestion(" ")),                 "there is no question" },
    };

    [Theory, MemberData(nameof(Refused))]
    public void What_is_too_much_is_refused_in_a_sentence(string why, Func<CaseBook, CaseOutcome> change, string sentence)
    {
        using var book = Open();

        Assert.True((false, sentence) == Plain(change(book)), $"{why}: {change(book).Sentence}");
        Assert.False(File.Exists(Layout.Case));
    }

    [Fact]
    public void Hostile_text_comes_back_as_it_was_typed_but_for_what_is_no_text()
    {
        using (var book = Open())
        {
            foreach (var (why, octets) in HostileText.Pieces)
            {
                var text = System.Text.Encoding.UTF8.GetString(octets);
                var subject = CaseSubject.OfQuestion("x" + text + "x");
                Assert.True(book.SetNote(subject, "x" + text + "\ud800" + "y").IsDone, why);
                Assert.True(book.NoteQuery("x" + text).IsDone, why);
            }
        }

        using var reopened = CaseBook.Read(Layout);
        Assert.Null(reopened.ReadFault);
        foreach (var (why, octets) in HostileText.Pieces)
        {
            var text = CaseText.Clean(System.Text.Encoding.UTF8.GetString(octets));
            Assert.True(reopened.Content.Find(CaseSubject.OfQuestion("x" + text + "x").Key)?.Note == "x" + text + "\ufffdy", why);
        }
    }

    [Fact]
    public void The_history_keeps_the_last_thousand_different_questions()
    {
        using (var book = Open()) Assert.True(book.NoteQuery("0.example.").IsDone);
        Edit(database =>
        {
            // As that many changes leave it, in one transaction.
            database.GetCollection("queries").InsertBulk(Enumerable.Range(1, CaseContent.MostQueries - 1).Select(i =>
                new BsonDocument { ["_id"] = i + 1L, ["text"] = $"{i}.example.", ["askedMilliseconds"] = 10_000L }));
            var info = database.GetCollection("info").FindById(1L);
            info["queries"] = (long)CaseContent.MostQueries;
            database.GetCollection("info").Update(info);
        });

        using (var book = Open())
        {
            for (var i = CaseContent.MostQueries; i < CaseContent.MostQueries + 5; i++) Assert.True(book.NoteQuery($"{i}.example.").IsDone);
            Assert.True(book.NoteQuery("7.example.").IsDone);
            Assert.Null(book.Undoable);
        }

        using var reopened = CaseBook.Read(Layout);
        Assert.Null(reopened.ReadFault);
        Assert.Equal(CaseContent.MostQueries, reopened.Content.Queries.Count);
        Assert.Equal(["7.example.", "1004.example.", "1003.example."], reopened.Content.Queries.Take(3).Select(query => query.Text));
        Assert.Equal("5.example.", reopened.Content.Queries[^1].Text);
    }

    [Fact]
    public void A_second_process_reads_says_who_writes_and_takes_over_when_that_one_ends()
    {
        var first = Open();
        Assert.True(first.AddBookmark(Evil).IsDone);
        using var second = Open();

        Assert.Contains($"{Layout.Case} is being written to by another process", second.WhyNot, StringComparison.Ordinal);
        Assert.Single(second.Content.Bookmarks);
        Assert.Equal((false, second.WhyNot), Plain(second.AddBookmark(Address)));
        Assert.True(first.SetNote(Evil, "seen").IsDone);
        second.Reload();
        Assert.Equal("seen", second.Content.Find(Evil.Key)!.Note);
        first.Dispose();

        Done("bookmark of 192.0.2.1 added", second.AddBookmark(Address));
        Assert.Null(second.WhyNot);
        Assert.Equal(2, second.Content.Bookmarks.Count);
    }

    [Fact]
    public void What_was_said_to_be_done_outlives_the_process()
    {
        using var book = Open(); // not closed: as after kill -9, but for the lock
        Assert.True(book.SetNote(Evil, "one").IsDone);
        var copy = new ArchiveLayout(_folder["copy"]);
        Directory.CreateDirectory(copy.Folder);
        foreach (var name in new[] { "case.db", "case-log.db" }) File.Copy(_folder[name], Path.Combine(copy.Folder, name));

        using var reopened = CaseBook.Open(copy, _clock);

        Assert.Null(reopened.WhyNot);
        Assert.Equal("one", reopened.Content.Find(Evil.Key)!.Note);
        Assert.True(reopened.SetNote(Evil, "two").IsDone);
    }

    public static TheoryData<string, Func<byte[], byte[]>> Damages => new()
    {
        // why                          what becomes of the file
        { "noise",                      octets => [.. Enumerable.Repeat((byte)'z', 20_000)] },
        { "an empty file",              _ => [] },
        { "another program's text",     _ => [.. "my notes"u8] },
        { "its header overwritten",     octets => [.. new byte[200], .. octets[200..]] },
        { "cut in mid-page",            octets => octets[..(8_192 * 2 + 100)] },
        { "cut to whole pages",         octets => octets[..(8_192 * 3)] },
        { "its pages overwritten",      octets => [.. octets[..8_192], .. new byte[octets.Length - 8_192]] },
    };

    [Theory, MemberData(nameof(Damages))]
    public void A_damaged_case_is_told_and_never_written_to(string why, Func<byte[], byte[]> damage)
    {
        using (var book = Open())
        {
            for (var i = 0; i < 8; i++) Assert.True(book.SetNote(CaseSubject.OfQuestion($"{i}.example."), new string('n', 5_000)).IsDone);
        }

        var damaged = damage(File.ReadAllBytes(Layout.Case));
        File.WriteAllBytes(Layout.Case, damaged);

        using (var reopened = Open())
        {
            Assert.True(reopened.WhyNot?.Contains("Nothing is written to it; move it away to begin anew", StringComparison.Ordinal), $"{why}: {reopened.WhyNot}");
            Assert.Equal(reopened.ReadFault, reopened.WhyNot);
            Assert.False(reopened.AddBookmark(Evil).IsDone);
            Assert.False(reopened.Undo().IsDone);
        }

        Assert.Equal(damaged, File.ReadAllBytes(Layout.Case));
        File.Move(Layout.Case, Layout.Case + ".damaged");
        using var anew = Open();
        Assert.True(anew.AddBookmark(Evil).IsDone, anew.WhyNot);
    }

    [Fact]
    public void Entries_beside_a_damaged_one_are_read()
    {
        using (var book = Open())
        {
            Assert.True(book.AddBookmark(Evil).IsDone);
            Assert.True(book.AddBookmark(Address).IsDone);
        }

        Edit(database => database.GetCollection("bookmarks").Update(new BsonDocument { ["_id"] = Address.Key, ["kind"] = 7 }));

        using var reopened = Open();
        Assert.Equal($"{Layout.Case}: a part of it is damaged or lost. Nothing is written to it; move it away to begin anew, or restore it from a copy.", reopened.WhyNot);
        Assert.Equal(Evil, Assert.Single(reopened.Content.Bookmarks).Subject);
    }

    [Fact]
    public void A_case_of_a_newer_version_is_left_alone()
    {
        using (var book = Open()) Assert.True(book.AddBookmark(Evil).IsDone);
        Edit(database =>
        {
            var info = database.GetCollection("info").FindById(1L);
            info["format"] = 2L;
            database.GetCollection("info").Update(info);
        });

        using var reopened = Open();
        Assert.Contains("it has format 2, which a newer pdns reads", reopened.WhyNot, StringComparison.Ordinal);
    }

    [Fact]
    public void A_log_without_its_file_is_not_given_to_another()
    {
        File.WriteAllText(_folder["case-log.db"], "changes of somebody");

        using var book = Open();

        Assert.Contains("case-log.db is there without it", book.WhyNot, StringComparison.Ordinal);
        Assert.False(book.AddBookmark(Evil).IsDone);
        Assert.Equal("changes of somebody", File.ReadAllText(_folder["case-log.db"]));
    }

    [Fact]
    public void Where_nothing_can_be_written_the_case_is_read()
    {
        using (var book = Open()) Assert.True(book.AddBookmark(Evil).IsDone);
        File.Delete(Layout.CaseLock);
        Directory.CreateDirectory(Layout.CaseLock); // stands for a medium that can only be read

        using var reopened = Open();

        Assert.Equal($"{Layout.Case} cannot be written: permission is denied.", reopened.WhyNot);
        Assert.Single(reopened.Content.Bookmarks);
        Assert.Equal((false, reopened.WhyNot), Plain(reopened.RemoveBookmark(Evil)));
    }

    [Fact]
    public void A_read_case_says_that_it_is_only_read()
    {
        using var book = CaseBook.Read(Layout);

        Assert.Equal((false, $"{Layout.Case} was opened for reading only."), Plain(book.AddBookmark(Evil)));
        Assert.Empty(Directory.EnumerateFileSystemEntries(_folder.Path));
    }

    [Fact]
    public void A_full_medium_is_told_and_the_case_goes_on_when_there_is_room()
    {
        var isFull = false;
        using var book = CaseBook.Open(Layout, _clock, path => OpenFailing(path, () => isFull));
        Assert.True(book.SetNote(Evil, "one").IsDone);

        isFull = true;
        Assert.Equal((false, $"{Layout.Case} could not be written: no space is left on the disk. What it held before is whole."), Plain(book.SetNote(Evil, "two")));
        Assert.Equal("one", book.Content.Find(Evil.Key)!.Note);
        Assert.Equal("one", CaseBook.Read(Layout).Content.Find(Evil.Key)!.Note);
        Assert.False(book.SetNote(Evil, "three").IsDone);

        isFull = false;
        Done("note on evil.example. changed", book.SetNote(Evil, "four"));
        Assert.Null(book.WhyNot);
        Assert.Equal("four", CaseBook.Read(Layout).Content.Find(Evil.Key)!.Note);
    }

    /// <summary>An exception in a finalizer would end the process, and this test with it: LiteDB 5.0.21 has one that throws.</summary>
    [Fact]
    public void What_is_left_of_a_failed_change_does_not_end_the_process_when_it_is_collected()
    {
        for (var room = 0; room < 12; room++)
        {
            FailOnce(room);
            GC.Collect();
            GC.WaitForPendingFinalizers();
        }

        Assert.NotNull(CaseBook.Read(Layout).Content.Find(Evil.Key));

        [MethodImpl(MethodImplOptions.NoInlining)]
        void FailOnce(int room)
        {
            var (isArmed, writes) = (false, 0);
            var book = CaseBook.Open(Layout, _clock, path => OpenFailing(path, () => isArmed && ++writes > room));
            book.SetNote(Evil, $"before {room}");
            isArmed = true;
            book.SetNote(Evil, new string('x', 40_000) + room); // several pages
            book.SetNote(Evil, $"after {room}");
            if (room % 2 == 0) book.Dispose(); // else nobody does
            isArmed = false;
            book.Dispose();
        }
    }

    /// <summary>The log's flush lasts here until the medium is full and the next change waits. LiteDB 5.0.20 wrote the log in a task of its own: one that failed without
    /// a pause after the flush closed the database, which waited for the end of that same task, and the change waited for its pages, both for ever.</summary>
    [Fact(Timeout = 60_000)]
    public async Task A_medium_that_fills_up_while_the_log_is_flushed_does_not_stall_the_case()
    {
        using var full = new ManualResetEventSlim();
        using (var book = Open()) Assert.True(book.SetNote(Evil, "one").IsDone);
        var outcomes = await Task.Run(() =>
        {
            using var book = CaseBook.Open(Layout, _clock, path => OpenFailing(path, () => full.IsSet, FlushUntilFull));
            var two = book.SetNote(Evil, "two");
            full.Set();
            return (two.IsDone, book.SetNote(Evil, "three").IsDone);
        }, TestContext.Current.CancellationToken);

        Assert.Equal((true, false), outcomes);
        Assert.Equal("two", CaseBook.Read(Layout).Content.Find(Evil.Key)!.Note);

        void FlushUntilFull()
        {
            full.Wait();
            Thread.Sleep(1_000); // until the next change has begun; nobody waits here but a writer of LiteDB's own
        }
    }

    /// <summary>Each write of a change fails once, in its middle, and all that come after it: what is then on the medium is the case before or after.</summary>
    [Fact]
    public void Wherever_a_change_fails_the_case_is_whole_and_what_was_done_is_there()
    {
        var outcomes = new List<bool>();
        for (var writes = 0; !outcomes.Contains(true); writes++)
        {
            using var folder = new TemporaryFolder();
            var layout = new ArchiveLayout(folder.Path);
            var left = int.MaxValue;
            using (var book = CaseBook.Open(layout, _clock))
            {
                for (var i = 0; i < 5; i++) Assert.True(book.SetNote(CaseSubject.OfQuestion($"{i}.example."), new string('n', 3_000)).IsDone);
            }

            using (var book = CaseBook.Open(layout, _clock, path => OpenFailing(path, () => Interlocked.Decrement(ref left) < 0)))
            {
                Assert.True(book.AddBookmark(Address).IsDone);
                left = writes;
                outcomes.Add(book.SetNote(Evil, "new").IsDone);

                var reading = CaseBook.Read(layout);
                Assert.True(reading.ReadFault is null, $"after {writes} writes: {reading.ReadFault}");
                Assert.Equal(5, reading.Content.Bookmarks.Count(bookmark => bookmark.Note.Length == 3_000));
                if (outcomes[^1]) Assert.Equal("new", reading.Content.Find(Evil.Key)!.Note);
                left = int.MaxValue;
            }

            CloseFailing();
            using var next = CaseBook.Open(layout, _clock);
            var last = next.SetNote(Evil, "newer");
            Assert.True(last.IsDone, $"after {writes} writes: {last.Sentence}");
        }

        Assert.True(outcomes.Count > 3, $"{outcomes.Count} writes");
    }

    private LiteDatabase OpenFailing(string path, Func<bool> isFull, Action? flushLog = null)
    {
        return new(Opened(path, null), logStream: Opened(LiteDbFile.LogOf(path), flushLog));

        FailingStream Opened(string name, Action? flush)
        {
            var stream = new FailingStream(new FileStream(name, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.ReadWrite | FileShare.Delete), isFull, flush);
            _streams.Add(stream);
            return stream;
        }
    }

    /// <summary>LiteDB leaves streams open that it was given.</summary>
    private void CloseFailing()
    {
        foreach (var stream in _streams) stream.Dispose();
        _streams.Clear();
    }

    [Fact]
    public void Several_threads_may_write_and_read()
    {
        using var book = Open();
        Parallel.For(0, 20, new ParallelOptions { MaxDegreeOfParallelism = 8 }, i =>
        {
            Assert.True(book.SetNote(CaseSubject.OfQuestion($"{i}.example."), "n").IsDone);
            Assert.NotEmpty(book.Content.Bookmarks);
            Assert.True(book.NoteQuery($"{i % 10}.example.").IsDone);
        });

        using var reopened = CaseBook.Read(Layout);
        Assert.Null(reopened.ReadFault);
        Assert.Equal((20, 10), (reopened.Content.Bookmarks.Count, reopened.Content.Queries.Count));
    }

    [Fact]
    public void The_lock_names_its_holder_to_another_process()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "the second process is Linux's flock(1)");
        using (var book = Open())
        {
            using var flock = Process.Start("flock", ["-n", Layout.CaseLock, "true"]);
            flock.WaitForExit();
            Assert.Equal(1, flock.ExitCode);
        }

        Assert.Contains($"process {Environment.ProcessId}", File.ReadAllText(Layout.CaseLock), StringComparison.Ordinal);
    }

    private CaseBook Open() => CaseBook.Open(Layout, _clock);

    private void Edit(Action<LiteDatabase> edit)
    {
        using var database = LiteDbFile.Open(Layout.Case);
        edit(database);
    }

    private SortedDictionary<string, string> Files() => new(
        Directory.EnumerateFiles(_folder.Path, "*", SearchOption.AllDirectories)
            .ToDictionary(path => Path.GetRelativePath(_folder.Path, path), path => Convert.ToHexString(File.ReadAllBytes(path))), StringComparer.Ordinal);

    private static void Done(string sentence, CaseOutcome outcome) => Assert.Equal((true, sentence), Plain(outcome));

    private static (bool IsDone, string? Sentence) Plain(CaseOutcome outcome) => (outcome.IsDone, outcome.Sentence);

    private static string Describe(CaseBookmark bookmark) => FormattableString.Invariant(
        $"{bookmark.Subject.Title} [{bookmark.Note}] {(bookmark.Tags.Count == 0 ? "-" : string.Join(',', bookmark.Tags))} {bookmark.MadeMilliseconds} {bookmark.ChangedMilliseconds}");

    private static string Describe(CaseContent content) => string.Join(
        '|', content.Bookmarks.Select(Describe).Concat(content.Trails.Select(trail => $"{trail.Name}: {string.Join(' ', trail.Questions)} {trail.SavedMilliseconds}")));

    private sealed class SetClock : TimeProvider
    {
        public long Seconds { get; set; } = 10;

        public override DateTimeOffset GetUtcNow() => DateTimeOffset.FromUnixTimeSeconds(Seconds);
    }
}

public class CaseSubjectTests
{
    [Fact]
    public void An_RRset_is_known_again_by_owner_type_and_records()
    {
        using var folder = new TemporaryFolder();
        using var archive = Make.Archive(folder.Path, new ObservedSource(Make.Source(1),
            [Make.A("a.example.", "192.0.2.1"), Make.A("a.example.", "192.0.2.2"), Make.A("b.example.", "192.0.2.1"), Make.NS("a.example.", "ns.example.")]));
        var rrsets = archive.Find(new RRsetQuery { Side = LookupSide.All }).ToList();

        var subjects = rrsets.ConvertAll(CaseSubject.Of);

        Assert.Equal(4, subjects.Select(subject => subject.Key).Distinct().Count());
        Assert.Equal(subjects, archive.Find(new RRsetQuery { Side = LookupSide.All }).Select(CaseSubject.Of));
        Assert.Contains(subjects, subject => subject is { Title: "a.example. A 192.0.2.2", Question: "a.example.", Kind: CaseSubjectKind.RRset });
        Assert.All(rrsets.Zip(subjects), pair => Assert.Equal(CaseSubject.KeyOf(pair.First), pair.Second.Key));
    }

    public static TheoryData<string, string, string> Typed => new()
    {
        // why                      typed                  tags, or the problem
        { "blanks and commas",      " c2, Spam  c2\tx ",   "c2 spam x" },
        { "nothing",                "  ",                  "" },
        { "signs inside",           "apt-28 t1568.002 a:b", "a:b apt-28 t1568.002" },
        { "another script",         "\u0431\u043e\u0442",  "\u0431\u043e\u0442" },
        { "a sign in front",        "#spam",               "'#spam' is no tag; a tag is one word of small letters and digits, with - _ . : inside" },
        { "a direction turned",     "a\u202eb",            "'a\u202eb' is no tag; a tag is one word of small letters and digits, with - _ . : inside" },
    };

    [Theory, MemberData(nameof(Typed))]
    public void Tags_are_read_as_they_are_typed(string why, string typed, string expected)
    {
        var isRead = CaseText.TryParseTags(typed, out var tags, out var problem);
        Assert.True((isRead ? string.Join(' ', tags) : problem) == expected, $"{why}: {string.Join(' ', tags)} {problem}");
    }
}

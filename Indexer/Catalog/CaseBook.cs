using LiteDB;
using PassiveDns.Formats;

namespace PassiveDns.Indexer.Catalog;

/// <summary>How a change to a case went.</summary>
/// <param name="IsDone">What was wanted is so, and on the medium.</param>
/// <param name="Sentence">What was done, or why not, for the user. It may hold text from captures: to be sanitised.</param>
public readonly record struct CaseOutcome(bool IsDone, string Sentence);

/// <summary>What people wrote about the facts: bookmarks with notes and tags, saved trails, and which questions were asked, in <c>case.db</c>.</summary>
/// <remarks>
/// <para>Never evidence: runs, manifest and catalog are not touched, nor the archive's lock, so that notes are taken while a tap runs. One process
/// writes at a time and holds <c>case.lock</c>; others read, and say why they do not write. Each change tries again to become the writer, so a
/// second one takes over when the first ends. A file that is damaged, or of a newer version, is never written to: it is the user's to move away.</para>
/// <para>Safe for use by several threads. Reading is from memory and waits for nothing; a change waits for the medium: not for the thread that draws.</para>
/// </remarks>
public sealed class CaseBook : IDisposable
{
    private const int MostUndone = 1_000;
    private const int MostBookmarks = 100_000;
    private const int MostTrails = 10_000;

    private readonly Lock _lock = new();
    private readonly ArchiveLayout _layout;
    private readonly TimeProvider _clock;
    private readonly Func<string, LiteDatabase> _open;
    private readonly bool _writes;
    private readonly LinkedList<CaseChange> _done = [];
    private volatile CaseContent _content = CaseContent.Empty;
    private volatile string? _whyNot;
    private volatile string? _readFault;
    private ArchiveLock? _writeLock;
    private CaseDatabase? _database;

    private CaseBook(ArchiveLayout layout, TimeProvider clock, Func<string, LiteDatabase> open, bool writes)
    {
        (_layout, _clock, _open, _writes) = (layout, clock, open, writes);
        Load();
    }

    /// <summary>Opens a case for writing, where that is possible; else for reading, and <see cref="WhyNot"/> says why. Throws nothing for what a file
    /// can be. case.db is made by the first change.</summary>
    public static CaseBook Open(ArchiveLayout layout, TimeProvider? clock = null) => Open(layout, clock ?? TimeProvider.System, LiteDbFile.Open);

    /// <param name="open">Opens LiteDB's file of a name; a test's may fail.</param>
    internal static CaseBook Open(ArchiveLayout layout, TimeProvider clock, Func<string, LiteDatabase> open) => new(layout, clock, open, writes: true);

    /// <summary>Reads a case and changes nothing, not even a lock; <see cref="ReadFault"/> says what could not be read.</summary>
    public static CaseBook Read(ArchiveLayout layout) => new(layout, TimeProvider.System, LiteDbFile.Open, writes: false);

    /// <summary>All that the case holds.</summary>
    public CaseContent Content => _content;

    /// <summary>Why nothing can be written, a sentence for the user; null where it can.</summary>
    public string? WhyNot => _whyNot;

    /// <summary>Why <see cref="Content"/> is not all of the file, a sentence for the user; null where it is.</summary>
    public string? ReadFault => _readFault;

    /// <summary>What <see cref="Undo"/> would undo, as a clause; null for nothing.</summary>
    public string? Undoable
    {
        get
        {
            lock (_lock) return _done.Last?.Value.What;
        }
    }

    /// <summary>Reads again what another process has written meanwhile, and becomes the writer where that is possible now.</summary>
    public void Reload()
    {
        lock (_lock)
        {
            if (_whyNot is not null) Load(); // a writer's own content is what the file holds
        }
    }

    /// <summary>Marks a subject.</summary>
    public CaseOutcome AddBookmark(CaseSubject subject) => Change(
        CaseText.ProblemOfQuestion(subject.Question),
        (content, now) => content.Find(subject.Key) is not null
            ? Refusal($"{subject.Title} is bookmarked already")
            : Set($"bookmark of {subject.Title} added", subject, content, new CaseBookmark(subject, "", [], now, now)));

    /// <summary>Takes a bookmark away, with its note and tags.</summary>
    public CaseOutcome RemoveBookmark(CaseSubject subject) => Change(
        "",
        (content, _) => content.Find(subject.Key) is null
            ? Refusal($"there is no bookmark of {subject.Title}")
            : Set($"bookmark of {subject.Title} removed", subject, content, null));

    /// <summary>Writes a note on a subject in place of the one there was, and marks the subject where it was not.</summary>
    /// <param name="note">Empty takes the note away; the bookmark stays.</param>
    public CaseOutcome SetNote(CaseSubject subject, string note)
    {
        note = CaseText.Clean(note).TrimEnd();
        return Change(
            FirstOf(CaseText.ProblemOfQuestion(subject.Question), CaseText.ProblemOfNote(note)),
            (content, now) =>
            {
                var bookmark = content.Find(subject.Key) ?? new(subject, "", [], now, now);
                if (bookmark.Note == note) return Nothing($"note on {subject.Title} is as it was");
                return Set($"note on {subject.Title} {Verb(bookmark.Note.Length, note.Length)}", subject, content, bookmark with { Note = note, ChangedMilliseconds = now });
            });
    }

    /// <summary>Gives a subject these tags in place of those it had, and marks the subject where it was not.</summary>
    /// <param name="tags">As <see cref="CaseText.TryParseTags"/> reads them; none takes them away, the bookmark stays.</param>
    public CaseOutcome SetTags(CaseSubject subject, IReadOnlyList<string> tags)
    {
        tags = [.. tags.Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal)];
        return Change(
            FirstOf(CaseText.ProblemOfQuestion(subject.Question), CaseText.ProblemOf(tags)),
            (content, now) =>
            {
                var bookmark = content.Find(subject.Key) ?? new(subject, "", [], now, now);
                if (bookmark.Tags.SequenceEqual(tags)) return Nothing($"tags of {subject.Title} are as they were");
                return Set($"tags of {subject.Title} {Verb(bookmark.Tags.Count, tags.Count)}", subject, content, bookmark with { Tags = tags, ChangedMilliseconds = now });
            });
    }

    /// <summary>Saves a trail under a name, in place of one that had it.</summary>
    /// <param name="questions">In the order in which they were asked.</param>
    public CaseOutcome SaveTrail(string name, IReadOnlyList<string> questions)
    {
        name = CaseText.Clean(name).Trim();
        questions = [.. questions.Select(question => CaseText.Clean(question).Trim())];
        return Change(
            CaseText.ProblemOfTrail(name, questions),
            (content, now) =>
            {
                var before = content.FindTrail(name);
                if (before is null && content.TrailCount >= MostTrails) return Refusal(FormattableString.Invariant($"the case has {MostTrails} trails and takes no more"));
                return new(new TrailChange($"trail {name} {(before is null ? "saved" : "replaced")}", name, before, new CaseTrail(name, questions, now)));
            });
    }

    public CaseOutcome RemoveTrail(string name) => Change(
        "",
        (content, _) => content.FindTrail(name) is { } before
            ? new(new TrailChange($"trail {name} removed", name, before, null))
            : Refusal($"there is no trail {name}"));

    /// <summary>Puts a question at the top of the history. Not to be undone.</summary>
    public CaseOutcome NoteQuery(string text)
    {
        text = CaseText.Clean(text).Trim();
        return Change(
            CaseText.ProblemOfQuestion(text),
            (content, now) =>
            {
                var same = content.Queries.Where(query => query.Text == text).ToList();
                var tooMany = content.Queries.Except(same).Skip(CaseContent.MostQueries - 1);
                var number = content.Queries.Count == 0 ? 1 : content.Queries[0].Number + 1;
                return new(new QueryChange(new CaseQuery(number, text, now), [.. same, .. tooMany]));
            });
    }

    /// <summary>Undoes the last change of this session that is not undone; the sentence says which.</summary>
    public CaseOutcome Undo()
    {
        lock (_lock)
        {
            if (_whyNot is { } reason) return new(false, reason);
            if (_done.Last is not { Value: var change }) return new(false, "there is nothing to undo");
            var outcome = Commit(change.Reverse!, $"undone: {change.What}");
            if (outcome.IsDone) _done.RemoveLast();
            return outcome;
        }
    }

    public void Dispose()
    {
        lock (_lock) Release();
    }

    /// <param name="problem">What is wrong with the input, as a clause; empty for nothing.</param>
    /// <param name="decide">Finds the change from what is there and the time, in milliseconds since 1970.</param>
    private CaseOutcome Change(string problem, Func<CaseContent, long, Decision> decide)
    {
        if (problem.Length > 0) return new(false, problem);
        lock (_lock)
        {
            if (_whyNot is not null) Load();
            if (_whyNot is { } reason) return new(false, reason);
            var decision = decide(_content, _clock.GetUtcNow().ToUnixTimeMilliseconds());
            if (decision.Change is not { } change) return decision.Otherwise;
            var outcome = Commit(change, change.What);
            if (outcome.IsDone && change.Reverse is not null) Remember(change);
            return outcome;
        }
    }

    private void Remember(CaseChange change)
    {
        _done.AddLast(change);
        if (_done.Count > MostUndone) _done.RemoveFirst();
    }

    private CaseOutcome Commit(CaseChange change, string sentence)
    {
        var after = change.Apply(_content);
        try
        {
            _database ??= CaseDatabase.Open(_layout.Case, _open);
            _database.Write(change, after);
        }
        catch (Exception e) when (e is not OutOfMemoryException)
        {
            // After a failed write LiteDB may be beyond answering: the next change opens the file anew.
            Release();
            var reason = FileFault.Reason(e) ?? (e.InnerException is { } inner ? FileFault.Reason(inner) : null) ?? "its database does not answer";
            _whyNot = $"{_layout.Case} could not be written: {reason}. What it held before is whole.";
            return new(false, _whyNot);
        }

        _content = after;
        return new(true, sentence);
    }

    /// <summary>Becomes the writer where that is possible, and reads the file.</summary>
    private void Load()
    {
        Release();
        _done.Clear();
        var whyNot = _writes ? TakeLock() : $"{_layout.Case} was opened for reading only.";
        var reading = CaseDatabase.Read(_layout.Case);
        _content = reading.Content;
        _readFault = reading.Fault is null
            ? null
            : $"{_layout.Case}: {reading.Fault}. Nothing is written to it; move it away to begin anew, or restore it from a copy.";
        _whyNot = _readFault ?? whyNot;
        if (_whyNot is not null) Release();
    }

    /// <returns>Why it could not be had, a sentence; null where it could.</returns>
    private string? TakeLock()
    {
        try
        {
            _writeLock = ArchiveLock.TakeCase(_layout);
            if (File.Exists(_layout.Case)) File.Open(_layout.Case, FileMode.Open, FileAccess.ReadWrite, FileShare.ReadWrite | FileShare.Delete).Dispose();
            return null;
        }
        catch (ArchiveLockedException e)
        {
            return e.Message;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return $"{_layout.Case} cannot be written: {FileFault.Reason(e) ?? e.Message}.";
        }
    }

    private void Release()
    {
        try
        {
            _database?.Dispose();
        }
        catch (Exception e) when (e is not OutOfMemoryException)
        {
            // What was committed is in LiteDB's log, and comes in at the next opening.
        }

        _writeLock?.Dispose();
        (_database, _writeLock) = (null, null);
    }

    private static Decision Set(string what, CaseSubject subject, CaseContent content, CaseBookmark? after)
    {
        var before = content.Find(subject.Key);
        return before is null && content.BookmarkCount >= MostBookmarks
            ? Refusal(FormattableString.Invariant($"the case has {MostBookmarks} bookmarks and takes no more"))
            : new(new BookmarkChange(what, subject, before, after));
    }

    private static Decision Refusal(string clause) => new(null, new(false, clause));

    private static Decision Nothing(string clause) => new(null, new(true, clause));

    private static string FirstOf(string problem, string other) => problem.Length > 0 ? problem : other;

    private static string Verb(int before, int after) => before == 0 ? "added" : after == 0 ? "removed" : "changed";

    /// <summary>What is to be changed, or what is said when nothing is.</summary>
    private readonly record struct Decision(CaseChange? Change, CaseOutcome Otherwise = default);
}

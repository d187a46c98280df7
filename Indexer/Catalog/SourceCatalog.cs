using LiteDB;
using PassiveDns.Formats;
using PassiveDns.Formats.Records;

namespace PassiveDns.Indexer.Catalog;

/// <summary>What a reader gets of the catalog.</summary>
/// <param name="Sources">Every source of the archive, as the archive's own records have it.</param>
/// <param name="Ingests">The ingest log, oldest first; empty where it could not be read.</param>
/// <param name="Note">A sentence for the user where the catalog could not serve; null where it could.</param>
/// <param name="IsDamaged">The file is there and cannot be read, or says other things of a source than the archive. One that is behind, or not there
/// yet, is what a process leaves that died between commit and catalog: the next writer brings it up to date.</param>
public sealed record CatalogReading(IReadOnlyList<SourceRecord> Sources, IReadOnlyList<IngestEntry> Ingests, string? Note, bool IsDamaged = false);

/// <summary>The catalog: every source of the archive and the log of all attempts to take one in, in <c>catalog.db</c>.</summary>
/// <remarks>
/// <para>The archive is the truth about its sources; here stands what can be made again from it, and the log. Whoever opens the catalog for
/// writing must hold the archive's lock, and writes after the commit: what a crash between the two leaves out comes in at the next
/// opening.</para>
/// <para>Safe for use by several threads: LiteDB is called by one at a time.</para>
/// </remarks>
public sealed class SourceCatalog : IDisposable
{
    private const string SourcesCollection = "sources";
    private const string IngestsCollection = "ingests";
    private const string EndCollection = "end";
    private const string EndNumber = "number";
    private const long EndId = 1;

    private readonly Lock _lock = new();
    private readonly List<string> _notes = [];
    private readonly string _path;
    private readonly LiteDatabase _database;
    private readonly ILiteCollection<BsonDocument> _sources;
    private readonly ILiteCollection<BsonDocument> _ingests;
    private readonly ILiteCollection<BsonDocument> _end;
    private long _lastNumber;
    private string _lastHash = IngestEntry.NoHash;

    private SourceCatalog(string path)
    {
        _path = path;
        _database = LiteDbFile.Open(path);
        try
        {
            // All collections exist from here on: LiteDB does not bear one being read while it is made.
            LiteDbFile.Begin(_database);
            _sources = _database.GetCollection(SourcesCollection, BsonAutoId.Int64);
            _sources.EnsureIndex("path");
            _ingests = _database.GetCollection(IngestsCollection, BsonAutoId.Int64);
            _ingests.EnsureIndex("sha256");
            _end = _database.GetCollection(EndCollection, BsonAutoId.Int64);
            _end.EnsureIndex(EndNumber);
            LiteDbFile.Commit(_database, path);
            if (ReadIngests(_database).LastOrDefault() is { } last) (_lastNumber, _lastHash) = (last.Number, last.Hash);
        }
        catch
        {
            LiteDbFile.Close(_database);
            throw;
        }
    }

    /// <summary>What was put right when the catalog was opened or reconciled: sentences for the user.</summary>
    public IReadOnlyList<string> Notes
    {
        get
        {
            lock (_lock) return [.. _notes];
        }
    }

    /// <summary>Opens the catalog for writing, makes it where it is missing or damaged, and brings it in step with the archive.</summary>
    /// <param name="generation">The archive's.</param>
    /// <param name="sources">The archive's own records of its sources.</param>
    /// <param name="unreadable">SHA-256 of sources whose records the archive cannot read for damage: what the catalog has of them stays.</param>
    /// <remarks>A damaged file is kept under another name, never deleted.</remarks>
    /// <exception cref="IOException">The file cannot be opened or written at all.</exception>
    public static SourceCatalog Open(
        ArchiveLayout layout, long generation, IReadOnlyList<SourceRecord> sources, IReadOnlyCollection<string>? unreadable = null)
    {
        var path = layout.Catalog;
        var wasMissing = !File.Exists(path);
        try
        {
            if (!wasMissing && ReadAll(path).LostEntries is { } lost) throw new InvalidDataException(lost); // before LiteDB gets the file itself
            return OpenReconciled(wasMissing && sources.Count > 0 ? $"{path} was missing" : null);
        }
        catch (Exception e) when (LiteDbFile.IsDamage(e))
        {
            var aside = RenameAside(path, generation);
            return OpenReconciled($"{path} was damaged and is kept as {aside}");
        }

        SourceCatalog OpenReconciled(string? note)
        {
            if (!File.Exists(path)) LiteDbFile.Create(path, name => new SourceCatalog(name).Dispose());
            var catalog = new SourceCatalog(path);
            try
            {
                if (note is not null) catalog.Note(note);
                catalog.Reconcile(generation, sources, unreadable ?? []);
                return catalog;
            }
            catch
            {
                catalog.Dispose();
                throw;
            }
        }
    }

    /// <summary>Reads the ingest log, and compares the catalog's sources with the archive's own, without changing anything. Where that cannot be done,
    /// the note says so.</summary>
    /// <param name="sources">The archive's own records of its sources.</param>
    /// <param name="unreadable">SHA-256 of sources whose records the archive cannot read for damage: nothing is said of these.</param>
    public static CatalogReading Read(ArchiveLayout layout, IReadOnlyList<SourceRecord> sources, IReadOnlyCollection<string>? unreadable = null)
    {
        var path = layout.Catalog;
        const string substitute = "the sources come from the archive itself, without the ingest log";
        if (!File.Exists(path)) return new(sources, [], sources.Count == 0 ? null : $"{path} is missing: {substitute}.");
        try
        {
            var (known, ingests, lostEntries) = ReadAll(path);
            if (lostEntries is not null) return new(sources, ingests, $"{path}: {lostEntries}.", IsDamaged: true);
            var (note, isDamage) = Compare(path, sources, known, unreadable ?? []);
            return new(sources, ingests, note, isDamage);
        }
        catch (Exception e) when (e is not OutOfMemoryException)
        {
            // LiteDB answers damage with whatever its decoders run into.
            var reason = FileFault.Reason(e) ?? "it is no LiteDB database, or a damaged one";
            return new(sources, [], $"{path} cannot be read ({reason}): {substitute}.", IsDamaged: true);
        }
    }

    /// <summary>All sources, by SHA-256; rollups without their parts, of which the catalog keeps the number.</summary>
    public IReadOnlyList<SourceRecord> Sources
    {
        get
        {
            lock (_lock) return [.. _sources.FindAll().Select(SourceDocument.Read)];
        }
    }

    /// <summary>The ingest log, oldest first.</summary>
    public IReadOnlyList<IngestEntry> Ingests
    {
        get
        {
            lock (_lock) return ReadIngests(_database);
        }
    }

    /// <summary>Enters the attempts of one ingest, or what was done to sources, in one transaction.</summary>
    /// <param name="added">Sources that the archive holds since its commit.</param>
    /// <param name="gone">Sources that it holds no more.</param>
    /// <exception cref="IOException">The catalog could not be written. The archive is whole all the same.</exception>
    public void Record(IReadOnlyList<IngestAttempt> attempts, IReadOnlyList<SourceRecord> added, IReadOnlyList<SourceRecord>? gone = null)
    {
        lock (_lock)
        {
            Write(() =>
            {
                foreach (var source in added) _sources.Upsert(SourceDocument.Write(source));
                foreach (var source in gone ?? []) _sources.Delete(source.Sha256);
                Append(attempts);
            });
        }
    }

    /// <summary>Enters the sources that only the archive has, corrects those that differ, removes those the archive has no more; with a log entry for
    /// each that came, and for each that is gone and not part of a rollup.</summary>
    /// <param name="unreadable">SHA-256 of sources that the archive cannot tell of for damage; these stay.</param>
    /// <exception cref="IOException">The catalog could not be written.</exception>
    public void Reconcile(long generation, IReadOnlyList<SourceRecord> sources, IReadOnlyCollection<string> unreadable)
    {
        lock (_lock)
        {
            var known = _sources.FindAll().ToDictionary(document => document["_id"].AsString, StringComparer.Ordinal);
            var lacking = sources.Where(source => !known.ContainsKey(source.Sha256)).ToList();
            var different = sources.Where(source =>
                known.TryGetValue(source.Sha256, out var document) && !document.Equals(SourceDocument.Write(source))).ToList();
            var gone = known.Keys.Except(sources.Select(source => source.Sha256).Concat(unreadable), StringComparer.Ordinal).ToList();
            var removed = gone.Except(sources.SelectMany(source => source.Parts).Select(part => part.Sha256), StringComparer.Ordinal).ToList();
            if (lacking.Count + different.Count + gone.Count == 0) return;

            Write(() =>
            {
                foreach (var source in lacking.Concat(different)) _sources.Upsert(SourceDocument.Write(source));
                foreach (var sha256 in gone) _sources.Delete(sha256);
                Append([.. removed.Select(sha256 => CreateRemoval(SourceDocument.Read(known[sha256]), generation))]);
                Append([.. lacking.Select(source => CreateAttempt(source, generation))]);
            });
            AddNote(lacking.Count, "entered from the archive's own records");
            AddNote(different.Count, "corrected from the archive's own records");
            AddNote(gone.Count, "removed, for the archive has them no more");
        }
    }

    /// <summary>The first entry of the log that was changed, removed or moved; null when there is none.</summary>
    public ChainFault? VerifyChain() => IngestChain.Verify(Ingests);

    public void Dispose()
    {
        lock (_lock) LiteDbFile.Close(_database);
    }

    /// <summary>Where the catalog and the archive differ, a sentence for the user, and whether no crash explains it; null where they agree.</summary>
    private static (string? Note, bool IsDamage) Compare(
        string path, IReadOnlyList<SourceRecord> sources, Dictionary<string, BsonDocument> known, IReadOnlyCollection<string> unreadable)
    {
        const string substitute = "they come from the archive itself";
        var changed = sources.Count(source =>
            known.TryGetValue(source.Sha256, out var document) && !document.Equals(SourceDocument.Write(source)));
        if (changed > 0) return ($"{path} has {changed} of {sources.Count} sources otherwise than the archive: {substitute}.", true);
        var lacking = sources.Count(source => !known.ContainsKey(source.Sha256));
        if (lacking > 0) return ($"{path} lacks {lacking} of {sources.Count} sources: {substitute}.", false);
        var others = known.Keys.Except(sources.Select(source => source.Sha256).Concat(unreadable), StringComparer.Ordinal).Count();
        return others > 0 ? ($"{path} holds {others} more than the {sources.Count} sources of the archive: {substitute}.", false) : (null, false);
    }

    private static (Dictionary<string, BsonDocument> Sources, List<IngestEntry> Ingests, string? LostEntries) ReadAll(string path)
    {
        using var database = LiteDbFile.OpenCopy(path);
        var sources = database.GetCollection(SourcesCollection).FindAll().ToDictionary(source => SourceDocument.Read(source).Sha256, StringComparer.Ordinal);
        var ingests = ReadIngests(database);
        return (sources, ingests, FindLostEntries(database, ingests));
    }

    /// <summary>What the log's end lacks, as a clause; null where it is all there. That entries before it are lost, the chain tells.</summary>
    private static string? FindLostEntries(LiteDatabase database, List<IngestEntry> ingests)
    {
        var end = database.GetCollection(EndCollection).FindById(EndId);
        var last = end is null ? 0 : end.Number(EndNumber);
        return last <= ingests.Count && (end is null) == (ingests.Count == 0)
            ? null
            : $"expected {(end is null ? "an end of the ingest log" : $"an ingest log of {last} entries")}, found {ingests.Count} entries";
    }

    private static List<IngestEntry> ReadIngests(LiteDatabase database) =>
        [.. database.GetCollection(IngestsCollection).Query().OrderBy("$._id").ToEnumerable().Select(IngestDocument.Read)];

    /// <summary>Gives the damaged file, and LiteDB's log of it, a name that is free.</summary>
    private static string RenameAside(string path, long generation)
    {
        var aside = FormattableString.Invariant($"{path}.damaged-{generation}");
        for (var copy = 2; File.Exists(aside); copy++) aside = FormattableString.Invariant($"{path}.damaged-{generation}-{copy}");
        var log = LiteDbFile.LogOf(path);
        if (File.Exists(log)) File.Move(log, LiteDbFile.LogOf(aside), overwrite: true);
        File.Move(path, aside);
        return aside;
    }

    private static IngestAttempt CreateAttempt(SourceRecord source, long generation) => new()
    {
        Path = source.Path,
        Sha256 = source.Sha256,
        StartedMilliseconds = source.StartedMilliseconds,
        FinishedMilliseconds = source.FinishedMilliseconds,
        Outcome = source.IsRollup ? IngestOutcome.RolledUp : source.Damage.Count == 0 ? IngestOutcome.Added : IngestOutcome.Damaged,
        Remark = "Entered from the archive's own record.",
        ToolVersion = source.ToolVersion,
        Options = source.Options,
        Generation = generation,
    };

    private static IngestAttempt CreateRemoval(SourceRecord source, long generation) =>
        CreateAttempt(source, generation) with { Outcome = IngestOutcome.Removed, Remark = "The archive was found without it." };

    private void Append(IReadOnlyList<IngestAttempt> attempts)
    {
        foreach (var attempt in attempts)
        {
            var entry = IngestEntry.Continue(_lastNumber + 1, attempt, _lastHash);
            _ingests.Insert(IngestDocument.Write(entry));
            (_lastNumber, _lastHash) = (entry.Number, entry.Hash);
        }

        if (attempts.Count > 0) _end.Upsert(new BsonDocument { ["_id"] = EndId, [EndNumber] = _lastNumber });
    }

    /// <summary>Does some writing in one transaction, or none of it.</summary>
    private void Write(Action write)
    {
        var (number, hash) = (_lastNumber, _lastHash);
        try
        {
            LiteDbFile.Begin(_database);
            write();
            LiteDbFile.Commit(_database, _path);
        }
        catch (Exception e) when (e is not OutOfMemoryException)
        {
            (_lastNumber, _lastHash) = (number, hash);
            LiteDbFile.RollBack(_database);
            var reason = FileFault.Reason(e) ?? "its database does not answer";
            throw new IOException(
                $"{_path} could not be written: {reason}. The archive itself is whole; the next ingest brings the catalog in step.", e);
        }
    }

    private void AddNote(int sources, string what)
    {
        if (sources > 0) Note($"{_path}: {sources} {(sources == 1 ? "source" : "sources")} {what}");
    }

    private void Note(string sentence) => _notes.Add(sentence + ".");
}

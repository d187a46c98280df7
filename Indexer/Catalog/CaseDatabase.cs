using System.Collections.Immutable;
using LiteDB;
using PassiveDns.Formats;

namespace PassiveDns.Indexer.Catalog;

/// <summary>What a reader gets of case.db.</summary>
/// <param name="Content">As much as could be read.</param>
/// <param name="Fault">Why it is not all, as a clause; null where it is.</param>
internal sealed record CaseReading(CaseContent Content, string? Fault);

/// <summary>case.db itself: the documents of a case. For one caller at a time, who holds case.lock.</summary>
internal sealed class CaseDatabase : IDisposable
{
    private const long Format = 1;
    private const string BookmarksCollection = "bookmarks";
    private const string TrailsCollection = "trails";
    private const string QueriesCollection = "queries";
    private const string InfoCollection = "info";
    private const long InfoId = 1;
    private const int MostTries = 5;

    private readonly string _path;
    private readonly LiteDatabase _database;
    private readonly ILiteCollection<BsonDocument> _bookmarks;
    private readonly ILiteCollection<BsonDocument> _trails;
    private readonly ILiteCollection<BsonDocument> _queries;
    private readonly ILiteCollection<BsonDocument> _info;

    private CaseDatabase(string path, LiteDatabase database)
    {
        (_path, _database) = (path, database);
        try
        {
            // All collections exist from here on: LiteDB does not bear one being read while it is made.
            LiteDbFile.Begin(database);
            _bookmarks = Collection(BookmarksCollection, "madeMilliseconds");
            _trails = Collection(TrailsCollection, "savedMilliseconds");
            _queries = Collection(QueriesCollection, "askedMilliseconds");
            _info = Collection(InfoCollection, "format");
            if (_info.FindById(InfoId) is null) WriteInfo(CaseContent.Empty);
            LiteDbFile.Commit(database, path);
        }
        catch
        {
            LiteDbFile.Close(database);
            throw;
        }
    }

    /// <summary>Opens the file, or makes it. To be called after <see cref="Read"/> found no fault in it.</summary>
    /// <param name="open">Opens LiteDB's file of a name.</param>
    public static CaseDatabase Open(string path, Func<string, LiteDatabase> open)
    {
        if (!File.Exists(path)) LiteDbFile.Create(path, name => new CaseDatabase(name, open(name)).Dispose());
        return new(path, open(path));
    }

    /// <summary>Reads what is there without changing anything.</summary>
    public static CaseReading Read(string path)
    {
        if (!File.Exists(path)) return new(CaseContent.Empty, StrayLog(path));
        for (var tries = 1; ; tries++)
        {
            // Another process may move pages from the log to the file just then.
            var stamp = Stamp(path);
            var reading = ReadOnce(path);
            if (tries == MostTries || Stamp(path) == stamp) return reading;
        }
    }

    /// <summary>Makes a change in one transaction, or none of it, and waits until the medium has it, where somebody would miss it.</summary>
    /// <param name="after">The content that the change leads to.</param>
    public void Write(CaseChange change, CaseContent after)
    {
        try
        {
            LiteDbFile.Begin(_database);
            change.Write(this);
            WriteInfo(after);
            LiteDbFile.Commit(_database, _path);
            if (change.Reverse is not null) _database.Checkpoint(); // on Windows, too, the medium has it then
        }
        catch
        {
            LiteDbFile.RollBack(_database);
            throw;
        }
    }

    public void Write(string key, CaseBookmark? bookmark)
    {
        if (bookmark is null) _bookmarks.Delete(key);
        else _bookmarks.Upsert(CaseDocuments.Write(bookmark));
    }

    public void Write(string name, CaseTrail? trail)
    {
        if (trail is null) _trails.Delete(name);
        else _trails.Upsert(CaseDocuments.Write(trail));
    }

    public void Write(CaseQuery added, IReadOnlyList<CaseQuery> gone)
    {
        foreach (var query in gone) _queries.Delete(query.Number);
        _queries.Insert(CaseDocuments.Write(added));
    }

    public void Dispose() => LiteDbFile.Close(_database);

    /// <summary>How many documents there are, so that lost ones show.</summary>
    private void WriteInfo(CaseContent content) => _info.Upsert(new BsonDocument
    {
        ["_id"] = InfoId,
        ["format"] = Format,
        [BookmarksCollection] = (long)content.BookmarkCount,
        [TrailsCollection] = (long)content.TrailCount,
        [QueriesCollection] = (long)content.Queries.Count,
    });

    /// <param name="indexed">An index makes the collection.</param>
    private ILiteCollection<BsonDocument> Collection(string name, string indexed)
    {
        var collection = _database.GetCollection(name, BsonAutoId.Int64);
        collection.EnsureIndex(indexed);
        return collection;
    }

    /// <summary>A log holds changes that are not in its file yet: it must not come to another file.</summary>
    private static string? StrayLog(string path) => LiteDbFile.LogOf(path) is var log && File.Exists(log) && new FileInfo(log).Length > 0
        ? $"{Path.GetFileName(log)} is there without it: put its file back beside it, or move it away"
        : null;

    private static (DateTime File, DateTime Log) Stamp(string path) => (File.GetLastWriteTimeUtc(path), File.GetLastWriteTimeUtc(LiteDbFile.LogOf(path)));

    private static CaseReading ReadOnce(string path)
    {
        var bookmarks = new List<CaseBookmark>();
        var trails = new List<CaseTrail>();
        var queries = new List<CaseQuery>();
        string? fault;
        try
        {
            using var database = LiteDbFile.OpenCopy(path);
            var info = database.GetCollection(InfoCollection).FindById(InfoId);
            fault = FormatFault(info);
            if (fault is not null) return new(CaseContent.Empty, fault);
            var isWhole = ReadAll(database, BookmarksCollection, CaseDocuments.ReadBookmark, bookmarks)
                & ReadAll(database, TrailsCollection, CaseDocuments.ReadTrail, trails)
                & ReadAll(database, QueriesCollection, CaseDocuments.ReadQuery, queries);
            var isAll = info.Number(BookmarksCollection) == bookmarks.Count && info.Number(TrailsCollection) == trails.Count && info.Number(QueriesCollection) == queries.Count;
            fault = isWhole && isAll ? null : "a part of it is damaged or lost";
        }
        catch (Exception e) when (e is not OutOfMemoryException)
        {
            // LiteDB answers damage with whatever its decoders run into.
            fault = FileFault.Reason(e) ?? "it is no LiteDB database, or a damaged one";
        }

        return new(Content(bookmarks, trails, queries), fault);
    }

    private static string? FormatFault(BsonDocument? info) => info?["format"] switch
    {
        { IsInt64: true, AsInt64: Format } => null,
        { IsInt64: true, AsInt64: > Format and var other } => FormattableString.Invariant($"it has format {other}, which a newer pdns reads"),
        _ => "it is no case of pdns, or a damaged one",
    };

    /// <returns>False where a document could not be read; the others are.</returns>
    private static bool ReadAll<T>(LiteDatabase database, string collection, Func<BsonDocument, T> read, List<T> all)
    {
        var isWhole = true;
        foreach (var document in database.GetCollection(collection).FindAll())
        {
            try
            {
                all.Add(read(document));
            }
            catch (InvalidDataException)
            {
                isWhole = false;
            }
        }

        return isWhole;
    }

    private static CaseContent Content(List<CaseBookmark> bookmarks, List<CaseTrail> trails, List<CaseQuery> queries)
    {
        var bookmarksByKey = ImmutableDictionary.CreateBuilder<string, CaseBookmark>(StringComparer.Ordinal);
        foreach (var bookmark in bookmarks) bookmarksByKey[bookmark.Subject.Key] = bookmark;
        var trailsByName = ImmutableSortedDictionary.CreateBuilder<string, CaseTrail>(StringComparer.Ordinal);
        foreach (var trail in trails) trailsByName[trail.Name] = trail;
        return new(bookmarksByKey.ToImmutable(), trailsByName.ToImmutable(), [.. queries.OrderByDescending(query => query.Number)]);
    }
}

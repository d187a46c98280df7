using System.Collections;
using System.Reflection;
using LiteDB;
using LiteDB.Engine;

namespace PassiveDns.Indexer.Catalog;

/// <summary>How LiteDB is called: what its faults demand stands here, once.</summary>
internal static class LiteDbFile
{
    private const int PageLength = 8_192; // octets; LiteDB takes a shorter file for a new one
    private const int LongestFile = 1 << 30; // octets; half a million sources

    private static readonly FieldInfo Engine = typeof(LiteDatabase).GetField("_engine", BindingFlags.Instance | BindingFlags.NonPublic)!;
    private static readonly FieldInfo Monitor = typeof(LiteEngine).GetField("_monitor", BindingFlags.Instance | BindingFlags.NonPublic)!;
    private static readonly PropertyInfo Transactions = Type.GetType("LiteDB.Engine.TransactionMonitor, LiteDB", throwOnError: true)!.GetProperty("Transactions")!;

    /// <summary>Opens a file, or makes it, for the one process that writes to it.</summary>
    public static LiteDatabase Open(string path) => new(new ConnectionString
    {
        Filename = path,
        Connection = ConnectionType.Direct,
        Collation = Collation.Binary, // else the order of keys depends on the user's culture
    });

    /// <summary>Opens a copy in memory: LiteDB cuts a damaged file to whole pages even when it opens it for reading only.</summary>
    /// <exception cref="InvalidDataException">The file is shorter or longer than any of ours; damage in it may show as any exception.</exception>
    public static LiteDatabase OpenCopy(string path)
    {
        // In this order: a checkpoint in between moves pages from the log to the file, so that the copies lack them instead of
        // contradicting each other.
        var file = Copy(path);
        var log = File.Exists(LogOf(path)) ? Copy(LogOf(path)) : new MemoryStream();
        if (file.Length < PageLength)
            throw new InvalidDataException($"expected a LiteDB file of {PageLength} octets or more, found {file.Length}");
        return new LiteDatabase(file, logStream: log);
    }

    /// <summary>Makes a file under another name: a process that dies meanwhile leaves no beginning of one, which would pass for damage.</summary>
    /// <param name="make">Makes the file of the name it is given, and closes it.</param>
    public static void Create(string path, Action<string> make)
    {
        var unfinished = path + ".new";
        File.Delete(unfinished);
        File.Delete(LogOf(unfinished));
        make(unfinished);
        File.Delete(LogOf(path)); // of a file that is gone
        File.Move(unfinished, path);
    }

    /// <summary>LiteDB's own rule: <c>catalog.db</c> has the log <c>catalog-log.db</c>.</summary>
    public static string LogOf(string path) =>
        Path.Combine(Path.GetDirectoryName(path) ?? "", $"{Path.GetFileNameWithoutExtension(path)}-log{Path.GetExtension(path)}");

    /// <summary>Access and space are no damage; an end of file that came too early is. Of a failed transaction its reason counts.</summary>
    public static bool IsDamage(Exception e) => e is IOException { InnerException: { } reason }
        ? IsDamage(reason)
        : e is not (OutOfMemoryException or UnauthorizedAccessException or IOException) or EndOfStreamException;

    /// <summary>Begins a transaction, for <see cref="Commit"/> or <see cref="RollBack"/> to end.</summary>
    public static void Begin(LiteDatabase database)
    {
        database.BeginTrans();
        KeepFromFinalizers(database);
    }

    /// <summary>Closes a database, whatever has failed in it.</summary>
    public static void Close(LiteDatabase database)
    {
        KeepFromFinalizers(database);
        database.Dispose();
    }

    /// <summary>Takes back what a transaction wrote that failed.</summary>
    public static void RollBack(LiteDatabase database)
    {
        KeepFromFinalizers(database);
        try
        {
            database.Rollback();
        }
        catch (Exception e) when (e is not OutOfMemoryException)
        {
            // After a failed write LiteDB may be beyond answering; the transaction is then void at the next opening.
        }
    }

    /// <summary>Ends a transaction, and waits until the medium has its log and the log's name, which LiteDB does not: a power cut while pages move from
    /// the log to the file could else leave neither whole.</summary>
    /// <param name="path">The database's file.</param>
    public static void Commit(LiteDatabase database, string path)
    {
        database.Commit();
        if (OperatingSystem.IsWindows() || !File.Exists(LogOf(path))) return; // Windows lets nobody but its writer sync a file
        using var log = DurableFiles.OpenUnlocked(LogOf(path));
        RandomAccess.FlushToDisk(log);
        DurableFiles.Default.SyncFolder(Path.GetDirectoryName(Path.GetFullPath(path))!);
    }

    /// <summary>
    /// A transaction of LiteDB (5.0.21) in which a write failed is not disposed of, and its finalizer throws then ("discarded page must be writable"), which ends the process:
    /// somebody's full disk would take the program with it minutes later. Nothing is lost without the finalizer; the pages are the database's.
    /// </summary>
    private static void KeepFromFinalizers(LiteDatabase database)
    {
        if (Engine.GetValue(database) is not LiteEngine engine || Monitor.GetValue(engine) is not { } monitor) return;
#pragma warning disable CA1816 // the finalizer is another's
        foreach (var transaction in (IEnumerable)Transactions.GetValue(monitor)!) GC.SuppressFinalize(transaction);
#pragma warning restore CA1816
    }

    private static MemoryStream Copy(string path)
    {
        using var file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
        if (file.Length > LongestFile)
            throw new InvalidDataException($"expected a file of at most {LongestFile} octets, found {file.Length}");
        var copy = new MemoryStream((int)file.Length);
        file.CopyTo(copy);
        copy.Position = 0;
        return copy;
    }
}

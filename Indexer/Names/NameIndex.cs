namespace PassiveDns.Indexer.Names;

/// <summary>How far <see cref="NameIndex.CatchUp"/> has come.</summary>
/// <param name="Run">The run being indexed.</param>
/// <param name="NamesWritten">Of that run.</param>
/// <param name="RunsDone">Indexes finished before it.</param>
/// <param name="RunsToDo">Indexes that were lacking in all.</param>
public readonly record struct NameIndexProgress(string Run, long NamesWritten, int RunsDone, int RunsToDo);

/// <summary>Keeps the names indexes in step with the live runs: one immutable index for each large run, none for small ones.</summary>
/// <remarks>
/// Everything here is derived: the folder may be deleted at any time, and searches scan what has no index. Only the holder of the archive's
/// lock may call. An index is written beside its place and takes it by a rename, so that what bears a run's name is whole.
/// </remarks>
public static class NameIndex
{
    /// <summary>Runs with fewer RRsets are scanned: that takes 3 ms at 58 ns each, less than an index takes to open.</summary>
    public const long DefaultThreshold = 50_000;

    private const string UnfinishedSuffix = ".new";

    /// <summary>Builds what is lacking, damaged or of another run, then removes what belongs to no live run.</summary>
    /// <returns>Indexes built.</returns>
    /// <exception cref="OperationCanceledException">The indexes finished until then stay.</exception>
    internal static int CatchUp(
        ArchiveLayout layout, IReadOnlyList<NamedRun> runs, long threshold, Action<NameIndexProgress>? progress, CancellationToken cancellationToken)
    {
        var large = runs.Where(run => run.RRsets >= threshold).ToList();
        Sweep(layout, large);
        var lacking = large.Where(run => !IsIndexed(layout, run)).ToList();
        for (var done = 0; done < lacking.Count; done++)
        {
            var run = lacking[done];
            Build(layout, run, written => progress?.Invoke(new(run.Name, written, done, lacking.Count)), cancellationToken);
        }

        return lacking.Count;
    }

    /// <summary>Reads the whole index of a run; what is wrong with it as a clause for the user, null where it is sound or not there.</summary>
    internal static string? FindDamage(ArchiveLayout layout, NamedRun run)
    {
        var folder = layout.NamesOf(run.Name);
        if (!Directory.Exists(folder)) return null;
        using var index = NameIndexReader.Open(folder, run.Sha256, out var reason);
        return index is null ? reason : index.FindDamage();
    }

    private static bool IsIndexed(ArchiveLayout layout, NamedRun run)
    {
        using var index = NameIndexReader.Open(layout.NamesOf(run.Name), run.Sha256, out _);
        return index is not null;
    }

    private static void Build(ArchiveLayout layout, NamedRun run, Action<long> progress, CancellationToken cancellationToken)
    {
        var place = layout.NamesOf(run.Name);
        var unfinished = place + UnfinishedSuffix;
        DurableFiles.Default.CreateFolder(unfinished);
        using (var names = run.OpenNames()) NameIndexWriter.Write(unfinished, run.Sha256, names, progress, cancellationToken);
        if (Directory.Exists(place)) Directory.Delete(place, recursive: true);
        Directory.Move(unfinished, place);
        DurableFiles.Default.SyncFolder(layout.Names);
    }

    /// <summary>Removes the indexes of runs that are gone, and what an interrupted build left.</summary>
    private static void Sweep(ArchiveLayout layout, IReadOnlyList<NamedRun> indexed)
    {
        if (!Directory.Exists(layout.Names)) return;
        var live = indexed.Select(run => run.Name).ToHashSet(StringComparer.Ordinal);
        foreach (var folder in Directory.GetDirectories(layout.Names))
        {
            if (!live.Contains(Path.GetFileName(folder))) Directory.Delete(folder, recursive: true);
        }
    }
}

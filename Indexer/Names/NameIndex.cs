namespace PassiveDns.Indexer.Names;

/// <summary>How far <see cref="NameIndex.CatchUp(Archive, Action{NameIndexProgress}?, CancellationToken)"/> has come.</summary>
/// <param name="Run">The run being indexed.</param>
/// <param name="NamesWritten">Of that run.</param>
/// <param name="RunsDone">Runs dealt with before it.</param>
/// <param name="RunsToDo">Runs that lacked an index.</param>
public readonly record struct NameIndexProgress(string Run, long NamesWritten, int RunsDone, int RunsToDo);

/// <summary>What catching up did.</summary>
/// <param name="Built">Indexes built.</param>
/// <param name="Notes">Runs that could not be indexed and why, a sentence each; searches scan what can be read of them.</param>
public sealed record NameIndexUpdate(int Built, IReadOnlyList<string> Notes);

/// <summary>Keeps the names indexes in step with the live runs: one immutable index for each large run, none for small ones. See
/// FORMAT.md, "names/".</summary>
/// <remarks>
/// Everything here is derived: the folder may be deleted at any time, and searches scan what has no index. An index is written beside its
/// place
/// and takes it by a rename, so that what bears a run's name is whole.
/// </remarks>
public static class NameIndex
{
    /// <summary>Runs with fewer RRsets are scanned: that takes some milliseconds, as opening an index does.</summary>
    public const long DefaultThreshold = 50_000;

    private const string UnfinishedSuffix = ".new";

    /// <summary>Builds what is lacking, damaged or of another run, and removes what belongs to no live run.</summary>
    /// <param name="archive">Open for writing.</param>
    /// <param name="progress">Told now and then, on this thread.</param>
    /// <exception cref="OperationCanceledException">The indexes finished until then stay.</exception>
    /// <exception cref="InvalidOperationException">The archive was opened for reading.</exception>
    /// <exception cref="IOException">An index cannot be written.</exception>
    public static NameIndexUpdate CatchUp(
        Archive archive, Action<NameIndexProgress>? progress = null, CancellationToken cancellationToken = default) =>
        CatchUp(archive, DefaultThreshold, progress, cancellationToken);

    /// <param name="threshold">Runs with fewer RRsets get no index.</param>
    internal static NameIndexUpdate CatchUp(
        Archive archive, long threshold, Action<NameIndexProgress>? progress = null, CancellationToken cancellationToken = default)
    {
        if (!archive.IsWritable) throw new InvalidOperationException("The archive was opened for reading.");
        Sweep(archive.Layout, archive.Manifest.Runs.Select(run => run.Name));
        using var held = NamedRun.Hold(archive);
        return CatchUp(archive.Layout, held.Runs, threshold, progress, cancellationToken);
    }

    /// <summary>Reads all indexes whole; what is wrong with them, a sentence each. Searches read less and may miss names where this finds
    /// damage.</summary>
    public static IReadOnlyList<string> FindDamage(Archive archive)
    {
        using var held = NamedRun.Hold(archive);
        return
        [
            .. held.Runs.Select(run => (Folder: archive.Layout.NamesOf(run.Name), Damage: FindDamage(archive.Layout, run)))
                .Where(found => found.Damage is not null)
                .Select(found => $"{found.Folder}: {found.Damage}. Delete the folder: the next ingest builds it again."),
        ];
    }

    internal static NameIndexUpdate CatchUp(
        ArchiveLayout layout,
        IReadOnlyList<NamedRun> runs,
        long threshold,
        Action<NameIndexProgress>? progress,
        CancellationToken cancellationToken)
    {
        var lacking = runs.Where(run => run.RRsets >= threshold && !IsIndexed(layout, run)).ToList();
        var notes = new List<string>();
        for (var done = 0; done < lacking.Count; done++)
        {
            var run = lacking[done];
            var runsDone = done;
            try
            {
                Build(layout, run, written => progress?.Invoke(new(run.Name, written, runsDone, lacking.Count)), cancellationToken);
            }
            catch (ArchiveException e)
            {
                notes.Add($"The names of run {run.Name} could not be indexed: {e.Message}");
            }
        }

        return new(lacking.Count - notes.Count, notes);
    }

    /// <summary>What is wrong with a run's index as a clause for the user; null where it is sound or not there.</summary>
    internal static string? FindDamage(ArchiveLayout layout, NamedRun run)
    {
        var folder = layout.NamesOf(run.Name);
        if (!Directory.Exists(folder)) return null;
        using var index = NameIndexReader.Open(folder, run.Sha256, out var reason);
        return index is null ? reason : index.FindDamage();
    }

    /// <summary>Removes the indexes of runs that are gone, and what an interrupted build left.</summary>
    internal static void Sweep(ArchiveLayout layout, IEnumerable<string> liveRuns)
    {
        if (!Directory.Exists(layout.Names)) return;
        var live = liveRuns.ToHashSet(StringComparer.Ordinal);
        foreach (var folder in Directory.GetDirectories(layout.Names))
        {
            if (!live.Contains(Path.GetFileName(folder))) Directory.Delete(folder, recursive: true);
        }
    }

    private static bool IsIndexed(ArchiveLayout layout, NamedRun run)
    {
        using var index = NameIndexReader.Open(layout.NamesOf(run.Name), run.Sha256, out _);
        return index is not null && index.FindCut() is null;
    }

    private static void Build(ArchiveLayout layout, NamedRun run, Action<long> progress, CancellationToken cancellationToken)
    {
        var place = layout.NamesOf(run.Name);
        var unfinished = place + UnfinishedSuffix;
        Remove(unfinished);
        Directory.CreateDirectory(unfinished);
        try
        {
            using var names = run.OpenNames();
            NameIndexWriter.Write(unfinished, run.Sha256, names, progress, cancellationToken);
            CheckedDirectory.Seal(unfinished);
        }
        catch
        {
            Remove(unfinished); // at once: where the disk is full its space is wanted
            throw;
        }

        Remove(place);
        Directory.Move(unfinished, place);
        DurableFiles.Default.SyncFolder(layout.Names);
    }

    private static void Remove(string folder)
    {
        if (Directory.Exists(folder)) Directory.Delete(folder, recursive: true);
    }
}

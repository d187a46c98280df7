using PassiveDns.Formats.Records;
using PassiveDns.Indexer.Runs;

namespace PassiveDns.Indexer.Maintenance;

/// <summary>Writes some of an archive's runs anew, as one: what compaction and the removal of sources have in common.</summary>
internal static class RunRewrite
{
    // Octets of memory for the inverse; the RRsets themselves stream through.
    private const long InverseBudget = 64 * 1024 * 1024;

    /// <summary>Replaces runs by one that holds what they hold of the sources that stay, in one commit.</summary>
    /// <param name="names">Of live runs that can be read; their files are gone afterwards.</param>
    /// <param name="stays">Tells for a source whether it stays; where none does, no run takes the place of the old ones.</param>
    /// <returns>The new run; null where there is none.</returns>
    /// <exception cref="ArchiveException">A part of a run is damaged; nothing is changed then.</exception>
    /// <exception cref="OperationCanceledException">It was interrupted; nothing is changed then.</exception>
    public static ManifestRun? Rewrite(
        Archive archive, IReadOnlyCollection<string> names, Func<SourceRecord, bool> stays, CancellationToken interruption)
    {
        using var state = archive.HoldState();
        var runs = state.Runs.Where(run => names.Contains(run.Name)).ToList();
        var sources = runs.SelectMany(run => run.Sources).Where(stays).OrderBy(source => source.Sha256, StringComparer.Ordinal).ToArray();
        if (sources.Length == 0) return archive.ReplaceRuns(names, write: null);

        var writing = new RunWriting { Files = archive.Files };
        using var parts = new PartFolder(archive.Layout.Parts, writing);
        var places = sources.Index().ToDictionary(source => source.Item.Sha256, source => source.Index, StringComparer.Ordinal);
        var walk = new RRsetMergeWalk(
            [.. runs.Select(run => Input(run, source => places.GetValueOrDefault(source.Sha256, RRsetMerge.LeftOut)))], interruption);
        var writer = new RunPairWriter(archive.Layout, writing, parts, InverseBudget, new ChunkPool());
        var level = runs.Max(run => run.Manifest.Level) + 1;
        return archive.ReplaceRuns(names, name => writer.Write(name, level, walk, sources));
    }

    /// <summary>A run as an input of a merge.</summary>
    /// <param name="place">The place of a source in the result's list, or <see cref="RRsetMerge.LeftOut"/>.</param>
    public static (Func<IRRsetCursor> Open, int[] Map) Input(Run run, Func<SourceRecord, int> place) =>
        (() => run.OpenRRsets(cache: null), [.. run.Sources.Select(place)]);
}

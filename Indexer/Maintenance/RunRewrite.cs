using PassiveDns.Formats.Records;
using PassiveDns.Indexer.Domains;
using PassiveDns.Indexer.Runs;

namespace PassiveDns.Indexer.Maintenance;

/// <summary>Writes some of an archive's runs anew, as one: what compaction, the removal of sources and their rollup have in common.</summary>
internal static class RunRewrite
{
    private const long InverseBudget = 64 << 20;

    /// <summary>Replaces runs by one that holds what they hold of the sources that stay, in one commit. An inverse that is damaged inside is made anew.</summary>
    /// <param name="names">Of live runs that can be read; their files are gone afterwards.</param>
    /// <param name="become">
    /// What a source becomes: itself, the rollup that it goes into, or null where it does not stay. Where none stays, no run takes the place of
    /// the old ones.
    /// </param>
    /// <returns>The new run; null where there is none.</returns>
    /// <exception cref="ArchiveException">A part of a run's RRsets is damaged, or the sources that stay are more than a run can hold; nothing is changed then.</exception>
    /// <exception cref="OperationCanceledException">It was interrupted; nothing is changed then.</exception>
    public static ManifestRun? Rewrite(
        Archive archive, IReadOnlyCollection<string> names, Func<SourceRecord, SourceRecord?> become, CancellationToken interruption)
    {
        using var state = archive.HoldState();
        var runs = state.Runs.Where(run => names.Contains(run.Name)).ToList();
        var sources = runs.SelectMany(run => run.Sources).Select(become).OfType<SourceRecord>()
            .DistinctBy(source => source.Sha256, StringComparer.Ordinal).OrderBy(source => source.Sha256, StringComparer.Ordinal).ToArray();
        if (sources.Length == 0) return archive.ReplaceRuns(names, write: null);

        var writing = new RunWriting { Files = archive.Files, SourcesRoom = archive.SourcesRoom };
        var places = sources.Index().ToDictionary(source => source.Item.Sha256, source => source.Index, StringComparer.Ordinal);
        (Run Run, int[] Map)[] inputs = [.. runs.Select(run => Input(run, source => become(source) is { } stays ? places[stays.Sha256] : RRsetMerge.LeftOut))];
        try
        {
            return Replace(new MergedContent(inputs, interruption));
        }
        catch (DamagedArchiveException e) when (runs.Any(run => run.RDataFile.Path == e.File))
        {
            // What an inverse says follows from the RRsets.
            using var parts = new PartFolder(archive.Layout.Parts, writing);
            return Replace(new CollectedContent([.. inputs.Select(Opener)], [.. inputs.Where(input => input.Run.DomainFile is not null).Select(DomainOpener)], parts, InverseBudget, new ChunkPool(), interruption));
        }

        ManifestRun? Replace(IRunContent content)
        {
            if (sources.Any(source => source.IsRollup)) content = new RollupContent(content, sources);
            var writer = new RunWriter(archive.Layout, writing);
            var level = runs.Max(run => run.Manifest.Level) + 1;
            return archive.ReplaceRuns(names, name => writer.Write(name, level, content, sources));
        }
    }

    private static (Func<IDomainCursor> Open, int[] Map) DomainOpener((Run Run, int[] Map) input) => (() => input.Run.OpenDomains()!, input.Map);

    private static (Func<IRRsetCursor> Open, int[] Map) Opener((Run Run, int[] Map) input) => (() => input.Run.OpenRRsets(cache: null), input.Map);

    /// <summary>A run as an input of a merge.</summary>
    /// <param name="place">The place of a source in the result's list, or <see cref="RRsetMerge.LeftOut"/>.</param>
    public static (Run Run, int[] Map) Input(Run run, Func<SourceRecord, int> place) => (run, [.. run.Sources.Select(place)]);
}

using PassiveDns.Indexer.Runs;

namespace PassiveDns.Indexer.Names;

/// <summary>A live run, as the names index sees it.</summary>
/// <param name="Name">The run's name, which its index bears too.</param>
/// <param name="Sha256">Of the file of RRsets, of which all else is made; an index is good for no other.</param>
/// <param name="RRsets">RRsets in the run.</param>
/// <param name="OpenNames">Opens a walk over all its names: owners and names in rdata.</param>
internal sealed record NamedRun(string Name, string Sha256, long RRsets, Func<NameCursor> OpenNames)
{
    /// <param name="lost">Takes the blocks that cannot be read; null where none may be passed over.</param>
    public static IReadOnlyList<NamedRun> Of(Archive archive, LostBlocks? lost = null) => [.. archive.Runs.Select(run => Of(run, lost))];

    private static NamedRun Of(Run run, LostBlocks? lost) => new(
        run.Name,
        run.Manifest.RRsetFile.Sha256,
        run.Manifest.RRsets,
        () => new MergedNames(
        [
            new NamesOfSide(run.OpenOwners(lost), NameSides.Owner),
            new NamesOfSide(run.OpenTargetNames(lost), NameSides.RData),
        ]));
}

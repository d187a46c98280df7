using PassiveDns.Indexer.Runs;

namespace PassiveDns.Indexer.Names;

/// <summary>A live run, as the names index sees it.</summary>
/// <param name="Name">The run's name, which its index bears too.</param>
/// <param name="Sha256">Of the file of RRsets, of which all else is made; an index is good for no other.</param>
/// <param name="RRsets">RRsets in the run.</param>
/// <param name="OpenNames">Opens a walk over all its names: owners and names in rdata.</param>
internal sealed record NamedRun(string Name, string Sha256, long RRsets, Func<NameCursor> OpenNames)
{
    /// <summary>The runs that are live now; they stay open until this is disposed of.</summary>
    /// <param name="lost">Takes the blocks that cannot be read; null where none may be passed over.</param>
    public static NamedRuns Hold(Archive archive, LostBlocks? lost = null)
    {
        var state = archive.HoldState();
        return new NamedRuns([.. state.Runs.Select(run => Of(run, lost))], state);
    }

    /// <inheritdoc cref="Hold"/>
    public static NamedRun Of(Run run, LostBlocks? lost) => new(
        run.Name,
        run.Manifest.RRsetFile.Sha256,
        run.Manifest.RRsets,
        () => new MergedNames(
        [
            new NamesOfSide(run.OpenOwners(lost), NameSides.Owner),
            new NamesOfSide(run.OpenTargetNames(lost), NameSides.RData),
        ]));
}

/// <param name="holder">Keeps them open.</param>
internal sealed class NamedRuns(IReadOnlyList<NamedRun> runs, IDisposable? holder = null) : IDisposable
{
    /// <summary>By number.</summary>
    public IReadOnlyList<NamedRun> Runs => runs;

    public void Dispose() => holder?.Dispose();
}

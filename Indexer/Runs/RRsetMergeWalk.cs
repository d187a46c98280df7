namespace PassiveDns.Indexer.Runs;

/// <summary>Several inputs as one, to be walked more than once.</summary>
/// <param name="inputs">For each input, what opens a cursor over it, and its map; see <see cref="RRsetMerge"/>.</param>
internal sealed class RRsetMergeWalk(IReadOnlyList<(Func<IRRsetCursor> Open, int[] Map)> inputs, CancellationToken interruption = default) : IRRsetWalk
{
    public IRRsetCursor OpenRRsets() => new RRsetMerge(Open(), interruption: interruption);

    public IKeyCursor OpenKeys() => new RRsetMerge(Open(), keysOnly: true, interruption);

    private (IRRsetCursor, int[])[] Open() => [.. inputs.Select(input => (input.Open(), input.Map))];
}

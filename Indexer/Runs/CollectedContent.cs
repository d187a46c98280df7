using PassiveDns.Indexer.Domains;

namespace PassiveDns.Indexer.Runs;

/// <summary>RRsets without inverses, as a session leaves them in sorted parts: the inverse is collected from the RRsets and sorted.</summary>
/// <param name="inputs">For each part, or run, what opens a cursor over it, and its map; see <see cref="RRsetMerge"/>.</param>
/// <param name="domains">Of domain-days, likewise.</param>
/// <param name="parts">For what the inverse spills.</param>
/// <param name="inverseBudget">Octets of memory for the inverse.</param>
/// <param name="pool">Where that memory comes from.</param>
/// <param name="interruption">Ends it.</param>
internal sealed class CollectedContent(
    IReadOnlyList<(Func<IRRsetCursor> Open, int[] Map)> inputs, IReadOnlyList<(Func<IDomainCursor> Open, int[] Map)> domains, PartFolder parts,
    long inverseBudget, ChunkPool pool, CancellationToken interruption = default) : IRunContent
{
    public IRRsetCursor OpenRRsets() => new RRsetMerge(Open(), interruption: interruption);

    public IDomainCursor OpenDomains() => new DomainMerge([.. domains.Select(input => (input.Open(), input.Map))], interruption);

    /// <summary>Walks the keys a second time, at the same time.</summary>
    public void WriteInverse(RDataRunWriter file, Task rrsets, CancellationToken isGivenUp)
    {
        var inverse = new InverseBuilder(parts, inverseBudget, pool);
        var ordinal = 0L;
        using (var keys = new RRsetMerge(Open(), keysOnly: true))
        {
            for (; keys.MoveNext(); ordinal++)
            {
                isGivenUp.ThrowIfCancellationRequested();
                inverse.Add(keys.Key, ordinal);
            }
        }

        inverse.WriteTo(file, ordinal);
    }

    private (IRRsetCursor, int[])[] Open() => [.. inputs.Select(input => (input.Open(), input.Map))];
}

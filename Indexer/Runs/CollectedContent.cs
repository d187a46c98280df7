using PassiveDns.Indexer.Domains;

namespace PassiveDns.Indexer.Runs;

/// <summary>Sorted parts without inverses, as a session leaves them: the inverse is collected from the RRsets and sorted.</summary>
/// <param name="inputs">For each part, what opens a cursor over it, and its map; see <see cref="RRsetMerge"/>.</param>
/// <param name="domains">Of domain-days, likewise.</param>
/// <param name="parts">For what the inverse spills.</param>
/// <param name="inverseBudget">Octets of memory for the inverse.</param>
/// <param name="pool">Where that memory comes from.</param>
internal sealed class CollectedContent(
    IReadOnlyList<(Func<IRRsetCursor> Open, int[] Map)> inputs, IReadOnlyList<(Func<IDomainCursor> Open, int[] Map)> domains, PartFolder parts,
    long inverseBudget, ChunkPool pool) : IRunContent
{
    public IRRsetCursor OpenRRsets() => new RRsetMerge(Open());

    public IDomainCursor OpenDomains() => new DomainMerge([.. domains.Select(input => (input.Open(), input.Map))]);

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

using PassiveDns.Indexer.Runs;

namespace PassiveDns.Indexer.Lookup;

/// <summary>RRsets that a range of the inverse points to, in key order: their ordinals are collected first, then each block is read once.</summary>
internal abstract class OrdinalLookup(Run run, BlockCache cache, LostBlocks lost, KeyFilter filter)
    : RunLookup(run, cache, lost, filter)
{
    private long[] _ordinals = [];
    private int _next;

    protected override bool MoveToCandidate()
    {
        while (_next < _ordinals.Length)
        {
            if (RRsets.SeekOrdinal(_ordinals[_next++])) return RRsets.MoveNext();
        }

        return false;
    }

    /// <summary>Collects the ordinals; to be called once, by the constructor.</summary>
    /// <param name="inverse">The run's.</param>
    /// <param name="from">First key of the range.</param>
    /// <param name="range">True for its keys.</param>
    /// <param name="isWanted">Which of them; null for all.</param>
    protected void Collect(RDataRunCursor inverse, ReadOnlySpan<byte> from, KeyPredicate range, KeyPredicate? isWanted = null)
    {
        var ordinals = new List<long>();
        inverse.Seek(from);
        while (inverse.MoveNext() && range(inverse.Key))
        {
            if (isWanted is null || isWanted(inverse.Key)) ordinals.Add(inverse.RRset);
        }

        ordinals.Sort();
        _ordinals = [.. ordinals.Distinct()];
    }

    /// <summary>A question about a key of the inverse.</summary>
    protected delegate bool KeyPredicate(ReadOnlySpan<byte> key);
}

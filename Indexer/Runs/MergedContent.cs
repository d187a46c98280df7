using PassiveDns.Indexer.Domains;

namespace PassiveDns.Indexer.Runs;

/// <summary>Runs to be made one: their RRsets are merged, and then their inverses, whose ordinals become those of the new run.</summary>
/// <param name="inputs">Each with its map; see <see cref="RRsetMerge"/>.</param>
/// <param name="interruption">Ends it.</param>
internal sealed class MergedContent(IReadOnlyList<(Run Run, int[] Map)> inputs, CancellationToken interruption) : IRunContent
{
    private OrdinalMap[] _ordinals = [];

    public IRRsetCursor OpenRRsets()
    {
        var limit = inputs.Sum(input => input.Run.RRsetFile.Totals.Entries);
        _ordinals = [.. inputs.Select(input => new OrdinalMap(input.Run.RRsetFile.Totals.Entries, limit))];
        return new RRsetMerge([.. inputs.Select(input => ((IRRsetCursor)input.Run.OpenRRsets(cache: null), input.Map))], ordinals: _ordinals,
            interruption: interruption);
    }

    public IDomainCursor OpenDomains()
    {
        var counted = inputs.Where(input => input.Run.DomainFile is not null);
        return new DomainMerge([.. counted.Select(input => ((IDomainCursor)input.Run.OpenDomains()!, input.Map))], interruption);
    }

    public void WriteInverse(RDataRunWriter file, Task rrsets, CancellationToken isGivenUp)
    {
        rrsets.GetAwaiter().GetResult();
        using var merge = new KeyMerge<Renumbered>(
            [.. inputs.Select((input, place) => new Renumbered(input.Run.OpenRData(cache: null), _ordinals[place]))]);
        while (merge.MoveNext())
        {
            interruption.ThrowIfCancellationRequested();
            file.Add(merge.Current.Key, merge.Current.Rank);
        }
    }

    /// <summary>An inverse as part of the new run's: without the RRsets that the new run lacks.</summary>
    private sealed class Renumbered(RDataRunCursor pairs, OrdinalMap ordinals) : IKeyCursor
    {
        public ReadOnlySpan<byte> Key => pairs.Key;

        public long Rank { get; private set; }

        public bool MoveNext()
        {
            while (pairs.MoveNext())
            {
                Rank = ordinals[pairs.RRset];
                if (Rank != OrdinalMap.LeftOut) return true;
            }

            return false;
        }

        public void Dispose() => pairs.Dispose();
    }
}

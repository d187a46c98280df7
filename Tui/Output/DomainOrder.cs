using PassiveDns.Indexer.Domains;

namespace PassiveDns.Tui.Output;

/// <summary>What domains can be sorted by: most first. Users write each as one word, in lower case.</summary>
public enum DomainSortKey
{
    Queries,
    Names,
    Nxdomain,
    Longest,
    Info,
    Answer,
}

/// <summary>Orders domains by a figure, those with most of it first; those with as much stay as they came.</summary>
public sealed class DomainOrder(DomainSortKey key)
{
    /// <summary>The domains in order; with a limit only the best ones are held in memory.</summary>
    /// <param name="limit">Most results; 0 for all.</param>
    /// <param name="leftOut">How many more there were.</param>
    public IReadOnlyList<DomainStatistics> Sort(IEnumerable<DomainStatistics> domains, int limit, out long leftOut)
    {
        leftOut = 0;
        var kept = new PriorityQueue<DomainStatistics, (double Figure, long Late)>(); // the least of them first, and of like ones the latest
        var place = 0L;
        foreach (var domain in domains)
        {
            var rank = (FigureOf(domain), -place++);
            if (limit == 0 || kept.Count < limit)
            {
                kept.Enqueue(domain, rank);
                continue;
            }

            leftOut++;
            kept.EnqueueDequeue(domain, rank);
        }

        var sorted = new DomainStatistics[kept.Count];
        for (var i = sorted.Length - 1; i >= 0; i--) sorted[i] = kept.Dequeue();
        return sorted;
    }

    private double FigureOf(DomainStatistics domain) => key switch
    {
        DomainSortKey.Names => domain.DistinctNames,
        DomainSortKey.Nxdomain => domain.Figures.NxDomain,
        DomainSortKey.Longest => domain.LongestLabels,
        DomainSortKey.Info => domain.Information,
        DomainSortKey.Answer => domain.MeanResponse,
        _ => domain.Figures.Queries,
    };
}

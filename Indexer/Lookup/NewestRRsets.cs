using PassiveDns.Formats.Records;

namespace PassiveDns.Indexer.Lookup;

/// <summary>Keeps of the RRsets of an answer those that were seen last.</summary>
/// <param name="limit">How many.</param>
internal sealed class NewestRRsets(int limit)
{
    // The next to go first: seen longest ago, of equal ones the last in key order, which is the order they come in.
    private readonly PriorityQueue<RRset, (long LastMilliseconds, long MinusNumber)> _kept = new();

    /// <summary>RRsets that were asked about.</summary>
    public long Seen { get; private set; }

    /// <summary>Counts an RRset.</summary>
    /// <returns>It is to be added.</returns>
    public bool Wants(TimeWindow window)
    {
        Seen++;
        if (_kept.Count < limit) return true;
        return _kept.TryPeek(out _, out var first) && window.LastMilliseconds > first.LastMilliseconds;
    }

    /// <summary>Adds the RRset that was asked about last.</summary>
    public void Add(RRset rrset)
    {
        var priority = (rrset.Window.LastMilliseconds, -Seen);
        if (_kept.Count < limit) _kept.Enqueue(rrset, priority);
        else _kept.EnqueueDequeue(rrset, priority);
    }

    /// <summary>Those that were kept, latest first.</summary>
    public IReadOnlyList<RRset> ToList() =>
        [.. _kept.UnorderedItems.OrderByDescending(item => item.Priority).Select(item => item.Element)];
}

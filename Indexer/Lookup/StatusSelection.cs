using PassiveDns.Formats.Records;

namespace PassiveDns.Indexer.Lookup;

/// <summary>Which sightings make up a result: the one place that knows how a <see cref="StatusFilter"/> reads.</summary>
internal sealed class StatusSelection(StatusFilter filter, IReadOnlyList<SourceRecord> sources)
{
    private const int LeftOut = -1;

    private static readonly int Statuses = Enum.GetValues<SightingStatus>().Length;

    /// <summary>An RRset gives one result at most.</summary>
    public bool IsDefault => filter == StatusFilter.Default;

    /// <summary>With the default filter, the window of the result that an RRset gives; null where it gives none.</summary>
    /// <remarks>Makes nothing: most of what a large question passes over is known by its window not to be wanted.</remarks>
    public TimeWindow? Window(ReadOnlySpan<Sighting> sightings)
    {
        TimeWindow? window = null;
        foreach (ref readonly var sighting in sightings)
        {
            if (ResultOf(StatusOf(sighting)) == LeftOut) continue;
            window = window is { } known ? TimeWindow.Union(known, sighting.Window) : sighting.Window;
        }

        return window;
    }

    /// <summary>The sightings of each result that an RRset gives, by status; none, where none is admitted.</summary>
    public IEnumerable<Sighting[]> Select(ReadOnlySpan<Sighting> sightings)
    {
        Span<int> counts = stackalloc int[Statuses];
        counts.Clear();
        foreach (ref readonly var sighting in sightings)
        {
            if (ResultOf(StatusOf(sighting)) is not LeftOut and var result) counts[result]++;
        }

        var results = new Sighting[filter == StatusFilter.All ? Statuses : 1][];
        for (var result = 0; result < results.Length; result++) results[result] = new Sighting[counts[result]];

        counts.Clear();
        foreach (ref readonly var sighting in sightings)
        {
            var status = StatusOf(sighting);
            if (ResultOf(status) is not LeftOut and var result) results[result][counts[result]++] = sighting with { Status = status };
        }

        return results.Where(result => result.Length > 0);
    }

    /// <summary>By default one result holds all that is believed; otherwise each status has its own.</summary>
    private int ResultOf(SightingStatus status)
    {
        if (filter == StatusFilter.All) return (int)status;
        return status is SightingStatus.Matched or SightingStatus.Transfer ? 0 : LeftOut;
    }

    /// <summary>A source without queries can have no matched response: there, unsolicited ones count as such.</summary>
    private SightingStatus StatusOf(in Sighting sighting) =>
        sighting.Status == SightingStatus.Unsolicited && sources[sighting.Source].IsOneSided ? SightingStatus.Matched : sighting.Status;
}

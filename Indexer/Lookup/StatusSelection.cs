using PassiveDns.Formats.Records;

namespace PassiveDns.Indexer.Lookup;

/// <summary>Which sightings make up a result: the one place that knows how a <see cref="StatusFilter"/> reads.</summary>
internal sealed class StatusSelection(StatusFilter filter, IReadOnlyList<SourceRecord> sources)
{
    private static readonly int Statuses = Enum.GetValues<SightingStatus>().Length;

    /// <summary>The sightings of each result that an RRset gives, by status; none, where none is admitted.</summary>
    public IEnumerable<Sighting[]> Select(ReadOnlySpan<Sighting> sightings)
    {
        Span<int> counts = stackalloc int[Statuses];
        foreach (ref readonly var sighting in sightings) counts[(int)StatusOf(sighting)]++;
        var results = new Sighting[filter == StatusFilter.All ? Statuses : 1][];
        for (var status = 0; status < results.Length; status++) results[status] = new Sighting[counts[status]];

        counts.Clear();
        foreach (ref readonly var sighting in sightings)
        {
            var status = StatusOf(sighting);
            if ((int)status < results.Length) results[(int)status][counts[(int)status]++] = sighting with { Status = status };
        }

        return results.Where(result => result.Length > 0);
    }

    /// <summary>A source without queries can have no matched response: there, unsolicited ones count as such.</summary>
    private SightingStatus StatusOf(in Sighting sighting) =>
        sighting.Status == SightingStatus.Unsolicited && sources[sighting.Source].IsOneSided ? SightingStatus.Matched : sighting.Status;
}

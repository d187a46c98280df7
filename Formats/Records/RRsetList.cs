namespace PassiveDns.Formats.Records;

/// <summary>RRsets in memory that can be asked like an archive: those of a file in an interchange format.</summary>
/// <remarks>What has the same key is one RRset: windows are united, counts added up, as merging does with the files of dnstable.</remarks>
public sealed class RRsetList : IRRsetSource
{
    private readonly RRset[] _rrsets; // by key, each once

    /// <param name="rrsets">In any order; a key may come more than once.</param>
    /// <param name="sources">What their sightings refer to.</param>
    public RRsetList(IEnumerable<RRset> rrsets, IReadOnlyList<SourceRecord> sources)
    {
        Sources = sources;
        var all = rrsets.ToArray();
        Array.Sort(all, (a, b) => a.Key.SequenceCompareTo(b.Key));
        var count = 0;
        for (var start = 0; start < all.Length;)
        {
            var end = start + 1;
            while (end < all.Length && all[end].Key.SequenceEqual(all[start].Key)) end++;
            all[count++] = end == start + 1 ? all[start] : Unite(all.AsSpan(start..end));
            start = end;
        }

        _rrsets = all[..count];
    }

    /// <inheritdoc/>
    public IReadOnlyList<SourceRecord> Sources { get; }

    public int Count => _rrsets.Length;

    /// <inheritdoc/>
    public IEnumerable<RRset> Find(RRsetQuery query)
    {
        var (start, end) = Range(query);
        for (var i = start; i < end; i++)
        {
            if (!query.IsAbout(_rrsets[i])) continue;
            foreach (var result in Results(_rrsets[i], query))
            {
                if (query.Admits(result.Window)) yield return result;
            }
        }
    }

    private static RRset Unite(ReadOnlySpan<RRset> alike)
    {
        var sightings = new List<Sighting>();
        foreach (var rrset in alike)
        {
            foreach (var sighting in rrset.Sightings)
            {
                var known = sightings.FindIndex(other => Sighting.CompareIdentity(other, sighting) == 0);
                if (known < 0) sightings.Add(sighting);
                else sightings[known] = Sighting.Union(sightings[known], sighting);
            }
        }

        sightings.Sort((a, b) => Sighting.CompareIdentity(a, b));
        return new RRset(alike[0].Key.ToArray(), [.. sightings]);
    }

    /// <summary>The places that a question by owner is about: keys that begin alike. All of them for other questions.</summary>
    private (int Start, int End) Range(RRsetQuery query)
    {
        if (query.Side is not (LookupSide.Owner or LookupSide.OwnerBelow)) return (0, _rrsets.Length);
        Span<byte> prefix = stackalloc byte[RRsetKey.MaxOwnerKeyLength];
        var length = query.Side == LookupSide.Owner ? RRsetKey.WriteOwner(query.Name.Span, prefix) : RRsetKey.WriteSubtree(query.Name.Span, prefix);
        prefix = prefix[..length];
        var start = FirstNotBelow(prefix);
        var end = start;
        while (end < _rrsets.Length && _rrsets[end].Key.StartsWith(prefix)) end++;
        return (start, end);
    }

    private int FirstNotBelow(ReadOnlySpan<byte> prefix)
    {
        var (low, high) = (0, _rrsets.Length);
        while (low < high)
        {
            var middle = (low + high) / 2;
            if (_rrsets[middle].Key.SequenceCompareTo(prefix) < 0) low = middle + 1;
            else high = middle;
        }

        return low;
    }

    /// <summary>By default one result of all that is believed; otherwise one for each status.</summary>
    private IEnumerable<RRset> Results(RRset rrset, RRsetQuery query)
    {
        var wanted = rrset.Sightings.Where(sighting => query.Captures?.Contains(Sources[sighting.Source].Sha256) != false && (query.Vantage is not { } vantage || sighting.Vantage == vantage) && IsAdmitted(sighting.Status, query.Statuses)).ToArray();
        if (wanted.Length == 0) return [];
        if (wanted.Length == rrset.Sightings.Count && (wanted.Length == 1 || query.Statuses == StatusFilter.Default)) return [rrset];
        if (query.Statuses == StatusFilter.Default) return [new RRset(rrset.Key.ToArray(), wanted)];
        return wanted.GroupBy(sighting => sighting.Status).OrderBy(group => group.Key).Select(group => new RRset(rrset.Key.ToArray(), [.. group]));
    }

    private static bool IsAdmitted(SightingStatus status, StatusFilter filter) => filter switch
    {
        StatusFilter.All => true,
        StatusFilter.Quarantined => status == SightingStatus.Quarantined,
        _ => status is SightingStatus.Matched or SightingStatus.Transfer,
    };
}

using PassiveDns.Formats.Records;

namespace PassiveDns.Tui.Questions;

/// <summary>RRsets for those who ask what was there and when: one for each owner, type and rdata, whatever the bailiwick and status it was seen with.</summary>
internal static class UnitedRRsets
{
    /// <summary>
    /// Results of one owner and type that are put in order at once. Where there are more, those of the sources that were verified here are in order
    /// anyhow; what was imported with a bailiwick may then come beside them.
    /// </summary>
    private const int MostHeld = 200_000;

    /// <summary>The RRsets that a question finds, by owner, type and rdata, without bailiwick.</summary>
    /// <param name="query">Its fence is held against each sighting, not against the RRset's whole window: what was seen before and after a week was not seen in it.</param>
    /// <exception cref="OperationCanceledException">It was interrupted.</exception>
    public static IEnumerable<RRset> Of(IRRsetSource source, RRsetQuery query, CancellationToken interruption)
    {
        var held = new List<RRset>(); // of one owner and type
        foreach (var result in source.Find(query))
        {
            interruption.ThrowIfCancellationRequested();
            if (held is [.., var last] && !last.HasRecordsOf(result) && (held.Count >= MostHeld || !RRsetComparison.IsOneSet(last, result)))
            {
                foreach (var rrset in Unite(held, query.Fence)) yield return rrset;
                held.Clear();
            }

            held.Add(result);
        }

        foreach (var rrset in Unite(held, query.Fence)) yield return rrset;
    }

    private static IEnumerable<RRset> Unite(List<RRset> results, TimeFence fence)
    {
        if (results.Count > 1) results.Sort((a, b) => a.RDataSet.SequenceCompareTo(b.RDataSet));
        var sightings = new List<Sighting>();
        for (var i = 0; i < results.Count; i++)
        {
            foreach (var sighting in results[i].Sightings)
            {
                if (fence.Admits(sighting.Window)) sightings.Add(sighting);
            }

            if (i + 1 < results.Count && results[i].HasRecordsOf(results[i + 1])) continue;
            if (sightings.Count > 0) yield return Unite(results[i], sightings);
            sightings.Clear();
        }
    }

    private static RRset Unite(RRset rrset, List<Sighting> sightings)
    {
        var key = rrset.Key.ToArray();
        key[rrset.OwnerKey.Length + RRsetKey.TypeAndBailiwickLength - 1] = RRsetKey.NoBailiwick;
        sightings.Sort(Sighting.CompareIdentity);
        return new RRset(key, [.. sightings]);
    }
}

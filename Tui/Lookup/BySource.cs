using PassiveDns.Formats.Records;

namespace PassiveDns.Tui.Lookup;

/// <summary>Takes RRsets apart into what each source saw of them: volume across time.</summary>
internal static class BySource
{
    /// <returns>For each RRset one result a source, earliest first.</returns>
    public static IEnumerable<RRset> Of(IEnumerable<RRset> results)
    {
        foreach (var rrset in results)
        {
            var parts = rrset.Sightings.GroupBy(sighting => sighting.Source)
                .Select(sightings => new RRset(rrset.Key.ToArray(), [.. sightings]))
                .OrderBy(part => part.Window.FirstMilliseconds).ThenBy(part => part.Window.LastMilliseconds).ThenBy(part => part.Sightings[0].Source);
            foreach (var part in parts) yield return part;
        }
    }
}

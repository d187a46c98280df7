using PassiveDns.Formats.Records;

namespace PassiveDns.Tui.Lookup;

/// <summary>What the DNS looked like at a time, as far as the archive knows.</summary>
/// <remarks>
/// Nobody looks a name up all the time: what was seen before and behind a moment was there at it. Of each name and type those RRsets count whose window
/// holds the moment; where none does, those that were seen last before it.
/// </remarks>
internal static class PointInTime
{
    /// <param name="results">In key order, so that those of a name and type stand together.</param>
    public static IEnumerable<RRset> Of(IEnumerable<RRset> results, long milliseconds)
    {
        var group = new List<RRset>();
        foreach (var rrset in results)
        {
            if (rrset.Window.FirstMilliseconds > milliseconds) continue;
            if (group is [var first, ..] && !(first.Type == rrset.Type && first.OwnerKey.SequenceEqual(rrset.OwnerKey)))
            {
                foreach (var there in ThereAt(group, milliseconds)) yield return there;
                group.Clear();
            }

            group.Add(rrset);
        }

        foreach (var there in ThereAt(group, milliseconds)) yield return there;
    }

    private static IEnumerable<RRset> ThereAt(List<RRset> group, long milliseconds)
    {
        if (group.Count == 0) return [];
        var last = Math.Min(milliseconds, group.Max(rrset => rrset.Window.LastMilliseconds));
        return group.Where(rrset => rrset.Window.LastMilliseconds >= last);
    }
}

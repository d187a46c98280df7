namespace PassiveDns.Indexer.Bailiwick;

/// <summary>Zones and the servers that have been verified to serve them.</summary>
/// <param name="zones">By owner-key and address.</param>
/// <param name="servers">By address: when each served some zone.</param>
/// <param name="count">Number of zones.</param>
internal sealed class VerifiedZones(PeriodFile zones, PeriodSorter servers, int count) : IDisposable
{
    public int Count => count;

    /// <summary>In key order, with their servers by address.</summary>
    public IEnumerable<(byte[] Zone, ZoneServer[] Servers)> Zones()
    {
        using var entries = zones.Open();
        var zone = Array.Empty<byte>();
        var ofZone = new List<ZoneServer>();
        while (entries.MoveNext())
        {
            var owner = PeriodKey.Owner(entries.Key);
            if (!owner.SequenceEqual(zone))
            {
                if (ofZone.Count > 0) yield return (zone, [.. ofZone]);
                zone = PeriodKey.Owner(entries.Key).ToArray();
                ofZone.Clear();
            }

            ofZone.Add(ServerOf(entries.Key[zone.Length..], entries.Period));
        }

        if (ofZone.Count > 0) yield return (zone, [.. ofZone]);
    }

    /// <summary>Every server once, by address, with the time in which it served any zone.</summary>
    public IEnumerable<ZoneServer> Servers()
    {
        using var entries = servers.Open();
        while (entries.MoveNext()) yield return ServerOf(entries.Key, entries.Period);
    }

    public void Dispose()
    {
        zones.Dispose();
        servers.Dispose();
    }

    private static ZoneServer ServerOf(ReadOnlySpan<byte> address, Period period) =>
        new(PeriodKey.ReadAddress(address), period.FirstMilliseconds, period.LastMilliseconds);
}

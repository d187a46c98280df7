using PassiveDns.Formats;
using PassiveDns.Formats.Records;

namespace PassiveDns.Indexer.Bailiwick;

/// <summary>Zones and the servers that have been verified to serve them.</summary>
internal sealed class VerifiedZones
{
    private readonly Dictionary<byte[], ServerList> _zones = new(OctetsComparer.Instance);
    private readonly Dictionary<byte[], ServerList>.AlternateLookup<ReadOnlySpan<byte>> _byKey;

    public VerifiedZones() => _byKey = _zones.GetAlternateLookup<ReadOnlySpan<byte>>();

    public int Count => _zones.Count;

    /// <param name="zone">Owner-key.</param>
    /// <returns>Something is new.</returns>
    public bool Add(ReadOnlySpan<byte> zone, in ZoneServer server)
    {
        if (!_byKey.TryGetValue(zone, out var servers)) _byKey[zone] = servers = new ServerList();
        return servers.Add(server);
    }

    /// <summary>A zone at or above a name has been served by a server at some time of a window.</summary>
    /// <param name="name">Owner-key.</param>
    public bool IsServedBy(ReadOnlySpan<byte> name, IpAddress server, TimeWindow window)
    {
        Span<byte> zone = stackalloc byte[RRsetKey.MaxOwnerKeyLength];
        var length = 0;
        while (true)
        {
            zone[length] = 0;
            if (_byKey.TryGetValue(zone[..(length + 1)], out var servers) && servers.HasServer(server, window)) return true;
            var label = ZoneKey.LabelLength(name[length..]);
            if (label == 0) return false;
            name.Slice(length, label).CopyTo(zone[length..]);
            length += label;
        }
    }

    /// <summary>In key order, with their servers by address.</summary>
    public IEnumerable<(byte[] Zone, ServerList Servers)> Zones()
    {
        foreach (var zone in _zones.Keys.Order(Comparer<byte[]>.Create((a, b) => a.AsSpan().SequenceCompareTo(b))))
        {
            var servers = _zones[zone];
            servers.Sort();
            yield return (zone, servers);
        }
    }

    /// <summary>Every server once, by address, with the time in which it served any zone.</summary>
    public IEnumerable<ZoneServer> Servers()
    {
        var all = new Dictionary<IpAddress, ZoneServer>();
        foreach (var servers in _zones.Values)
        {
            foreach (ref readonly var server in servers.Servers)
            {
                all[server.Address] = !all.TryGetValue(server.Address, out var known) ? server : new ZoneServer(
                    server.Address, Math.Min(known.FirstMilliseconds, server.FirstMilliseconds), Math.Max(known.LastMilliseconds, server.LastMilliseconds));
            }
        }

        return all.Values.OrderBy(server => server.Address);
    }
}

using PassiveDns.Formats.Records;
using PassiveDns.Indexer.Runs;

namespace PassiveDns.Indexer.Bailiwick;

/// <summary>Zones and the servers that have been verified to serve them.</summary>
internal sealed class VerifiedZones
{
    private readonly NameTable<ServerChain> _zones = new();
    private readonly ServerChains _servers = new();

    public int Count => _zones.Count;

    /// <param name="zone">Owner-key.</param>
    /// <returns>Something is new.</returns>
    public bool Add(ReadOnlySpan<byte> zone, in ZoneServer server) =>
        _servers.Add(ref _zones[_zones.FindOrAdd(zone, ServerChain.Empty)], server, ServerList.MaxServers);

    /// <summary>A zone at or above a name has been served by a server at some time of a window.</summary>
    /// <param name="name">Owner-key.</param>
    public bool IsServedBy(ReadOnlySpan<byte> name, IpAddress server, TimeWindow window)
    {
        Span<byte> zone = stackalloc byte[RRsetKey.MaxOwnerKeyLength];
        var length = 0;
        while (true)
        {
            zone[length] = 0;
            if (_zones.Find(zone[..(length + 1)]) is >= 0 and var found && _servers.HasServer(_zones[found], server, window)) return true;
            var label = ZoneKey.LabelLength(name[length..]);
            if (label == 0) return false;
            name.Slice(length, label).CopyTo(zone[length..]);
            length += label;
        }
    }

    /// <summary>In key order, with their servers by address.</summary>
    public IEnumerable<(byte[] Zone, ZoneServer[] Servers)> Zones()
    {
        var numbers = _zones.Numbers();
        Array.Sort(numbers, (a, b) => _zones.Key(a).SequenceCompareTo(_zones.Key(b)));
        foreach (var zone in numbers)
        {
            var servers = _servers.ToArray(_zones[zone]);
            Array.Sort(servers, (a, b) => a.Address.CompareTo(b.Address));
            yield return (_zones.Key(zone).ToArray(), servers);
        }
    }

    /// <summary>Every server once, by address, with the time in which it served any zone.</summary>
    public IEnumerable<ZoneServer> Servers()
    {
        var all = new Dictionary<IpAddress, ZoneServer>();
        foreach (var zone in _zones.Numbers())
        {
            foreach (var server in _servers.ToArray(_zones[zone])) all[server.Address] = all.TryGetValue(server.Address, out var known) ? known.Widen(server) : server;
        }

        return all.Values.OrderBy(server => server.Address);
    }
}

/// <summary>The servers of a zone, or the addresses of a name, as a chain.</summary>
/// <param name="First">Place of the one added last; -1 for none.</param>
/// <param name="Count">How many there are.</param>
internal readonly record struct ServerChain(int First, int Count)
{
    public static ServerChain Empty { get; } = new(-1, 0);
}

/// <summary>The servers of many zones in one list.</summary>
internal sealed class ServerChains
{
    private readonly ChunkedList<Link> _links = new();

    /// <summary>Adds a server, or widens the time in which it serves.</summary>
    /// <param name="max">Beyond so many none is added.</param>
    /// <returns>Something is new.</returns>
    public bool Add(ref ServerChain chain, in ZoneServer server, int max)
    {
        for (var at = chain.First; at >= 0; at = _links[at].Next)
        {
            ref var known = ref _links[at].Server;
            if (known.Address != server.Address) continue;
            var widened = known.Widen(server);
            if (widened == known) return false;
            known = widened;
            return true;
        }

        if (chain.Count == max) return false;
        _links.Add() = new Link { Server = server, Next = chain.First };
        chain = new ServerChain(_links.Count - 1, chain.Count + 1);
        return true;
    }

    public bool HasServer(ServerChain chain, IpAddress address, TimeWindow window)
    {
        for (var at = chain.First; at >= 0; at = _links[at].Next)
        {
            ref readonly var server = ref _links[at].Server;
            if (server.Address == address) return server.ServedIn(window);
        }

        return false;
    }

    public ZoneServer[] ToArray(ServerChain chain)
    {
        var servers = new ZoneServer[chain.Count];
        var count = 0;
        for (var at = chain.First; at >= 0; at = _links[at].Next) servers[count++] = _links[at].Server;
        return servers;
    }

    private struct Link
    {
        public ZoneServer Server;
        public int Next;
    }
}

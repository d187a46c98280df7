using PassiveDns.Formats.Records;

namespace PassiveDns.Indexer.Bailiwick;

/// <summary>The servers of one zone, or the addresses of one name, each with the time between the first and the last that is known of it.</summary>
internal sealed class ServerList
{
    /// <summary>As many as a zone may reasonably have: thirteen names, and an address of each kind for each of many sites.</summary>
    public const int MaxServers = 1_024;

    private ZoneServer[] _servers = [];

    public int Count { get; private set; }

    public ReadOnlySpan<ZoneServer> Servers => _servers.AsSpan(0, Count);

    /// <summary>Adds a server, or widens the time in which it serves. Beyond <see cref="MaxServers"/> none is added.</summary>
    /// <returns>Something is new.</returns>
    public bool Add(in ZoneServer server)
    {
        foreach (ref var known in _servers.AsSpan(0, Count))
        {
            if (known.Address != server.Address) continue;
            var first = Math.Min(known.FirstMilliseconds, server.FirstMilliseconds);
            var last = Math.Max(known.LastMilliseconds, server.LastMilliseconds);
            if (first == known.FirstMilliseconds && last == known.LastMilliseconds) return false;
            known = known with { FirstMilliseconds = first, LastMilliseconds = last };
            return true;
        }

        if (Count == MaxServers) return false;
        if (Count == _servers.Length) Array.Resize(ref _servers, Math.Max(2, 2 * Count));
        _servers[Count++] = server;
        return true;
    }

    public bool HasServer(IpAddress address, TimeWindow window)
    {
        foreach (ref readonly var server in Servers)
        {
            if (server.Address == address) return server.ServedIn(window);
        }

        return false;
    }

    /// <summary>By address.</summary>
    public void Sort() => _servers.AsSpan(0, Count).Sort((a, b) => a.Address.CompareTo(b.Address));
}

using PassiveDns.Formats.Records;

namespace PassiveDns.Indexer.Bailiwick;

/// <summary>The servers of one zone, as a table of zones has them.</summary>
/// <param name="servers">By address, each once.</param>
internal sealed class ServerList(ZoneServer[] servers)
{
    /// <summary>As many as a zone may reasonably have: thirteen names, and an address of each kind for each of many sites.</summary>
    public const int MaxServers = 1_024;

    public ReadOnlySpan<ZoneServer> Servers => servers;

    public bool HasServer(IpAddress address, TimeWindow window)
    {
        foreach (ref readonly var server in Servers)
        {
            if (server.Address == address) return server.ServedIn(window);
        }

        return false;
    }
}

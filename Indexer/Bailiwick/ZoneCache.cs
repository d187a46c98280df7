using PassiveDns.Formats;

namespace PassiveDns.Indexer.Bailiwick;

/// <summary>A zone as a table has it.</summary>
/// <param name="Prefix">Owner-key without its last 00: what all names in the zone begin with.</param>
internal sealed record Zone(byte[] Prefix, int Labels, ServerList Servers);

/// <summary>What lookups found out of names: the zone, or that there is none. Most names lie in few zones, which are then read once.</summary>
/// <remarks>
/// For any number of threads. Bounded: when the younger half is full, it takes the place of the older one, and what was not asked for meanwhile is forgotten.
/// </remarks>
/// <param name="halfCost">Octets that a half may hold, about.</param>
internal sealed class ZoneCache(int halfCost = ZoneCache.UsualHalfCost)
{
    /// <summary>Two of them: 4 MiB, some 20,000 names.</summary>
    public const int UsualHalfCost = 2 << 20;

    private const int EntryCost = 80; // of an entry, and of the array that is its key
    private const int ServerCost = 32;

    private readonly Lock _gate = new();
    private Dictionary<byte[], Zone?> _younger = new(OctetsComparer.Instance);
    private Dictionary<byte[], Zone?> _older = new(OctetsComparer.Instance);
    private int _cost; // of the younger half

    /// <param name="name">Owner-key.</param>
    /// <param name="zone">Null where it is known to be none.</param>
    /// <returns>False where nothing is known of the name.</returns>
    public bool TryFind(ReadOnlySpan<byte> name, out Zone? zone)
    {
        lock (_gate)
        {
            if (_younger.GetAlternateLookup<ReadOnlySpan<byte>>().TryGetValue(name, out zone)) return true;
            if (!_older.GetAlternateLookup<ReadOnlySpan<byte>>().TryGetValue(name, out var key, out zone)) return false;
            Enter(key, zone);
            return true;
        }
    }

    /// <param name="name">Owner-key.</param>
    /// <param name="zone">Null where it is none.</param>
    public void Add(ReadOnlySpan<byte> name, Zone? zone)
    {
        lock (_gate) Enter(name.ToArray(), zone);
    }

    private void Enter(byte[] name, Zone? zone)
    {
        if (_cost >= halfCost)
        {
            (_older, _younger) = (_younger, _older);
            _younger.Clear();
            _cost = 0;
        }

        _younger[name] = zone;
        _cost += EntryCost + name.Length + (zone is null ? 0 : EntryCost + zone.Prefix.Length + (ServerCost * zone.Servers.Servers.Length));
    }
}

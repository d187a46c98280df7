namespace PassiveDns.Indexer.Runs;

/// <summary>Raw blocks that lookups came by, of all runs of an archive, the least recently used given up first.</summary>
/// <remarks>For any number of threads. A block that has been handed out stays as it is when the cache gives it up.</remarks>
internal sealed class BlockCache(long capacity = BlockCache.DefaultCapacity)
{
    /// <summary>Octets: a thousand blocks, the neighbourhood of some thousand lookups.</summary>
    public const long DefaultCapacity = 16 * 1024 * 1024;

    private readonly Lock _gate = new();
    private readonly Dictionary<(RunFileReader File, int Block), LinkedListNode<Entry>> _entries = [];
    private readonly LinkedList<Entry> _byUse = new();
    private long _octets;

    /// <summary>A block's raw octets, read if need be.</summary>
    public byte[] Read(RunFileReader file, int block)
    {
        lock (_gate)
        {
            if (_entries.TryGetValue((file, block), out var known))
            {
                _byUse.Remove(known);
                _byUse.AddFirst(known);
                return known.Value.Raw;
            }
        }

        var raw = file.ReadBlock(block);
        lock (_gate)
        {
            if (_entries.ContainsKey((file, block))) return raw;
            _entries[(file, block)] = _byUse.AddFirst(new Entry(file, block, raw));
            _octets += raw.Length;
            while (_octets > capacity && _byUse.Last is { } oldest) Remove(oldest);
        }

        return raw;
    }

    private void Remove(LinkedListNode<Entry> node)
    {
        _byUse.Remove(node);
        _entries.Remove((node.Value.File, node.Value.Block));
        _octets -= node.Value.Raw.Length;
    }

    private sealed record Entry(RunFileReader File, int Block, byte[] Raw);
}

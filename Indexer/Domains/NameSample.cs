using PassiveDns.Formats.Compression;
using PassiveDns.Indexer.Runs;

namespace PassiveDns.Indexer.Domains;

/// <summary>The different names that were asked for, as many as a sample holds: tells how many there are, and how much they say.</summary>
/// <remarks>
/// Of all names those with the lowest hashes are kept (bottom-k sketch; Cohen and Kaplan 2007). What is kept is a function of the set of names: the sample of a
/// union is that of the samples put together, however often a name comes, in whatever order, from however many sources. The hash is that of
/// FORMAT.md section 3.2, known to everybody, or samples could not be put together: who knows it can make names that hide from the sample, not from the counts.
/// </remarks>
public sealed class NameSample
{
    /// <summary>Most names; with fewer, they are all. More make the estimates no better than one over the root of their number: 9 in 100.</summary>
    public const int Capacity = 128;

    private readonly List<Kept> _items = []; // by hash, then name
    private readonly OctetBuffer _names = new(); // of the items, and of some that have been pushed out

    /// <summary>Names held.</summary>
    public int Count => _items.Count;

    /// <summary>There were no others.</summary>
    public bool IsWhole => Count < Capacity;

    /// <summary>How many different names there are: exact below <see cref="Capacity"/>, else an estimate from how close the lowest hashes lie (Beyer et al. 2007).</summary>
    public long DistinctNames => IsWhole ? Count : (long)((Capacity - 1) / ((_items[^1].Hash + 1.0) / ulong.MaxValue));

    /// <summary>Wire format, lower case.</summary>
    public ReadOnlySpan<byte> this[int index] => _names.Span.Slice(_items[index].Start, _items[index].Length);

    /// <summary>
    /// Octets that all different names take below the domain once compressed: an estimate, from above, of what somebody could have said by asking for them
    /// (Paxson et al. 2013). Compressed are the names in the sample; where there are others, they count like these.
    /// </summary>
    /// <param name="domain">What all names end in, and what says nothing; wire format.</param>
    /// <param name="names">How many different names there are.</param>
    public long Information(ReadOnlySpan<byte> domain, long names)
    {
        var order = new int[Count];
        for (var i = 0; i < order.Length; i++) order[i] = i;
        Array.Sort(order, (a, b) => this[a].SequenceCompareTo(this[b]));
        var labels = new OctetBuffer();
        foreach (var i in order) labels.Write(this[i][..^domain.Length]);
        if (labels.Length == 0) return 0;
        using var zstd = new ZstdBlock();
        var compressed = zstd.Compress(labels.Span, new byte[ZstdBlock.CompressBound(labels.Length)]);
        return (long)Math.Ceiling(Math.Min(compressed, labels.Length) * ((double)names / Count));
    }

    internal static ulong Hash(ReadOnlySpan<byte> name) => BlockFilter.Hash(name);

    internal void Clear()
    {
        _items.Clear();
        _names.Clear();
    }

    /// <summary>Takes a name, if it is not there and has a place.</summary>
    internal void Add(ReadOnlySpan<byte> name) => Add(Hash(name), name);

    /// <param name="hash">Of the name.</param>
    private void Add(ulong hash, ReadOnlySpan<byte> name)
    {
        if (Count == Capacity && hash > _items[^1].Hash) return;
        var (low, high) = (0, Count);
        while (low < high)
        {
            var middle = (low + high) >>> 1;
            var order = Compare(middle, hash, name);
            if (order == 0) return;
            if (order < 0) low = middle + 1;
            else high = middle;
        }

        if (low == Capacity) return;
        if (Count == Capacity) _items.RemoveAt(Count - 1);
        _items.Insert(low, new Kept(hash, _names.Length, (byte)name.Length));
        _names.Write(name);
    }

    /// <summary>Takes the names of another one.</summary>
    internal void Add(NameSample other)
    {
        for (var i = 0; i < other.Count; i++) Add(other._items[i].Hash, other[i]);
    }

    private int Compare(int item, ulong hash, ReadOnlySpan<byte> name) =>
        _items[item].Hash == hash ? this[item].SequenceCompareTo(name) : _items[item].Hash.CompareTo(hash);

    private readonly record struct Kept(ulong Hash, int Start, byte Length);
}

using PassiveDns.Formats.Records;
using PassiveDns.Indexer.Runs;

namespace PassiveDns.Indexer.Names;

/// <summary>The names of a block, their keys side by side: so that what every matching name contains is looked for in all of them at once.</summary>
internal sealed class ExpandedNames
{
    private readonly OctetBuffer _octets = new(); // a 00, so that one stands before each key, and the keys
    private readonly int[] _starts = new int[NameBlock.Capacity + 1]; // of the keys, and the end of the last
    private readonly NameSides[] _sides = new NameSides[NameBlock.Capacity];

    public ExpandedNames() => Clear();

    public int Count { get; private set; }

    /// <summary>All keys are such as <see cref="PlainKey"/> says. Known when the block is complete.</summary>
    public bool ArePlain { get; private set; }

    public ReadOnlySpan<byte> Key(int place) => _octets.Span[_starts[place].._starts[place + 1]];

    public NameSides Sides(int place) => _sides[place];

    /// <summary>Takes a block's names in place of those that were there.</summary>
    /// <param name="block">See <see cref="NameBlock"/>.</param>
    /// <exception cref="InvalidDataException">The octets are no block.</exception>
    public void Expand(ReadOnlySpan<byte> block)
    {
        Clear();
        while (!block.IsEmpty)
        {
            var shared = ReadNumber(ref block);
            var restAndSides = ReadNumber(ref block);
            var length = restAndSides >> 2;
            var last = Count == 0 ? default : Key(Count - 1);
            if (Count == NameBlock.Capacity || shared > last.Length || length > block.Length || length > RRsetKey.MaxOwnerKeyLength - shared) throw Damaged();
            Add(last[..shared], block[..length], (NameSides)(restAndSides & 3));
            block = block[length..];
        }

        ArePlain = PlainKey.AreAll(_octets.Span);
    }

    /// <summary>Takes the next names of a walk, as many as there is room for, in place of those that were there.</summary>
    public void Gather(NameCursor names)
    {
        Clear();
        while (Count < NameBlock.Capacity && names.MoveNext()) Add([], names.Key, names.Sides);
        ArePlain = PlainKey.AreAll(_octets.Span);
    }

    /// <summary>The first place, from one on, whose key contains a part; <see cref="Count"/> where there is none. The keys must be plain.</summary>
    public int Find(KeyPart part, int place)
    {
        var from = _starts[place] - 1; // a part may begin with the 00 before the key
        var at = part.IndexIn(_octets.Span[from..]);
        if (at < 0) return Count;
        var last = from + at + part.Length - 1;
        while (_starts[place + 1] <= last) place++;
        return place;
    }

    public void Clear()
    {
        Count = 0;
        _starts[0] = 1;
        _octets.Replace(0, [0]);
    }

    private void Add(ReadOnlySpan<byte> shared, ReadOnlySpan<byte> rest, NameSides sides)
    {
        var key = _octets.Take(shared.Length + rest.Length);
        shared.CopyTo(key);
        rest.CopyTo(key[shared.Length..]);
        _sides[Count++] = sides;
        _starts[Count] = _octets.Length;
    }

    private static int ReadNumber(ref ReadOnlySpan<byte> block)
    {
        if (block.Length > 0 && block[0] < 0x80)
        {
            var number = block[0];
            block = block[1..];
            return number;
        }

        if (block.Length < NameBlock.LongestNumber || block[1] >= 0x80) throw Damaged();
        var two = (block[0] & 0x7F) | (block[1] << 7);
        block = block[NameBlock.LongestNumber..];
        return two;
    }

    private static InvalidDataException Damaged() => new("a block of names is damaged");
}

/// <summary>Blocks of names in key order, each read into the place of the one before.</summary>
internal abstract class NameBlocks : IDisposable
{
    /// <returns>False behind the last block.</returns>
    public abstract bool MoveNext(ExpandedNames names);

    public abstract void Dispose();
}

/// <summary>The names of a walk, block by block.</summary>
internal sealed class GatheredNames(NameCursor names) : NameBlocks
{
    public override bool MoveNext(ExpandedNames block)
    {
        block.Gather(names);
        return block.Count > 0;
    }

    public override void Dispose() => names.Dispose();
}

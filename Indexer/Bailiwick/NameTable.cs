using PassiveDns.Indexer.Runs;

namespace PassiveDns.Indexer.Bailiwick;

/// <summary>Names by number, each once with something beside it: a million and more in few large arrays.</summary>
internal sealed class NameTable<T>
    where T : struct
{
    private const int FirstSlots = 1 << 10;

    private readonly RecordArena<Entry> _names = new(new ChunkPool());
    private readonly SeededHash _hash = SeededHash.Create();
    private int[] _slots = new int[FirstSlots]; // number + 1, where the hash says or behind it; two thirds full at most

    public int Count => _names.Count;

    /// <param name="name">Its number.</param>
    public ref T this[int name] => ref _names.Head(name).Value;

    /// <summary>The octets of a name.</summary>
    public ReadOnlySpan<byte> Key(int name) => _names.Tail(name, _names.Head(name).Length);

    /// <summary>The numbers of all names, as they were added.</summary>
    public int[] Numbers() => _names.Numbers();

    /// <returns>The number of a name; -1 where it is not there.</returns>
    public int Find(ReadOnlySpan<byte> key)
    {
        var at = SlotOf(Hash(key));
        while (_slots[at] != 0)
        {
            if (Key(_slots[at] - 1).SequenceEqual(key)) return _slots[at] - 1;
            at = SlotOf(at + 1);
        }

        return -1;
    }

    /// <returns>The number of a name, which is added where it is not there.</returns>
    public int FindOrAdd(ReadOnlySpan<byte> key, T value = default)
    {
        var found = Find(key);
        if (found >= 0) return found;
        var name = _names.Add(key.Length);
        key.CopyTo(_names.Tail(name, key.Length));
        _names.Head(name) = new Entry { Length = key.Length, Value = value };
        if (Count > _slots.Length / 3 * 2) Grow();
        else Enter(name);
        return name;
    }

    private int Hash(ReadOnlySpan<byte> key) => (int)_hash.Of(key, default, 0);

    private int SlotOf(int place) => place & (_slots.Length - 1);

    private void Enter(int name)
    {
        var at = SlotOf(Hash(Key(name)));
        while (_slots[at] != 0) at = SlotOf(at + 1);
        _slots[at] = name + 1;
    }

    private void Grow()
    {
        _slots = new int[2 * _slots.Length];
        foreach (var name in Numbers()) Enter(name);
    }

    /// <summary>Head of a record; the name is behind it.</summary>
    private struct Entry
    {
        public int Length;
        public T Value;
    }
}

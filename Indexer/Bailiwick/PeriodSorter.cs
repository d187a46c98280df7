using PassiveDns.Indexer.Runs;

namespace PassiveDns.Indexer.Bailiwick;

/// <summary>Brings keys with periods into order: at its budget a sorted part is written, and at the end the parts are merged.</summary>
/// <param name="memory">Octets of keys that are kept at most.</param>
/// <param name="partMemory">Octets of the last part that stay in memory, once sorted.</param>
internal sealed class PeriodSorter(PartFolder parts, ChunkPool pool, int memory, int partMemory) : IDisposable
{
    // What the arena and the sorter take for an entry besides the octets of its key.
    private const int EntryCost = 48;

    private readonly RecordArena<Entry> _entries = new(pool);
    private readonly List<PeriodFile> _sorted = [];
    private long _octets;

    /// <param name="key">May come more than once: its periods are put together.</param>
    public void Add(ReadOnlySpan<byte> key, Period period)
    {
        if (_octets > memory) WritePart(0);
        var number = _entries.Add(key.Length);
        _entries.Head(number) = new Entry { Length = key.Length, Period = period };
        key.CopyTo(_entries.Tail(number, key.Length));
        _octets += key.Length + EntryCost;
    }

    /// <summary>Sorts what is left; nothing more will be added.</summary>
    public void Finish()
    {
        if (_entries.Count > 0) WritePart(partMemory);
    }

    /// <summary>Walks the keys, each once; behind <see cref="Finish"/>.</summary>
    public PeriodUnion Open() => new([.. _sorted.Select(part => part.Open())]);

    public void Dispose()
    {
        _entries.Clear();
        foreach (var part in _sorted) part.Dispose();
    }

    private void WritePart(int inMemory)
    {
        var order = _entries.Numbers();
        KeySorter.Sort(new Keys(_entries), order);
        var part = new PeriodFile(parts, inMemory);
        _sorted.Add(part);
        for (var i = 0; i < order.Length;)
        {
            var key = Key(order[i]);
            var period = _entries.Head(order[i]).Period;
            for (i++; i < order.Length && Key(order[i]).SequenceEqual(key); i++) period = Period.Union(period, _entries.Head(order[i]).Period);
            part.Add(key, period, isNew: false);
        }

        part.Finish();
        _entries.Clear();
        _octets = 0;
    }

    private ReadOnlySpan<byte> Key(int number) => _entries.Tail(number, _entries.Head(number).Length);

    /// <summary>Head of a record; the key is behind it.</summary>
    private struct Entry
    {
        public int Length;
        public Period Period;
    }

    private readonly struct Keys(RecordArena<Entry> entries) : IKeyList
    {
        public ReadOnlySpan<byte> KeyAt(int number) => entries.Tail(number, entries.Head(number).Length);
    }
}

/// <summary>Walks several tables as one; the periods of a key are put together.</summary>
internal sealed class PeriodUnion : IKeyCursor
{
    private readonly KeyMerge<PeriodCursor> _merge;
    private readonly OctetBuffer _key = new();
    private bool _isAhead; // the merge stands on the next key

    public PeriodUnion(IReadOnlyList<PeriodCursor> cursors)
    {
        _merge = new KeyMerge<PeriodCursor>(cursors);
        _isAhead = _merge.MoveNext();
    }

    public ReadOnlySpan<byte> Key => _key.Span;

    public Period Period { get; private set; }

    public bool MoveNext()
    {
        if (!_isAhead) return false;
        _key.Replace(0, _merge.Current.Key);
        Period = _merge.Current.Period;
        while ((_isAhead = _merge.MoveNext()) && _merge.Current.Key.SequenceEqual(_key.Span)) Period = Period.Union(Period, _merge.Current.Period);
        return true;
    }

    public void Dispose() => _merge.Dispose();
}

namespace PassiveDns.Indexer.Runs;

/// <summary>Walks several cursors as one: the lowest key first, of equal keys the lowest rank, of equal ranks that of the earlier cursor.</summary>
internal sealed class KeyMerge<TCursor> : IDisposable
    where TCursor : class, IKeyCursor
{
    private readonly TCursor[] _cursors;

    // Cursors that stand on an entry, in the order of their entries from _first on. The current one is taken out only when it is moved: mostly its next
    // entry is the lowest again, and then nothing moves in this list.
    private readonly int[] _waiting;
    private int _first;
    private bool _hasBegun;

    /// <param name="cursors">Before their first entries; disposed of with this.</param>
    public KeyMerge(IReadOnlyList<TCursor> cursors)
    {
        _cursors = [.. cursors];
        _waiting = new int[_cursors.Length];
        _first = _waiting.Length;
        for (var i = _cursors.Length - 1; i >= 0; i--)
        {
            if (_cursors[i].MoveNext()) Insert(i);
        }
    }

    /// <summary>Place in the list of the cursor that stands on the current entry.</summary>
    public int Index => _waiting[_first];

    /// <summary>No other cursor stands on the current key.</summary>
    public bool IsAlone => _first + 1 == _waiting.Length || !_cursors[_waiting[_first + 1]].Key.SequenceEqual(Current.Key);

    public TCursor Current => _cursors[Index];

    public bool MoveNext()
    {
        if (_hasBegun && _first < _waiting.Length)
        {
            var current = _waiting[_first++];
            if (_cursors[current].MoveNext()) Insert(current);
        }

        _hasBegun = true;
        return _first < _waiting.Length;
    }

    public void Dispose()
    {
        foreach (var cursor in _cursors) cursor.Dispose();
    }

    /// <summary>Puts a cursor in its place, in front of which there is room for one.</summary>
    private void Insert(int cursor)
    {
        var key = _cursors[cursor].Key;
        var (low, high) = (_first, _waiting.Length);
        if (low < high && IsBelow(key, cursor, _waiting[low])) high = low;
        while (low < high)
        {
            var middle = (low + high) >>> 1;
            if (IsBelow(key, cursor, _waiting[middle])) high = middle;
            else low = middle + 1;
        }

        Array.Copy(_waiting, _first, _waiting, _first - 1, low - _first);
        _waiting[low - 1] = cursor;
        _first--;
    }

    private bool IsBelow(ReadOnlySpan<byte> key, int cursor, int other)
    {
        var order = key.SequenceCompareTo(_cursors[other].Key);
        if (order != 0) return order < 0;
        var (rank, otherRank) = (_cursors[cursor].Rank, _cursors[other].Rank);
        return rank != otherRank ? rank < otherRank : cursor < other;
    }
}

namespace PassiveDns.Indexer.Runs;

/// <summary>Walks several cursors as one: the lowest key first, of equal keys that of the earlier cursor.</summary>
internal sealed class KeyMerge<TCursor> : IDisposable
    where TCursor : class, IKeyCursor
{
    private readonly IReadOnlyList<TCursor> _cursors;
    private readonly PriorityQueue<int, int> _waiting;
    private int _current = -1;

    /// <param name="cursors">Before their first entries; disposed of with this.</param>
    public KeyMerge(IReadOnlyList<TCursor> cursors)
    {
        _cursors = cursors;
        _waiting = new PriorityQueue<int, int>(cursors.Count, Comparer<int>.Create(Compare));
        for (var i = 0; i < cursors.Count; i++)
        {
            if (cursors[i].MoveNext()) _waiting.Enqueue(i, i);
        }
    }

    /// <summary>Place in the list of the cursor that stands on the current entry.</summary>
    public int Index => _current;

    public TCursor Current => _cursors[_current];

    public bool MoveNext()
    {
        if (_current >= 0 && _cursors[_current].MoveNext()) _current = _waiting.EnqueueDequeue(_current, _current);
        else if (!_waiting.TryDequeue(out _current, out _)) _current = -1;
        return _current >= 0;
    }

    public void Dispose()
    {
        foreach (var cursor in _cursors) cursor.Dispose();
    }

    private int Compare(int a, int b)
    {
        var order = _cursors[a].Key.SequenceCompareTo(_cursors[b].Key);
        return order != 0 ? order : a.CompareTo(b);
    }
}

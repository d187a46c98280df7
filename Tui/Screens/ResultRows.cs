namespace PassiveDns.Tui.Screens;

/// <summary>Rows that are only added to, by one thread; what others were given of them stays as it is.</summary>
internal sealed class ResultRows
{
    private ResultRow[] _rows = new ResultRow[256];

    public int Count { get; private set; }

    public ResultRow this[int index] => _rows[index];

    /// <summary>The rows so far.</summary>
    public ReadOnlyMemory<ResultRow> All => _rows.AsMemory(0, Count);

    public void Add(ResultRow row)
    {
        if (Count == _rows.Length) Array.Resize(ref _rows, 2 * Count); // the array that others hold stays theirs
        _rows[Count++] = row;
    }
}

namespace PassiveDns.Indexer.Runs;

/// <summary>Collects the entries of one block: ascending keys, front-coded, and columns of numbers. See FORMAT.md section 3.2.</summary>
internal sealed class BlockBuilder
{
    private readonly OctetBuffer _shared = new();
    private readonly OctetBuffer _added = new();
    private readonly OctetBuffer _suffixes = new();
    private readonly OctetBuffer _lastKey = new();
    private readonly OctetBuffer[] _values;

    public BlockBuilder(int valueColumns)
    {
        _values = new OctetBuffer[valueColumns];
        for (var i = 0; i < valueColumns; i++) _values[i] = new OctetBuffer();
    }

    /// <summary>Entries so far.</summary>
    public int Count { get; private set; }

    /// <summary>Octets of all columns so far.</summary>
    public int Length { get; private set; }

    /// <summary>The key added last, also when its block has been written.</summary>
    public ReadOnlySpan<byte> LastKey => _lastKey.Span;

    /// <param name="shared">Octets that the key shares with <see cref="LastKey"/>.</param>
    public void AddKey(ReadOnlySpan<byte> key, int shared)
    {
        _lastKey.Replace(shared, key[shared..]);
        if (Count == 0) shared = 0; // a block can be read without the one before it
        Length += _shared.WriteNumber((uint)shared);
        Length += _added.WriteNumber((uint)(key.Length - shared));
        _suffixes.Write(key[shared..]);
        Length += key.Length - shared;
        Count++;
    }

    public void AddValue(int column, ulong value) => Length += _values[column].WriteNumber(value);

    /// <summary>Writes the block's raw octets and starts the next block.</summary>
    public void Close(OctetBuffer block)
    {
        block.WriteNumber((uint)Count);
        block.WriteNumber((uint)_shared.Length);
        block.WriteNumber((uint)_added.Length);
        block.WriteNumber((uint)_suffixes.Length);
        foreach (var column in _values) block.WriteNumber((uint)column.Length);
        Move(_shared, block);
        Move(_added, block);
        Move(_suffixes, block);
        foreach (var column in _values) Move(column, block);
        (Count, Length) = (0, 0);
    }

    private static void Move(OctetBuffer column, OctetBuffer block)
    {
        block.Write(column.Span);
        column.Clear();
    }
}

namespace PassiveDns.Indexer.Runs;

/// <summary>Writes the inverse of a run: what its rdata point to. See FORMAT.md section 3.6.</summary>
internal sealed class RDataRunWriter(RunWriting writing, string path) : IDisposable
{
    private readonly RunFileWriter _file = new(writing, path, RunFileKind.RData);
    private readonly OctetBuffer _lastKey = new();
    private long _lastOrdinal = -1;

    /// <summary>Adds a pair; one that is there already is passed over.</summary>
    /// <param name="key">Not below the key before it.</param>
    /// <param name="ordinal">Not below the ordinal before it, where the key is the same.</param>
    public void Add(ReadOnlySpan<byte> key, long ordinal)
    {
        var repeats = _lastOrdinal >= 0 && key.SequenceEqual(_lastKey.Span);
        if (repeats && ordinal == _lastOrdinal) return;
        if (repeats && ordinal < _lastOrdinal) throw new InvalidOperationException("The ordinals of a key must ascend.");
        var first = _file.AddKey(key);
        _file.AddValue(RDataColumns.Ordinal, (ulong)(repeats && !first ? ordinal - _lastOrdinal : ordinal));
        _lastKey.Replace(0, key);
        _lastOrdinal = ordinal;
    }

    /// <param name="rrsets">The file whose inverse this is; null for a part.</param>
    public WrittenRunFile Finish(WrittenRunFile? rrsets = null) => _file.Finish(default, sources: default, rrsets?.Checksum ?? 0);

    public void Dispose() => _file.Dispose();
}

/// <summary>Walks the inverse of a run: keys ascending, and the ordinals of the RRsets they stand in. See FORMAT.md section 3.6.</summary>
/// <param name="rrsets">Number of RRsets in the run.</param>
internal sealed class RDataRunCursor(RunFileReader file, BlockCache? cache, long rrsets, LostBlocks? lost = null)
    : RunCursor(file, cache, lost), IKeyCursor
{
    private readonly OctetBuffer _lastKey = new();

    /// <summary>Ordinal of the RRset in the run's file of RRsets.</summary>
    public long RRset { get; private set; }

    long IKeyCursor.Rank => RRset;

    protected override void OnMoved(bool isFirstOfBlock)
    {
        var value = Reader.ReadValue(RDataColumns.Ordinal);
        var repeats = !isFirstOfBlock && Key.SequenceEqual(_lastKey.Span);
        if (repeats && value == 0) Reader.Fail("ascending ordinals", "one twice");
        if (value >= (ulong)rrsets || (repeats && value >= (ulong)(rrsets - RRset))) Reader.Fail($"an ordinal below {rrsets}", "a higher one");
        RRset = repeats ? RRset + (long)value : (long)value;
        if (!repeats) _lastKey.Replace(0, Key);
    }
}

namespace PassiveDns.Indexer.Runs;

/// <summary>Walks the entries of one run file: the part that both kinds of file have in common.</summary>
/// <remarks>
/// A block that cannot be read ends the walk with a <see cref="DamagedArchiveException"/>; with a list to enter it in, the walk goes on
/// behind it.
/// </remarks>
internal abstract class RunCursor : IKeyCursor
{
    // A lookup's few blocks are worth keeping for the next one; a scan would only push them out.
    private const int CachedBlocks = 8;

    private readonly RunFileReader _file;
    private readonly BlockCache? _cache;
    private readonly LostBlocks? _lost;
    private byte[] _scanned = [];
    private int _block = -1;
    private int _blocksRead;
    private bool _isLost; // the block cannot be read; the cursor stands behind its last entry
    private bool _isOnEntry; // a seek went to the entry that the next move is to give

    /// <param name="cache">Where blocks are kept; null for a scan.</param>
    /// <param name="lost">Takes the blocks that cannot be read; null where none may be passed over.</param>
    protected RunCursor(RunFileReader file, BlockCache? cache, LostBlocks? lost)
    {
        _file = file;
        _cache = cache;
        _lost = lost;
        Reader = new BlockReader(file.Path, RunFormat.ValueColumns(file.Kind, file.Version));
    }

    public ReadOnlySpan<byte> Key => Reader.Key;

    /// <summary>Place of the current entry in the file, from 0.</summary>
    public long Ordinal { get; private set; } = -1;

    /// <summary>The block that the current entry is in.</summary>
    public int Block => _block;

    protected BlockReader Reader { get; }

    /// <summary>Of the file's format.</summary>
    protected uint Version => _file.Version;

    public bool MoveNext()
    {
        if (_isOnEntry)
        {
            _isOnEntry = false;
            return true;
        }

        while (!MoveInBlock())
        {
            if (_block + 1 >= _file.Blocks) return false;
            LoadBlock(_block + 1);
        }

        return true;
    }

    /// <summary>Goes to where the next move gives the first entry not below a key.</summary>
    public void Seek(ReadOnlySpan<byte> key)
    {
        _isOnEntry = false;
        if (_file.Blocks == 0) return;
        GoToBlock(_file.FindBlock(key));
        while (MoveNext())
        {
            if (Key.SequenceCompareTo(key) < 0) continue;
            _isOnEntry = true;
            return;
        }
    }

    /// <summary>Goes to where the next move gives this entry. Ascending ordinals read each block once.</summary>
    /// <returns>False when the entry is lost with its block.</returns>
    public bool SeekOrdinal(long ordinal)
    {
        var block = _file.FindBlock(ordinal);
        if (block != _block || (ordinal <= Ordinal && !_isLost)) GoToBlock(block);
        _isOnEntry = false;
        while (Ordinal < ordinal && MoveInBlock())
        {
        }

        return _isOnEntry = !_isLost && Ordinal == ordinal;
    }

    public void Dispose()
    {
    }

    /// <summary>The next entry has been gone to; the first of a block when <paramref name="isFirstOfBlock"/>.</summary>
    protected abstract void OnMoved(bool isFirstOfBlock);

    private bool MoveInBlock()
    {
        if (_block < 0) return false;
        if (!Reader.MoveNext()) return false;
        Ordinal++;
        OnMoved(Ordinal == _file.FirstOrdinal(_block));
        return true;
    }

    private void GoToBlock(int block)
    {
        _blocksRead = 0;
        LoadBlock(block);
    }

    private void LoadBlock(int block)
    {
        _block = block;
        _isLost = false;
        try
        {
            LoadSoundBlock(block);
        }
        catch (DamagedArchiveException e) when (_lost is not null)
        {
            _lost.Add(_file, block, e);
            _isLost = true;
            Reader.LoadNothing();
            Ordinal = _file.FirstOrdinal(block + 1) - 1;
        }
    }

    private void LoadSoundBlock(int block)
    {
        var (raw, length) = ReadBlock(block);
        Reader.Load(raw, length, _file.BlockOffset(block));
        Ordinal = _file.FirstOrdinal(block) - 1;
        var expected = _file.FirstOrdinal(block + 1) - _file.FirstOrdinal(block);
        if (Reader.Count != expected) Reader.Fail($"{expected} entries, as the index says", $"{Reader.Count}");
    }

    private (byte[] Raw, int Length) ReadBlock(int block)
    {
        if (_cache is not null && _blocksRead++ < CachedBlocks)
        {
            var raw = _cache.Read(_file, block);
            return (raw, raw.Length);
        }

        _file.ReadBlock(block, ref _scanned, out var length);
        return (_scanned, length);
    }
}

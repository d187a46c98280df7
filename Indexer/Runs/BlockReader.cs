using System.Diagnostics.CodeAnalysis;

namespace PassiveDns.Indexer.Runs;

/// <summary>Reads the entries of one block in order. See FORMAT.md section 3.2.</summary>
/// <remarks>Every length is compared with what is there before it is used: other octets end in a <see cref="DamagedArchiveException"/>.</remarks>
internal sealed class BlockReader
{
    private const int Shared = 0;
    private const int Added = 1;
    private const int Suffixes = 2;
    private const int KeyColumns = 3;

    private readonly string _file;
    private readonly Column[] _columns;
    private byte[] _block = [];
    private long _offset;
    private byte[] _key = new byte[256];
    private int _keyLength;
    private int _left;

    /// <param name="file">Path, for messages.</param>
    public BlockReader(string file, int valueColumns)
    {
        _file = file;
        _columns = new Column[KeyColumns + valueColumns];
    }

    /// <summary>Entries of the block.</summary>
    public int Count { get; private set; }

    /// <summary>The current key; valid until the next move.</summary>
    public ReadOnlySpan<byte> Key => _key.AsSpan(0, _keyLength);

    /// <summary>Stands before the first entry of a block.</summary>
    /// <param name="block">Raw octets; must not change while they are read.</param>
    /// <param name="offset">Where the block is in the file, for messages.</param>
    public void Load(byte[] block, int length, long offset)
    {
        (_block, _offset, _keyLength) = (block, offset, 0);
        var octets = block.AsSpan(0, length);
        var at = 0;
        Count = _left = ReadLength(octets, ref at);
        Span<int> lengths = stackalloc int[_columns.Length];
        foreach (ref var columnLength in lengths) columnLength = ReadLength(octets, ref at);
        for (var i = 0; i < lengths.Length; i++)
        {
            if (lengths[i] > length - at) Fail("a column inside the block", "one that is longer");
            _columns[i] = new Column(at, at + lengths[i]);
            at += lengths[i];
        }

        if (at != length) Fail("columns that fill the block", $"{length - at} octets behind them");
        if (Count > lengths[Shared]) Fail($"keys for {Count} entries", "fewer");
    }

    /// <summary>Stands at the end of a block without entries.</summary>
    public void LoadNothing() => (Count, _left, _keyLength) = (0, 0, 0);

    public bool MoveNext()
    {
        if (_left == 0) return false;
        _left--;
        var shared = ReadNumber(Shared);
        var added = ReadNumber(Added);
        ref var suffixes = ref _columns[Suffixes];
        if (shared > (ulong)_keyLength || added > (ulong)(suffixes.End - suffixes.At) || shared + added > RunFormat.MaxKeyLength)
            Fail("a key", "lengths that fit none");

        var length = (int)(shared + added);
        if (_key.Length < length) Array.Resize(ref _key, Math.Max(length, 2 * _key.Length));
        _block.AsSpan(suffixes.At, (int)added).CopyTo(_key.AsSpan((int)shared));
        suffixes.At += (int)added;
        _keyLength = length;
        return true;
    }

    /// <summary>The next number of a value column.</summary>
    public ulong ReadValue(int column) => ReadNumber(KeyColumns + column);

    /// <summary>The column has numbers that were not read yet.</summary>
    public bool HasValue(int column) => _columns[KeyColumns + column].At < _columns[KeyColumns + column].End;

    /// <summary>Passes over numbers of a value column.</summary>
    public void SkipValues(int column, long count)
    {
        ref var numbers = ref _columns[KeyColumns + column];
        var (at, end) = (numbers.At, numbers.End);
        while (count > 0 && at < end)
        {
            if (_block[at++] < 0x80) count--;
        }

        if (count > 0) Fail("a number for each entry", "fewer");
        numbers.At = at;
    }

    [DoesNotReturn]
    public void Fail(string expected, string found) => throw new DamagedArchiveException(_file, _offset, expected, found);

    private ulong ReadNumber(int column)
    {
        ref var numbers = ref _columns[column];
        if (numbers.At < numbers.End && _block[numbers.At] is var octet and < 0x80)
        {
            numbers.At++;
            return octet;
        }

        if (!Leb128.TryRead(_block.AsSpan(0, numbers.End), ref numbers.At, out var value)) Fail("a number for each entry", "fewer");
        return value;
    }

    private int ReadLength(ReadOnlySpan<byte> octets, ref int at)
    {
        if (!Leb128.TryRead(octets, ref at, out var length) || length > (ulong)octets.Length) Fail("a block's lengths", "others");
        return (int)length;
    }

    private struct Column(int at, int end)
    {
        public int At = at;
        public readonly int End = end;
    }
}

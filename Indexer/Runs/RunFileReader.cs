using System.Buffers;
using System.Buffers.Binary;
using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using Microsoft.Win32.SafeHandles;

namespace PassiveDns.Indexer.Runs;

/// <summary>One file of a run: its footer and block index in memory, its blocks read when asked for.</summary>
/// <remarks>
/// Blocks are read by position rather than mapped: a failing disk or a file cut behind our back is then an exception that names the
/// file, where a mapping would end the process; the copy costs 2 us beside some 20 us of expanding. For any number of threads.
/// </remarks>
internal sealed class RunFileReader : IDisposable
{
    private readonly SafeFileHandle _file;
    private readonly RunFooter _footer;
    private readonly OctetBuffer _separators = new();
    private int[] _separatorEnds = [];
    private int[] _filterLengths = [];
    private long[] _blockEnds = [];
    private long[] _entryEnds = [];
    private long _blocksRead;
    private long _octetsRead;

    private RunFileReader(string path, RunFileKind kind)
    {
        Path = path;
        Kind = kind;
        _file = File.OpenHandle(path, FileMode.Open, FileAccess.Read, FileShare.Read | FileShare.Delete, FileOptions.RandomAccess);
        try
        {
            Length = RandomAccess.GetLength(_file);
            CheckHeader();
            _footer = ReadFooter();
            ReadIndex();
        }
        catch
        {
            Dispose();
            throw;
        }
    }

    public string Path { get; }

    public RunFileKind Kind { get; }

    /// <summary>Of the file's format.</summary>
    public uint Version { get; private set; }

    /// <summary>Octets of the file.</summary>
    public long Length { get; }

    public RunTotals Totals => _footer.Totals;

    public RunFooter Footer => _footer;

    public int Blocks => _blockEnds.Length;

    /// <summary>Blocks that were read since the file was opened, and their octets in it.</summary>
    public (long Blocks, long Octets) Read => (Interlocked.Read(ref _blocksRead), Interlocked.Read(ref _octetsRead));

    /// <exception cref="DamagedArchiveException">Header, footer or block index do not hold what they should.</exception>
    /// <exception cref="IOException">The file cannot be read.</exception>
    public static RunFileReader Open(string path, RunFileKind kind) => new(path, kind);

    /// <summary>Ordinal of a block's first entry; for the number of blocks, the number of entries.</summary>
    public long FirstOrdinal(int block) => block == 0 ? 0 : _entryEnds[block - 1];

    /// <summary>The block in which the first entry not below a key is, or at whose end it would be.</summary>
    public int FindBlock(ReadOnlySpan<byte> key)
    {
        // The last block whose separator is below the key. One that equals it may begin in the block before, where keys repeat.
        var (low, high) = (1, Blocks);
        while (low < high)
        {
            var middle = (low + high) >>> 1;
            if (Separator(middle).SequenceCompareTo(key) < 0) low = middle + 1;
            else high = middle;
        }

        return low - 1;
    }

    /// <summary>The block that holds an entry.</summary>
    public int FindBlock(long ordinal)
    {
        var found = Array.BinarySearch(_entryEnds, ordinal + 1);
        return found >= 0 ? found : ~found;
    }

    /// <summary>A block's raw octets in a new array.</summary>
    public byte[] ReadBlock(int block)
    {
        byte[] raw = [];
        ReadBlock(block, ref raw, out var length);
        return raw.Length == length ? raw : raw[..length];
    }

    /// <summary>Reads a block into a buffer, which is replaced when it is too small.</summary>
    public void ReadBlock(int block, ref byte[] buffer, out int length)
    {
        var stored = _blockEnds[block] - BlockOffset(block);
        Interlocked.Increment(ref _blocksRead);
        Interlocked.Add(ref _octetsRead, stored);
        length = ReadSection(BlockOffset(block), stored, ref buffer);
    }

    /// <summary>Where a block is in the file.</summary>
    public long BlockOffset(int block) => FilterOffset(block) + _filterLengths[block];

    /// <summary>Where a block's filter is in the file.</summary>
    public long FilterOffset(int block) => block == 0 ? RunFormat.HeaderLength : _blockEnds[block - 1];

    /// <summary>Asks the filter of the block in which a key would be.</summary>
    /// <param name="filterKey">As <see cref="RunFormat.FilterKey"/> has it.</param>
    /// <returns>False when the file certainly does not hold it. A filter that cannot be read says nothing: the block itself will tell.</returns>
    public bool MayHold(ReadOnlySpan<byte> filterKey)
    {
        if (Blocks == 0) return false;
        var block = FindBlock(filterKey);
        var length = _filterLengths[block];
        if (length == 0) return true;
        var rented = ArrayPool<byte>.Shared.Rent(length);
        try
        {
            var filter = rented.AsSpan(0, length);
            return !TryReadFilter(block, filter) || BlockFilter.MayHold(filter, BlockFilter.Hash(filterKey));
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(rented);
        }
    }

    /// <summary>Reads the filter of a block.</summary>
    /// <exception cref="DamagedArchiveException">It does not fit its check sum.</exception>
    public byte[] ReadFilter(int block)
    {
        var filter = new byte[_filterLengths[block]];
        if (filter.Length > 0 && !TryReadFilter(block, filter)) Fail(FilterOffset(block), "a filter that fits its check sum", "another");
        return filter;
    }

    /// <summary>The list of sources as it was given to the writer.</summary>
    public byte[] ReadSources()
    {
        if (_footer.SourcesLength == 0) return [];
        byte[] raw = [];
        var length = ReadSection(SourcesOffset, _footer.SourcesLength, ref raw);
        return raw[..length];
    }

    /// <summary>Where the list of sources is in the file.</summary>
    public long SourcesOffset => RunFormat.HeaderLength + _footer.BlocksLength + _footer.IndexLength;

    public void Dispose() => _file.Dispose();

    private void CheckHeader()
    {
        Span<byte> header = stackalloc byte[RunFormat.HeaderLength];
        if (Length < RunFormat.HeaderLength + RunFooter.Length)
            Fail(0, "a run file", string.Create(CultureInfo.InvariantCulture, $"{Length} octets, fewer than header and footer have"));
        ReadOctets(0, header);
        if (!header[..RunFormat.MagicLength].SequenceEqual(RunFormat.Magic(Kind)))
            Fail(0, "the first octets of a run file", Convert.ToHexStringLower(header[..RunFormat.MagicLength]));
        if (BinaryPrimitives.ReadUInt32LittleEndian(header[12..]) != Crc32C.Of(header[..12]))
            Fail(0, "a header that fits its check sum", "another");
        var version = BinaryPrimitives.ReadUInt32LittleEndian(header[RunFormat.MagicLength..]);
        Version = version;
        if (version is < RunFormat.FirstVersion or > RunFormat.Version)
        {
            const string remedy = "Open it with the pdns that wrote it, or a newer one.";
            throw new DamagedArchiveException(Path, RunFormat.MagicLength, $"run format {RunFormat.FirstVersion} or {RunFormat.Version}", $"{version}", remedy);
        }
    }

    private RunFooter ReadFooter()
    {
        Span<byte> octets = stackalloc byte[RunFooter.Length];
        var offset = Length - RunFooter.Length;
        ReadOctets(offset, octets);
        if (!RunFooter.TryRead(Kind, octets, out var footer)) Fail(offset, "a run file's footer", "other octets: the file is cut, or changed");
        long[] parts = [footer.BlocksLength, footer.IndexLength, footer.SourcesLength];
        if (parts.Any(part => part < 0 || part > Length) || parts.Sum() != offset - RunFormat.HeaderLength)
            Fail(offset, "lengths that add up to the file's", "others");
        return footer;
    }

    private void ReadIndex()
    {
        var offset = RunFormat.HeaderLength + _footer.BlocksLength;
        byte[] raw = [];
        var length = ReadSection(offset, _footer.IndexLength, ref raw);
        var index = new BlockReader(Path, IndexColumns.Count);
        index.Load(raw, length, offset);
        if (index.Count > _footer.BlocksLength / RunFormat.SmallestSection) index.Fail("blocks that fill their place", $"{index.Count} of them");
        _separatorEnds = new int[index.Count];
        _filterLengths = new int[index.Count];
        _blockEnds = new long[index.Count];
        _entryEnds = new long[index.Count];
        var (blockEnd, entries) = ((long)RunFormat.HeaderLength, 0L);
        for (var i = 0; index.MoveNext(); i++)
        {
            if (i > 0 && Separator(i - 1).SequenceCompareTo(index.Key) > 0) index.Fail("ascending separators", "others");
            _separators.Write(index.Key);
            _separatorEnds[i] = _separators.Length;
            var (filter, stored) = (index.ReadValue(IndexColumns.FilterLength), index.ReadValue(IndexColumns.StoredLength));
            var inBlock = index.ReadValue(IndexColumns.Entries);
            var left = (ulong)(offset - blockEnd);
            if (stored > left || filter > left - stored || filter is > 0 and <= BlockFilter.ChecksumLength or > int.MaxValue || inBlock is 0 or > int.MaxValue)
                index.Fail("blocks that fill their place", "others");
            _filterLengths[i] = (int)filter;
            _blockEnds[i] = blockEnd += (long)(filter + stored);
            _entryEnds[i] = entries += (long)inBlock;
        }

        if (blockEnd != offset) index.Fail("blocks that fill their place", "fewer");
        if (entries != Totals.Entries) index.Fail($"{Totals.Entries} entries, as the footer says", $"{entries}");
    }

    private ReadOnlySpan<byte> Separator(int block)
    {
        var start = block == 0 ? 0 : _separatorEnds[block - 1];
        return _separators.Span[start.._separatorEnds[block]];
    }

    private bool TryReadFilter(int block, Span<byte> filter)
    {
        ReadOctets(FilterOffset(block), filter);
        return BlockFilter.IsSound(filter);
    }

    private int ReadSection(long offset, long stored, ref byte[] raw)
    {
        const int smallest = RunFormat.SmallestSection;
        if (stored < smallest || stored > Section.Bound(RunFormat.MaxSectionLength))
            Fail(offset, "a section", string.Create(CultureInfo.InvariantCulture, $"one of {stored} octets"));

        var rented = ArrayPool<byte>.Shared.Rent((int)stored);
        try
        {
            var section = rented.AsSpan(0, (int)stored);
            ReadOctets(offset, section);
            return Expand(offset, section, ref raw);
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(rented);
        }
    }

    private int Expand(long offset, ReadOnlySpan<byte> section, ref byte[] raw)
    {
        if (!Section.TryReadLength(section, out var length)) Fail(offset, "octets that fit their check sum", "others");
        if (length > RunFormat.MaxSectionLength) Fail(offset, "a section's raw length", $"{length}");
        if (raw.Length < length) raw = new byte[length];
        if (!Section.TryExpand(section, raw.AsSpan(0, (int)length))) Fail(offset, "a Zstandard frame", "other octets");
        return (int)length;
    }

    private void ReadOctets(long offset, Span<byte> octets)
    {
        var read = 0;
        while (read < octets.Length && RandomAccess.Read(_file, octets[read..], offset + read) is var some and > 0) read += some;
        if (read < octets.Length) Fail(offset + read, "more octets", "the end of the file");
    }

    [DoesNotReturn]
    private void Fail(long offset, string expected, string found) => throw new DamagedArchiveException(Path, offset, expected, found);
}

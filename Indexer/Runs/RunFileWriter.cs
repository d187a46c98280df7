using System.Buffers.Binary;

namespace PassiveDns.Indexer.Runs;

/// <summary>Writes one file of a run: blocks in the order of their keys, block index, sources, footer. See FORMAT.md section 3.</summary>
/// <remarks>
/// The caller's thread fills blocks; a second one compresses, checks and writes them in the same order, so that the
/// file is the same however the two take turns. What goes wrong there is thrown at the caller's next block.
/// </remarks>
internal sealed class RunFileWriter : IDisposable
{
    // Enough that neither thread waits for a single slow block; 8 * 16 KiB is nothing.
    private const int BlocksUnderway = 8;

    private readonly RunFileKind _kind;
    private readonly int _blockLength;
    private readonly SectionWriter _sections;
    private readonly BlockBuilder _block;
    private readonly BlockBuilder _index = new(IndexColumns.Count);
    private readonly OctetBuffer _filter = new();
    private readonly Relay<ClosedBlock> _closed; // begun with the second block: a small file needs no second thread
    private readonly bool _hasFilters;
    private byte[] _separator = [];
    private int _filterKeyLength; // of the last key, as much of it as the filter knows
    private List<ulong> _hashes = []; // of the block's filter
    private long _entries;
    private long _keyOctets;

    public RunFileWriter(RunWriting writing, string path, RunFileKind kind)
    {
        _kind = kind;
        _blockLength = writing.BlockLength;
        _hasFilters = !writing.IsPart && RunFormat.HasFilters(kind);
        _block = new BlockBuilder(RunFormat.ValueColumns(kind, RunFormat.Version));
        _closed = new Relay<ClosedBlock>(BlocksUnderway, WriteBlock);
        _sections = new SectionWriter(writing, path);
        try
        {
            WriteHeader();
        }
        catch
        {
            _sections.Dispose();
            throw;
        }
    }

    /// <summary>Begins an entry; its values follow by <see cref="AddValue"/>.</summary>
    /// <param name="key">Not below the key before it; in a file of RRsets, above it.</param>
    /// <returns>True when the entry is the first of a block.</returns>
    public bool AddKey(ReadOnlySpan<byte> key)
    {
        if (key.Length > RunFormat.MaxKeyLength) throw new ArgumentException($"A key of {key.Length} octets is longer than a run may hold.");
        var shared = key.CommonPrefixLength(_block.LastKey);
        CheckOrder(key, shared);
        var first = _block.Count == 0;
        var isKnown = IsKnownToFilter(key, shared);
        if (!isKnown) _filterKeyLength = RunFormat.FilterKey(_kind, key).Length;
        if (_hasFilters && !isKnown) _hashes.Add(BlockFilter.Hash(key[.._filterKeyLength]));
        if (_block.Length >= _blockLength)
        {
            CloseBlock(isLast: false);
            if (_hasFilters) _hashes.Add(BlockFilter.Hash(key[.._filterKeyLength]));
            _separator = key[..Math.Min(shared + 1, key.Length)].ToArray();
            first = true;
        }

        _block.AddKey(key, shared);
        _entries++;
        _keyOctets += key.Length;
        return first;
    }

    public void AddValue(int column, ulong value) => _block.AddValue(column, value);

    /// <summary>Writes what is left and waits until the medium has it.</summary>
    /// <param name="totals">Entries and key octets are filled in here.</param>
    /// <param name="sources">The list of sources; empty for the inverse.</param>
    /// <param name="partner">See <see cref="RunFooter.Partner"/>.</param>
    public WrittenRunFile Finish(RunTotals totals, ReadOnlySpan<byte> sources, uint partner)
    {
        if (_block.Count > 0) CloseBlock(isLast: true);
        _closed.Drain();

        var blocksLength = _sections.Length - RunFormat.HeaderLength;
        var raw = new OctetBuffer();
        _index.Close(raw);
        var indexLength = _sections.WriteSection(raw.Span);
        var sourcesLength = sources.IsEmpty ? 0 : _sections.WriteSection(sources);
        totals = totals with { Entries = _entries, KeyOctets = _keyOctets };
        var footer = new RunFooter
        {
            BlocksLength = blocksLength, IndexLength = indexLength, SourcesLength = sourcesLength, Totals = totals, Partner = partner,
        };
        Span<byte> octets = stackalloc byte[RunFooter.Length];
        footer.Write(_kind, octets);
        _sections.Write(octets);
        _ = RunFooter.TryRead(_kind, octets, out footer);
        return new WrittenRunFile(_sections.Length, _sections.Finish(), totals, footer.Checksum);
    }

    public void Dispose()
    {
        _closed.Dispose();
        _sections.Dispose();
    }

    private void WriteHeader()
    {
        Span<byte> header = stackalloc byte[RunFormat.HeaderLength];
        RunFormat.Magic(_kind).CopyTo(header);
        BinaryPrimitives.WriteUInt32LittleEndian(header[RunFormat.MagicLength..], RunFormat.Version);
        BinaryPrimitives.WriteUInt32LittleEndian(header[12..], Crc32C.Of(header[..12]));
        _sections.Write(header);
    }

    /// <summary>The filter's part of the key is that of the key before: an owner-key is its own end, a target has none behind it.</summary>
    private bool IsKnownToFilter(ReadOnlySpan<byte> key, int shared) =>
        _entries > 0 && shared >= _filterKeyLength && (_kind == RunFileKind.RRset || key.Length == _filterKeyLength);

    private void CheckOrder(ReadOnlySpan<byte> key, int shared)
    {
        var last = _block.LastKey;
        if (_entries == 0 || (shared == last.Length && (key.Length > shared || _kind == RunFileKind.RData))) return;
        if (shared < last.Length && shared < key.Length && key[shared] > last[shared]) return;
        throw new InvalidOperationException("The keys of a run must ascend.");
    }

    private void CloseBlock(bool isLast)
    {
        var closed = _closed.Take();
        (closed.Separator, closed.Entries) = (_separator, _block.Count);
        _block.Close(closed.Raw);
        (_hashes, closed.Hashes) = (closed.Hashes, _hashes);
        if (isLast && !_closed.HasBegun) WriteBlock(closed);
        else _closed.Send(closed);
    }

    private void WriteBlock(ClosedBlock block)
    {
        if (_hasFilters) BlockFilter.Write(block.Hashes, _filter);
        _sections.Write(_filter.Span);
        var length = _sections.WriteSection(block.Raw.Span);
        block.Raw.Clear();
        block.Hashes.Clear();
        _index.AddKey(block.Separator, block.Separator.AsSpan().CommonPrefixLength(_index.LastKey));
        _index.AddValue(IndexColumns.FilterLength, (uint)_filter.Length);
        _index.AddValue(IndexColumns.StoredLength, (uint)length);
        _index.AddValue(IndexColumns.Entries, (uint)block.Entries);
    }

    private sealed class ClosedBlock
    {
        public OctetBuffer Raw { get; } = new();

        /// <summary>Of what the block's filter is to know: its own keys, and the first of the next block.</summary>
        public List<ulong> Hashes { get; set; } = [];

        /// <summary>Above all keys before the block, not above its first: the shortest such octets (equal, where a key repeats).</summary>
        public byte[] Separator { get; set; } = [];

        public int Entries { get; set; }
    }
}

/// <summary>A run file that the medium has.</summary>
/// <param name="Sha256">Of all its octets: 64 lower-case hexadecimal digits.</param>
/// <param name="Checksum">CRC-32C of its footer.</param>
internal sealed record WrittenRunFile(long Octets, string Sha256, RunTotals Totals, uint Checksum);

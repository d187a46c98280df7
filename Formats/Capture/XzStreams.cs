using System.Buffers;
using System.Buffers.Binary;
using System.Security.Cryptography;

namespace PassiveDns.Formats.Capture;

/// <summary>The content of an xz file, all its streams and blocks, with the padding that may stand between streams.</summary>
/// <remarks>
/// <para>
/// Filters other than LZMA2 are refused, and dictionaries above 128 MiB (<c>xz -9</c> has 64). The window grows as content comes, never
/// because a header says so. CRC-32, CRC-64 and SHA-256 are checked; check methods that nobody has defined are passed over, as the
/// specification allows.
/// </para>
/// Source: The .xz File Format 1.2.1.
/// </remarks>
internal sealed class XzStreams(CaptureBuffer source) : Decompressor(source, "xz")
{
    private const int StreamHeaderLength = 12;
    private const int FooterLength = 12;
    private const int MaxNumberLength = 9;
    private const byte Lzma2 = 0x21;
    private const int MaxDictionaryLength = 128 << 20;
    private const int FirstWindowLength = 1 << 16;
    private const int PortionLength = 1 << 16; // between two checks

    private readonly LzmaDecoder _lzma = new();
    private State _state = State.BetweenStreams;
    private bool _isFirstStream = true;
    private CheckMethod _checkMethod;
    private ulong _crc;
    private IncrementalHash? _sha256;

    // Of the stream
    private ulong _blocks;
    private ulong _streamContent;

    // Of the block
    private ulong? _claimedCompressed;
    private ulong? _claimedContent;
    private ulong _compressed;
    private ulong _blockContent;
    private int _dictionaryLength;

    // Of the chunk
    private bool _needsDictionaryReset;
    private bool _needsProperties;
    private bool _isStored;
    private int _chunkLeft; // content still to come
    private bool _isChunkCut;
    private long _position;
    private long _known;
    private int _windowLength; // in use, of what the pool gave

    private enum State : byte
    {
        BetweenStreams,
        BetweenBlocks,
        BetweenChunks,
        InChunk,
    }

    private enum CheckMethod : byte
    {
        None = 0,
        Crc32 = 1,
        Crc64 = 4,
        Sha256 = 10,
    }

    private static ReadOnlySpan<byte> Magic => [0xFD, (byte)'7', (byte)'z', (byte)'X', (byte)'Z', 0];

    private static ReadOnlySpan<byte> CheckLengths => [0, 4, 4, 4, 8, 8, 8, 16, 16, 16, 32, 32, 32, 64, 64, 64];

    /// <summary>Whether a file that starts so is one for this stream.</summary>
    public static bool Recognises(ReadOnlySpan<byte> start) => start.StartsWith(Magic);

    protected override bool Decode() => _state switch
    {
        State.BetweenStreams => BeginStream(),
        State.BetweenBlocks => BeginBlock(),
        State.BetweenChunks => BeginChunk(),
        _ => _isStored ? GiveStored() : GiveDecoded(),
    };

    protected override void Dispose(bool disposing)
    {
        if (disposing) _sha256?.Dispose();
        base.Dispose(disposing);
    }

    private bool BeginStream()
    {
        while (!_isFirstStream && Source.Holds(4) && Source.Unread[..4].IndexOfAnyExcept((byte)0) < 0) Source.Skip(4);
        if (!Source.Holds(StreamHeaderLength)) return !Source.Unread.IsEmpty && Fail("is cut, or followed by something else");

        var header = Source.Unread[..StreamHeaderLength];
        if (!Recognises(header)) return Fail("is followed by something else");
        if (Crc.Of32(header[6..8]) != BinaryPrimitives.ReadUInt32LittleEndian(header[8..])) return FailDamaged("wrong checksum of a stream header");
        if (header[6] != 0 || header[7] > 15) return Fail("is of an unknown version");
        _checkMethod = (CheckMethod)header[7];
        (_isFirstStream, _blocks, _streamContent) = (false, 0, 0);
        _state = State.BetweenBlocks;
        Source.Skip(StreamHeaderLength);
        return true;
    }

    private bool BeginBlock()
    {
        if (!Source.Holds(1)) return Fail("is cut");
        if (Source.Unread[0] == 0) return EndStream();
        var length = 4 * (Source.Unread[0] + 1);
        if (!Source.Holds(length)) return Fail("is cut");

        var header = Source.Unread[..length];
        if (Crc.Of32(header[..^4]) != BinaryPrimitives.ReadUInt32LittleEndian(header[^4..])) return FailDamaged("wrong checksum of a block header");
        if (!ReadBlockHeader(header[1..^4])) return false;
        Source.Skip(length);
        (_compressed, _blockContent, _known, _needsDictionaryReset, _needsProperties) = (0, 0, 0, true, true);
        BeginCheck();
        _state = State.BetweenChunks;
        return true;
    }

    private bool ReadBlockHeader(ReadOnlySpan<byte> fields)
    {
        var flags = fields[0];
        fields = fields[1..];
        if ((flags & 0x3F) != 0) return Fail("was filtered by something else than LZMA2");
        (_claimedCompressed, _claimedContent) = (null, null);
        if ((flags & 0x40) != 0 && (_claimedCompressed = ReadNumber(ref fields)) is null) return FailDamaged("impossible size in a block header");
        if ((flags & 0x80) != 0 && (_claimedContent = ReadNumber(ref fields)) is null) return FailDamaged("impossible size in a block header");
        if (fields is not [Lzma2, 1, var dictionary, ..]) return Fail("was filtered by something else than LZMA2");
        if (fields[3..].IndexOfAnyExcept((byte)0) >= 0 || dictionary > 40) return FailDamaged("impossible block header");

        var size = dictionary == 40 ? uint.MaxValue : (2ul | (dictionary & 1u)) << ((dictionary / 2) + 11);
        if (size > MaxDictionaryLength) return Fail($"needs a dictionary of {size:N0} octets, more than the {MaxDictionaryLength:N0} that are allowed");
        _dictionaryLength = (int)size;
        UseWindow(Math.Min(_dictionaryLength, Math.Max(FirstWindowLength, Window.Length)));
        WriteFrom(0);
        return true;
    }

    private bool BeginChunk()
    {
        if (!Source.Holds(1)) return Fail("is cut");
        var control = Source.Unread[0];
        if (control == 0)
        {
            Pass(1);
            return EndBlock();
        }

        if (control >= 0xE0 || control == 1) (_needsDictionaryReset, _needsProperties, _known, _position) = (false, true, 0, 0);
        else if (_needsDictionaryReset) return FailDamaged("a first chunk that builds on others");
        _isStored = control < 0x80;
        return _isStored ? BeginStored(control) : BeginDecoded(control);
    }

    private bool BeginStored(byte control)
    {
        const int headerLength = 3;
        if (control > 2) return FailDamaged("an unknown kind of chunk");
        if (!Source.Holds(headerLength)) return Fail("is cut");
        _chunkLeft = BinaryPrimitives.ReadUInt16BigEndian(Source.Unread[1..]) + 1;
        Pass(headerLength);
        _state = State.InChunk;
        return true;
    }

    private bool BeginDecoded(byte control)
    {
        var headerLength = control >= 0xC0 ? 6 : 5;
        if (!Source.Holds(headerLength)) return Fail("is cut");
        var header = Source.Unread;
        _chunkLeft = ((control & 0x1F) << 16) + BinaryPrimitives.ReadUInt16BigEndian(header[1..]) + 1;
        var length = BinaryPrimitives.ReadUInt16BigEndian(header[3..]) + 1;
        if (control >= 0xC0)
        {
            if (!_lzma.TrySetProperties(header[5])) return FailDamaged("impossible properties of a chunk");
            _needsProperties = false;
        }

        if (_needsProperties) return FailDamaged("a first chunk that builds on others");
        if (control >= 0xA0) _lzma.Reset();
        Pass(headerLength);
        _isChunkCut = !Source.Holds(length);
        var octets = Source.Unread[..Math.Min(length, Source.Unread.Length)];
        if (!_lzma.TryBegin(octets)) return FailDamaged("a chunk that does not decode");
        Pass(octets.Length);
        _state = State.InChunk;
        return true;
    }

    private bool GiveStored()
    {
        MakeRoom();
        if (!Source.Holds(1)) return Fail("is cut");
        var count = Math.Min(Math.Min(_chunkLeft, Source.Unread.Length), Math.Min(PortionLength, _windowLength - Written));
        Source.Unread[..count].CopyTo(Window.AsSpan(Written));
        Written += count;
        _known += count;
        _position += count;
        _chunkLeft -= count;
        Pass(count);
        Account(count);
        if (_chunkLeft == 0) _state = State.BetweenChunks;
        return true;
    }

    private bool GiveDecoded()
    {
        MakeRoom();
        var (start, written) = (Written, Written);
        var limit = start + Math.Min(Math.Min(_chunkLeft, PortionLength), _windowLength - start);
        var isSound = _lzma.TryDecode(Window, _windowLength, ref written, limit, ref _position, ref _known);
        Written = written;
        _chunkLeft -= written - start;
        Account(written - start);
        if (_isChunkCut && (!isSound || _chunkLeft == 0)) return Fail("is cut");
        if (!isSound) return FailDamaged("a chunk that does not decode");
        if (_chunkLeft > 0) return true;
        _state = State.BetweenChunks;
        return _lzma.IsAtEndOfChunk || FailDamaged("a chunk that does not end where it must");
    }

    /// <summary>The window grows up to the length of the dictionary and is circular then.</summary>
    private void MakeRoom()
    {
        if (Written < _windowLength) return;
        if (_windowLength < _dictionaryLength) UseWindow((int)Math.Min(_dictionaryLength, 2L * _windowLength));
        else WriteFrom(0);
    }

    private void UseWindow(int length)
    {
        if (Window.Length < length)
        {
            var larger = ArrayPool<byte>.Shared.Rent(length);
            Window.AsSpan(0, Written).CopyTo(larger);
            if (Window.Length > 0) ArrayPool<byte>.Shared.Return(Window);
            Window = larger;
        }

        _windowLength = length;
    }

    private void Pass(int count)
    {
        Source.Skip(count);
        _compressed += (ulong)count;
    }

    private void Account(int count)
    {
        _blockContent += (ulong)count;
        AppendToCheck(Window.AsSpan(Written - count, count));
    }

    private bool EndBlock()
    {
        if ((_claimedCompressed ?? _compressed) != _compressed || (_claimedContent ?? _blockContent) != _blockContent)
            return FailDamaged("a block of another size than its header says");
        var padding = (int)(-(long)_compressed & 3);
        var checkLength = CheckLengths[(int)_checkMethod];
        if (!Source.Holds(padding + checkLength)) return Fail("is cut");
        if (Source.Unread[..padding].IndexOfAnyExcept((byte)0) >= 0) return FailDamaged("padding that is not zero");
        if (!IsRightCheck(Source.Unread.Slice(padding, checkLength))) return FailDamaged("wrong checksum of a block");
        Source.Skip(padding + checkLength);
        _blocks++;
        _streamContent += _blockContent;
        _state = State.BetweenBlocks;
        return true;
    }

    /// <summary>
    /// The index lists all blocks once more. Their number and the sum of their sizes must agree; where each begins is of no use here.
    /// </summary>
    private bool EndStream()
    {
        var crc = Crc.Start;
        ulong length = 0;
        PassIndex(1, ref crc, ref length);
        if (ReadIndexNumber(ref crc, ref length) is not { } records) return FailIndex();
        if (records != _blocks) return FailDamaged("an index of another number of blocks");
        ulong content = 0;
        for (var i = 0ul; i < records; i++)
        {
            if (ReadIndexNumber(ref crc, ref length) is null || ReadIndexNumber(ref crc, ref length) is not { } size) return FailIndex();
            content += size;
        }

        if (content != _streamContent) return FailDamaged("an index of other content");
        var padding = (int)(-(long)length & 3);
        if (!Source.Holds(padding + 4 + FooterLength)) return Fail("is cut");
        if (Source.Unread[..padding].IndexOfAnyExcept((byte)0) >= 0) return FailDamaged("padding that is not zero");
        PassIndex(padding, ref crc, ref length);
        if (~crc != BinaryPrimitives.ReadUInt32LittleEndian(Source.Unread)) return FailDamaged("wrong checksum of an index");
        return EndFooter(Source.Unread.Slice(4, FooterLength), length + 4);
    }

    private bool EndFooter(ReadOnlySpan<byte> footer, ulong indexLength)
    {
        var isSound = Crc.Of32(footer[4..10]) == BinaryPrimitives.ReadUInt32LittleEndian(footer)
            && 4 * (BinaryPrimitives.ReadUInt32LittleEndian(footer[4..]) + 1ul) == indexLength
            && footer[8] == 0 && footer[9] == (byte)_checkMethod && footer[10..].SequenceEqual("YZ"u8);
        if (!isSound) return FailDamaged("impossible footer of a stream");
        Source.Skip(4 + FooterLength);
        _state = State.BetweenStreams;
        return true;
    }

    private bool FailIndex() => Source.Holds(MaxNumberLength) ? FailDamaged("impossible number in an index") : Fail("is cut");

    private void PassIndex(int count, ref uint crc, ref ulong length)
    {
        crc = Crc.Append32(crc, Source.Unread[..count]);
        length += (ulong)count;
        Source.Skip(count);
    }

    private ulong? ReadIndexNumber(ref uint crc, ref ulong length)
    {
        Source.Holds(MaxNumberLength);
        var fields = Source.Unread;
        var before = fields.Length;
        if (ReadNumber(ref fields) is not { } number) return null;
        PassIndex(before - fields.Length, ref crc, ref length);
        return number;
    }

    /// <summary>
    /// Seven bits in each octet, the lowest first, the top bit set in all but the last; null when that is not what stands there.
    /// </summary>
    private static ulong? ReadNumber(ref ReadOnlySpan<byte> fields)
    {
        var number = 0ul;
        for (var i = 0; i < MaxNumberLength && i < fields.Length; i++)
        {
            number |= (ulong)(fields[i] & 0x7F) << (7 * i);
            if (fields[i] >= 0x80) continue;
            if (fields[i] == 0 && i > 0) return null; // longer than need be
            fields = fields[(i + 1)..];
            return number;
        }

        return null;
    }

    private void BeginCheck()
    {
        _crc = ulong.MaxValue;
        if (_checkMethod == CheckMethod.Sha256) _sha256 ??= IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
    }

    private void AppendToCheck(ReadOnlySpan<byte> content)
    {
        if (_checkMethod == CheckMethod.Crc32) _crc = Crc.Append32((uint)_crc, content);
        else if (_checkMethod == CheckMethod.Crc64) _crc = Crc.Append64(_crc, content);
        else if (_checkMethod == CheckMethod.Sha256) _sha256!.AppendData(content);
    }

    private bool IsRightCheck(ReadOnlySpan<byte> check)
    {
        switch (_checkMethod)
        {
            case CheckMethod.Crc32:
                return BinaryPrimitives.ReadUInt32LittleEndian(check) == ~(uint)_crc;
            case CheckMethod.Crc64:
                return BinaryPrimitives.ReadUInt64LittleEndian(check) == ~_crc;
            case CheckMethod.Sha256:
                return check.SequenceEqual(_sha256!.GetHashAndReset());
            default:
                return true;
        }
    }
}

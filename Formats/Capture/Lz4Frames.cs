using System.Buffers;
using System.Buffers.Binary;

namespace PassiveDns.Formats.Capture;

/// <summary>The content of an lz4 file, all its frames, those of the old kind too; skippable ones are passed over.</summary>
/// <remarks>
/// A block holds at most 4 MiB of content, 8 MiB in the old kind: those, and 64 KiB of history, are what is held in memory.
/// Source: LZ4 Frame Format 1.6.4, LZ4 Block Format.
/// </remarks>
internal sealed class Lz4Frames(CaptureBuffer source) : Decompressor(source, "lz4")
{
    private const uint FrameMagic = 0x184D_2204;
    private const uint LegacyMagic = 0x184C_2102;
    private const uint SkippableMagic = 0x184D_2A50; // and the 15 after it
    private const int HistoryLength = 1 << 16;
    private const int LegacyBlockLength = 8 << 20;
    private const int LegacyCompressedLength = LegacyBlockLength + (LegacyBlockLength / 255) + 16; // what incompressible octets may grow to
    private const uint StoredBlock = 0x8000_0000;
    private const int MinMatch = 4;

    private State _state = State.BetweenFrames;
    private bool _blocksAreLinked;
    private bool _hasBlockChecks;
    private bool _hasContentCheck;
    private int _maxBlockLength;
    private XxHash32 _contentHash;

    private enum State : byte
    {
        BetweenFrames,
        InFrame,
        InLegacyFrame,
    }

    /// <summary>Whether a file that starts so is one for this stream.</summary>
    public static bool Recognises(ReadOnlySpan<byte> start) =>
        start.Length >= sizeof(uint) && BinaryPrimitives.ReadUInt32LittleEndian(start) is FrameMagic or LegacyMagic;

    protected override bool Decode() => _state switch
    {
        State.BetweenFrames => BeginFrame(),
        State.InFrame => DecodeBlock(),
        _ => DecodeLegacyBlock(),
    };

    private bool BeginFrame()
    {
        if (!Source.Holds(sizeof(uint))) return !Source.Unread.IsEmpty && Fail("is cut, or followed by something else");
        var magic = BinaryPrimitives.ReadUInt32LittleEndian(Source.Unread);
        if ((magic & ~0xFu) == SkippableMagic) return SkipFrame();
        if (magic == LegacyMagic)
        {
            Source.Skip(sizeof(uint));
            _state = State.InLegacyFrame;
            Reserve(LegacyBlockLength);
            return true;
        }

        return magic == FrameMagic ? ReadDescriptor() : Fail("is followed by something else");
    }

    private bool SkipFrame()
    {
        if (!Source.Holds(8)) return Fail("is cut");
        long left = BinaryPrimitives.ReadUInt32LittleEndian(Source.Unread[4..]);
        Source.Skip(8);
        while (left > 0)
        {
            if (!Source.Holds(1)) return Fail("is cut");
            var count = (int)Math.Min(left, Source.Unread.Length);
            Source.Skip(count);
            left -= count;
        }

        return true;
    }

    private bool ReadDescriptor()
    {
        const int shortest = 4 + 2 + 1;
        if (!Source.Holds(shortest)) return Fail("is cut");
        var (flags, sizes) = (Source.Unread[4], Source.Unread[5]);
        var hasContentSize = (flags & 0x08) != 0;
        var hasDictionary = (flags & 0x01) != 0;
        var length = shortest + (hasContentSize ? 8 : 0) + (hasDictionary ? 4 : 0);
        if (!Source.Holds(length)) return Fail("is cut");

        var descriptor = Source.Unread[4..(length - 1)];
        if (Source.Unread[length - 1] != (byte)(XxHash32.Of(descriptor) >> 8)) return FailDamaged("wrong checksum of a frame's descriptor");
        if (flags >> 6 != 1 || (flags & 0x02) != 0) return FailDamaged("a frame of an unknown version");
        if (hasDictionary) return Fail("needs a dictionary that is not part of it");
        if ((sizes >> 4 & 7) is var size and < 4) return FailDamaged($"unknown block size {size}");

        _maxBlockLength = 1 << (8 + (2 * (sizes >> 4 & 7)));
        _blocksAreLinked = (flags & 0x20) == 0;
        _hasBlockChecks = (flags & 0x10) != 0;
        _hasContentCheck = (flags & 0x04) != 0;
        _contentHash = new XxHash32();
        _state = State.InFrame;
        Source.Skip(length);
        Reserve(_maxBlockLength);
        return true;
    }

    private bool DecodeBlock()
    {
        if (!Source.Holds(sizeof(uint))) return Fail("is cut");
        var field = BinaryPrimitives.ReadUInt32LittleEndian(Source.Unread);
        if (field == 0) return EndFrame();

        var length = field & ~StoredBlock;
        if (length > _maxBlockLength) return FailDamaged($"a block of at most {_maxBlockLength:N0} octets that claims {length:N0}");
        MakeRoom(_maxBlockLength, keepHistory: _blocksAreLinked);
        var start = Written;
        var isWhole = Source.Holds(4 + (int)length + (_hasBlockChecks ? 4 : 0));
        var block = Source.Unread[4..Math.Min(Source.Unread.Length, 4 + (int)length)];
        if (isWhole && _hasBlockChecks && XxHash32.Of(block) != BinaryPrimitives.ReadUInt32LittleEndian(Source.Unread[(4 + (int)length)..]))
            return FailDamaged("wrong checksum of a block");

        var isSound = (field & StoredBlock) != 0 ? Store(block) : Expand(block, _maxBlockLength);
        if (_hasContentCheck) _contentHash.Append(Window.AsSpan(start, Written - start));
        if (!isWhole) return Fail("is cut");
        if (!isSound) return FailDamaged("a match that leads nowhere");
        Source.Skip(4 + (int)length + (_hasBlockChecks ? 4 : 0));
        return true;
    }

    private bool EndFrame()
    {
        Source.Skip(sizeof(uint));
        _state = State.BetweenFrames;
        if (!_hasContentCheck) return true;
        if (!Source.Holds(sizeof(uint))) return Fail("is cut");
        if (_contentHash.Value != BinaryPrimitives.ReadUInt32LittleEndian(Source.Unread)) return FailDamaged("wrong checksum of the content");
        Source.Skip(sizeof(uint));
        return true;
    }

    /// <summary>
    /// The old kind has no end mark: it ends with the file or at the start of another frame, whose magic number no block can have for its
    /// length.
    /// </summary>
    private bool DecodeLegacyBlock()
    {
        if (!Source.Holds(sizeof(uint))) return !Source.Unread.IsEmpty && Fail("is cut");
        var length = BinaryPrimitives.ReadUInt32LittleEndian(Source.Unread);
        if (length > LegacyCompressedLength)
        {
            _state = State.BetweenFrames;
            return true;
        }

        MakeRoom(LegacyBlockLength, keepHistory: false);
        var isWhole = Source.Holds(4 + (int)length);
        var isSound = Expand(Source.Unread[4..Math.Min(Source.Unread.Length, 4 + (int)length)], LegacyBlockLength);
        if (!isWhole) return Fail("is cut");
        if (!isSound) return FailDamaged("a match that leads nowhere");
        Source.Skip(4 + (int)length);
        return true;
    }

    private void Reserve(int blockLength)
    {
        if (Window.Length < HistoryLength + blockLength)
        {
            if (Window.Length > 0) ArrayPool<byte>.Shared.Return(Window);
            Window = ArrayPool<byte>.Shared.Rent(HistoryLength + blockLength);
        }

        WriteFrom(0);
    }

    private void MakeRoom(int length, bool keepHistory)
    {
        var kept = keepHistory ? Math.Min(Written, HistoryLength) : 0;
        if (keepHistory && Written + length <= Window.Length) return;
        Window.AsSpan(Written - kept, kept).CopyTo(Window);
        WriteFrom(kept);
    }

    private bool Store(ReadOnlySpan<byte> block)
    {
        block.CopyTo(Window.AsSpan(Written));
        Written += block.Length;
        return true;
    }

    /// <summary>Decodes sequences of literals and matches; what was decoded before a fault stays.</summary>
    private bool Expand(ReadOnlySpan<byte> block, int maxLength)
    {
        var window = Window;
        var (at, written, limit) = (0, Written, Written + maxLength);
        var isSound = true;
        while (at < block.Length)
        {
            var token = block[at++];
            var literals = ReadLength(block, ref at, token >> 4);
            var count = Math.Min(literals, Math.Min(block.Length - at, limit - written));
            block.Slice(at, count).CopyTo(window.AsSpan(written));
            at += count;
            written += count;
            if (at == block.Length && count == literals) break; // the last sequence has no match
            isSound = count == literals && at + 2 <= block.Length;
            if (!isSound) break;

            var distance = BinaryPrimitives.ReadUInt16LittleEndian(block[at..]);
            at += 2;
            var length = MinMatch + ReadLength(block, ref at, token & 0xF);
            isSound = distance > 0 && distance <= written && length <= limit - written;
            if (!isSound) break;
            Repeat(window, written, distance, length);
            written += length;
        }

        Written = written;
        return isSound;
    }

    /// <summary>
    /// Four bits of length, and as many octets more as are 255, and one. A length beyond all bounds is cut to one that is beyond them too.
    /// </summary>
    private static int ReadLength(ReadOnlySpan<byte> block, ref int at, int length)
    {
        if (length < 15) return length;
        while (at < block.Length)
        {
            var more = block[at++];
            length += more;
            if (more != byte.MaxValue) break;
        }

        return length;
    }

    private static void Repeat(byte[] window, int at, int distance, int length)
    {
        if (distance >= length)
        {
            window.AsSpan(at - distance, length).CopyTo(window.AsSpan(at));
            return;
        }

        for (var i = 0; i < length; i++) window[at + i] = window[at + i - distance];
    }
}

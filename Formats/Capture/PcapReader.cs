using System.Buffers.Binary;

namespace PassiveDns.Formats.Capture;

/// <summary>Reads the frames of a pcap file, of either octet order, with microseconds or nanoseconds.</summary>
/// <remarks>
/// A record that cannot be true ends the reading, because nothing after it can be found again.
/// Source: draft-ietf-opsawg-pcap sections 4 and 5; limits as in libpcap's sf-pcap.c.
/// </remarks>
public sealed class PcapReader : IFrameReader
{
    /// <summary>Octets in the longest frame that a record may hold (libpcap's MAXIMUM_SNAPLEN).</summary>
    public const int MaxFrameLength = 262_144;

    private const uint MicrosecondMagic = 0xA1B2C3D4;
    private const uint NanosecondMagic = 0xA1B23C4D;
    private const int FileHeaderLength = 24;
    private const int RecordHeaderLength = 16;
    private const int NanosecondsPerSecond = 1_000_000_000;

    private readonly CaptureBuffer _buffer;
    private readonly DamageList _damage = new();
    private bool _isBigEndian;
    private uint _nanosecondsPerUnit;
    private LengthOrder _lengthOrder;
    private LinkType _linkType;
    private long _framesRead;
    private bool _ended;

    /// <summary>Starts at the file header. A stream that does not begin with one has no frames and says so in <see cref="Damage"/>.</summary>
    /// <param name="stream">Any readable stream; stays open when the reader is disposed.</param>
    public PcapReader(Stream stream)
        : this(new CaptureBuffer(stream))
    {
    }

    internal PcapReader(CaptureBuffer buffer)
    {
        _buffer = buffer;
        ReadFileHeader();
    }

    /// <summary>In which order a record gives its two lengths; it was turned round with version 2.3, not by everybody at once.</summary>
    private enum LengthOrder : byte
    {
        CapturedFirst,
        OriginalFirst,
        SmallerIsCaptured,
    }

    public IReadOnlyList<FileDamage> Damage => _damage.All;

    public bool TryRead(out CaptureFrame frame)
    {
        frame = default;
        if (_ended) return false;
        if (!_buffer.Holds(RecordHeaderLength)) return End("a record header", RecordHeaderLength);

        var header = _buffer.Unread;
        var seconds = ReadUInt32(header);
        var fraction = ReadUInt32(header[4..]);
        var captured = ReadUInt32(header[8..]);
        var original = ReadUInt32(header[12..]);
        if (_lengthOrder != LengthOrder.CapturedFirst) OrderLengths(ref captured, ref original);
        if (captured > MaxFrameLength) return Stop($"expected a frame of at most {MaxFrameLength:N0} octets, found a record that claims {captured:N0}");

        var recordLength = RecordHeaderLength + (int)captured;
        if (!_buffer.Holds(recordLength)) return End("a record", recordLength);

        frame = new CaptureFrame
        {
            Number = ++_framesRead,
            TimeNanoseconds = seconds * (long)NanosecondsPerSecond + fraction * (long)_nanosecondsPerUnit, // at most 2^32 s + 2^32 us: fits
            LinkType = _linkType,
            OriginalLength = original,
            Octets = _buffer.Unread[RecordHeaderLength..recordLength],
        };
        _buffer.Skip(recordLength);
        return true;
    }

    public void Dispose()
    {
        _ended = true;
        _buffer.Dispose();
    }

    /// <summary>Whether a file that starts so is one for this reader.</summary>
    internal static bool Recognises(ReadOnlySpan<byte> start)
    {
        if (start.Length < sizeof(uint)) return false;
        var magic = BinaryPrimitives.ReadUInt32LittleEndian(start);
        return magic is MicrosecondMagic or NanosecondMagic
            || BinaryPrimitives.ReverseEndianness(magic) is MicrosecondMagic or NanosecondMagic;
    }

    private void ReadFileHeader()
    {
        if (!_buffer.Holds(FileHeaderLength))
        {
            Stop(_buffer.DescribeEnd("a file header", FileHeaderLength) ?? "expected a pcap file header, found an empty file");
            return;
        }

        var header = _buffer.Unread;
        if (!Recognises(header))
        {
            Stop("expected the magic number of a pcap file, found " + FileSignature.Octets(header));
            return;
        }

        _isBigEndian = header[0] == MicrosecondMagic >> 24;
        _nanosecondsPerUnit = ReadUInt32(header) == NanosecondMagic ? 1u : 1_000u;
        _linkType = ToLinkType(ReadUInt32(header[20..]));
        var (major, minor) = (ReadUInt16(header[4..]), ReadUInt16(header[6..]));
        if (LengthOrderOf(major, minor) is { } order)
        {
            _lengthOrder = order;
            _buffer.Skip(FileHeaderLength);
        }
        else
        {
            Stop($"expected pcap version 2.0 to 2.4, found {major}.{minor}");
        }
    }

    // 543.0 is what the tcpdump of DG/UX wrote.
    private static LengthOrder? LengthOrderOf(ushort major, ushort minor) => (major, minor) switch
    {
        (2, 4) => LengthOrder.CapturedFirst,
        (2, 3) => LengthOrder.SmallerIsCaptured,
        (2, < 3) or (543, 0) => LengthOrder.OriginalFirst,
        _ => null,
    };

    // The upper 16 bits tell of a frame check sequence and are reserved otherwise; FCS octets behind an IP packet do no harm.
    private static LinkType ToLinkType(uint field) => (LinkType)(ushort)field;

    private void OrderLengths(ref uint captured, ref uint original)
    {
        if (_lengthOrder == LengthOrder.OriginalFirst || captured > original) (captured, original) = (original, captured);
    }

    private bool End(string what, int length)
    {
        if (_buffer.DescribeEnd(what, length) is { } reason) _damage.Add(_buffer.Offset, reason);
        _ended = true;
        return false;
    }

    private bool Stop(string reason)
    {
        _damage.Add(_buffer.Offset, reason);
        _ended = true;
        return false;
    }

    private uint ReadUInt32(ReadOnlySpan<byte> octets) =>
        _isBigEndian ? BinaryPrimitives.ReadUInt32BigEndian(octets) : BinaryPrimitives.ReadUInt32LittleEndian(octets);

    private ushort ReadUInt16(ReadOnlySpan<byte> octets) =>
        _isBigEndian ? BinaryPrimitives.ReadUInt16BigEndian(octets) : BinaryPrimitives.ReadUInt16LittleEndian(octets);
}

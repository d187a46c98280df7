using System.Buffers.Binary;

namespace PassiveDns.Formats.Capture;

/// <summary>Reads the frames of a snoop capture (Solaris, illumos), version 2.</summary>
/// <remarks>
/// A record that cannot be true is damage: reading goes on at the next place where records are (<see cref="RecordSearch"/>).
/// Source: RFC 1761; the datalink types are those of the registry that it began, whose private ones start at 2^31.
/// </remarks>
public sealed class SnoopReader : IResumableReader
{
    private const int FileHeaderLength = 16;
    private const int MaxPaddingLength = 4096;
    private const long NanosecondsPerSecond = 1_000_000_000;

    private readonly CaptureBuffer _buffer;
    private DamageList _damage = new();
    private LinkType _linkType;
    private long _framesRead;
    private uint _lastSeconds;
    private bool _ended;

    /// <summary>
    /// Starts at the file header. A stream that does not begin with one has no frames and says so in <see cref="Damage"/>.
    /// </summary>
    /// <param name="stream">Any readable stream; stays open when the reader is disposed.</param>
    public SnoopReader(Stream stream)
        : this(new CaptureBuffer(stream))
    {
    }

    internal SnoopReader(CaptureBuffer buffer)
    {
        _buffer = buffer;
        ReadFileHeader();
    }

    private static ReadOnlySpan<byte> Magic => "snoop\0\0\0"u8;

    public IReadOnlyList<FileDamage> Damage => _damage.All;

    public bool TryRead(out CaptureFrame frame)
    {
        frame = default;
        while (!_ended)
        {
            if (!_buffer.Holds(RecordShape.Length)) return End("a record header", RecordShape.Length);

            var header = new Header(_buffer.Unread);
            if (!header.IsPossible)
            {
                Resume($"expected a frame of at most {PcapReader.MaxFrameLength:N0} octets inside its record, "
                    + $"found {header.Captured:N0} in one of {header.RecordLength:N0}");
                continue;
            }

            if (!_buffer.Holds((int)header.RecordLength))
            {
                Resume(_buffer.DescribeEnd("a record", (int)header.RecordLength)!, isCut: true);
                continue;
            }

            frame = new CaptureFrame
            {
                Number = ++_framesRead,
                TimeNanoseconds = (header.Seconds * NanosecondsPerSecond) + (header.Microseconds * 1_000L),
                LinkType = _linkType,
                OriginalLength = header.Original,
                Octets = _buffer.Unread.Slice(RecordShape.Length, (int)header.Captured),
            };
            _lastSeconds = header.Seconds;
            _buffer.Skip((int)header.RecordLength);
            return true;
        }

        return false;
    }

    CapturePosition IResumableReader.Position => new()
    {
        Offset = _buffer.Offset,
        Frames = _framesRead,
        IsAtEnd = _ended,
        Damage = _damage.Copy(),
        LastSeconds = _framesRead == 0 ? null : _lastSeconds,
    };

    void IResumableReader.Resume(CapturePosition position)
    {
        _framesRead = position.Frames;
        _ended |= position.IsAtEnd;
        _damage = position.Damage.Copy();
        _lastSeconds = position.LastSeconds ?? 0;
    }

    public void Dispose()
    {
        _ended = true;
        _buffer.Dispose();
    }

    /// <summary>Whether a file that starts so is one for this reader.</summary>
    internal static bool Recognises(ReadOnlySpan<byte> start) => start.StartsWith(Magic);

    private void ReadFileHeader()
    {
        if (!_buffer.Holds(FileHeaderLength))
        {
            Stop(_buffer.DescribeEnd("a file header", FileHeaderLength) ?? "expected a snoop file header, found an empty file");
            return;
        }

        var header = _buffer.Unread;
        var (version, dataLink) = (BinaryPrimitives.ReadUInt32BigEndian(header[8..]), BinaryPrimitives.ReadUInt32BigEndian(header[12..]));
        if (!Recognises(header)) Stop("expected the mark of a snoop file, found " + FileSignature.Octets(header));
        else if (version != 2) Stop($"expected snoop version 2, found {version}");
        else if (ToLinkType(dataLink) is not { } linkType) Stop($"expected a datalink type such as 4, Ethernet, found {dataLink}");
        else _linkType = linkType;
        _buffer.Skip(FileHeaderLength);
    }

    // "snoop datalink types" at IANA. Types 9 and 14 (others, software loopback) hold the address family first, as a BSD loopback does.
    private static LinkType? ToLinkType(uint dataLink) => dataLink switch
    {
        0 or 4 => LinkType.Ethernet,
        2 => LinkType.TokenRing,
        8 => LinkType.Fddi,
        9 or 14 => LinkType.Null,
        16 => LinkType.IpOverFibreChannel,
        18 => (LinkType)123, // ATM of Sun
        26 => (LinkType)242, // IP over InfiniBand
        0x8000_0001 or 0x8000_0007 => LinkType.IPv4, // tunnels: IPv4, 6to4
        0x8000_0002 => LinkType.IPv6, // tunnel
        0x8000_0003 => LinkType.Ethernet, // virtual interface
        0x8000_0004 => LinkType.Ieee80211,
        0x8000_0005 => (LinkType)226, // ipnet
        _ => null,
    };

    private void Resume(string reason, bool isCut = false)
    {
        var offset = _buffer.Offset;
        _buffer.Skip(1);
        var isFound = RecordSearch.TryResume(_buffer, new RecordChain<RecordShape>(default, _framesRead == 0 ? null : _lastSeconds));
        _damage.AddLoss(_buffer, offset, reason, isFound, isCut);
        _ended = !isFound;
    }

    private bool End(string what, int length)
    {
        if (_buffer.DescribeEnd(what, length) is { } reason) _damage.Add(_buffer.Offset, reason);
        _ended = true;
        return false;
    }

    private void Stop(string reason)
    {
        _damage.Add(0, reason);
        _ended = true;
    }

    /// <summary>The header of a record (RFC 1761 section 2), all in network octet order.</summary>
    private readonly struct Header(ReadOnlySpan<byte> octets)
    {
        public uint Original { get; } = BinaryPrimitives.ReadUInt32BigEndian(octets);
        public uint Captured { get; } = BinaryPrimitives.ReadUInt32BigEndian(octets[4..]);
        public uint RecordLength { get; } = BinaryPrimitives.ReadUInt32BigEndian(octets[8..]);
        public uint Seconds { get; } = BinaryPrimitives.ReadUInt32BigEndian(octets[16..]);
        public uint Microseconds { get; } = BinaryPrimitives.ReadUInt32BigEndian(octets[20..]);

        public bool IsPossible => Captured <= PcapReader.MaxFrameLength
            && RecordLength >= RecordShape.Length + Captured
            && RecordLength <= RecordShape.Length + Captured + MaxPaddingLength;
    }

    private readonly struct RecordShape : IRecordShape
    {
        public const int Length = 24;

        public int HeaderLength => Length;

        public bool IsPlausible(ReadOnlySpan<byte> octets, long? previousSeconds, out int length, out long seconds)
        {
            var header = new Header(octets);
            (length, seconds) = (header.IsPossible ? (int)header.RecordLength : Length, header.Seconds);
            return header.IsPossible
                && header.Captured <= header.Original
                && header.Original <= PcapReader.MaxFrameLength
                && header.Microseconds < 1_000_000
                && RecordChain.IsPlausibleTime(seconds, previousSeconds);
        }
    }
}

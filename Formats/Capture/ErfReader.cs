using System.Buffers.Binary;

namespace PassiveDns.Formats.Capture;

/// <summary>
/// Reads the frames of an ERF capture (Endace cards): records of any type, of which those of Ethernet, IP, HDLC are given with their link
/// type.
/// </summary>
/// <remarks>
/// <para>
/// The format has no mark: a file is taken for it when its first records are sound and in order of time, three at least or all there are
/// (<see cref="IsErf"/>). Padding, provenance and counter records are no frames. Those of types that are not understood are frames of link
/// type 197 (ERF), whole. A record that cannot be true is damage: reading goes on at the next place where records are
/// (<see cref="RecordSearch"/>).
/// </para>
/// <para>The length on the wire counts the frame check sequence, which Endace's cards keep: 4 octets of Ethernet are dropped where all of
/// the frame was kept.</para>
/// Source: Endace, "ERF types reference guide"; the checks on the first records as Wireshark's wiretap/erf.c makes them.
/// </remarks>
public sealed class ErfReader : IResumableReader
{
    private const int HeaderLength = 16;
    private const int ExtensionLength = 8;
    private const int MaxExtensions = 16;
    private const int MostBesideFrame = (MaxExtensions * ExtensionLength) + 8; // what pads a record included
    private const byte ExtensionFlag = 0x80;
    private const int EthernetCheckLength = 4;
    private const LinkType Erf = (LinkType)197;

    private readonly CaptureBuffer _buffer;
    private DamageList _damage = new();
    private long _framesRead;
    private long? _lastSeconds;
    private bool _ended;

    /// <summary>Starts at the first record.</summary>
    /// <param name="stream">Any readable stream; stays open when the reader is disposed.</param>
    public ErfReader(Stream stream)
        : this(new CaptureBuffer(stream))
    {
    }

    internal ErfReader(CaptureBuffer buffer) => _buffer = buffer;

    private enum RecordType : byte
    {
        HdlcPos = 1,
        Ethernet = 2,
        ColorHdlcPos = 10,
        ColorEthernet = 11,
        IPCounter = 13,
        TcpFlowCounter = 14,
        DsmColorHdlcPos = 15,
        DsmColorEthernet = 16,
        ColorHashPos = 19,
        ColorHashEthernet = 20,
        IPv4 = 22,
        IPv6 = 23,
        Meta = 27,
        Padding = 48,
    }

    public IReadOnlyList<FileDamage> Damage => _damage.All;

    public bool TryRead(out CaptureFrame frame)
    {
        frame = default;
        while (!_ended)
        {
            if (!_buffer.Holds(HeaderLength)) return End("a record header", HeaderLength);

            var header = new Header(_buffer.Unread);
            if (!header.IsPossible)
            {
                Resume($"expected an ERF record of a known type and of at least {HeaderLength} octets, found type {header.Type} and {header.Length:N0} octets");
                continue;
            }

            if (!_buffer.Holds(header.Length))
            {
                Resume(_buffer.DescribeEnd("a record", header.Length)!, isCut: true);
                continue;
            }

            var offset = _buffer.Offset;
            var octets = _buffer.Unread[..header.Length];
            _buffer.Skip(header.Length);
            if (!IsOfFrame((RecordType)header.Type)) continue;
            _lastSeconds = header.Seconds;
            if (TryTakeFrame(offset, header, octets, out frame)) return true;
        }

        return false;
    }

    CapturePosition IResumableReader.Position => new()
    {
        Offset = _buffer.Offset,
        Frames = _framesRead,
        IsAtEnd = _ended,
        Damage = _damage.Copy(),
        LastSeconds = (uint?)_lastSeconds, // the format has 32 bits for them
    };

    void IResumableReader.Resume(CapturePosition position)
    {
        _framesRead = position.Frames;
        _ended |= position.IsAtEnd;
        _damage = position.Damage.Copy();
        _lastSeconds = position.LastSeconds;
    }

    public void Dispose()
    {
        _ended = true;
        _buffer.Dispose();
    }

    /// <summary>Whether the records at the start of a file are those of ERF: so many of them that nothing else is like it.</summary>
    internal static bool IsErf(CaptureBuffer buffer) => new RecordChain<RecordShape>(default, lastSeconds: null).IsAt(buffer);

    private bool TryTakeFrame(long offset, scoped in Header header, ReadOnlySpan<byte> record, out CaptureFrame frame)
    {
        frame = default;
        var start = HeaderLength;
        var type = record[8];
        for (var i = 0; (type & ExtensionFlag) != 0; i++)
        {
            if (i == MaxExtensions || start + ExtensionLength > record.Length)
            {
                _damage.Add(offset, "expected extension headers inside their ERF record, found more");
                return false;
            }

            type = record[start];
            start += ExtensionLength;
        }

        var linkType = LinkTypeOf((RecordType)header.Type, record[start..]);
        var checkLength = 0;
        if (linkType == LinkType.Ethernet)
        {
            start += 2; // offset and padding
            checkLength = EthernetCheckLength;
        }

        if (start > record.Length)
        {
            _damage.Add(offset, $"expected an ERF record of Ethernet with at least {start} octets, found {record.Length}");
            return false;
        }

        if (linkType == Erf) start = 0;
        frame = Frame(header, linkType, checkLength, record[start..]);
        return true;
    }

    private static bool IsOfFrame(RecordType type) =>
        type is not (RecordType.Padding or RecordType.Meta or RecordType.IPCounter or RecordType.TcpFlowCounter);

    /// <summary>Behind the frame a record is padded to a multiple of 8 octets.</summary>
    private CaptureFrame Frame(scoped in Header header, LinkType linkType, int checkLength, ReadOnlySpan<byte> room)
    {
        var original = linkType == Erf ? (uint)room.Length : header.WireLength;
        if (original >= checkLength && original - checkLength >= 1) original -= (uint)checkLength;
        return new CaptureFrame
        {
            Number = ++_framesRead,
            TimeNanoseconds = header.TimeNanoseconds,
            LinkType = linkType,
            OriginalLength = original,
            Octets = room[..(int)Math.Min((uint)room.Length, original)],
        };
    }

    /// <param name="octets">The frame, where its first octets tell.</param>
    private static LinkType LinkTypeOf(RecordType type, ReadOnlySpan<byte> octets) => type switch
    {
        RecordType.Ethernet or RecordType.ColorEthernet or RecordType.DsmColorEthernet or RecordType.ColorHashEthernet => LinkType.Ethernet,
        RecordType.HdlcPos or RecordType.ColorHdlcPos or RecordType.DsmColorHdlcPos or RecordType.ColorHashPos =>
            octets is [0xFF, 0x03, ..] ? LinkType.PppHdlc : LinkType.CiscoHdlc,
        RecordType.IPv4 => LinkType.IPv4,
        RecordType.IPv6 => LinkType.IPv6,
        _ => Erf,
    };

    private void Resume(string reason, bool isCut = false)
    {
        var offset = _buffer.Offset;
        _buffer.Skip(1);
        var isFound = RecordSearch.TryResume(_buffer, new RecordChain<RecordShape>(default, _lastSeconds));
        _damage.AddLoss(_buffer, offset, reason, isFound, isCut);
        _ended = !isFound;
    }

    private bool End(string what, int length)
    {
        if (_buffer.DescribeEnd(what, length) is { } reason) _damage.Add(_buffer.Offset, reason);
        _ended = true;
        return false;
    }

    /// <summary>The header of a record: time in little-endian order, all else in network order.</summary>
    private readonly struct Header(ReadOnlySpan<byte> octets)
    {
        private readonly ulong _time = BinaryPrimitives.ReadUInt64LittleEndian(octets); // seconds since 1970, and 32 bits of fraction

        public byte Type { get; } = (byte)(octets[8] & ~ExtensionFlag);
        public int Length { get; } = BinaryPrimitives.ReadUInt16BigEndian(octets[10..]);
        public uint WireLength { get; } = BinaryPrimitives.ReadUInt16BigEndian(octets[14..]);

        public long Seconds => (long)(_time >> 32);
        public long TimeNanoseconds => (Seconds * 1_000_000_000) + (long)((((_time & uint.MaxValue) * 1_000_000_000) + (1ul << 31)) >> 32); // rounded, as writers cut
        public bool IsPossible => Type is > 0 and <= (byte)RecordType.Padding && Length >= HeaderLength;
    }

    private readonly struct RecordShape : IRecordShape
    {
        public int HeaderLength => ErfReader.HeaderLength;

        public bool IsPlausible(ReadOnlySpan<byte> octets, long? previousSeconds, out int length, out long seconds)
        {
            var header = new Header(octets);
            var isTimeless = header.Type == (byte)RecordType.Padding || (header.Type == (byte)RecordType.Meta && header.Seconds == 0);
            (length, seconds) = (Math.Max(header.Length, ErfReader.HeaderLength), isTimeless ? previousSeconds ?? 0 : header.Seconds);
            if (isTimeless) return header.IsPossible;
            return header.IsPossible
                && header.Length > ErfReader.HeaderLength
                && header.WireLength > 0
                && header.Length <= ErfReader.HeaderLength + MostBesideFrame + header.WireLength
                && RecordChain.IsPlausibleTime(seconds, previousSeconds is 0 ? null : previousSeconds); // 0: only timeless so far
        }
    }
}

using System.Buffers.Binary;

namespace PassiveDns.Formats.Capture;

/// <summary>
/// Reads the frames of a pcap file, of either octet order, with microseconds or nanoseconds, of the standard kind and of those that others
/// made of it.
/// </summary>
/// <remarks>
/// <para>The kinds, by magic number and header:</para>
/// <list type="bullet">
/// <item>a1b2c3d4 and a1b23c4d: the standard, with microseconds and nanoseconds, versions 2.0 to 2.4 and 543.0.</item>
/// <item>a1b2c3d4, version 2.2, an interface type of RFC 1573 in place of a link type: AIX, with nanoseconds.</item>
/// <item>a1b2c3d4 with longer record headers: Kuznetzov's patch of April 1999 (Red Hat 6.1) and Nokia's firewalls. Nothing says so but the
/// records; such a reading is only taken when the standard one fails and it fits the first three records, or all.</item>
/// <item>a1b2cd34: Kuznetzov's patches of later 1999, of which SuSE 6.3 has longer record headers; told apart in the same way.</item>
/// <item>1c0001ac and 1c0001ab: Ixia, the standard but for four more octets in the file header.</item>
/// </list>
/// <para>
/// Where the link type field tells the length of a frame check sequence, its octets are dropped from the frames. A record that cannot be
/// true is damage: reading goes on at the next place where records are (<see cref="RecordSearch"/>).
/// </para>
/// Source: draft-ietf-opsawg-pcap sections 4 and 5; limits as in libpcap's sf-pcap.c; the other kinds as described in Wireshark's
/// wiretap/libpcap.[ch].
/// </remarks>
public sealed class PcapReader : IResumableReader
{
    /// <summary>Octets in the longest frame that a record may hold (libpcap's MAXIMUM_SNAPLEN).</summary>
    public const int MaxFrameLength = 262_144;

    private const uint MicrosecondMagic = 0xA1B2C3D4;
    private const uint NanosecondMagic = 0xA1B23C4D;
    private const uint KuznetzovMagic = 0xA1B2CD34;
    private const uint IxiaHardwareMagic = 0x1C0001AC;
    private const uint IxiaSoftwareMagic = 0x1C0001AB;
    private const int FileHeaderLength = 24;
    private const int IxiaFileHeaderLength = 28; // the octets of all records at its end
    private const int NanosecondsPerSecond = 1_000_000_000;

    private readonly CaptureBuffer _buffer;
    private DamageList _damage = new();
    private PcapLayout _layout = PcapLayout.Standard;
    private bool _isBigEndian;
    private int _headerLength;
    private uint _trustedLength;
    private uint _nanosecondsPerUnit;
    private PcapLengthOrder _lengthOrder;
    private LinkType _linkType;
    private uint _snapLength;
    private int _paddingLength; // octets before the link header
    private int _checkLength; // octets of the frame check sequence
    private bool _isTrimmed; // frames have one or the other
    private long _framesRead;
    private uint _lastSeconds;
    private bool _ended;

    /// <summary>
    /// Starts at the file header. A stream that does not begin with one has no frames and says so in <see cref="Damage"/>.
    /// </summary>
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

    /// <summary>The kind of pcap, for the user.</summary>
    public string Format => _layout.Name;

    public IReadOnlyList<FileDamage> Damage => _damage.All;

    public bool TryRead(out CaptureFrame frame)
    {
        while (!TryReadRecord(out frame))
        {
            if (_ended) return false;
        }

        return true;
    }

    CapturePosition IResumableReader.Position => new()
    {
        Offset = _buffer.Offset,
        Frames = _framesRead,
        IsAtEnd = _ended,
        Damage = _damage.Copy(),
        LastSeconds = _framesRead == 0 ? null : _lastSeconds,
        TrustedLength = _trustedLength,
    };

    void IResumableReader.Resume(CapturePosition position)
    {
        _framesRead = position.Frames;
        _ended |= position.IsAtEnd;
        _damage = position.Damage.Copy();
        _lastSeconds = position.LastSeconds ?? 0;
        Trust(position.TrustedLength);
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
        return IsMagic(magic) || IsMagic(BinaryPrimitives.ReverseEndianness(magic));
    }

    private static bool IsMagic(uint value) => value is MicrosecondMagic or NanosecondMagic or KuznetzovMagic or IxiaHardwareMagic or IxiaSoftwareMagic;

    /// <summary>Reads one record; false at the end, and behind damage, where reading may go on.</summary>
    private bool TryReadRecord(out CaptureFrame frame)
    {
        frame = default;
        if (_ended) return false;
        if (!_buffer.Holds(_headerLength)) return End("a record header", _headerLength);

        var header = _buffer.Unread;
        var seconds = ReadUInt32(header);
        var fraction = ReadUInt32(header[4..]);
        var captured = ReadUInt32(header[8..]);
        var original = ReadUInt32(header[12..]);
        if (_lengthOrder != PcapLengthOrder.CapturedFirst) (captured, original) = _layout.Order(captured, original);
        if (captured > _trustedLength && !TryTrust(captured)) return false;

        var recordLength = _headerLength + (int)captured;
        if (!_buffer.Holds(recordLength)) return Resume(_buffer.DescribeEnd("a record", recordLength)!, isCut: true);

        frame = new CaptureFrame
        {
            Number = ++_framesRead,
            TimeNanoseconds = seconds * (long)NanosecondsPerSecond + fraction * (long)_nanosecondsPerUnit, // at most 2^32 s + 2^32 us: fits
            LinkType = _linkType,
            SnapLength = _snapLength,
            OriginalLength = original,
            Octets = _buffer.Unread[_headerLength..recordLength],
        };
        _lastSeconds = seconds;
        _buffer.Skip(recordLength);
        if (_isTrimmed) frame = Trim(frame);
        return true;
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

        _isBigEndian = IsMagic(BinaryPrimitives.ReadUInt32BigEndian(header));
        var (magic, major, minor) = (ReadUInt32(header), ReadUInt16(header[4..]), ReadUInt16(header[6..]));
        if (LengthOrderOf(major, minor) is not { } order)
        {
            Stop($"expected pcap version 2.0 to 2.4, found {major}.{minor}");
            return;
        }

        var (snapLength, network) = (ReadUInt32(header[16..]), ReadUInt32(header[20..]));
        _snapLength = snapLength;
        ReadLinkType(network);
        var layout = PcapLayout.Standard with
        {
            IsBigEndian = _isBigEndian,
            LengthOrder = order,
            HasNanoseconds = magic == NanosecondMagic,
            TrustedLength = snapLength is 0 or > MaxFrameLength ? MaxFrameLength : snapLength,
        };
        Adopt(FindLayout(layout, magic, (major, minor), network));
    }

    /// <summary>Moves to the first record and finds out how the records are laid out.</summary>
    private PcapLayout FindLayout(in PcapLayout layout, uint magic, (ushort Major, ushort Minor) version, uint network)
    {
        var headerLength = magic is IxiaHardwareMagic or IxiaSoftwareMagic ? IxiaFileHeaderLength : FileHeaderLength;
        if (!_buffer.Holds(headerLength))
        {
            End("a file header", headerLength);
            return layout;
        }

        _buffer.Skip(headerLength);
        switch (magic)
        {
            case MicrosecondMagic when version == (2, 2) && AixLinkType(network) is { } linkType:
                _linkType = linkType;
                if (linkType == LinkType.Fddi) _paddingLength = 3;
                return layout with { Name = "pcap (AIX)", HasNanoseconds = true };
            case MicrosecondMagic:
                return FirstThatFits(layout.Readings);
            case KuznetzovMagic:
                return FirstThatFits(layout.ReadingsOfKuznetzov);
            case IxiaHardwareMagic or IxiaSoftwareMagic:
                return layout with { Name = "pcap (Ixia)" };
            default:
                return layout;
        }
    }

    /// <summary>Where none fits, be it that the file is damaged, be it that it is short, the first is the likeliest.</summary>
    private PcapLayout FirstThatFits(PcapLayout[] layouts)
    {
        foreach (var layout in layouts)
        {
            if (new RecordChain<PcapLayout>(layout, lastSeconds: null).IsAt(_buffer)) return layout;
        }

        return layouts[0];
    }

    /// <summary>Copies what every record needs into fields: reading them through the layout costs time on each frame.</summary>
    private void Adopt(in PcapLayout layout)
    {
        _layout = layout;
        _headerLength = layout.HeaderLength;
        _trustedLength = layout.TrustedLength;
        _nanosecondsPerUnit = layout.NanosecondsPerUnit;
        _lengthOrder = layout.LengthOrder;
        _isTrimmed = (_paddingLength | _checkLength) != 0;
    }

    // 543.0 is what the tcpdump of DG/UX wrote.
    private static PcapLengthOrder? LengthOrderOf(ushort major, ushort minor) => (major, minor) switch
    {
        (2, 4) => PcapLengthOrder.CapturedFirst,
        (2, 3) => PcapLengthOrder.SmallerIsCaptured,
        (2, < 3) or (543, 0) => PcapLengthOrder.OriginalFirst,
        _ => null,
    };

    // The upper 16 bits: length of the frame check sequence in units of two octets, a reserved bit, whether that length is there, more that
    // is reserved.
    private void ReadLinkType(uint field)
    {
        const uint checkLengthPresent = 0x0400_0000;
        _linkType = (LinkType)(ushort)field;
        _checkLength = (field & checkLengthPresent) != 0 ? 2 * (int)(field >> 28) : 0;
    }

    // ifType of RFC 1573; no other writer of version 2.2 had these numbers, but for PPP, which is 9 and rarer.
    private static LinkType? AixLinkType(uint network) => network switch
    {
        6 => LinkType.Ethernet,
        9 => LinkType.TokenRing,
        15 => LinkType.Fddi,
        24 => LinkType.Null,
        _ => null,
    };

    /// <summary>Leaves of a frame what lies between padding and check sequence, whether the capture cut it or not.</summary>
    private CaptureFrame Trim(CaptureFrame frame)
    {
        var extra = _paddingLength + _checkLength;
        if (frame.Octets.Length > frame.OriginalLength || frame.OriginalLength < extra) return frame; // the lengths are not to be relied on
        var original = frame.OriginalLength - (uint)extra;
        var octets = frame.Octets[Math.Min(_paddingLength, frame.Octets.Length)..];
        return new CaptureFrame
        {
            Number = frame.Number,
            TimeNanoseconds = frame.TimeNanoseconds,
            LinkType = frame.LinkType,
            SnapLength = frame.SnapLength,
            OriginalLength = original,
            Octets = octets[..(int)Math.Min((uint)octets.Length, original)],
        };
    }

    /// <summary>
    /// A frame longer than the file said frames would be: some writers do that, so what follows decides. If it is damage, reading has moved
    /// on.
    /// </summary>
    private bool TryTrust(uint captured)
    {
        if (captured > MaxFrameLength)
        {
            return Resume($"expected a frame of at most {MaxFrameLength:N0} octets, found a record that claims {captured:N0}");
        }

        var end = _headerLength + (int)captured;
        if (_buffer.Holds(end + _headerLength) && !_layout.CouldFollow(_buffer.Unread[end..]))
        {
            return Resume($"expected a frame of at most {_trustedLength:N0} octets, "
                + $"found a record that claims {captured:N0} and is followed by none");
        }

        Trust(captured);
        return true;
    }

    private void Trust(uint length)
    {
        _trustedLength = length;
        _layout = _layout with { TrustedLength = length };
    }

    /// <summary>Notes damage and moves to the next record, or to the end; false, for the caller to give back.</summary>
    /// <param name="isCut">The reason is the end of the file.</param>
    private bool Resume(string reason, bool isCut = false)
    {
        var offset = _buffer.Offset;
        _buffer.Skip(1);
        var isFound = RecordSearch.TryResume(_buffer, new RecordChain<PcapLayout>(_layout, lastSeconds: _framesRead == 0 ? null : _lastSeconds));
        _damage.AddLoss(_buffer, offset, reason, isFound, isCut);
        _ended = !isFound;
        return false;
    }

    private bool End(string what, int length)
    {
        if (_buffer.DescribeEnd(what, length) is { } reason) _damage.Add(_buffer.Offset, reason);
        _ended = true;
        return false;
    }

    private void Stop(string reason)
    {
        _damage.Add(_buffer.Offset, reason);
        _ended = true;
    }

    private uint ReadUInt32(ReadOnlySpan<byte> octets) =>
        _isBigEndian ? BinaryPrimitives.ReadUInt32BigEndian(octets) : BinaryPrimitives.ReadUInt32LittleEndian(octets);

    private ushort ReadUInt16(ReadOnlySpan<byte> octets) =>
        _isBigEndian ? BinaryPrimitives.ReadUInt16BigEndian(octets) : BinaryPrimitives.ReadUInt16LittleEndian(octets);
}

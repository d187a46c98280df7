using System.Buffers.Binary;

namespace PassiveDns.Formats.Capture;

/// <summary>Reads the frames of a pcapng file: any number of sections, of either octet order, and of interfaces.</summary>
/// <remarks>
/// <para>What becomes of each kind of block:</para>
/// <list type="bullet">
/// <item>Section Header: sets the octet order and forgets the interfaces. Its section length is not needed and not believed.</item>
/// <item>Interface Description: link type, snap length, if_tsresol, if_tsoffset and if_fcslen; its other options are passed over.</item>
/// <item>Enhanced Packet and the old Packet Block: a frame. Of the options, the length of the check sequence in the flags counts.</item>
/// <item>Simple Packet Block: a frame of interface 0 without a time, which is given as 0.</item>
/// <item>Name Resolution, Interface Statistics, Decryption Secrets, systemd Journal, Custom and all others, known or not, are passed over.
/// What a name resolution block says was resolved by the machine of the capture, perhaps much later, and was seen on no wire: it is no
/// observation.</item>
/// </list>
/// <para>Octets of a frame check sequence are dropped from the frames of an interface that says it has them.</para>
/// <para>
/// A block whose content lies is damage and is passed over. After one whose length lies, reading goes on at the next place where a block of
/// a known type says its length at its start and again at its end and is followed by another or by the end of the file. A payload that
/// holds such blocks may then pass for the file's own, as with pcap (<see cref="RecordSearch"/>); the damage reported beside it says that a
/// search took place.
/// </para>
/// Source: draft-ietf-opsawg-pcapng sections 3 and 4, appendix A for the old Packet Block; limit as in libpcap's sf-pcapng.c.
/// </remarks>
public sealed class PcapngReader : IResumableReader
{
    /// <summary>Octets in the longest block that is read.</summary>
    public const int MaxBlockLength = 16 << 20;

    /// <summary>Octets of a block without content.</summary>
    internal const int MinBlockLength = 12;

    private const int MinSectionHeaderBody = 16;

    private const uint ByteOrderMagic = 0x1A2B3C4D;

    private const ushort EndOfOptions = 0;
    private const ushort TimeResolutionOption = 9;
    private const ushort CheckLengthOption = 13;
    private const ushort TimeOffsetOption = 14;
    private const ushort PacketFlagsOption = 2;
    private const int MinOptionsLength = 8; // the flags

    private readonly CaptureBuffer _buffer;
    private DamageList _damage = new();
    private readonly List<PcapngInterface> _interfaces = [];
    private bool _isBigEndian;
    private bool _isBetweenSections; // the order of the octets is not known
    private long _framesRead;
    private bool _ended;

    /// <summary>
    /// Starts at the first section header. A stream that does not begin with one has no frames and says so in <see cref="Damage"/>.
    /// </summary>
    /// <param name="stream">Any readable stream; stays open when the reader is disposed.</param>
    public PcapngReader(Stream stream)
        : this(new CaptureBuffer(stream))
    {
    }

    internal PcapngReader(CaptureBuffer buffer)
    {
        _buffer = buffer;
        if (!buffer.Holds(sizeof(uint)) || Recognises(buffer.Unread)) return;
        _damage.Add(0, "expected a section header block, found " + FileSignature.Octets(buffer.Unread));
        _ended = true;
    }

    public IReadOnlyList<FileDamage> Damage => _damage.All;

    public bool TryRead(out CaptureFrame frame)
    {
        while (TryReadBlock(out var block))
        {
            switch (block.Type)
            {
                case PcapngBlockType.EnhancedPacket when TryReadEnhancedPacket(block, out frame):
                case PcapngBlockType.SimplePacket when TryReadSimplePacket(block, out frame):
                case PcapngBlockType.ObsoletePacket when TryReadObsoletePacket(block, out frame):
                    return true;
                case PcapngBlockType.InterfaceDescription:
                    ReadInterface(block);
                    break;
                case PcapngBlockType.SectionHeader:
                    ReadSection(block);
                    break;
            }
        }

        frame = default;
        return false;
    }

    CapturePosition IResumableReader.Position => new()
    {
        Offset = _buffer.Offset,
        Frames = _framesRead,
        IsAtEnd = _ended,
        Damage = _damage.Copy(),
        Section = new PcapngSection(_isBigEndian, _isBetweenSections, [.. _interfaces]),
    };

    void IResumableReader.Resume(CapturePosition position)
    {
        _framesRead = position.Frames;
        _ended |= position.IsAtEnd;
        _damage = position.Damage.Copy();
        if (position.Section is not { } section) return;
        (_isBigEndian, _isBetweenSections) = (section.IsBigEndian, section.IsBetween);
        _interfaces.Clear();
        _interfaces.AddRange(section.Interfaces);
    }

    public void Dispose()
    {
        _ended = true;
        _buffer.Dispose();
    }

    /// <summary>Whether a file that starts so is one for this reader.</summary>
    internal static bool Recognises(ReadOnlySpan<byte> start) =>
        start.Length >= sizeof(uint) && BinaryPrimitives.ReadUInt32BigEndian(start) == (uint)PcapngBlockType.SectionHeader;

    /// <summary>Reads the two possible octet orders out of the magic number of a section header; false when it is none.</summary>
    internal static bool TryReadOctetOrder(ReadOnlySpan<byte> magic, out bool isBigEndian)
    {
        isBigEndian = BinaryPrimitives.ReadUInt32BigEndian(magic) == ByteOrderMagic;
        return isBigEndian || BinaryPrimitives.ReadUInt32LittleEndian(magic) == ByteOrderMagic;
    }

    private bool TryReadBlock(out Block block)
    {
        block = default;
        while (!_ended)
        {
            if (!_buffer.Holds(MinBlockLength)) return End(MinBlockLength);

            var start = _buffer.Unread;
            if (Recognises(start) && !TryBeginSection(start)) continue;

            var type = ReadUInt32(start);
            var length = ReadUInt32(start[4..]);
            if (length is < MinBlockLength or > MaxBlockLength || length % 4 != 0)
            {
                Resume($"expected a block of {MinBlockLength} to {MaxBlockLength:N0} octets, a multiple of 4, found one that claims {length:N0}");
                continue;
            }

            if (!_buffer.Holds((int)length))
            {
                Resume(_buffer.DescribeEnd("a block", (int)length)!, isCut: true);
                continue;
            }

            var octets = _buffer.Unread[..(int)length];
            var repeated = ReadUInt32(octets[^4..]);
            if (repeated != length)
            {
                Resume($"expected the block's length {length:N0} again at its end, found {repeated:N0}");
                continue;
            }

            block = new Block((PcapngBlockType)type, _buffer.Offset, octets[8..^4]);
            _buffer.Skip((int)length);
            return true;
        }

        return false;
    }

    /// <summary>Takes over a section's octet order; interfaces belong to their section.</summary>
    private bool TryBeginSection(ReadOnlySpan<byte> start)
    {
        _interfaces.Clear();
        _isBetweenSections = !TryReadOctetOrder(start[8..], out _isBigEndian);
        if (_isBetweenSections) Resume("expected a byte-order magic, found " + FileSignature.Octets(start.Slice(8, 4)));
        return !_isBetweenSections;
    }

    private void ReadSection(scoped in Block block)
    {
        if (block.Body.Length < MinSectionHeaderBody)
            LeaveSection(block, $"expected a section header with at least {MinSectionHeaderBody} octets of content, found {block.Body.Length}");
        else if (ReadUInt16(block.Body[4..]) is var major and not 1)
            LeaveSection(block, $"expected a section of pcapng version 1, found version {major}");
    }

    /// <summary>Goes on at the next section: nobody can tell what is in this one.</summary>
    private void LeaveSection(scoped in Block block, string reason)
    {
        _isBetweenSections = true;
        Resume(reason, block.Offset);
    }

    private void ReadInterface(scoped in Block block)
    {
        if (block.Body.Length < 8 || _interfaces.Count == PcapngSection.MaxInterfaces)
        {
            _damage.Add(block.Offset, $"expected an interface description of at least 8 octets, one of at most {PcapngSection.MaxInterfaces:N0} in a section");
            if (_interfaces.Count < PcapngSection.MaxInterfaces) _interfaces.Add(default); // those after it keep their numbers
            return;
        }

        var linkType = (LinkType)ReadUInt16(block.Body);
        var snapLength = ReadUInt32(block.Body[4..]);
        var (clock, checkLength) = ReadInterfaceOptions(block);
        _interfaces.Add(new PcapngInterface(true, linkType, snapLength, clock, checkLength));
    }

    private (PcapngClock Clock, int CheckLength) ReadInterfaceOptions(scoped in Block block)
    {
        byte resolution = 6;
        var offsetSeconds = 0L;
        var checkLength = 0;
        var options = new Options(block.Body[8..], _isBigEndian);
        while (options.TryRead(out var code, out var value))
        {
            if (code == TimeResolutionOption && value.Length == 1) resolution = value[0];
            if (code == TimeOffsetOption && value.Length == 8) offsetSeconds = (long)ReadUInt64(value);
            if (code == CheckLengthOption && value.Length == 1) checkLength = CheckOctets(value[0]);
        }

        if (options.Fault is { } fault) _damage.Add(block.Offset, fault);
        return (new PcapngClock(resolution, offsetSeconds), checkLength);
    }

    // The specification says bits, its example octets, and writers do either: no check sequence has 8 bits or fewer.
    private static int CheckOctets(byte value) => value <= 8 ? value : value / 8;

    private bool TryReadEnhancedPacket(scoped in Block block, out CaptureFrame frame)
    {
        const int fixedLength = 20;
        var body = block.Body;
        if (body.Length < fixedLength) return PassOver(block, "an enhanced packet", fixedLength, out frame);

        return TryReadTimedPacket(block, ReadUInt32(body), body[4..], out frame);
    }

    private bool TryReadObsoletePacket(scoped in Block block, out CaptureFrame frame)
    {
        const int fixedLength = 20;
        var body = block.Body;
        if (body.Length < fixedLength) return PassOver(block, "a packet", fixedLength, out frame);

        return TryReadTimedPacket(block, ReadUInt16(body), body[4..], out frame); // after the interface number, 16 bits count drops
    }

    /// <summary>Reads what enhanced and old packet blocks have in common: time stamp, two lengths, octets.</summary>
    private bool TryReadTimedPacket(scoped in Block block, uint interfaceNumber, ReadOnlySpan<byte> fields, out CaptureFrame frame)
    {
        frame = default;
        if (!TryFindInterface(block, interfaceNumber, out var origin)) return false;

        var units = ((ulong)ReadUInt32(fields) << 32) | ReadUInt32(fields[4..]);
        var captured = ReadUInt32(fields[8..]);
        var original = ReadUInt32(fields[12..]);
        var room = fields[16..];
        if ((long)PaddedLength(captured) + MinOptionsLength <= room.Length && ReadCheckLength(room[(int)PaddedLength(captured)..]) is { } checkLength)
            origin = origin with { CheckLength = checkLength };
        return TryTakeFrame(block, origin, origin.Clock.ToNanoseconds(units), captured, original, room, out frame);
    }

    private bool TryReadSimplePacket(scoped in Block block, out CaptureFrame frame)
    {
        const int fixedLength = 4;
        var body = block.Body;
        if (body.Length < fixedLength) return PassOver(block, "a simple packet", fixedLength, out frame);

        frame = default;
        if (!TryFindInterface(block, 0, out var origin)) return false;

        var original = ReadUInt32(body);
        var captured = origin.SnapLength == 0 ? original : Math.Min(original, origin.SnapLength);
        return TryTakeFrame(block, origin, 0, captured, original, body[fixedLength..], out frame);
    }

    private bool TryFindInterface(scoped in Block block, uint number, out PcapngInterface origin)
    {
        if (number < (uint)_interfaces.Count && _interfaces[(int)number].IsKnown)
        {
            origin = _interfaces[(int)number];
            return true;
        }

        origin = default;
        _damage.Add(block.Offset, $"expected a packet of one of the {_interfaces.Count:N0} interfaces described so far, found interface number {number:N0}");
        return false;
    }

    /// <summary>What the flags of a packet say of its check sequence, in octets; null when they say nothing.</summary>
    private int? ReadCheckLength(ReadOnlySpan<byte> packetOptions)
    {
        var options = new Options(packetOptions, _isBigEndian);
        while (options.TryRead(out var code, out var value))
        {
            if (code != PacketFlagsOption || value.Length != 4) continue;
            var length = (int)(ReadUInt32(value) >> 5) & 0xF;
            return length > 0 ? length : null;
        }

        return null; // a fault in these costs nothing: the packet is whole
    }

    private bool TryTakeFrame(
        scoped in Block block, scoped in PcapngInterface origin, long time, uint captured, uint original, ReadOnlySpan<byte> room, out CaptureFrame frame)
    {
        frame = default;
        if (captured > (uint)room.Length)
        {
            _damage.Add(block.Offset, $"expected a frame of at most the {room.Length:N0} octets left in its block, found one that claims {captured:N0}");
            return false;
        }

        if (captured <= original && original >= origin.CheckLength)
        {
            original -= (uint)origin.CheckLength;
            captured = Math.Min(captured, original);
        }

        frame = new CaptureFrame
        {
            Number = ++_framesRead,
            TimeNanoseconds = time,
            LinkType = origin.LinkType,
            SnapLength = origin.SnapLength,
            OriginalLength = original,
            Octets = room[..(int)captured],
        };
        return true;
    }

    private bool PassOver(scoped in Block block, string what, int fixedLength, out CaptureFrame frame)
    {
        frame = default;
        _damage.Add(block.Offset, $"expected {what} block with at least {fixedLength} octets of content, found {block.Body.Length}");
        return false;
    }

    private bool End(int length)
    {
        if (_buffer.DescribeEnd("a block", length) is { } reason) _damage.Add(_buffer.Offset, reason);
        _ended = true;
        return false;
    }

    /// <summary>Notes damage of the next block and goes on behind it.</summary>
    /// <param name="isCut">The reason is the end of the file.</param>
    private void Resume(string reason, bool isCut = false)
    {
        var offset = _buffer.Offset;
        _buffer.Skip(1);
        Resume(reason, offset, isCut);
    }

    private void Resume(string reason, long offset, bool isCut = false)
    {
        var isFound = RecordSearch.TryResume(_buffer, new PcapngResumePoint(_isBigEndian, _isBetweenSections));
        _damage.AddLoss(_buffer, offset, reason, isFound, isCut);
        _ended = !isFound;
    }

    private static uint PaddedLength(uint length) => length <= MaxBlockLength ? (length + 3) & ~3u : uint.MaxValue;

    private ulong ReadUInt64(ReadOnlySpan<byte> octets) =>
        _isBigEndian ? BinaryPrimitives.ReadUInt64BigEndian(octets) : BinaryPrimitives.ReadUInt64LittleEndian(octets);

    private uint ReadUInt32(ReadOnlySpan<byte> octets) =>
        _isBigEndian ? BinaryPrimitives.ReadUInt32BigEndian(octets) : BinaryPrimitives.ReadUInt32LittleEndian(octets);

    private ushort ReadUInt16(ReadOnlySpan<byte> octets) =>
        _isBigEndian ? BinaryPrimitives.ReadUInt16BigEndian(octets) : BinaryPrimitives.ReadUInt16LittleEndian(octets);

    /// <summary>A block whose two lengths agree.</summary>
    private readonly ref struct Block(PcapngBlockType type, long offset, ReadOnlySpan<byte> body)
    {
        public PcapngBlockType Type { get; } = type;
        public long Offset { get; } = offset;
        public ReadOnlySpan<byte> Body { get; } = body;
    }

    /// <summary>The options at the end of a block.</summary>
    private ref struct Options(ReadOnlySpan<byte> octets, bool isBigEndian)
    {
        private ReadOnlySpan<byte> _octets = octets;

        /// <summary>Why they ended too early; null when they did not.</summary>
        public string? Fault { get; private set; }

        public bool TryRead(out ushort code, out ReadOnlySpan<byte> value)
        {
            code = 0;
            value = default;
            if (_octets.Length < 4) return false;
            code = ReadUInt16(_octets);
            int length = ReadUInt16(_octets[2..]);
            if (code == EndOfOptions) return false;
            if (length > _octets.Length - 4)
            {
                Fault = $"expected an option inside its block, found one that claims {length:N0} octets";
                return false;
            }

            value = _octets.Slice(4, length);
            _octets = _octets[(int)Math.Min((uint)_octets.Length, 4 + PaddedLength((uint)length))..];
            return true;
        }

        private readonly ushort ReadUInt16(ReadOnlySpan<byte> field) =>
            isBigEndian ? BinaryPrimitives.ReadUInt16BigEndian(field) : BinaryPrimitives.ReadUInt16LittleEndian(field);
    }
}

/// <summary>Blocks of pcapng (the registry of draft-ietf-opsawg-pcapng section 10.1); any other number may occur.</summary>
internal enum PcapngBlockType : uint
{
    InterfaceDescription = 1,
    ObsoletePacket = 2,
    SimplePacket = 3,
    NameResolution = 4,
    InterfaceStatistics = 5,
    EnhancedPacket = 6,
    JournalExport = 9,
    DecryptionSecrets = 10,
    CustomCopied = 0x0000_0BAD,
    CustomNotCopied = 0x4000_0BAD,

    /// <summary>The same octets in either octet order, so that a section can be seen before its order is known.</summary>
    SectionHeader = 0x0A0D_0D0A,
}

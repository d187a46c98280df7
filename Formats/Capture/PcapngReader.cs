using System.Buffers.Binary;

namespace PassiveDns.Formats.Capture;

/// <summary>Reads the frames of a pcapng file: any number of sections, of either octet order, and of interfaces.</summary>
/// <remarks>
/// Frames come from Enhanced, Simple and the old Packet Blocks; other blocks are passed over. A block whose content lies is damage and is passed over;
/// one whose length lies ends the reading, because nothing after it can be found again. A frame of a Simple Packet Block has no time and gets 0.
/// Source: draft-ietf-opsawg-pcapng sections 3 and 4, appendix A for the old Packet Block; limit as in libpcap's sf-pcapng.c.
/// </remarks>
public sealed class PcapngReader : IFrameReader
{
    /// <summary>Octets in the longest block that is read.</summary>
    public const int MaxBlockLength = 16 << 20;

    private const int MaxInterfaces = 65_536; // what the old Packet Block can number
    private const int MinBlockLength = 12;
    private const int MinSectionHeaderBody = 16;

    // The same octets in either octet order, so that a section can be seen before its order is known.
    private const uint SectionHeaderType = 0x0A0D0D0A;
    private const uint ByteOrderMagic = 0x1A2B3C4D;

    private const ushort EndOfOptions = 0;
    private const ushort TimeResolutionOption = 9;
    private const ushort TimeOffsetOption = 14;

    private readonly CaptureBuffer _buffer;
    private readonly DamageList _damage = new();
    private readonly List<Interface> _interfaces = [];
    private bool _isBigEndian;
    private long _framesRead;
    private bool _ended;

    /// <summary>Starts at the first section header. A stream that does not begin with one has no frames and says so in <see cref="Damage"/>.</summary>
    /// <param name="stream">Any readable stream; stays open when the reader is disposed.</param>
    public PcapngReader(Stream stream)
        : this(new CaptureBuffer(stream))
    {
    }

    internal PcapngReader(CaptureBuffer buffer)
    {
        _buffer = buffer;
        if (buffer.Holds(sizeof(uint)) && !Recognises(buffer.Unread)) Stop("expected a section header block, found " + FileSignature.Octets(buffer.Unread));
    }

    private enum BlockType : uint
    {
        InterfaceDescription = 1,
        ObsoletePacket = 2,
        SimplePacket = 3,
        EnhancedPacket = 6,
        SectionHeader = SectionHeaderType,
    }

    public IReadOnlyList<FileDamage> Damage => _damage.All;

    public bool TryRead(out CaptureFrame frame)
    {
        while (TryReadBlock(out var block))
        {
            switch (block.Type)
            {
                case BlockType.EnhancedPacket when TryReadEnhancedPacket(block, out frame):
                case BlockType.SimplePacket when TryReadSimplePacket(block, out frame):
                case BlockType.ObsoletePacket when TryReadObsoletePacket(block, out frame):
                    return true;
                case BlockType.InterfaceDescription:
                    ReadInterface(block);
                    break;
                case BlockType.SectionHeader:
                    StartSection(block);
                    break;
            }
        }

        frame = default;
        return false;
    }

    public void Dispose()
    {
        _ended = true;
        _buffer.Dispose();
    }

    /// <summary>Whether a file that starts so is one for this reader.</summary>
    internal static bool Recognises(ReadOnlySpan<byte> start) =>
        start.Length >= sizeof(uint) && BinaryPrimitives.ReadUInt32BigEndian(start) == SectionHeaderType;

    private bool TryReadBlock(out Block block)
    {
        block = default;
        if (_ended) return false;
        if (!_buffer.Holds(MinBlockLength)) return End(MinBlockLength);

        var start = _buffer.Unread;
        var isSectionHeader = Recognises(start);
        if (isSectionHeader && !TryReadOctetOrder(start[8..])) return Stop("expected a byte-order magic, found " + FileSignature.Octets(start.Slice(8, 4)));

        var type = ReadUInt32(start);
        var length = ReadUInt32(start[4..]);
        if (length is < MinBlockLength or > MaxBlockLength || length % 4 != 0)
            return Stop($"expected a block of {MinBlockLength} to {MaxBlockLength:N0} octets, a multiple of 4, found one that claims {length:N0}");
        if (!_buffer.Holds((int)length)) return End((int)length);

        var octets = _buffer.Unread[..(int)length];
        var repeated = ReadUInt32(octets[^4..]);
        if (repeated != length) return Stop($"expected the block's length {length:N0} again at its end, found {repeated:N0}");

        block = new Block((BlockType)type, _buffer.Offset, octets[8..^4]);
        _buffer.Skip((int)length);
        return true;
    }

    private bool TryReadOctetOrder(ReadOnlySpan<byte> magic)
    {
        _isBigEndian = BinaryPrimitives.ReadUInt32BigEndian(magic) == ByteOrderMagic;
        return _isBigEndian || BinaryPrimitives.ReadUInt32LittleEndian(magic) == ByteOrderMagic;
    }

    private void StartSection(scoped in Block block)
    {
        _interfaces.Clear();
        if (block.Body.Length < MinSectionHeaderBody)
        {
            _damage.Add(block.Offset, $"expected a section header with at least {MinSectionHeaderBody} octets of content, found {block.Body.Length}");
            _ended = true;
            return;
        }

        var major = ReadUInt16(block.Body[4..]);
        if (major == 1) return;
        _damage.Add(block.Offset, $"expected a section of pcapng version 1, found version {major}");
        _ended = true;
    }

    private void ReadInterface(scoped in Block block)
    {
        if (block.Body.Length < 8 || _interfaces.Count == MaxInterfaces)
        {
            _damage.Add(block.Offset, $"expected an interface description of at least 8 octets, one of at most {MaxInterfaces:N0} in a section");
            return;
        }

        var linkType = (LinkType)ReadUInt16(block.Body);
        var snapLength = ReadUInt32(block.Body[4..]);
        _interfaces.Add(new Interface(linkType, snapLength, ReadClock(block)));
    }

    private PcapngClock ReadClock(scoped in Block block)
    {
        byte resolution = 6;
        var offsetSeconds = 0L;
        var options = block.Body[8..];
        while (options.Length >= 4)
        {
            var code = ReadUInt16(options);
            int length = ReadUInt16(options[2..]);
            if (code == EndOfOptions) break;
            if (length > options.Length - 4)
            {
                _damage.Add(block.Offset, $"expected an option inside its interface description, found one that claims {length:N0} octets");
                break;
            }

            var value = options.Slice(4, length);
            if (code == TimeResolutionOption && length == 1) resolution = value[0];
            if (code == TimeOffsetOption && length == 8) offsetSeconds = (long)ReadUInt64(value);
            options = options[Math.Min(options.Length, 4 + PaddedLength(length))..];
        }

        return new PcapngClock(resolution, offsetSeconds);
    }

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
        return TryTakeFrame(block, origin.LinkType, origin.Clock.ToNanoseconds(units), captured, original, fields[16..], out frame);
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
        return TryTakeFrame(block, origin.LinkType, 0, captured, original, body[fixedLength..], out frame);
    }

    private bool TryFindInterface(scoped in Block block, uint number, out Interface origin)
    {
        if (number < (uint)_interfaces.Count)
        {
            origin = _interfaces[(int)number];
            return true;
        }

        origin = default;
        _damage.Add(block.Offset, $"expected a packet of one of the {_interfaces.Count:N0} interfaces described so far, found interface number {number:N0}");
        return false;
    }

    private bool TryTakeFrame(scoped in Block block, LinkType linkType, long time, uint captured, uint original, ReadOnlySpan<byte> room, out CaptureFrame frame)
    {
        frame = default;
        if (captured > (uint)room.Length)
        {
            _damage.Add(block.Offset, $"expected a frame of at most the {room.Length:N0} octets left in its block, found one that claims {captured:N0}");
            return false;
        }

        frame = new CaptureFrame
        {
            Number = ++_framesRead,
            TimeNanoseconds = time,
            LinkType = linkType,
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

    private bool Stop(string reason)
    {
        _damage.Add(_buffer.Offset, reason);
        _ended = true;
        return false;
    }

    private static int PaddedLength(int length) => (length + 3) & ~3;

    private ulong ReadUInt64(ReadOnlySpan<byte> octets) =>
        _isBigEndian ? BinaryPrimitives.ReadUInt64BigEndian(octets) : BinaryPrimitives.ReadUInt64LittleEndian(octets);

    private uint ReadUInt32(ReadOnlySpan<byte> octets) =>
        _isBigEndian ? BinaryPrimitives.ReadUInt32BigEndian(octets) : BinaryPrimitives.ReadUInt32LittleEndian(octets);

    private ushort ReadUInt16(ReadOnlySpan<byte> octets) =>
        _isBigEndian ? BinaryPrimitives.ReadUInt16BigEndian(octets) : BinaryPrimitives.ReadUInt16LittleEndian(octets);

    /// <summary>A block whose two lengths agree.</summary>
    private readonly ref struct Block(BlockType type, long offset, ReadOnlySpan<byte> body)
    {
        public BlockType Type { get; } = type;
        public long Offset { get; } = offset;
        public ReadOnlySpan<byte> Body { get; } = body;
    }

    private readonly record struct Interface(LinkType LinkType, uint SnapLength, PcapngClock Clock);
}

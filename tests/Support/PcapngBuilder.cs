using System.Buffers.Binary;
using PassiveDns.Formats.Capture;

namespace PassiveDns.Tests.Support;

/// <summary>Writes a pcapng file into memory, block by block; it can also write what no honest tool would.</summary>
public sealed class PcapngBuilder
{
    private readonly List<byte> _file = [];
    private bool _bigEndian;

    /// <summary>Octets so far: where the next block will stand.</summary>
    public int Length => _file.Count;

    /// <summary>Starts a section; all after it is in its octet order.</summary>
    public PcapngBuilder Section(bool bigEndian = false, ushort major = 1)
    {
        _bigEndian = bigEndian;
        return Block(0x0A0D0D0A, [.. UInt32(0x1A2B3C4D), .. UInt16(major), .. UInt16(0), .. UInt64(ulong.MaxValue)]);
    }

    /// <summary>Describes the next interface of the section.</summary>
    /// <param name="timeResolution">if_tsresol; none written when null (microseconds).</param>
    /// <param name="timeOffsetSeconds">if_tsoffset; none written when null.</param>
    /// <param name="checkLength">if_fcslen; none written when null.</param>
    public PcapngBuilder Interface(
        LinkType linkType = LinkType.Ethernet, uint snapLength = 0, byte? timeResolution = null, long? timeOffsetSeconds = null, byte? checkLength = null)
    {
        List<byte> options = [];
        if (checkLength is { } check) options.AddRange([.. Option(2, "an interface"u8), .. Option(13, [check])]);
        if (timeResolution is { } resolution) options.AddRange(Option(9, [resolution]));
        if (timeOffsetSeconds is { } seconds) options.AddRange(Option(14, UInt64((ulong)seconds)));
        if (options.Count > 0) options.AddRange(Option(0, []));
        return Block(1, [.. UInt16((ushort)linkType), .. UInt16(0), .. UInt32(snapLength), .. options]);
    }

    /// <summary>An Enhanced Packet Block.</summary>
    /// <param name="timeUnits">In the interface's resolution.</param>
    /// <param name="claimedLength">The captured length to write, where it shall lie.</param>
    /// <param name="flags">epb_flags; none written when null.</param>
    public PcapngBuilder Enhanced(
        uint interfaceNumber, ulong timeUnits, ReadOnlySpan<byte> octets, uint? originalLength = null, uint? claimedLength = null, uint? flags = null)
    {
        byte[] options = flags is { } value ? [.. Option(1, "a comment"u8), .. Option(2, UInt32(value)), .. Option(0, [])] : [];
        return Block(6, [.. UInt32(interfaceNumber), .. Packet(timeUnits, octets, originalLength, claimedLength), .. options]);
    }

    /// <summary>A Packet Block, as pcapng had before the enhanced one.</summary>
    public PcapngBuilder Obsolete(ushort interfaceNumber, ulong timeUnits, ReadOnlySpan<byte> octets, uint? originalLength = null, ushort drops = 0) =>
        Block(2, [.. UInt16(interfaceNumber), .. UInt16(drops), .. Packet(timeUnits, octets, originalLength, null)]);

    /// <summary>A Simple Packet Block: interface 0, no time.</summary>
    public PcapngBuilder Simple(ReadOnlySpan<byte> octets, uint? originalLength = null) =>
        Block(3, [.. UInt32(originalLength ?? (uint)octets.Length), .. Padded(octets)]);

    /// <summary>Any block.</summary>
    /// <param name="length">The length at its start, where it shall lie.</param>
    /// <param name="lengthAtEnd">The length at its end, where it shall lie.</param>
    public PcapngBuilder Block(uint type, ReadOnlySpan<byte> body, uint? length = null, uint? lengthAtEnd = null)
    {
        var honest = (uint)(12 + body.Length);
        _file.AddRange([.. UInt32(type), .. UInt32(length ?? honest), .. body, .. UInt32(lengthAtEnd ?? honest)]);
        return this;
    }

    /// <summary>Octets that are no block.</summary>
    public PcapngBuilder AddOctets(ReadOnlySpan<byte> octets)
    {
        _file.AddRange(octets);
        return this;
    }

    public byte[] ToArray() => _file.ToArray();

    private byte[] Packet(ulong timeUnits, ReadOnlySpan<byte> octets, uint? originalLength, uint? claimedLength) =>
    [
        .. UInt32((uint)(timeUnits >> 32)),
        .. UInt32((uint)timeUnits),
        .. UInt32(claimedLength ?? (uint)octets.Length),
        .. UInt32(originalLength ?? (uint)octets.Length),
        .. Padded(octets),
    ];

    private byte[] Option(ushort code, ReadOnlySpan<byte> value) => [.. UInt16(code), .. UInt16((ushort)value.Length), .. Padded(value)];

    private static byte[] Padded(ReadOnlySpan<byte> octets) => [.. octets, .. new byte[-octets.Length & 3]];

    private byte[] UInt16(ushort value)
    {
        var octets = new byte[2];
        if (_bigEndian) BinaryPrimitives.WriteUInt16BigEndian(octets, value);
        else BinaryPrimitives.WriteUInt16LittleEndian(octets, value);
        return octets;
    }

    private byte[] UInt32(uint value)
    {
        var octets = new byte[4];
        if (_bigEndian) BinaryPrimitives.WriteUInt32BigEndian(octets, value);
        else BinaryPrimitives.WriteUInt32LittleEndian(octets, value);
        return octets;
    }

    private byte[] UInt64(ulong value)
    {
        var octets = new byte[8];
        if (_bigEndian) BinaryPrimitives.WriteUInt64BigEndian(octets, value);
        else BinaryPrimitives.WriteUInt64LittleEndian(octets, value);
        return octets;
    }
}

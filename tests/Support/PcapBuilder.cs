using System.Buffers.Binary;
using PassiveDns.Formats.Capture;

namespace PassiveDns.Tests.Support;

/// <summary>Writes a pcap file into memory, frame by frame; it can also write what no honest tool would.</summary>
public sealed class PcapBuilder
{
    private readonly List<byte> _file = [];
    private readonly bool _bigEndian;
    private readonly bool _nanoseconds;

    private readonly PcapKind _kind;

    public PcapBuilder(
        LinkType linkType = LinkType.Ethernet, bool bigEndian = false, bool nanoseconds = false, uint snapLength = 262_144, ushort major = 2, ushort minor = 4,
        PcapKind kind = PcapKind.Standard, int? checkLength = null)
    {
        (_bigEndian, _nanoseconds, _kind) = (bigEndian, nanoseconds || kind == PcapKind.Aix, kind);
        UInt32(kind switch
        {
            PcapKind.Kuznetzov or PcapKind.Suse => 0xA1B2CD34,
            PcapKind.Ixia => 0x1C0001AC,
            _ => nanoseconds ? 0xA1B23C4D : 0xA1B2C3D4,
        });
        UInt16(major);
        UInt16(minor);
        UInt32(0);
        UInt32(0);
        UInt32(snapLength);
        UInt32((uint)linkType | (checkLength is { } octets ? 0x0400_0000 | (uint)(octets / 2) << 28 : 0));
        if (kind == PcapKind.Ixia) UInt32(0);
    }

    /// <summary>Octets so far: where the next record will stand.</summary>
    public int Length => _file.Count;

    /// <summary>Adds a frame.</summary>
    /// <param name="timeNanoseconds">Since 1970; cut to microseconds where the file has those.</param>
    /// <param name="octets">What the capture kept.</param>
    /// <param name="originalLength">Octets on the wire, where that differs.</param>
    public PcapBuilder Add(long timeNanoseconds, ReadOnlySpan<byte> octets, uint? originalLength = null)
    {
        var (seconds, nanoseconds) = Math.DivRem(timeNanoseconds, 1_000_000_000);
        return AddRecord((uint)seconds, (uint)(_nanoseconds ? nanoseconds : nanoseconds / 1_000), (uint)octets.Length, originalLength ?? (uint)octets.Length, octets);
    }

    /// <summary>Adds a record whose header says what it likes.</summary>
    public PcapBuilder AddRecord(uint seconds, uint fraction, uint firstLength, uint secondLength, ReadOnlySpan<byte> octets)
    {
        UInt32(seconds);
        UInt32(fraction);
        UInt32(firstLength);
        UInt32(secondLength);
        _file.AddRange(Enumerable.Repeat((byte)0xEE, ExtraHeaderLength)); // nothing of it matters
        _file.AddRange(octets);
        return this;
    }

    /// <summary>Adds octets that are no record.</summary>
    public PcapBuilder AddOctets(ReadOnlySpan<byte> octets)
    {
        _file.AddRange(octets);
        return this;
    }

    public byte[] ToArray() => _file.ToArray();

    private int ExtraHeaderLength => _kind switch
    {
        PcapKind.Kuznetzov or PcapKind.Kuznetzov1999April => 8,
        PcapKind.Suse => 12,
        PcapKind.Nokia => 4,
        _ => 0,
    };

    private void UInt16(ushort value)
    {
        Span<byte> octets = stackalloc byte[2];
        if (_bigEndian) BinaryPrimitives.WriteUInt16BigEndian(octets, value);
        else BinaryPrimitives.WriteUInt16LittleEndian(octets, value);
        _file.AddRange(octets);
    }

    private void UInt32(uint value)
    {
        Span<byte> octets = stackalloc byte[4];
        if (_bigEndian) BinaryPrimitives.WriteUInt32BigEndian(octets, value);
        else BinaryPrimitives.WriteUInt32LittleEndian(octets, value);
        _file.AddRange(octets);
    }
}

/// <summary>What others made of pcap; <see cref="PcapReader"/> tells what differs.</summary>
public enum PcapKind
{
    Standard,
    Kuznetzov,
    Kuznetzov1999April,
    Suse,
    Nokia,
    Aix,
    Ixia,
}

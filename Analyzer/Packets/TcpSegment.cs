using System.Buffers.Binary;

namespace PassiveDns.Analyzer.Packets;

/// <summary>A TCP segment: a view into its packet.</summary>
/// <remarks>Source: RFC 9293 section 3.1.</remarks>
internal readonly ref struct TcpSegment
{
    private const int HeaderLength = 20;

    public required ushort SourcePort { get; init; }
    public required ushort DestinationPort { get; init; }
    public required uint Sequence { get; init; }
    public required uint Acknowledgement { get; init; }
    public required byte Flags { get; init; }

    /// <summary>Octets behind the header, as far as the capture kept them.</summary>
    public required ReadOnlySpan<byte> Payload { get; init; }

    public bool IsFin => (Flags & 0x01) != 0;
    public bool IsSyn => (Flags & 0x02) != 0;
    public bool IsRst => (Flags & 0x04) != 0;
    public bool IsAck => (Flags & 0x10) != 0;

    public static PacketFault TryRead(in IpPacket packet, out TcpSegment segment)
    {
        segment = default;
        var octets = packet.Payload;
        if (octets.Length < HeaderLength) return PacketFault.TooShort;
        var headerLength = (octets[12] >> 4) * 4;
        if (headerLength < HeaderLength) return PacketFault.Malformed;
        if (octets.Length < headerLength) return PacketFault.TooShort;
        segment = new TcpSegment
        {
            SourcePort = BinaryPrimitives.ReadUInt16BigEndian(octets),
            DestinationPort = BinaryPrimitives.ReadUInt16BigEndian(octets[2..]),
            Sequence = BinaryPrimitives.ReadUInt32BigEndian(octets[4..]),
            Acknowledgement = BinaryPrimitives.ReadUInt32BigEndian(octets[8..]),
            Flags = octets[13],
            Payload = octets[headerLength..],
        };
        return PacketFault.None;
    }
}

using System.Buffers.Binary;

namespace PassiveDns.Analyzer.Packets;

/// <summary>A UDP datagram: a view into its packet.</summary>
/// <remarks>Source: RFC 768.</remarks>
internal readonly ref struct UdpDatagram
{
    private const int HeaderLength = 8;

    public required ushort SourcePort { get; init; }
    public required ushort DestinationPort { get; init; }

    /// <summary>Octets behind the header, as far as the capture kept them.</summary>
    public required ReadOnlySpan<byte> Payload { get; init; }

    /// <summary>The capture kept fewer octets than the datagram has.</summary>
    public required bool IsCut { get; init; }

    public static PacketFault TryRead(in IpPacket packet, out UdpDatagram datagram)
    {
        datagram = default;
        var octets = packet.Payload;
        if (octets.Length < HeaderLength) return PacketFault.TooShort;
        int length = BinaryPrimitives.ReadUInt16BigEndian(octets[4..]);
        if (length < HeaderLength) return PacketFault.Malformed;
        var isCut = length > octets.Length;
        if (isCut && !packet.IsCut) return PacketFault.Malformed;
        datagram = new UdpDatagram
        {
            SourcePort = BinaryPrimitives.ReadUInt16BigEndian(octets),
            DestinationPort = BinaryPrimitives.ReadUInt16BigEndian(octets[2..]),
            Payload = octets[HeaderLength..Math.Min(length, octets.Length)],
            IsCut = isCut,
        };
        return PacketFault.None;
    }
}

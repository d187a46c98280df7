using System.Buffers.Binary;

namespace PassiveDns.Benchmarks.Workload;

/// <summary>One side of an exchange.</summary>
/// <param name="Address">An IPv4 address in the lowest 32 bits, or an IPv6 address.</param>
/// <param name="Mac">In the lowest 48 bits.</param>
internal readonly record struct Endpoint(bool IsIPv6, UInt128 Address, ushort Port, ulong Mac);

[Flags]
internal enum TcpFlags : byte { Fin = 1, Syn = 2, Push = 8, Ack = 16 }

/// <summary>Wraps payloads into UDP or TCP, IPv4 or IPv6, and Ethernet, all checksums correct.</summary>
internal sealed class PacketBuilder
{
    /// <summary>Longest frame: Ethernet header and 1,500 octets.</summary>
    public const int MaxFrameLength = 1_514;

    /// <summary>Longest TCP payload that fits beside 40 octets of IPv6 and 20 of TCP header.</summary>
    public const int MaxSegmentLength = 1_440;

    private const int EthernetLength = 14;
    private const int UdpLength = 8;
    private const int TcpLength = 20;
    private const byte UdpProtocol = 17;
    private const byte TcpProtocol = 6;

    private readonly byte[] _frame = new byte[MaxFrameLength];
    private ushort _identification;

    /// <returns>The frame, valid until the next call.</returns>
    public ReadOnlySpan<byte> Udp(in Endpoint source, in Endpoint destination, ReadOnlySpan<byte> payload)
    {
        var datagram = Network(source, destination, UdpProtocol, UdpLength + payload.Length);
        Ports(datagram, source, destination);
        BinaryPrimitives.WriteUInt16BigEndian(datagram[4..], (ushort)datagram.Length);
        datagram[6..8].Clear();
        payload.CopyTo(datagram[UdpLength..]);

        var checksum = TransportChecksum(source, destination, UdpProtocol, datagram);
        // Zero would mean "no checksum" (RFC 768).
        BinaryPrimitives.WriteUInt16BigEndian(datagram[6..], checksum == 0 ? ushort.MaxValue : checksum);
        return Frame(source, datagram.Length);
    }

    /// <returns>The frame, valid until the next call.</returns>
    public ReadOnlySpan<byte> Tcp(
        in Endpoint source, in Endpoint destination, uint sequence, uint acknowledgment, TcpFlags flags, ReadOnlySpan<byte> payload)
    {
        var segment = Network(source, destination, TcpProtocol, TcpLength + payload.Length);
        Ports(segment, source, destination);
        BinaryPrimitives.WriteUInt32BigEndian(segment[4..], sequence);
        BinaryPrimitives.WriteUInt32BigEndian(segment[8..], acknowledgment);
        segment[12] = TcpLength / 4 << 4;
        segment[13] = (byte)flags;
        BinaryPrimitives.WriteUInt16BigEndian(segment[14..], 64_240);
        segment[16..20].Clear();
        payload.CopyTo(segment[TcpLength..]);

        BinaryPrimitives.WriteUInt16BigEndian(segment[16..], TransportChecksum(source, destination, TcpProtocol, segment));
        return Frame(source, segment.Length);
    }

    private static int NetworkLength(in Endpoint endpoint) => endpoint.IsIPv6 ? 40 : 20;

    private ReadOnlySpan<byte> Frame(in Endpoint source, int transportLength) =>
        _frame.AsSpan(0, EthernetLength + NetworkLength(source) + transportLength);

    /// <summary>Writes the Ethernet and IP headers; gives the room for the transport header and payload.</summary>
    private Span<byte> Network(in Endpoint source, in Endpoint destination, byte protocol, int length)
    {
        var frame = _frame.AsSpan();
        BinaryPrimitives.WriteUInt64BigEndian(frame, destination.Mac << 16);
        BinaryPrimitives.WriteUInt64BigEndian(frame[6..], source.Mac << 16);
        BinaryPrimitives.WriteUInt16BigEndian(frame[12..], source.IsIPv6 ? (ushort)0x86DD : (ushort)0x0800);

        var header = frame[EthernetLength..];
        if (source.IsIPv6) IPv6(header, source, destination, protocol, length);
        else IPv4(header, source, destination, protocol, length);
        return header.Slice(NetworkLength(source), length);
    }

    private void IPv4(Span<byte> header, in Endpoint source, in Endpoint destination, byte protocol, int length)
    {
        BinaryPrimitives.WriteUInt16BigEndian(header, 0x4500);
        BinaryPrimitives.WriteUInt16BigEndian(header[2..], (ushort)(20 + length));
        BinaryPrimitives.WriteUInt16BigEndian(header[4..], ++_identification);
        BinaryPrimitives.WriteUInt16BigEndian(header[6..], 0x4000); // do not fragment
        header[8] = 64;
        header[9] = protocol;
        header[10..12].Clear();
        BinaryPrimitives.WriteUInt32BigEndian(header[12..], (uint)source.Address);
        BinaryPrimitives.WriteUInt32BigEndian(header[16..], (uint)destination.Address);
        BinaryPrimitives.WriteUInt16BigEndian(header[10..], Fold(Sum(header[..20])));
    }

    private static void IPv6(Span<byte> header, in Endpoint source, in Endpoint destination, byte protocol, int length)
    {
        BinaryPrimitives.WriteUInt32BigEndian(header, 0x60000000);
        BinaryPrimitives.WriteUInt16BigEndian(header[4..], (ushort)length);
        header[6] = protocol;
        header[7] = 64;
        BinaryPrimitives.WriteUInt128BigEndian(header[8..], source.Address);
        BinaryPrimitives.WriteUInt128BigEndian(header[24..], destination.Address);
    }

    private static void Ports(Span<byte> transport, in Endpoint source, in Endpoint destination)
    {
        BinaryPrimitives.WriteUInt16BigEndian(transport, source.Port);
        BinaryPrimitives.WriteUInt16BigEndian(transport[2..], destination.Port);
    }

    /// <summary>The checksum over pseudo header and transport (RFC 768; RFC 8200 section 8.1).</summary>
    private static ushort TransportChecksum(in Endpoint source, in Endpoint destination, byte protocol, ReadOnlySpan<byte> transport)
    {
        Span<byte> addresses = stackalloc byte[32];
        BinaryPrimitives.WriteUInt128BigEndian(addresses, source.Address);
        BinaryPrimitives.WriteUInt128BigEndian(addresses[16..], destination.Address);
        return Fold(Sum(addresses) + protocol + (ulong)transport.Length + Sum(transport));
    }

    private static ulong Sum(ReadOnlySpan<byte> octets)
    {
        // 32-bit words into 64 bits: 2^16 is 1 modulo 65,535, so folding at the end gives the 16-bit sum (RFC 1071).
        var sum = 0UL;
        for (; octets.Length >= 4; octets = octets[4..]) sum += BinaryPrimitives.ReadUInt32BigEndian(octets);
        if (octets.Length >= 2)
        {
            sum += BinaryPrimitives.ReadUInt16BigEndian(octets);
            octets = octets[2..];
        }

        return octets.Length == 1 ? sum + ((ulong)octets[0] << 8) : sum;
    }

    private static ushort Fold(ulong sum)
    {
        while (sum >> 16 != 0) sum = (sum & 0xFFFF) + (sum >> 16);
        return (ushort)~sum;
    }
}

using System.Buffers.Binary;
using PassiveDns.Formats.Records;

namespace PassiveDns.Analyzer.Packets;

/// <summary>What a datagram's checksum says of it.</summary>
public enum UdpChecksumState : byte
{
    Correct,

    /// <summary>The sender made none (RFC 768; with IPv6 RFC 6936).</summary>
    Absent,

    /// <summary>The datagram is not what was sent, or was captured before its sender's network card filled the checksum in.</summary>
    Wrong,

    /// <summary>The capture kept too little of it.</summary>
    Unknown,
}

/// <summary>Verifies the checksum of UDP. Sources: RFC 768, RFC 8200 section 8.1, RFC 1071.</summary>
internal static class UdpChecksum
{
    private const int ChecksumOffset = 6;
    private const ulong AllOnes = 0xFFFF;

    /// <param name="packet">Whole, with a header of UDP that can be read.</param>
    public static UdpChecksumState Verify(in IpPacket packet)
    {
        var octets = packet.Payload;
        int length = BinaryPrimitives.ReadUInt16BigEndian(octets[4..]);
        if (length > octets.Length) return UdpChecksumState.Unknown;
        if (BinaryPrimitives.ReadUInt16BigEndian(octets[ChecksumOffset..]) == 0) return UdpChecksumState.Absent;

        // The sum does not hang on the order of octets in a word (RFC 1071 section 2). The prefix of an IPv4 address that is mapped into IPv6 adds
        // all ones, which is nothing.
        var sum = Sum(octets[..length]) + SumOf(packet.Source) + SumOf(packet.Destination)
            + BinaryPrimitives.ReverseEndianness((ushort)length) + BinaryPrimitives.ReverseEndianness((ushort)IpProtocol.Udp);
        while (sum > AllOnes) sum = (sum & AllOnes) + (sum >> 16);
        return sum == AllOnes ? UdpChecksumState.Correct : UdpChecksumState.Wrong;
    }

    private static ulong Sum(ReadOnlySpan<byte> octets)
    {
        var sum = 0UL;
        for (; octets.Length >= sizeof(ulong); octets = octets[sizeof(ulong)..]) sum += Halves(BinaryPrimitives.ReadUInt64LittleEndian(octets));
        Span<byte> rest = stackalloc byte[sizeof(ulong)];
        rest.Clear();
        octets.CopyTo(rest);
        return sum + Halves(BinaryPrimitives.ReadUInt64LittleEndian(rest));
    }

    private static ulong SumOf(IpAddress address) =>
        Halves(BinaryPrimitives.ReverseEndianness(address.High)) + Halves(BinaryPrimitives.ReverseEndianness(address.Low));

    private static ulong Halves(ulong word) => (word & uint.MaxValue) + (word >> 32);
}

using System.Buffers.Binary;
using System.Net;

namespace PassiveDns.Tests.Support;

/// <summary>The flags of a TCP segment.</summary>
[Flags]
public enum TcpFlags : byte
{
    None = 0,
    Fin = 1,
    Syn = 2,
    Rst = 4,
    Ack = 16,
}

/// <summary>Puts frames together from the inside out: message, UDP or TCP, IP, link.</summary>
/// <remarks>Checksums are left 0 where nothing else is said, which in UDP means that there is none.</remarks>
public static class FrameBuilder
{
    public static byte[] Udp(ushort sourcePort, ushort destinationPort, ReadOnlySpan<byte> payload, int? length = null) =>
        [.. Be(sourcePort), .. Be(destinationPort), .. Be((ushort)(length ?? 8 + payload.Length)), 0, 0, .. payload];

    /// <summary>With its checksum, made the plain way: words of the pseudo header and the datagram, one by one (RFC 768).</summary>
    public static byte[] UdpWithChecksum(string source, string destination, ushort sourcePort, ushort destinationPort, ReadOnlySpan<byte> payload)
    {
        var datagram = Udp(sourcePort, destinationPort, payload);
        byte[] all = [.. Address(source), .. Address(destination), 0, 17, .. Be((ushort)datagram.Length), .. datagram, .. new byte[datagram.Length % 2]];
        var sum = 0;
        for (var i = 0; i < all.Length; i += 2) sum += (all[i] << 8) | all[i + 1];
        while (sum > 0xFFFF) sum = (sum & 0xFFFF) + (sum >> 16);
        BinaryPrimitives.WriteUInt16BigEndian(datagram.AsSpan(6), sum == 0xFFFF ? (ushort)0xFFFF : (ushort)~sum);
        return datagram;
    }

    public static byte[] Tcp(
        ushort sourcePort, ushort destinationPort, uint sequence, uint acknowledgement, TcpFlags flags, ReadOnlySpan<byte> payload, int optionWords = 0) =>
    [
        .. Be(sourcePort), .. Be(destinationPort), .. Be(sequence), .. Be(acknowledgement),
        (byte)((5 + optionWords) << 4), (byte)flags, 0xFF, 0xFF, 0, 0, 0, 0, .. new byte[4 * optionWords], .. payload,
    ];

    /// <param name="offset">Of a fragment, in octets.</param>
    /// <param name="more">More fragments follow.</param>
    /// <param name="totalLength">What the header says, where that is not the truth.</param>
    public static byte[] IPv4(
        string source, string destination, byte protocol, ReadOnlySpan<byte> payload,
        ushort id = 0, int offset = 0, bool more = false, int optionWords = 0, int? totalLength = null, byte timeToLive = 64) =>
    [
        (byte)(0x45 + optionWords), 0, .. Be((ushort)(totalLength ?? 20 + (4 * optionWords) + payload.Length)),
        .. Be(id), .. Be((ushort)((offset / 8) | (more ? 0x2000 : 0))), timeToLive, protocol, 0, 0,
        .. Address(source), .. Address(destination), .. new byte[4 * optionWords], .. payload,
    ];

    /// <param name="length">What the header says, where that is not the truth.</param>
    public static byte[] IPv6(string source, string destination, byte nextHeader, ReadOnlySpan<byte> payload, int? length = null) =>
        [0x60, 0, 0, 0, .. Be((ushort)(length ?? payload.Length)), nextHeader, 64, .. Address(source), .. Address(destination), .. payload];

    /// <summary>The fragment header of IPv6 (RFC 8200 section 4.5).</summary>
    public static byte[] IPv6Fragment(byte nextHeader, uint id, int offset, bool more, ReadOnlySpan<byte> payload) =>
        [nextHeader, 0, .. Be((ushort)(offset | (more ? 1 : 0))), .. Be(id), .. payload];

    /// <summary>An extension header that holds only padding (RFC 8200 section 4.2).</summary>
    public static byte[] IPv6Extension(byte nextHeader, int length, ReadOnlySpan<byte> payload) =>
        [nextHeader, (byte)((length / 8) - 1), 1, (byte)(length - 4), .. new byte[length - 4], .. payload];

    /// <param name="tags">VLAN tag types (EtherTypes), outermost first.</param>
    public static byte[] Ethernet(ReadOnlySpan<byte> packet, ushort? etherType = null, params ushort[] tags)
    {
        var type = etherType ?? (ushort)(packet[0] >> 4 == 6 ? 0x86DD : 0x0800);
        var frame = new List<byte>(new byte[12]);
        foreach (var tag in tags) frame.AddRange([.. Be(tag), 0, 1]);
        frame.AddRange(Be(type));
        frame.AddRange(packet);
        return [.. frame];
    }

    public static byte[] Be(ushort value) => [(byte)(value >> 8), (byte)value];

    public static byte[] Be(uint value)
    {
        var octets = new byte[4];
        BinaryPrimitives.WriteUInt32BigEndian(octets, value);
        return octets;
    }

    private static byte[] Address(string text) => IPAddress.Parse(text).GetAddressBytes();
}

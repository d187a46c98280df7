using System.Buffers.Binary;
using PassiveDns.Formats.Records;

namespace PassiveDns.Analyzer.Packets;

/// <summary>Why a header could not be read.</summary>
internal enum PacketFault : byte
{
    None,

    /// <summary>The octets end before the header does.</summary>
    TooShort,

    /// <summary>A field of the header contradicts another, or the standard.</summary>
    Malformed,
}

/// <summary>Protocol numbers that matter here (IANA "Protocol Numbers").</summary>
internal static class IpProtocol
{
    public const byte HopByHop = 0, Icmp = 1, Tcp = 6, Udp = 17, Routing = 43, Fragment = 44, Authentication = 51, IcmpV6 = 58, DestinationOptions = 60;
    public const byte IPv4 = 4, IPv6 = 41, Gre = 47, Esp = 50, MinimalEncapsulation = 55, IpIp = 94, EtherIp = 97, Encap = 98, L2tp = 115, Mpls = 137;

    /// <summary>Protocols that carry packets or frames: what <see cref="Decapsulation.OpenProtocol"/> knows.</summary>
    public static bool IsTunnel(byte protocol) =>
        protocol is IPv4 or IPv6 or Gre or Esp or MinimalEncapsulation or IpIp or EtherIp or Encap or L2tp or Mpls;

    /// <summary>A header behind which more headers of the same packet follow.</summary>
    public static bool IsExtension(byte protocol) => protocol is HopByHop or Routing or Fragment or Authentication or DestinationOptions;
}

/// <summary>The place of a fragment in its datagram.</summary>
/// <param name="Id">Identification: 16 bits in IPv4, 32 bits in IPv6.</param>
/// <param name="Offset">In octets, a multiple of 8.</param>
/// <param name="IsLast">No fragment follows this one.</param>
internal readonly record struct FragmentPlace(uint Id, int Offset, bool IsLast)
{
    /// <summary>False for a whole datagram, and for an IPv6 "atomic fragment" (RFC 6946), which is one too.</summary>
    public bool IsFragment => Offset > 0 || !IsLast;
}

/// <summary>An IPv4 or IPv6 packet: a view into the frame.</summary>
/// <remarks>Source: RFC 791 section 3.1; RFC 8200 sections 3 and 4; Authentication Header, RFC 4302 section 2.</remarks>
internal readonly ref struct IpPacket
{
    private const int IPv4HeaderLength = 20;
    private const int IPv6HeaderLength = 40;

    /// <summary>More extension headers than any sane packet has.</summary>
    private const int MaxExtensionHeaders = 16;

    /// <summary>4 or 6.</summary>
    public required int Version { get; init; }

    public required IpAddress Source { get; init; }
    public required IpAddress Destination { get; init; }

    /// <summary>What the payload is; of a fragment, what its datagram is.</summary>
    public required byte Protocol { get; init; }

    public required FragmentPlace Fragment { get; init; }

    /// <summary>Time to live, or hop limit; of a datagram that fragments gave, that of the last to come.</summary>
    public required byte HopLimit { get; init; }

    /// <summary>Octets behind all headers of IP, link padding left out.</summary>
    public required ReadOnlySpan<byte> Payload { get; init; }

    /// <summary>The packet claims more octets than there are.</summary>
    public required bool IsCut { get; init; }

    /// <summary>Reads the headers. The version field decides, whatever the link layer said.</summary>
    public static PacketFault TryRead(ReadOnlySpan<byte> octets, out IpPacket packet)
    {
        packet = default;
        if (octets.IsEmpty) return PacketFault.TooShort;
        return (octets[0] >> 4) switch
        {
            4 => TryReadIPv4(octets, out packet),
            6 => TryReadIPv6(octets, out packet),
            _ => PacketFault.Malformed,
        };
    }

    /// <summary>The whole datagram that fragments gave: headers may still stand before its payload.</summary>
    /// <param name="fragment">Any fragment of it.</param>
    /// <param name="protocol">As the first fragment said (RFC 8200 section 4.5).</param>
    public static PacketFault TryReassemble(in IpPacket fragment, byte protocol, ReadOnlySpan<byte> payload, out IpPacket packet)
    {
        var place = new FragmentPlace(0, 0, IsLast: true);
        var fault = FollowHeaders(fragment.Version, ref protocol, ref payload, ref place);
        packet = new IpPacket
        {
            Version = fragment.Version,
            Source = fragment.Source,
            Destination = fragment.Destination,
            Protocol = protocol,
            Fragment = place,
            HopLimit = fragment.HopLimit,
            Payload = payload,
            IsCut = false,
        };
        return place.IsFragment ? PacketFault.Malformed : fault;
    }

    private static PacketFault TryReadIPv4(ReadOnlySpan<byte> octets, out IpPacket packet)
    {
        packet = default;
        if (octets.Length < IPv4HeaderLength) return PacketFault.TooShort;
        var headerLength = (octets[0] & 0xF) * 4;
        if (headerLength < IPv4HeaderLength) return PacketFault.Malformed;
        if (octets.Length < headerLength) return PacketFault.TooShort;

        int totalLength = BinaryPrimitives.ReadUInt16BigEndian(octets[2..]);
        var flagsAndOffset = BinaryPrimitives.ReadUInt16BigEndian(octets[6..]);
        var place = new FragmentPlace(
            BinaryPrimitives.ReadUInt16BigEndian(octets[4..]), (flagsAndOffset & 0x1FFF) * 8, IsLast: (flagsAndOffset & 0x2000) == 0);

        // Captured before segmentation offload filled it in, the length is 0: the packet goes to the end.
        if (totalLength == 0 && !place.IsFragment) totalLength = octets.Length;
        if (totalLength < headerLength) return PacketFault.Malformed;

        var payload = octets[headerLength..Math.Min(totalLength, octets.Length)];
        var protocol = octets[9];
        var fault = place.IsFragment ? PacketFault.None : FollowHeaders(4, ref protocol, ref payload, ref place);
        packet = new IpPacket
        {
            Version = 4,
            Source = IpAddress.FromIPv4(octets[12..]),
            Destination = IpAddress.FromIPv4(octets[16..]),
            Protocol = protocol,
            Fragment = place,
            HopLimit = octets[8],
            Payload = payload,
            IsCut = totalLength > octets.Length,
        };
        return fault;
    }

    private static PacketFault TryReadIPv6(ReadOnlySpan<byte> octets, out IpPacket packet)
    {
        packet = default;
        if (octets.Length < IPv6HeaderLength) return PacketFault.TooShort;
        int length = BinaryPrimitives.ReadUInt16BigEndian(octets[4..]);
        var rest = octets[IPv6HeaderLength..];
        if (length == 0) length = rest.Length; // offload, as in IPv4
        var payload = rest[..Math.Min(length, rest.Length)];
        var protocol = octets[6];
        var place = new FragmentPlace(0, 0, IsLast: true);
        var fault = FollowHeaders(6, ref protocol, ref payload, ref place);
        packet = new IpPacket
        {
            Version = 6,
            Source = IpAddress.FromIPv6(octets[8..]),
            Destination = IpAddress.FromIPv6(octets[24..]),
            Protocol = protocol,
            Fragment = place,
            HopLimit = octets[7],
            Payload = payload,
            IsCut = length > rest.Length,
        };
        return fault;
    }

    /// <summary>Goes over extension headers up to the transport, or up to where a fragment's data start.</summary>
    private static PacketFault FollowHeaders(int version, ref byte protocol, ref ReadOnlySpan<byte> payload, ref FragmentPlace place)
    {
        for (var headers = 0; IpProtocol.IsExtension(protocol); headers++)
        {
            if (version == 4 && protocol != IpProtocol.Authentication) return PacketFault.None;
            if (headers == MaxExtensionHeaders) return PacketFault.Malformed;
            if (payload.Length < 8) return PacketFault.TooShort;
            var length = protocol switch
            {
                IpProtocol.Fragment => 8,
                IpProtocol.Authentication => (payload[1] + 2) * 4,
                _ => (payload[1] + 1) * 8,
            };
            if (payload.Length < length) return PacketFault.TooShort;
            if (protocol == IpProtocol.Fragment)
            {
                var offsetAndFlag = BinaryPrimitives.ReadUInt16BigEndian(payload[2..]);
                place = new FragmentPlace(
                    BinaryPrimitives.ReadUInt32BigEndian(payload[4..]), offsetAndFlag & 0xFFF8, IsLast: (offsetAndFlag & 1) == 0);
            }

            protocol = payload[0];
            payload = payload[length..];
            if (place.IsFragment) return PacketFault.None;
        }

        return PacketFault.None;
    }
}

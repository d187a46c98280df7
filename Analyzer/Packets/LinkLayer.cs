using System.Buffers.Binary;
using PassiveDns.Formats.Capture;

namespace PassiveDns.Analyzer.Packets;

/// <summary>What a frame carries.</summary>
internal enum LinkContent : byte
{
    Ip,
    NotIp,

    /// <summary>IP may be further inside, in an encapsulation that is not opened.</summary>
    Encapsulated,

    /// <summary>The frame ends inside its link header.</summary>
    TooShort,
    Malformed,

    /// <summary>A link type that is not decoded.</summary>
    Unsupported,
}

/// <summary>Finds the IP packet in a frame.</summary>
/// <remarks>Source: the registry of link types at tcpdump.org/linktypes.html and the page of each type; VLAN tags, IEEE 802.1Q.</remarks>
internal static class LinkLayer
{
    private const int VlanTagLength = 4;

    /// <summary>More tags than any network nests.</summary>
    private const int MaxVlanTags = 8;

    /// <param name="packet">From the IP header on, padding included, when the content is <see cref="LinkContent.Ip"/>; else empty.</param>
    public static LinkContent FindIp(LinkType linkType, ReadOnlySpan<byte> frame, out ReadOnlySpan<byte> packet) => linkType switch
    {
        LinkType.Ethernet => FollowEtherType(frame, etherTypeAt: 12, headerLength: 14, out packet),
        LinkType.LinuxSll => FollowEtherType(frame, etherTypeAt: 14, headerLength: 16, out packet),
        LinkType.LinuxSll2 => FollowEtherType(frame, etherTypeAt: 0, headerLength: 20, out packet),
        LinkType.Null => FollowFamily(frame, eitherOctetOrder: true, out packet),
        LinkType.Loop => FollowFamily(frame, eitherOctetOrder: false, out packet),
        LinkType.Raw or LinkType.RawBsd or LinkType.RawOpenBsd or LinkType.IPv4 or LinkType.IPv6 => Whole(frame, out packet),
        _ => Nothing(LinkContent.Unsupported, out packet),
    };

    private static LinkContent FollowEtherType(ReadOnlySpan<byte> frame, int etherTypeAt, int headerLength, out ReadOnlySpan<byte> packet)
    {
        if (frame.Length < headerLength) return Nothing(LinkContent.TooShort, out packet);
        var etherType = BinaryPrimitives.ReadUInt16BigEndian(frame[etherTypeAt..]);
        var rest = frame[headerLength..];
        for (var tags = 0; IsVlanTag(etherType); tags++)
        {
            if (tags == MaxVlanTags) return Nothing(LinkContent.Malformed, out packet);
            if (rest.Length < VlanTagLength) return Nothing(LinkContent.TooShort, out packet);
            etherType = BinaryPrimitives.ReadUInt16BigEndian(rest[2..]);
            rest = rest[VlanTagLength..];
        }

        var content = ContentOf(etherType);
        return content == LinkContent.Ip ? Whole(rest, out packet) : Nothing(content, out packet);
    }

    /// <summary>802.1Q, 802.1ad, and the numbers in use for QinQ before 802.1ad.</summary>
    private static bool IsVlanTag(ushort etherType) => etherType is 0x8100 or 0x88A8 or 0x9100 or 0x9200;

    /// <summary>By EtherType (IANA "IEEE 802 Numbers"). Values below 0x0600 are the length of an IEEE 802.3 frame.</summary>
    private static LinkContent ContentOf(ushort etherType) => etherType switch
    {
        0x0800 or 0x86DD => LinkContent.Ip,
        0x8847 or 0x8848 => LinkContent.Encapsulated, // MPLS
        0x8864 => LinkContent.Encapsulated, // PPPoE session
        0x88E7 => LinkContent.Encapsulated, // IEEE 802.1ah
        0x894F => LinkContent.Encapsulated, // NSH
        _ => LinkContent.NotIp,
    };

    private static LinkContent FollowFamily(ReadOnlySpan<byte> frame, bool eitherOctetOrder, out ReadOnlySpan<byte> packet)
    {
        if (frame.Length < 4) return Nothing(LinkContent.TooShort, out packet);
        var isIp = IsIpFamily(BinaryPrimitives.ReadUInt32BigEndian(frame))
            || (eitherOctetOrder && IsIpFamily(BinaryPrimitives.ReadUInt32LittleEndian(frame)));
        if (isIp) return Whole(frame[4..], out packet);

        // Some drivers put an EtherType into the last two octets; a family never looks like one, they are all below 0x0600.
        return FollowEtherType(frame, etherTypeAt: 2, headerLength: 4, out packet);
    }

    /// <summary>AF_INET, and AF_INET6 of Linux, Windows, NetBSD and OpenBSD, FreeBSD, and Darwin.</summary>
    private static bool IsIpFamily(uint family) => family is 2 or 10 or 23 or 24 or 28 or 30;

    private static LinkContent Whole(ReadOnlySpan<byte> octets, out ReadOnlySpan<byte> packet)
    {
        packet = octets;
        return LinkContent.Ip;
    }

    private static LinkContent Nothing(LinkContent content, out ReadOnlySpan<byte> packet)
    {
        packet = default;
        return content;
    }
}

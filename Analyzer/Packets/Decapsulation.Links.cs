using System.Buffers.Binary;
using PassiveDns.Formats.Capture;

namespace PassiveDns.Analyzer.Packets;

// Link types. Source: the page of each at tcpdump.org/linktypes.html, where no other is named.
internal sealed partial class Decapsulation
{
    /// <summary>The one table of link types.</summary>
    private Payload Link(LinkType linkType, ReadOnlySpan<byte> frame) => linkType switch
    {
        LinkType.Ethernet => Ethernet(frame),
        LinkType.Raw or LinkType.RawBsd or LinkType.RawOpenBsd or LinkType.IPv4 or LinkType.IPv6 => Payload.Ip(frame),
        LinkType.LinuxSll => LinuxCooked(frame),
        LinkType.LinuxSll2 => EtherTypeAt(frame, place: 0, headerLength: 20),
        LinkType.Null => Family(frame, eitherOctetOrder: true),
        LinkType.Loop => Family(frame, eitherOctetOrder: false),
        LinkType.Enc => IpBehind(frame, 12),
        LinkType.Pflog => Pflog(frame),
        LinkType.Nflog => Nflog(frame),

        LinkType.Ieee80211 => WiFi(frame, isPadded: false),
        LinkType.Radiotap => Radiotap(frame),
        LinkType.Prism or LinkType.Avs => PrismOrAvs(frame),
        LinkType.Ppi => Ppi(frame),
        LinkType.Pktap => Pktap(frame),

        LinkType.Ppp => Ppp(frame),
        LinkType.PppHdlc => frame is [0x0F or 0x8F, ..] ? CiscoHdlc(frame) : Ppp(frame),
        LinkType.PppPppd => PppOfPppd(frame),
        LinkType.PppWithDirection => frame.IsEmpty ? PayloadKind.TooShort : Ppp(frame[1..]),
        LinkType.PppEther => PppoeSession(frame),
        LinkType.CiscoHdlc => CiscoHdlc(frame),
        LinkType.CiscoHdlcWithDirection => frame.IsEmpty ? PayloadKind.TooShort : CiscoHdlc(frame[1..]),
        LinkType.FrameRelay => FrameRelay(frame),
        LinkType.FrameRelayWithDirection => frame.IsEmpty ? PayloadKind.TooShort : FrameRelay(frame[1..]),
        LinkType.Mpls => Mpls(frame),

        LinkType.TokenRing => TokenRing(frame),
        LinkType.Fddi => LlcBehind(frame, 13),
        LinkType.AtmRfc1483 => AtmContent(frame),
        LinkType.IpOverFibreChannel => LlcBehind(frame, 16),
        LinkType.AppleIpOverIeee1394 => EtherTypeAt(frame, place: 16, headerLength: 18),
        LinkType.Docsis => Docsis(frame),

        LinkType.JuniperEther or LinkType.JuniperPppoe or LinkType.JuniperPpp or LinkType.JuniperCiscoHdlc or LinkType.JuniperFrameRelay
            or LinkType.JuniperPppoeAtm or LinkType.JuniperAtm1 or LinkType.JuniperAtm2 => Juniper(linkType, frame),
        _ => PayloadKind.Unsupported,
    };

    private static Payload IpBehind(ReadOnlySpan<byte> frame, int headerLength) =>
        frame.Length < headerLength ? PayloadKind.TooShort : Payload.Ip(frame[headerLength..]);

    private Payload LlcBehind(ReadOnlySpan<byte> frame, int headerLength) =>
        frame.Length < headerLength ? PayloadKind.TooShort : Llc(frame[headerLength..]);

    private Payload Family(ReadOnlySpan<byte> frame, bool eitherOctetOrder)
    {
        const int headerLength = 4;
        if (frame.Length < headerLength) return PayloadKind.TooShort;
        var isIp = IsIpFamily(Read32(frame)) || (eitherOctetOrder && IsIpFamily(BinaryPrimitives.ReadUInt32LittleEndian(frame)));

        // Some drivers put an EtherType into the last two octets; a family never looks like one, they are all below 0x0600.
        if (!isIp && Read16(frame[2..]) < FirstEtherType) return PayloadKind.NotIp;
        return isIp ? Payload.Ip(frame[headerLength..]) : EtherTypeAt(frame, place: 2, headerLength);
    }

    /// <summary>AF_INET, and AF_INET6 of Linux, Windows, NetBSD and OpenBSD, FreeBSD, and Darwin.</summary>
    private static bool IsIpFamily(uint family) => family is 2 or 10 or 23 or 24 or 28 or 30;

    /// <summary>Below 0x0600 the protocol field has values of its own: 4 is IEEE 802.2.</summary>
    private Payload LinuxCooked(ReadOnlySpan<byte> frame)
    {
        const int headerLength = 16;
        const ushort llc = 4;
        if (frame.Length < headerLength) return PayloadKind.TooShort;
        var protocol = Read16(frame[14..]);
        if (protocol >= FirstEtherType) return EtherType(protocol, frame[headerLength..]);
        return protocol == llc ? Llc(frame[headerLength..]) : PayloadKind.NotIp;
    }

    /// <summary>The first octet is the header's length without the padding to a multiple of four.</summary>
    private static Payload Pflog(ReadOnlySpan<byte> frame) => frame.IsEmpty ? PayloadKind.TooShort : IpBehind(frame, (frame[0] + 3) & ~3);

    /// <summary>Attributes of length, type and value, in the octet order of the capturing machine; one of them is the packet.</summary>
    private static Payload Nflog(ReadOnlySpan<byte> frame)
    {
        const int headerLength = 4, attributeHeaderLength = 4;
        const int payloadType = 9, lastType = 255;
        if (frame.Length < headerLength + attributeHeaderLength) return PayloadKind.TooShort;
        var rest = frame[headerLength..];
        var isBigEndian = BinaryPrimitives.ReadUInt16LittleEndian(rest[2..]) > lastType;
        while (rest.Length >= attributeHeaderLength)
        {
            int length = isBigEndian ? Read16(rest) : BinaryPrimitives.ReadUInt16LittleEndian(rest);
            int type = isBigEndian ? Read16(rest[2..]) : BinaryPrimitives.ReadUInt16LittleEndian(rest[2..]);
            if (length < attributeHeaderLength) return PayloadKind.Malformed;
            if (type == payloadType) return Payload.Ip(rest[attributeHeaderLength..Math.Min(length, rest.Length)]);
            rest = rest[Math.Min((length + 3) & ~3, rest.Length)..];
        }

        return rest.IsEmpty ? PayloadKind.NotIp : PayloadKind.TooShort;
    }

    /// <summary>A header whose length and inner link type stand in it, little-endian.</summary>
    private Payload Ppi(ReadOnlySpan<byte> frame)
    {
        const int minLength = 8;
        if (frame.Length < minLength) return PayloadKind.TooShort;
        int length = BinaryPrimitives.ReadUInt16LittleEndian(frame[2..]);
        if (frame[0] != 0 || length < minLength) return PayloadKind.Malformed;
        return frame.Length < length ? PayloadKind.TooShort : Described(BinaryPrimitives.ReadUInt32LittleEndian(frame[4..]), frame[length..]);
    }

    /// <summary>Length, record type (1 is a packet) and inner link type, little-endian as all machines are that write it.</summary>
    private Payload Pktap(ReadOnlySpan<byte> frame)
    {
        const int minLength = 12;
        if (frame.Length < minLength) return PayloadKind.TooShort;
        var length = BinaryPrimitives.ReadUInt32LittleEndian(frame);
        if (length < minLength) return PayloadKind.Malformed;
        if (BinaryPrimitives.ReadUInt32LittleEndian(frame[4..]) != 1) return PayloadKind.NotIp;
        return length > (uint)frame.Length
            ? PayloadKind.TooShort
            : Described(BinaryPrimitives.ReadUInt32LittleEndian(frame[8..]), frame[(int)length..]);
    }

    /// <summary>What a header says that describes a frame; one that describes another such header is none.</summary>
    private Payload Described(uint linkType, ReadOnlySpan<byte> frame) =>
        linkType > ushort.MaxValue || (LinkType)linkType is LinkType.Ppi or LinkType.Pktap
            ? PayloadKind.Malformed
            : Link((LinkType)linkType, frame);

    /// <summary>Access control, frame control (01 in its top bits is LLC), two addresses and, where the sender's top bit says so, a route.</summary>
    private Payload TokenRing(ReadOnlySpan<byte> frame)
    {
        const int headerLength = 14;
        if (frame.Length <= headerLength) return PayloadKind.TooShort;
        if (frame[1] >> 6 != 1) return PayloadKind.NotIp;
        var routeLength = (frame[8] & 0x80) != 0 ? frame[headerLength] & 0x1F : 0;
        return LlcBehind(frame, headerLength + routeLength);
    }

    /// <summary>Multiplexed by LLC or, where the circuit carries one protocol, bare (RFC 2684).</summary>
    private Payload AtmContent(ReadOnlySpan<byte> frame) => LooksLikeIp(frame) ? Payload.Ip(frame) : Llc(frame);

    /// <summary>MAC header: frame control, parameter, length, extended header where bit 0 says so, header check (DOCSIS 3.1 MULPI section 6.2).</summary>
    private Payload Docsis(ReadOnlySpan<byte> frame)
    {
        const int headerLength = 6;
        const int macSpecific = 3, atmCells = 1;
        if (frame.Length < headerLength) return PayloadKind.TooShort;
        if (frame[0] >> 6 is macSpecific or atmCells) return PayloadKind.NotIp;
        var length = headerLength + ((frame[0] & 1) != 0 ? frame[1] : 0);
        return frame.Length < length ? PayloadKind.TooShort : Ethernet(frame[length..]);
    }

    /// <summary>
    /// "MGC", flags, an extension where bit 7 says so; bit 1 says that the link header was stripped and four octets stand in its place.
    /// Behind it the frame, on ATM after a cookie. As tcpdump reads them; types that hold more than that are not decoded.
    /// </summary>
    private Payload Juniper(LinkType linkType, ReadOnlySpan<byte> frame)
    {
        const int headerLength = 4, strippedLength = 4, atm1Cookie = 4, atm2Cookie = 8;
        const byte extended = 0x80, stripped = 0x02;
        if (frame.Length < headerLength) return PayloadKind.TooShort;
        if (!frame.StartsWith("MGC"u8)) return PayloadKind.Malformed;
        var flags = frame[3];
        frame = frame[headerLength..];
        if ((flags & extended) != 0)
        {
            if (frame.Length < sizeof(ushort)) return PayloadKind.TooShort;
            var length = sizeof(ushort) + Read16(frame);
            if (frame.Length < length) return PayloadKind.TooShort;
            frame = frame[length..];
        }

        if ((flags & stripped) != 0) return IpBehind(frame, strippedLength);
        return linkType switch
        {
            LinkType.JuniperPpp => Ppp(frame),
            LinkType.JuniperCiscoHdlc => CiscoHdlc(frame),
            LinkType.JuniperFrameRelay => FrameRelay(frame),
            LinkType.JuniperPppoeAtm => EtherTypeAt(frame, place: 0, headerLength: sizeof(ushort)),
            LinkType.JuniperAtm1 => frame.Length < atm1Cookie ? PayloadKind.TooShort : AtmContent(frame[atm1Cookie..]),
            LinkType.JuniperAtm2 => frame.Length < atm2Cookie ? PayloadKind.TooShort : AtmContent(frame[atm2Cookie..]),
            _ => Ethernet(frame),
        };
    }
}

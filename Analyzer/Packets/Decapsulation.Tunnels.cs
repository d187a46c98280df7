using PassiveDns.Formats.Records;

namespace PassiveDns.Analyzer.Packets;

// Tunnels over IP and UDP.
internal sealed partial class Decapsulation
{
    /// <summary>Opens the payload of an IP packet whose protocol is a tunnel (IANA "Protocol Numbers").</summary>
    public Payload OpenProtocol(byte protocol, ReadOnlySpan<byte> payload) => protocol switch
    {
        IpProtocol.IPv4 or IpProtocol.IpIp => InIp(Encapsulation.IPv4InIp, payload),
        IpProtocol.IPv6 => InIp(Encapsulation.IPv6InIp, payload),
        IpProtocol.Gre => Gre(payload),
        IpProtocol.EtherIp => EtherIp(payload),
        IpProtocol.L2tp => L2tpVersion3(payload),
        IpProtocol.Mpls => Mpls(payload),
        IpProtocol.Esp or IpProtocol.Encap or IpProtocol.MinimalEncapsulation => PayloadKind.Opaque,
        _ => PayloadKind.NoTunnel,
    };

    /// <summary>Opens the payload of a UDP datagram, by either port (IANA "Service Name and Transport Protocol Port Number Registry").</summary>
    public Payload OpenUdp(ushort sourcePort, ushort destinationPort, ReadOnlySpan<byte> payload)
    {
        var opened = OpenPort(destinationPort, payload);
        return opened.Kind == PayloadKind.NoTunnel ? OpenPort(sourcePort, payload) : opened;
    }

    private Payload OpenPort(ushort port, ReadOnlySpan<byte> payload) => port switch
    {
        1701 => L2tp(payload),
        2152 => Gtp(payload),
        3544 => Teredo(payload),
        4754 => GreInUdp(payload),
        4789 or 8472 => Vxlan(payload), // 8472 is what Linux took first
        4790 => VxlanWithProtocol(payload),
        6081 => Geneve(payload),
        6635 => payload.Length > 4 ? Mpls(payload) : PayloadKind.NoTunnel,
        _ => PayloadKind.NoTunnel,
    };

    private Payload InIp(Encapsulation encapsulation, ReadOnlySpan<byte> payload) =>
        TryEnter(encapsulation) ? Payload.Ip(payload) : PayloadKind.NestedTooDeep;

    /// <summary>A protocol of a tunnel that is an EtherType, or Ethernet itself.</summary>
    private Payload Carried(ushort protocol, ReadOnlySpan<byte> rest) =>
        protocol == TransparentEthernetType ? Ethernet(rest) : EtherTypeOnly(protocol, rest);

    private Payload Gre(ReadOnlySpan<byte> payload)
    {
        const int headerLength = 4, wordLength = 4;
        const int checksum = 0x8000, routing = 0x4000, key = 0x2000, sequence = 0x1000, acknowledgement = 0x0080, version = 7;
        const ushort erspan = 0x88BE, erspanVersion3 = 0x22EB;
        if (!TryEnter(Encapsulation.Gre)) return PayloadKind.NestedTooDeep;
        if (payload.Length < headerLength) return PayloadKind.TooShort;
        var flags = Read16(payload);
        var protocol = Read16(payload[2..]);
        if ((flags & version) > 1) return PayloadKind.Malformed;
        var isEnhanced = (flags & version) == 1; // RFC 2637 section 4.1
        var hasSequence = (flags & sequence) != 0;

        var length = headerLength + ((flags & key) != 0 ? wordLength : 0) + (hasSequence ? wordLength : 0);
        if (isEnhanced) length += (flags & acknowledgement) != 0 ? wordLength : 0;
        else if ((flags & (checksum | routing)) != 0) length += wordLength;
        if (payload.Length < length) return PayloadKind.TooShort;
        var rest = payload[length..];
        if (isEnhanced && !hasSequence) return PayloadKind.NotIp; // acknowledges only
        if (!isEnhanced && (flags & routing) != 0 && !TrySkipRouting(ref rest)) return PayloadKind.TooShort;
        return protocol switch
        {
            erspan => Erspan(rest, hasHeader: hasSequence),
            erspanVersion3 => ErspanVersion3(rest),
            _ => rest.IsEmpty ? PayloadKind.NotIp : Carried(protocol, rest), // a keep-alive is empty
        };
    }

    /// <summary>Source route entries: family, offset, length, octets; a length of 0 ends them (RFC 1701).</summary>
    private static bool TrySkipRouting(ref ReadOnlySpan<byte> rest)
    {
        const int entryHeaderLength = 4;
        while (rest.Length >= entryHeaderLength)
        {
            var length = rest[3];
            if (rest.Length < entryHeaderLength + length) return false;
            rest = rest[(entryHeaderLength + length)..];
            if (length == 0) return true;
        }

        return false;
    }

    /// <summary>Type I is the bare frame; type II, which has a sequence number in GRE, puts eight octets before it.</summary>
    private Payload Erspan(ReadOnlySpan<byte> rest, bool hasHeader)
    {
        const int headerLength = 8;
        if (!TryEnter(Encapsulation.Erspan)) return PayloadKind.NestedTooDeep;
        if (!hasHeader) return Ethernet(rest);
        return rest.Length < headerLength ? PayloadKind.TooShort : Ethernet(rest[headerLength..]);
    }

    /// <summary>Type III: twelve octets, eight more where the last bit says so; five bits tell whether the frame is Ethernet (0) or IP (2).</summary>
    private Payload ErspanVersion3(ReadOnlySpan<byte> rest)
    {
        const int headerLength = 12, platformLength = 8, ip = 2;
        if (!TryEnter(Encapsulation.Erspan)) return PayloadKind.NestedTooDeep;
        if (rest.Length < headerLength) return PayloadKind.TooShort;
        var length = headerLength + ((rest[11] & 1) != 0 ? platformLength : 0);
        var frameType = (rest[10] >> 2) & 0x1F;
        if (rest.Length < length) return PayloadKind.TooShort;
        return frameType switch
        {
            0 => Ethernet(rest[length..]),
            ip => Payload.Ip(rest[length..]),
            _ => PayloadKind.NotIp,
        };
    }

    private Payload GreInUdp(ReadOnlySpan<byte> payload)
    {
        const int reserved = 0x4FF8; // routing and all that RFC 2784 keeps at zero, version 0
        return payload.Length < 4 || (Read16(payload) & (reserved | 7)) != 0 ? PayloadKind.NoTunnel : Gre(payload);
    }

    /// <summary>Version 3 in four bits, twelve bits of zero.</summary>
    private Payload EtherIp(ReadOnlySpan<byte> payload)
    {
        const int headerLength = 2;
        if (!TryEnter(Encapsulation.EtherIp)) return PayloadKind.NestedTooDeep;
        if (payload.Length < headerLength) return PayloadKind.TooShort;
        return payload[0] >> 4 == 3 ? Ethernet(payload[headerLength..]) : PayloadKind.Malformed;
    }

    /// <summary>Data messages of version 2 carry PPP; those of version 3 are as over IP, behind four octets. Control messages are no tunnel.</summary>
    private Payload L2tp(ReadOnlySpan<byte> payload)
    {
        const int minLength = 6, headerLengthOfVersion3 = 4;
        const int control = 0x8000, hasLength = 0x4000, hasSequence = 0x0800, hasOffset = 0x0200, reserved = 0x34F0, version = 0xF;
        if (payload.Length < minLength) return PayloadKind.NoTunnel;
        var flags = Read16(payload);
        if ((flags & control) != 0) return PayloadKind.NoTunnel;
        if ((flags & version) == 3) return L2tpVersion3(payload[headerLengthOfVersion3..]);
        if ((flags & version) != 2 || (flags & reserved) != 0) return PayloadKind.NoTunnel;

        if (!TryEnter(Encapsulation.L2tp)) return PayloadKind.NestedTooDeep;
        var length = minLength + ((flags & hasLength) != 0 ? 2 : 0) + ((flags & hasSequence) != 0 ? 4 : 0);
        if ((flags & hasOffset) != 0)
        {
            if (payload.Length < length + sizeof(ushort)) return PayloadKind.TooShort;
            length += sizeof(ushort) + Read16(payload[length..]);
        }

        return payload.Length < length ? PayloadKind.TooShort : Ppp(payload[length..]);
    }

    /// <summary>
    /// A session number, then a cookie and a sublayer whose lengths were agreed on by control messages: Ethernet, PPP or IP is looked for
    /// behind each.
    /// </summary>
    private Payload L2tpVersion3(ReadOnlySpan<byte> payload)
    {
        const int sessionLength = 4, longest = 12;
        if (payload.Length < sessionLength || Read32(payload) == 0) return PayloadKind.NoTunnel; // 0 is control
        if (!TryEnter(Encapsulation.L2tp)) return PayloadKind.NestedTooDeep;
        for (var skipped = sessionLength; skipped <= Math.Min(sessionLength + longest, payload.Length); skipped += 4)
        {
            var rest = payload[skipped..];
            if (rest is [0xFF, 0x03, 0x00, 0x21 or 0x57, ..]) return Ppp(rest);
            if (LooksLikeEthernet(rest)) return Ethernet(rest);
            if (LooksLikeIp(rest)) return Payload.Ip(rest);
        }

        return PayloadKind.Opaque;
    }

    /// <summary>Only G-PDU messages of version 1 carry packets: IP by its version field, or Ethernet.</summary>
    private Payload Gtp(ReadOnlySpan<byte> payload)
    {
        const int headerLength = 8, optionalLength = 4;
        const byte versionAndType = 0x30, versionAndTypeMask = 0xF0, hasExtension = 0x04, hasOptional = 0x07, packetMessage = 255;
        if (payload.Length < headerLength || (payload[0] & versionAndTypeMask) != versionAndType) return PayloadKind.NoTunnel;
        if (payload[1] != packetMessage) return PayloadKind.NoTunnel;
        if (!TryEnter(Encapsulation.Gtp)) return PayloadKind.NestedTooDeep;
        var flags = payload[0];
        int length = Read16(payload[2..]);
        var rest = payload[headerLength..];
        rest = rest[..Math.Min(length, rest.Length)];
        if ((flags & hasOptional) != 0)
        {
            if (rest.Length < optionalLength) return PayloadKind.TooShort;
            var next = (flags & hasExtension) != 0 ? rest[3] : 0;
            rest = rest[optionalLength..];
            while (next != 0)
            {
                if (rest.IsEmpty || rest.Length < rest[0] * 4) return PayloadKind.TooShort;
                if (rest[0] == 0) return PayloadKind.Malformed;
                var extension = rest[..(rest[0] * 4)];
                next = extension[^1];
                rest = rest[extension.Length..];
            }
        }

        if (rest.IsEmpty) return PayloadKind.NotIp;
        if (rest[0] >> 4 is 4 or 6) return Payload.Ip(rest);
        return LooksLikeEthernet(rest) ? Ethernet(rest) : PayloadKind.NotIp;
    }

    /// <summary>Authentication and origin may stand before the IPv6 packet (RFC 4380 section 5.1.1).</summary>
    private Payload Teredo(ReadOnlySpan<byte> payload)
    {
        const int originLength = 8, authenticationFixedLength = 13;
        if (payload is [0, 1, var idLength, var valueLength, ..])
        {
            var length = authenticationFixedLength + idLength + valueLength;
            if (payload.Length < length) return PayloadKind.NoTunnel;
            payload = payload[length..];
        }

        if (payload is [0, 0, _, _, _, _, _, _, ..]) payload = payload[originLength..];
        return LooksLikeIp(payload) && payload[0] >> 4 == 6 ? InIp(Encapsulation.Teredo, payload) : PayloadKind.NoTunnel;
    }

    /// <summary>Flags with bit 3 set, a network number between zeros; the group policy extension uses some of these.</summary>
    private Payload Vxlan(ReadOnlySpan<byte> payload)
    {
        const int headerLength = 8;
        const byte isValid = 0x08;
        if (payload.Length < headerLength || (payload[0] & isValid) == 0 || payload[7] != 0) return PayloadKind.NoTunnel;
        return TryEnter(Encapsulation.Vxlan) ? Ethernet(payload[headerLength..]) : PayloadKind.NestedTooDeep;
    }

    /// <summary>The Generic Protocol Extension (draft-ietf-nvo3-vxlan-gpe): the fourth octet names the protocol; 0 there is plain VXLAN.</summary>
    private Payload VxlanWithProtocol(ReadOnlySpan<byte> payload)
    {
        const int headerLength = 8;
        if (payload.Length < headerLength || payload[3] == 0) return Vxlan(payload);
        if ((payload[0] & 0x08) == 0 || payload[3] > 5 || payload[7] != 0) return PayloadKind.NoTunnel;
        return TryEnter(Encapsulation.Vxlan) ? NextProtocol(payload[3], payload[headerLength..]) : PayloadKind.NestedTooDeep;
    }

    private Payload Geneve(ReadOnlySpan<byte> payload)
    {
        const int headerLength = 8;
        const byte version = 0xC0, reserved = 0x3F;
        if (payload.Length < headerLength || (payload[0] & version) != 0) return PayloadKind.NoTunnel;
        if ((payload[1] & reserved) != 0 || payload[7] != 0) return PayloadKind.NoTunnel;
        if (!TryEnter(Encapsulation.Geneve)) return PayloadKind.NestedTooDeep;
        var length = headerLength + (payload[0] & 0x3F) * 4;
        return payload.Length < length ? PayloadKind.TooShort : Carried(Read16(payload[2..]), payload[length..]);
    }
}

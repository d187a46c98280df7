using PassiveDns.Formats.Records;

namespace PassiveDns.Analyzer.Packets;

// Ethernet, what EtherTypes name (IANA "IEEE 802 Numbers"), and IEEE 802.2.
internal sealed partial class Decapsulation
{
    private const ushort PppoeSessionType = 0x8864;
    private const ushort TransparentEthernetType = 0x6558; // RFC 1701; as a protocol inside tunnels
    private const ushort PppType = 0x880B;

    /// <summary>Below it the field is the length of an IEEE 802.3 frame.</summary>
    private const ushort FirstEtherType = 0x0600;

    /// <summary>More tags than any network nests.</summary>
    private const int MaxVlanTags = 8;

    private static bool IsIp(ushort etherType) => etherType is 0x0800 or 0x86DD;

    /// <summary>802.1Q, 802.1ad, and the numbers in use for QinQ before 802.1ad.</summary>
    private static bool IsVlanTag(ushort etherType) => etherType is 0x8100 or 0x88A8 or 0x9100 or 0x9200;

    /// <summary>Unicast, and multicast or upstream-assigned labels (RFC 3032, RFC 5332).</summary>
    private static bool IsMpls(ushort etherType) => etherType is 0x8847 or 0x8848;

    private Payload Ethernet(ReadOnlySpan<byte> frame) => EtherTypeAt(frame, place: 12, EthernetHeaderLength);

    private Payload EtherTypeAt(ReadOnlySpan<byte> frame, int place, int headerLength) =>
        frame.Length < headerLength ? PayloadKind.TooShort : EtherType(Read16(frame[place..]), frame[headerLength..]);

    private Payload EtherType(ushort type, ReadOnlySpan<byte> rest)
    {
        if (IsIp(type)) return Payload.Ip(rest);
        if (IsVlanTag(type)) return Vlan(rest);
        if (IsMpls(type)) return Mpls(rest);
        if (type < FirstEtherType) return Llc(rest[..Math.Min(type, rest.Length)]);
        return type switch
        {
            PppoeSessionType => PppoeSession(rest),
            PppType => Ppp(rest),
            0x88E7 => ProviderBackbone(rest),
            0x894F => Nsh(rest),
            0x88E5 => PayloadKind.Opaque, // MACsec
            _ => PayloadKind.NotIp,
        };
    }

    /// <summary>Where a length makes no sense: then LLC would lead to itself again.</summary>
    private Payload EtherTypeOnly(ushort type, ReadOnlySpan<byte> rest) => type < FirstEtherType ? PayloadKind.NotIp : EtherType(type, rest);

    private Payload Vlan(ReadOnlySpan<byte> rest)
    {
        const int tagLength = 4;
        if (!TryEnter(Encapsulation.Vlan)) return PayloadKind.NestedTooDeep;
        for (var tags = 0; tags < MaxVlanTags; tags++)
        {
            if (rest.Length < tagLength) return PayloadKind.TooShort;
            var type = Read16(rest[2..]);
            rest = rest[tagLength..];
            if (!IsVlanTag(type)) return EtherType(type, rest);
        }

        return PayloadKind.NestedTooDeep;
    }

    /// <summary>I-TAG: four octets of tag, then the customer's frame (IEEE 802.1ah section 9.7).</summary>
    private Payload ProviderBackbone(ReadOnlySpan<byte> rest)
    {
        const int tagLength = 4;
        if (!TryEnter(Encapsulation.ProviderBackbone)) return PayloadKind.NestedTooDeep;
        return rest.Length < tagLength ? PayloadKind.TooShort : Ethernet(rest[tagLength..]);
    }

    private Payload Nsh(ReadOnlySpan<byte> rest)
    {
        const int minLength = 8;
        if (!TryEnter(Encapsulation.Nsh)) return PayloadKind.NestedTooDeep;
        if (rest.Length < minLength) return PayloadKind.TooShort;
        var length = (rest[1] & 0x3F) * 4;
        if (length < minLength) return PayloadKind.Malformed;
        return rest.Length < length ? PayloadKind.TooShort : NextProtocol(rest[3], rest[length..]);
    }

    /// <summary>The small registry that NSH and VXLAN-GPE share (RFC 8300 section 11.2.5).</summary>
    private Payload NextProtocol(byte protocol, ReadOnlySpan<byte> rest) => protocol switch
    {
        1 or 2 => Payload.Ip(rest),
        3 => Ethernet(rest),
        4 => Nsh(rest),
        5 => Mpls(rest),
        _ => PayloadKind.NotIp,
    };

    /// <summary>
    /// Labels up to the bottom of the stack. What follows is not named: IP by its version field (RFC 4928 section 3), Ethernet behind a control word of
    /// zeros (RFC 4448 section 4.6), or Ethernet at once.
    /// </summary>
    private Payload Mpls(ReadOnlySpan<byte> rest)
    {
        const int labelLength = 4;
        if (!TryEnter(Encapsulation.Mpls)) return PayloadKind.NestedTooDeep;
        var isBottom = false;
        while (!isBottom)
        {
            if (rest.Length < labelLength) return PayloadKind.TooShort;
            isBottom = (rest[2] & 1) != 0;
            rest = rest[labelLength..];
        }

        if (rest.IsEmpty) return PayloadKind.TooShort;
        var nibble = rest[0] >> 4;
        if (LooksLikeIp(rest)) return Payload.Ip(rest);
        if (nibble == 0 && rest.Length > labelLength && LooksLikeEthernet(rest[labelLength..])) return Ethernet(rest[labelLength..]);
        if (LooksLikeEthernet(rest)) return Ethernet(rest);
        return nibble is not (4 or 6) ? PayloadKind.NotIp : rest.Length < MinIpLength ? PayloadKind.TooShort : Payload.Ip(rest);
    }

    private Payload PppoeSession(ReadOnlySpan<byte> rest)
    {
        const int headerLength = 6;
        const byte versionAndType = 0x11;
        if (!TryEnter(Encapsulation.PppOverEthernet)) return PayloadKind.NestedTooDeep;
        if (rest.Length < headerLength) return PayloadKind.TooShort;
        if (rest[0] != versionAndType || rest[1] != 0) return PayloadKind.Malformed;
        int length = Read16(rest[4..]);
        rest = rest[headerLength..];
        return Ppp(rest[..Math.Min(length, rest.Length)]);
    }

    /// <summary>IEEE 802.2 LLC with SNAP (RFC 1042), with NLPID (RFC 2684 section 5.1), or with the SAP of IP.</summary>
    private Payload Llc(ReadOnlySpan<byte> rest)
    {
        const int headerLength = 3;
        if (rest.StartsWith<byte>([0xAA, 0xAA])) return rest.Length < headerLength ? PayloadKind.TooShort : Snap(rest[headerLength..]);
        if (rest.StartsWith<byte>([0xFE, 0xFE, 0x03])) return Nlpid(rest[headerLength..]);
        return rest.StartsWith<byte>([0x06, 0x06, 0x03]) ? Payload.Ip(rest[headerLength..]) : PayloadKind.NotIp;
    }

    private Payload Snap(ReadOnlySpan<byte> rest)
    {
        const int headerLength = 5;
        if (rest.Length < headerLength) return PayloadKind.TooShort;
        var type = Read16(rest[3..]);
        if (rest.StartsWith<byte>([0, 0, 0]) || rest.StartsWith<byte>([0, 0, 0xF8])) return EtherTypeOnly(type, rest[headerLength..]);
        return rest.StartsWith<byte>([0, 0x80, 0xC2]) ? Bridged(type, rest[headerLength..]) : PayloadKind.NotIp;
    }

    /// <summary>Frames bridged over ATM or frame relay: 802.3 with and without its checksum, with and without padding before it.</summary>
    private Payload Bridged(ushort kind, ReadOnlySpan<byte> rest)
    {
        const int padding = 2;
        if (kind is not (1 or 7)) return PayloadKind.NotIp;
        if (!TryEnter(Encapsulation.BridgedEthernet)) return PayloadKind.NestedTooDeep;
        return rest.Length > padding && LooksLikeEthernet(rest[padding..]) ? Ethernet(rest[padding..]) : Ethernet(rest);
    }

    /// <summary>Network layer protocol identifiers (RFC 2427 section 3; PPP, RFC 1973).</summary>
    private Payload Nlpid(ReadOnlySpan<byte> rest)
    {
        if (rest.IsEmpty) return PayloadKind.TooShort;
        return rest[0] switch
        {
            0xCC or 0x8E => Payload.Ip(rest[1..]),
            0x80 => Snap(rest[1..]),
            0xCF => Ppp(rest[1..]),
            _ => PayloadKind.NotIp,
        };
    }
}

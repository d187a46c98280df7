using PassiveDns.Formats.Records;

namespace PassiveDns.Analyzer.Packets;

// Point-to-point links: PPP (RFC 1661, RFC 1662), Cisco HDLC, frame relay (RFC 2427).
internal sealed partial class Decapsulation
{
    /// <summary>Address and control may be left out, and the first octet of a protocol that is below 256 (RFC 1661 section 6.5).</summary>
    private Payload Ppp(ReadOnlySpan<byte> rest)
    {
        if (rest.StartsWith<byte>([0xFF, 0x03])) rest = rest[2..];
        if (rest.IsEmpty) return PayloadKind.TooShort;
        var isShort = (rest[0] & 1) != 0;
        if (!isShort && rest.Length < sizeof(ushort)) return PayloadKind.TooShort;
        var protocol = isShort ? rest[0] : Read16(rest);
        rest = rest[(isShort ? 1 : sizeof(ushort))..];
        return protocol switch
        {
            0x0021 or 0x0057 => Payload.Ip(rest),
            0x0281 or 0x0283 => Mpls(rest),
            0x0031 => BridgedOverPpp(rest),
            0x002D or 0x002F or 0x0061 or 0x0063 or 0x0065 or 0x0067 or 0x0069 => PayloadKind.Opaque, // compressed headers
            0x003D or 0x0053 or 0x0055 or 0x00FB or 0x00FD => PayloadKind.Opaque, // multilink, encryption, compression
            _ => PayloadKind.NotIp,
        };
    }

    /// <summary>Flags and MAC type; where the flags' second bit says so, a LAN's number (RFC 3518 section 4.2). MAC type 1 is Ethernet.</summary>
    private Payload BridgedOverPpp(ReadOnlySpan<byte> rest)
    {
        const int headerLength = 2, lanLength = 4;
        const byte hasLan = 0x40, ethernet = 1;
        if (!TryEnter(Encapsulation.BridgedEthernet)) return PayloadKind.NestedTooDeep;
        if (rest.Length < headerLength) return PayloadKind.TooShort;
        var length = headerLength + ((rest[0] & hasLan) != 0 ? lanLength : 0);
        if (rest[1] != ethernet) return PayloadKind.NotIp;
        return rest.Length < length ? PayloadKind.TooShort : Ethernet(rest[length..]);
    }

    /// <summary>The first octet is 0 or 1 and may stand in the place of the address.</summary>
    private Payload PppOfPppd(ReadOnlySpan<byte> frame)
    {
        if (frame is [0 or 1, 0x03, ..]) return Ppp(frame[2..]);
        return frame.IsEmpty ? PayloadKind.TooShort : Ppp(frame[1..]);
    }

    private Payload CiscoHdlc(ReadOnlySpan<byte> frame) => EtherTypeAt(frame, place: 2, headerLength: 4);

    /// <summary>An address of two to four octets, whose last has bit 0 set; then control and NLPID, or Cisco's EtherType.</summary>
    private Payload FrameRelay(ReadOnlySpan<byte> frame)
    {
        const int maxAddress = 4;
        const byte unnumbered = 0x03;
        var address = 1;
        while (address < frame.Length && address < maxAddress && (frame[address] & 1) == 0) address++;
        var rest = frame[Math.Min(address + 1, frame.Length)..];
        if (rest.Length < sizeof(ushort)) return PayloadKind.TooShort;
        if (rest[0] != unnumbered) return EtherType(Read16(rest), rest[sizeof(ushort)..]);
        rest = rest[1..];
        return Nlpid(rest[0] == 0 ? rest[1..] : rest); // one octet of padding may stand before the NLPID
    }
}

using System.Buffers;
using System.Buffers.Binary;

namespace PassiveDns.Formats.Dns;

/// <summary>An OPT record (EDNS, RFC 6891) as text for people: what the message's sender can and wants, and each option on a line.</summary>
/// <remarks>
/// Printable ASCII whatever the octets; every line begins with <c>; </c> and ends in a line feed. An option that does not hold what its
/// document says is written in hexadecimal and said to misfit. Options may hold addresses of clients (EDNS Client Subnet): this text is
/// for the eyes of who has the capture, not for an archive. Numbers and names: IANA, "DNS EDNS0 Option Codes (OPT)".
/// </remarks>
public static class EdnsText
{
    private const int OptionHeaderLength = 4; // code and length of the value
    private const int AddressOctets = 16;

    /// <summary>Writes the lines of an OPT record.</summary>
    /// <param name="udpSize">Its class: the largest UDP payload that its sender takes, octets (RFC 6891 section 6.2.3).</param>
    /// <param name="flags">Its TTL field: upper eight bits of the response code, version, flags (RFC 6891 section 6.1.3).</param>
    /// <param name="responseCode">The four bits of the header.</param>
    /// <param name="options">Its rdata.</param>
    public static void Write(ushort udpSize, uint flags, int responseCode, ReadOnlySpan<byte> options, IBufferWriter<byte> output)
    {
        var text = new AsciiWriter(output);
        text.Write("; EDNS: version "u8);
        text.WriteNumber((flags >> 16) & 0xFF);
        text.Write(", flags:"u8);
        WriteFlags((ushort)flags, ref text);
        text.Write("; udp "u8);
        text.WriteNumber(udpSize);
        if (flags >> 24 != 0)
        {
            text.Write(", extended status "u8);
            DnsMnemonics.WriteResponseCode((int)(flags >> 24 << 4) | responseCode, inSignature: false, ref text);
        }

        text.WriteCharacter((byte)'\n');
        while (TryRead(ref options, out var code, out var value))
        {
            text.Write("; "u8);
            WriteOption(code, value, ref text);
            text.WriteCharacter((byte)'\n');
        }

        if (!options.IsEmpty)
        {
            text.Write("; cut short: "u8);
            text.WriteHex(options);
            text.WriteCharacter((byte)'\n');
        }

        text.Flush();
    }

    private static bool TryRead(scoped ref ReadOnlySpan<byte> rest, out ushort code, out ReadOnlySpan<byte> value)
    {
        code = 0;
        value = default;
        if (rest.Length < OptionHeaderLength) return false;
        int length = BinaryPrimitives.ReadUInt16BigEndian(rest[2..]);
        if (length > rest.Length - OptionHeaderLength) return false;
        code = BinaryPrimitives.ReadUInt16BigEndian(rest);
        value = rest.Slice(OptionHeaderLength, length);
        rest = rest[(OptionHeaderLength + length)..];
        return true;
    }

    /// <summary>DO (RFC 3225), CO (RFC 9824 section 5.1), and the bits that nobody has defined, as a number.</summary>
    private static void WriteFlags(ushort flags, ref AsciiWriter text)
    {
        if ((flags & 0x8000) != 0) text.Write(" do"u8);
        if ((flags & 0x4000) != 0) text.Write(" co"u8);
        var others = flags & 0x3FFF;
        if (others == 0) return;
        text.Write(" 0x"u8);
        text.WriteHex([(byte)(others >> 8), (byte)others]);
    }

    private static void WriteOption(ushort code, scoped ReadOnlySpan<byte> value, ref AsciiWriter text)
    {
        var name = Name(code);
        text.Write(name.IsEmpty ? "OPTION "u8 : name);
        if (name.IsEmpty) text.WriteNumber(code);
        text.Write(": "u8);
        if (TryWriteValue(code, value, ref text)) return;
        text.WriteHex(value);
        if (!name.IsEmpty) text.Write(" (misfit)"u8);
    }

    private static ReadOnlySpan<byte> Name(ushort code) => code switch
    {
        1 => "LLQ"u8, // RFC 8764
        2 => "UPDATE-LEASE"u8, // RFC 9664
        3 => "NSID"u8, // RFC 5001
        5 => "DAU"u8, // RFC 6975
        6 => "DHU"u8,
        7 => "N3U"u8,
        8 => "CLIENT-SUBNET"u8, // RFC 7871
        9 => "EXPIRE"u8, // RFC 7314
        10 => "COOKIE"u8, // RFC 7873
        11 => "TCP-KEEPALIVE"u8, // RFC 7828
        12 => "PADDING"u8, // RFC 7830
        13 => "CHAIN"u8, // RFC 7901
        14 => "KEY-TAG"u8, // RFC 8145
        15 => "EDE"u8, // RFC 8914
        16 => "CLIENT-TAG"u8, // draft-bellis-dnsop-edns-tags
        17 => "SERVER-TAG"u8,
        18 => "REPORT-CHANNEL"u8, // RFC 9567
        19 => "ZONEVERSION"u8, // RFC 9660
        _ => default,
    };

    /// <summary>Writes a value as its document describes it; false, and nothing written, for a misfit and for a code without a name.</summary>
    private static bool TryWriteValue(ushort code, scoped ReadOnlySpan<byte> value, ref AsciiWriter text) => code switch
    {
        1 => TryWriteLongLived(value, ref text),
        2 => TryWriteLease(value, ref text),
        3 => WriteHexAndText(value, ref text),
        5 or 6 or 7 => WriteList(value, 1, ref text),
        8 => TryWriteSubnet(value, ref text),
        9 => value.IsEmpty ? WriteRequest(ref text) : TryWriteSeconds(value, ref text),
        10 => TryWriteCookie(value, ref text),
        11 => value.IsEmpty ? WriteRequest(ref text) : TryWriteTenths(value, ref text),
        12 => WritePadding(value, ref text),
        13 or 18 => TryWriteName(value, ref text),
        14 => value.Length % 2 == 0 && WriteList(value, 2, ref text),
        15 => TryWriteError(value, ref text),
        16 or 17 => value.Length == 2 && WriteList(value, 2, ref text),
        19 => value.IsEmpty ? WriteRequest(ref text) : TryWriteZoneVersion(value, ref text),
        _ => false,
    };

    /// <summary>What a query sends to be told.</summary>
    private static bool WriteRequest(ref AsciiWriter text)
    {
        text.Write("asked for"u8);
        return true;
    }

    private static bool TryWriteLongLived(scoped ReadOnlySpan<byte> value, ref AsciiWriter text)
    {
        if (value.Length != 18) return false;
        text.Write("version "u8);
        text.WriteNumber(BinaryPrimitives.ReadUInt16BigEndian(value));
        text.Write(", opcode "u8);
        text.WriteNumber(BinaryPrimitives.ReadUInt16BigEndian(value[2..]));
        text.Write(", error "u8);
        text.WriteNumber(BinaryPrimitives.ReadUInt16BigEndian(value[4..]));
        text.Write(", id "u8);
        text.WriteHex(value.Slice(6, 8));
        text.Write(", lease "u8);
        return TryWriteSeconds(value[14..], ref text);
    }

    private static bool TryWriteLease(scoped ReadOnlySpan<byte> value, ref AsciiWriter text)
    {
        if (value.Length is not (4 or 8)) return false;
        TryWriteSeconds(value[..4], ref text);
        if (value.Length == 4) return true;
        text.Write(", of keys "u8);
        return TryWriteSeconds(value[4..], ref text);
    }

    private static bool TryWriteSeconds(scoped ReadOnlySpan<byte> value, ref AsciiWriter text)
    {
        if (value.Length != 4) return false;
        text.WriteNumber(BinaryPrimitives.ReadUInt32BigEndian(value));
        text.Write(" s"u8);
        return true;
    }

    /// <summary>RFC 7828 section 3.1 counts in tenths of a second.</summary>
    private static bool TryWriteTenths(scoped ReadOnlySpan<byte> value, ref AsciiWriter text)
    {
        if (value.Length != 2) return false;
        var tenths = BinaryPrimitives.ReadUInt16BigEndian(value);
        text.WriteNumber(tenths / 10);
        text.WriteCharacter((byte)'.');
        text.WriteNumber(tenths % 10);
        text.Write(" s"u8);
        return true;
    }

    private static bool WriteHexAndText(scoped ReadOnlySpan<byte> value, ref AsciiWriter text)
    {
        text.WriteHex(value);
        text.WriteCharacter((byte)' ');
        text.WriteQuoted(value);
        return true;
    }

    private static bool WriteList(scoped ReadOnlySpan<byte> value, int octets, ref AsciiWriter text)
    {
        for (; !value.IsEmpty; value = value[octets..])
        {
            text.WriteNumber(octets == 1 ? value[0] : BinaryPrimitives.ReadUInt16BigEndian(value));
            if (value.Length > octets) text.WriteCharacter((byte)' ');
        }

        return true;
    }

    /// <summary>Address, source prefix length, scope prefix length; the octets that the source prefix covers, no more (RFC 7871 section 6).</summary>
    private static bool TryWriteSubnet(scoped ReadOnlySpan<byte> value, ref AsciiWriter text)
    {
        if (value.Length < 4) return false;
        var family = BinaryPrimitives.ReadUInt16BigEndian(value);
        var bits = value[2];
        var part = value[4..];
        var most = family switch { 0 => 0, 1 => 4, 2 => AddressOctets, _ => -1 };
        if (bits > most * 8 || value[3] > most * 8 || part.Length != (bits + 7) / 8) return false;

        Span<byte> address = stackalloc byte[AddressOctets];
        address.Clear();
        part.CopyTo(address);
        if (family == 0) text.WriteCharacter((byte)'0');
        else if (family == 1) text.Advance(AddressFormat.WriteIPv4(address, text.Reserve(AddressFormat.MaxIPv4Length)));
        else text.Advance(AddressFormat.WriteIPv6(address, text.Reserve(AddressFormat.MaxIPv6Length)));
        text.WriteCharacter((byte)'/');
        text.WriteNumber(bits);
        text.WriteCharacter((byte)'/');
        text.WriteNumber(value[3]);
        return true;
    }

    /// <summary>Eight octets of the client, then none or 8 to 32 of the server (RFC 7873 section 4).</summary>
    private static bool TryWriteCookie(scoped ReadOnlySpan<byte> value, ref AsciiWriter text)
    {
        if (value.Length is not (8 or (>= 16 and <= 40))) return false;
        text.Write("client "u8);
        text.WriteHex(value[..8]);
        if (value.Length == 8) return true;
        text.Write(", server "u8);
        text.WriteHex(value[8..]);
        return true;
    }

    /// <summary>Padding should be zeros (RFC 7830 section 3): what else it holds may be somebody's channel, and is shown.</summary>
    private static bool WritePadding(scoped ReadOnlySpan<byte> value, ref AsciiWriter text)
    {
        text.WriteNumber(value.Length);
        text.Write(" octets"u8);
        if (value.IndexOfAnyExcept((byte)0) < 0) return true;
        text.Write(", not zero: "u8);
        text.WriteHex(value);
        return true;
    }

    private static bool TryWriteName(scoped ReadOnlySpan<byte> value, ref AsciiWriter text)
    {
        if (!DomainName.TryMeasure(value, out var length) || length != value.Length) return false;
        text.Advance(DomainNameFormat.Write(value, text.Reserve(DomainNameFormat.MaxTextLength)));
        return true;
    }

    private static bool TryWriteError(scoped ReadOnlySpan<byte> value, ref AsciiWriter text)
    {
        if (value.Length < 2) return false;
        var code = BinaryPrimitives.ReadUInt16BigEndian(value);
        text.WriteNumber(code);
        if (ErrorMeaning(code) is { IsEmpty: false } meaning)
        {
            text.Write(" ("u8);
            text.Write(meaning);
            text.WriteCharacter((byte)')');
        }

        if (value.Length == 2) return true;
        text.Write(": "u8);
        text.WriteQuoted(value[2..]);
        return true;
    }

    /// <summary>IANA, "Extended DNS Error Codes": up to 24 RFC 8914 section 5.2; 26 RFC 9250, 27 RFC 9276, 30 RFC 9824, others from drafts.</summary>
    private static ReadOnlySpan<byte> ErrorMeaning(ushort code) => code switch
    {
        0 => "Other Error"u8,
        1 => "Unsupported DNSKEY Algorithm"u8,
        2 => "Unsupported DS Digest Type"u8,
        3 => "Stale Answer"u8,
        4 => "Forged Answer"u8,
        5 => "DNSSEC Indeterminate"u8,
        6 => "DNSSEC Bogus"u8,
        7 => "Signature Expired"u8,
        8 => "Signature Not Yet Valid"u8,
        9 => "DNSKEY Missing"u8,
        10 => "RRSIGs Missing"u8,
        11 => "No Zone Key Bit Set"u8,
        12 => "NSEC Missing"u8,
        13 => "Cached Error"u8,
        14 => "Not Ready"u8,
        15 => "Blocked"u8,
        16 => "Censored"u8,
        17 => "Filtered"u8,
        18 => "Prohibited"u8,
        19 => "Stale NXDOMAIN Answer"u8,
        20 => "Not Authoritative"u8,
        21 => "Not Supported"u8,
        22 => "No Reachable Authority"u8,
        23 => "Network Error"u8,
        24 => "Invalid Data"u8,
        25 => "Signature Expired before Valid"u8,
        26 => "Too Early"u8,
        27 => "Unsupported NSEC3 Iterations Value"u8,
        28 => "Unable to conform to policy"u8,
        29 => "Synthesized"u8,
        30 => "Invalid Query Type"u8,
        31 => "Rate Limited"u8,
        32 => "Over Quota"u8,
        33 => "Negative Trust Anchor"u8,
        34 => "New Delegation Only"u8,
        35 => "Blocked by Upstream DNS Server"u8,
        _ => default,
    };

    /// <summary>Labels of the zone, kind of version, version: the SOA's serial is the only kind so far (RFC 9660 section 2.1).</summary>
    private static bool TryWriteZoneVersion(scoped ReadOnlySpan<byte> value, ref AsciiWriter text)
    {
        if (value.Length < 2) return false;
        var isSerial = value[1] == 0;
        if (isSerial && value.Length != 6) return false;
        text.Write("zone of "u8);
        text.WriteNumber(value[0]);
        text.Write(isSerial ? " labels, serial "u8 : " labels, kind "u8);
        if (isSerial)
        {
            text.WriteNumber(BinaryPrimitives.ReadUInt32BigEndian(value[2..]));
            return true;
        }

        text.WriteNumber(value[1]);
        text.WriteCharacter((byte)' ');
        text.WriteHex(value[2..]);
        return true;
    }
}

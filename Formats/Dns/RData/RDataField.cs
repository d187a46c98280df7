namespace PassiveDns.Formats.Dns.RData;

/// <summary>Kinds of fields that rdata is made of: how long one is, what makes it well-formed, how it is written.</summary>
internal enum RDataField : byte
{
    /// <summary>An unsigned number.</summary>
    U8,
    U16,
    U32,
    U48,
    U64,

    /// <summary>A name in which the archive's inverse index takes no interest.</summary>
    Name,

    /// <summary>A name by which the inverse index goes.</summary>
    Target,

    /// <summary>Any number of uncompressed names, to the end.</summary>
    Names,

    /// <summary>IPv4 address.</summary>
    Address4,

    /// <summary>IPv6 address.</summary>
    Address6,

    /// <summary>Length octet and octets (RFC 1035 section 3.3), quoted.</summary>
    CharacterString,

    /// <summary>One character-string or the end.</summary>
    OptionalCharacterString,

    /// <summary>One or more character-strings, to the end.</summary>
    CharacterStrings,

    /// <summary>Length octet and letters or digits, written bare: the property of CAA (RFC 8659 section 4.1).</summary>
    Tag,

    /// <summary>Any octets to the end, quoted.</summary>
    Text,

    /// <summary>One or more octets to the end, in hexadecimal.</summary>
    Hex,

    /// <summary>One or more octets to the end, in base64.</summary>
    Base64,

    /// <summary>Octets to the end in base64, or nothing: a KEY may hold no key (RFC 2535 section 3.1.2).</summary>
    OptionalBase64,

    /// <summary>Octets to the end in base64; <c>-</c> when there are none (draft-durand-doa-over-dns section 3.3).</summary>
    DashedBase64,

    /// <summary>Two octets of length and so many octets: the length, and base64 when it is not 0 (as BIND and dnspython write TSIG and TKEY).</summary>
    CountedBase64,

    /// <summary>Length octet and octets, in hexadecimal; <c>-</c> when empty (RFC 5155 section 3.3).</summary>
    Salt,

    /// <summary>Length octet and octets, in base32hex without padding (RFC 5155 section 3.3).</summary>
    Hash,

    /// <summary>A type's number, as mnemonic.</summary>
    TypeCovered,

    /// <summary>A response code of 16 bits, as mnemonic (RFC 8945 section 4.2): see <see cref="DnsMnemonics"/>.</summary>
    ErrorCode,

    /// <summary>Scheme of a DSYNC, as mnemonic where it has one (RFC 9859 section 2.2).</summary>
    Scheme,

    /// <summary>Seconds since the epoch, as YYYYMMDDHHmmSS (RFC 4034 section 3.2).</summary>
    Time,

    /// <summary>Windows of type bits (RFC 4034 section 4.1.2), to the end.</summary>
    Types,

    /// <summary>One bit for each of the types 0 to 127 (RFC 2535 section 5.2), to the end.</summary>
    OldTypes,

    /// <summary>One bit for each port (RFC 1035 section 3.4.2), to the end.</summary>
    Ports,

    /// <summary>Six octets as pairs of hexadecimal digits (RFC 7043 section 3).</summary>
    Eui48,

    /// <summary>Eight octets as pairs of hexadecimal digits (RFC 7043 section 4).</summary>
    Eui64,

    /// <summary>32 bits, written like an IPv4 address but none (RFC 6742 section 2.2).</summary>
    Locator32,

    /// <summary>64 bits as four groups of hexadecimal digits (RFC 6742 sections 2.1 and 2.3).</summary>
    Locator64,

    /// <summary>Octets to the end, as 0x and hexadecimal digits (RFC 1706 section 5).</summary>
    Nsap,

    /// <summary>See <see cref="AtmAddress"/>.</summary>
    Atm,

    /// <summary>See <see cref="AddressSuffix"/>.</summary>
    Suffix,

    /// <summary>See <see cref="Location"/>.</summary>
    Place,

    /// <summary>See <see cref="AddressPrefixes"/>.</summary>
    Prefixes,

    /// <summary>See <see cref="SvcParams"/>.</summary>
    Parameters,

    /// <summary>See <see cref="Certificate"/>.</summary>
    CertificateType,

    /// <summary>DNSSEC algorithm by mnemonic: see <see cref="Certificate"/>.</summary>
    CertificateAlgorithm,

    /// <summary>See <see cref="HostIdentity"/>.</summary>
    Identity,

    /// <summary>Discovery bit and relay type in one octet (RFC 8777 section 4.2).</summary>
    RelayType,

    /// <summary>Gateway type, 0 to 3 (RFC 4025 section 2.3).</summary>
    GatewayType,

    /// <summary>Nothing, an address or a name, as the rdata's second octet says (RFC 4025 section 2.3, RFC 8777 section 4.2.3).</summary>
    Gateway,

    /// <summary>A name, or nothing when the rdata's first octet, the prefix length, is 0 (RFC 2874 section 3.1).</summary>
    PrefixName,

    /// <summary>A name that is not there: no octets, not written.</summary>
    NoName,

    /// <summary>A gateway that is not there: no octets, written as a dot.</summary>
    NoGateway,

    /// <summary>A gateway of a type that is not known: nothing fits it.</summary>
    UnknownGateway,
}

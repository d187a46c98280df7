using System.Buffers;
using System.Globalization;
using System.Text;
using static PassiveDns.Formats.Dns.RData.RDataField;

namespace PassiveDns.Formats.Dns.RData;

/// <summary>The one table of resource record types: number, mnemonic, source, and the fields of the rdata.</summary>
/// <remarks>
/// <para>
/// A type without fields here is opaque: its rdata is written as RFC 3597 section 5 has it. These are NULL, which master files may not
/// hold (RFC 1035 section 3.3.10), OPT, for which <see cref="EdnsText"/> is there, UINFO, UID, GID and UNSPEC, which the registry reserves without
/// a document, and those that have no rdata: NXNAME, IXFR, AXFR, MAILB, MAILA, ANY. TKEY and TSIG have a presentation in no RFC: theirs is that of
/// BIND and dnspython; they are shown with a message and never archived.
/// </para>
/// <para>Names that came with a type's layout later than the first archives are no targets: the inverse files would differ from what was written.</para>
/// </remarks>
public static class RDataTypes
{
    /// <summary>Characters in the longest mnemonic: NSEC3PARAM, OPENPGPKEY.</summary>
    public const int MaxMnemonicLength = 10;

    private static readonly Row[] Table =
    [
        new(RRType.A, "A", "RFC 1035 section 3.4.1", Address4),
        new(RRType.NS, "NS", "RFC 1035 section 3.3.11", Target),
        new(RRType.MD, "MD", "RFC 1035 section 3.3.4", Target),
        new(RRType.MF, "MF", "RFC 1035 section 3.3.5", Target),
        new(RRType.CNAME, "CNAME", "RFC 1035 section 3.3.1", Target),
        new(RRType.SOA, "SOA", "RFC 1035 section 3.3.13", Target, Name, U32, U32, U32, U32, U32),
        new(RRType.MB, "MB", "RFC 1035 section 3.3.3", Target),
        new(RRType.MG, "MG", "RFC 1035 section 3.3.6", Target),
        new(RRType.MR, "MR", "RFC 1035 section 3.3.8", Target),
        new(RRType.NULL, "NULL", "RFC 1035 section 3.3.10"),
        new(RRType.WKS, "WKS", "RFC 1035 section 3.4.2", Address4, U8, Ports),
        new(RRType.PTR, "PTR", "RFC 1035 section 3.3.12", Target),
        new(RRType.HINFO, "HINFO", "RFC 1035 section 3.3.2", CharacterString, CharacterString),
        new(RRType.MINFO, "MINFO", "RFC 1035 section 3.3.7", Name, Name),
        new(RRType.MX, "MX", "RFC 1035 section 3.3.9", U16, Target),
        new(RRType.TXT, "TXT", "RFC 1035 section 3.3.14", CharacterStrings),
        new(RRType.RP, "RP", "RFC 1183 section 2.2", Name, Name),
        new(RRType.AFSDB, "AFSDB", "RFC 1183 section 1", U16, Target),
        new(RRType.X25, "X25", "RFC 1183 section 3.1", CharacterString),
        new(RRType.ISDN, "ISDN", "RFC 1183 section 3.2", CharacterString, OptionalCharacterString),
        new(RRType.RT, "RT", "RFC 1183 section 3.3", U16, Target),
        new(RRType.NSAP, "NSAP", "RFC 1706 section 5", Nsap),
        new(RRType.NSAP_PTR, "NSAP-PTR", "RFC 1706 section 6", Target),
        new(RRType.SIG, "SIG", "RFC 2535 section 4.1", TypeCovered, U8, U8, U32, Time, Time, U16, Name, Base64),
        new(RRType.KEY, "KEY", "RFC 2535 section 3.1", U16, U8, U8, OptionalBase64),
        new(RRType.PX, "PX", "RFC 2163 section 4", U16, Name, Name),
        new(RRType.GPOS, "GPOS", "RFC 1712 section 3", CharacterString, CharacterString, CharacterString),
        new(RRType.AAAA, "AAAA", "RFC 3596 section 2.2", Address6),
        new(RRType.LOC, "LOC", "RFC 1876 section 2", Place),
        new(RRType.NXT, "NXT", "RFC 2535 section 5.2", Name, OldTypes),
        new(RRType.EID, "EID", "draft-ietf-nimrod-dns section 4.1", Hex),
        new(RRType.NIMLOC, "NIMLOC", "draft-ietf-nimrod-dns section 4.2", Hex),
        new(RRType.SRV, "SRV", "RFC 2782", U16, U16, U16, Target),
        new(RRType.ATMA, "ATMA", "ATM Forum af-dans-0152 section 5", Atm),
        new(RRType.NAPTR, "NAPTR", "RFC 3403 section 4.1", U16, U16, CharacterString, CharacterString, CharacterString, Target),
        new(RRType.KX, "KX", "RFC 2230 section 3", U16, Target),
        new(RRType.CERT, "CERT", "RFC 4398 section 2", CertificateType, U16, CertificateAlgorithm, Base64),
        new(RRType.A6, "A6", "RFC 2874 section 3.1", Suffix, PrefixName),
        new(RRType.DNAME, "DNAME", "RFC 6672 section 2.1", Target),
        new(RRType.SINK, "SINK", "draft-eastlake-kitchen-sink section 2", U8, U8, U8, OptionalBase64),
        new(RRType.OPT, "OPT", "RFC 6891 section 6"),
        new(RRType.APL, "APL", "RFC 3123 section 4", Prefixes),
        new(RRType.DS, "DS", "RFC 4034 section 5.1", U16, U8, U8, Hex),
        new(RRType.SSHFP, "SSHFP", "RFC 4255 section 3.1", U8, U8, Hex),
        new(RRType.IPSECKEY, "IPSECKEY", "RFC 4025 section 2.1", U8, GatewayType, U8, Gateway, OptionalBase64),
        new(RRType.RRSIG, "RRSIG", "RFC 4034 section 3.1", TypeCovered, U8, U8, U32, Time, Time, U16, Name, Base64),
        new(RRType.NSEC, "NSEC", "RFC 4034 section 4.1", Name, Types),
        new(RRType.DNSKEY, "DNSKEY", "RFC 4034 section 2.1", U16, U8, U8, Base64),
        new(RRType.DHCID, "DHCID", "RFC 4701 section 3.1", Base64),
        new(RRType.NSEC3, "NSEC3", "RFC 5155 section 3.2", U8, U8, U16, Salt, Hash, Types),
        new(RRType.NSEC3PARAM, "NSEC3PARAM", "RFC 5155 section 4.2", U8, U8, U16, Salt),
        new(RRType.TLSA, "TLSA", "RFC 6698 section 2.1", U8, U8, U8, Hex),
        new(RRType.SMIMEA, "SMIMEA", "RFC 8162 section 2", U8, U8, U8, Hex),
        new(RRType.HIP, "HIP", "RFC 8005 section 5", Identity, Names),
        new(RRType.NINFO, "NINFO", "draft-reid-dnsext-zs", CharacterStrings),
        new(RRType.RKEY, "RKEY", "draft-reid-dnsext-rkey", U16, U8, U8, Base64),
        new(RRType.TALINK, "TALINK", "draft-wijngaards-dnsop-trust-history", Name, Name),
        new(RRType.CDS, "CDS", "RFC 7344 section 3.1", U16, U8, U8, Hex),
        new(RRType.CDNSKEY, "CDNSKEY", "RFC 7344 section 3.2", U16, U8, U8, Base64),
        new(RRType.OPENPGPKEY, "OPENPGPKEY", "RFC 7929 section 2.1", Base64),
        new(RRType.CSYNC, "CSYNC", "RFC 7477 section 2.1", U32, U16, Types),
        new(RRType.ZONEMD, "ZONEMD", "RFC 8976 section 2.2", U32, U8, U8, Hex),
        new(RRType.SVCB, "SVCB", "RFC 9460 section 2.2", U16, Target, Parameters),
        new(RRType.HTTPS, "HTTPS", "RFC 9460 section 9", U16, Target, Parameters),
        new(RRType.DSYNC, "DSYNC", "RFC 9859 section 2.1", TypeCovered, Scheme, U16, Name),
        new(RRType.HHIT, "HHIT", "RFC 9886 section 5.1", Base64),
        new(RRType.BRID, "BRID", "RFC 9886 section 5.2", Base64),
        new(RRType.SPF, "SPF", "RFC 4408 section 3.1.1", CharacterStrings),
        new(RRType.UINFO, "UINFO", "IANA, reserved"),
        new(RRType.UID, "UID", "IANA, reserved"),
        new(RRType.GID, "GID", "IANA, reserved"),
        new(RRType.UNSPEC, "UNSPEC", "IANA, reserved"),
        new(RRType.NID, "NID", "RFC 6742 section 2.1", U16, Locator64),
        new(RRType.L32, "L32", "RFC 6742 section 2.2", U16, Locator32),
        new(RRType.L64, "L64", "RFC 6742 section 2.3", U16, Locator64),
        new(RRType.LP, "LP", "RFC 6742 section 2.4", U16, Target),
        new(RRType.EUI48, "EUI48", "RFC 7043 section 3.1", Eui48),
        new(RRType.EUI64, "EUI64", "RFC 7043 section 4.1", Eui64),
        new(RRType.NXNAME, "NXNAME", "RFC 9824 section 2.2"),
        new(RRType.TKEY, "TKEY", "RFC 2930 section 2", Name, Time, Time, U16, ErrorCode, CountedBase64, CountedBase64),
        new(RRType.TSIG, "TSIG", "RFC 8945 section 4.2", Name, U48, U16, CountedBase64, U16, ErrorCode, CountedBase64),
        new(RRType.IXFR, "IXFR", "RFC 1995 section 2"),
        new(RRType.AXFR, "AXFR", "RFC 5936 section 2"),
        new(RRType.MAILB, "MAILB", "RFC 1035 section 3.2.3"),
        new(RRType.MAILA, "MAILA", "RFC 1035 section 3.2.3"),
        new(RRType.ANY, "ANY", "RFC 1035 section 3.2.3, RFC 8482"),
        new(RRType.URI, "URI", "RFC 7553 section 4.5", U16, U16, Text),
        new(RRType.CAA, "CAA", "RFC 8659 section 4.1", U8, Tag, Text),
        new(RRType.AVC, "AVC", "IANA, AVC completed template", CharacterStrings),
        new(RRType.DOA, "DOA", "draft-durand-doa-over-dns section 3", U32, U32, U8, CharacterString, DashedBase64),
        new(RRType.AMTRELAY, "AMTRELAY", "RFC 8777 section 4.2", U8, RelayType, Gateway),
        new(RRType.RESINFO, "RESINFO", "RFC 9606 section 4", CharacterStrings),
        new(RRType.WALLET, "WALLET", "IANA, WALLET completed template", CharacterStrings),
        new(RRType.CLA, "CLA", "IANA, CLA completed template", CharacterStrings),
        new(RRType.IPN, "IPN", "IANA, IPN completed template", U64),
        new(RRType.TA, "TA", "IANA, TA completed template", U16, U8, U8, Hex),
        new(RRType.DLV, "DLV", "RFC 4431 section 2", U16, U8, U8, Hex),
    ];

    private const int LowTypes = 265; // numbers in one piece; TA and DLV lie far above
    private static readonly Row?[] Low = IndexLow();
    private static readonly Row? TaRow = Table.First(row => row.Type == RRType.TA);
    private static readonly Row? DlvRow = Table.First(row => row.Type == RRType.DLV);

    private static readonly Dictionary<string, RRType>.AlternateLookup<ReadOnlySpan<char>> ByMnemonic =
        Table.ToDictionary(row => row.Mnemonic, row => row.Type, StringComparer.OrdinalIgnoreCase).GetAlternateLookup<ReadOnlySpan<char>>();

    /// <summary>Types that have a mnemonic, by number.</summary>
    public static IEnumerable<RRType> All => Table.Select(row => row.Type);

    /// <summary>IANA's mnemonic, or TYPE and the number (RFC 3597 section 5).</summary>
    public static string Mnemonic(RRType type) =>
        Find(type)?.Mnemonic ?? string.Create(CultureInfo.InvariantCulture, $"TYPE{(ushort)type}");

    /// <summary>Writes the mnemonic as ASCII.</summary>
    /// <param name="text">Room for <see cref="MaxMnemonicLength"/> octets.</param>
    /// <returns>Octets written.</returns>
    public static int WriteMnemonic(RRType type, Span<byte> text)
    {
        if (Find(type) is { } row) return Encoding.ASCII.GetBytes(row.Mnemonic, text);
        "TYPE"u8.CopyTo(text);
        ((ushort)type).TryFormat(text[4..], out var digits, default, CultureInfo.InvariantCulture);
        return 4 + digits;
    }

    /// <summary>Reads a mnemonic or TYPEnnn, in any letter case.</summary>
    public static bool TryParse(ReadOnlySpan<char> text, out RRType type)
    {
        if (ByMnemonic.TryGetValue(text, out type)) return true;
        if (!text.StartsWith("TYPE", StringComparison.OrdinalIgnoreCase)
            || !ushort.TryParse(text[4..], NumberStyles.None, CultureInfo.InvariantCulture, out var number)) return false;
        type = (RRType)number;
        return true;
    }

    /// <inheritdoc cref="TryParse(ReadOnlySpan{char}, out RRType)"/>
    public static bool TryParse(ReadOnlySpan<byte> text, out RRType type)
    {
        type = default;
        Span<char> characters = stackalloc char[MaxMnemonicLength];
        return Ascii.ToUtf16(text, characters, out var length) == OperationStatus.Done && TryParse(characters[..length], out type);
    }

    /// <summary>Types that are asked for or travel with a message but are no data: OPT, TKEY, TSIG, IXFR, AXFR, MAILB, MAILA, ANY (RFC 6895 section 3.1).</summary>
    /// <remarks>SIG with type covered 0 is no data either (RFC 2931 section 3): whoever holds the rdata decides that.</remarks>
    public static bool IsMeta(RRType type) => type is RRType.OPT or (>= RRType.TKEY and <= RRType.ANY);

    /// <summary>Where a type's rdata is described.</summary>
    /// <returns>RFC and section, or the name of another document; null for a type without mnemonic.</returns>
    public static string? Source(RRType type) => Find(type)?.Source;

    /// <summary>Rdata of the type may point to names, by which an archive's inverse goes (see <see cref="RDataTargetReader"/>).</summary>
    public static bool PointsToNames(RRType type) => Fields(type).ContainsAny(Target, Gateway);

    /// <summary>The fields of a type's rdata, in order; none for an opaque type.</summary>
    internal static ReadOnlySpan<RDataField> Fields(RRType type) => Find(type) is { } row ? row.Fields : [];

    /// <summary>Names in the fields that may be compressed on the wire, and so may grow.</summary>
    internal static int CompressibleNames(RRType type) => Find(type)?.CompressibleNames ?? 0;

    private static Row? Find(RRType type)
    {
        var number = (int)type;
        if (number < LowTypes) return Low[number];
        return type switch
        {
            RRType.TA => TaRow,
            RRType.DLV => DlvRow,
            _ => null,
        };
    }

    private static Row?[] IndexLow()
    {
        var low = new Row?[LowTypes];
        foreach (var row in Table)
        {
            if ((int)row.Type < LowTypes) low[(int)row.Type] = row;
        }

        return low;
    }

    private sealed class Row(RRType type, string mnemonic, string source, params RDataField[] fields)
    {
        public RRType Type => type;
        public string Mnemonic => mnemonic;
        public string Source => source;
        public RDataField[] Fields => fields;
        public int CompressibleNames { get; } = fields.Count(field => field is Name or Target or Gateway or PrefixName);
    }
}

namespace PassiveDns.Formats.Dns.RData;

/// <summary>The mnemonics of CERT (RFC 4398 sections 2.1 and 2.2): the only type whose numbers are usually written as words.</summary>
internal static class Certificate
{
    private const int LastMnemonic = 254; // of both

    public static void WriteType(ushort type, ref AsciiWriter text) => Write(TypeMnemonic(type), type, ref text);

    public static void WriteAlgorithm(byte algorithm, ref AsciiWriter text) => Write(AlgorithmMnemonic(algorithm), algorithm, ref text);

    /// <summary>Reads a mnemonic or a number.</summary>
    public static bool TryParseType(ReadOnlySpan<byte> word, out int type) =>
        DnsMnemonics.TryParse(word, TypeMnemonic, LastMnemonic, default, ushort.MaxValue, out type);

    /// <summary>Reads a mnemonic or a number.</summary>
    public static bool TryParseAlgorithm(ReadOnlySpan<byte> word, out int algorithm) =>
        DnsMnemonics.TryParse(word, AlgorithmMnemonic, LastMnemonic, default, byte.MaxValue, out algorithm);

    private static ReadOnlySpan<byte> TypeMnemonic(int type) => type switch
    {
        1 => "PKIX"u8,
        2 => "SPKI"u8,
        3 => "PGP"u8,
        4 => "IPKIX"u8,
        5 => "ISPKI"u8,
        6 => "IPGP"u8,
        7 => "ACPKIX"u8,
        8 => "IACPKIX"u8,
        253 => "URI"u8,
        LastMnemonic => "OID"u8,
        _ => default,
    };

    /// <summary>Mnemonics of IANA's registry "DNS Security Algorithm Numbers".</summary>
    private static ReadOnlySpan<byte> AlgorithmMnemonic(int algorithm) => algorithm switch
    {
        1 => "RSAMD5"u8,
        2 => "DH"u8,
        3 => "DSA"u8,
        5 => "RSASHA1"u8,
        6 => "DSA-NSEC3-SHA1"u8,
        7 => "RSASHA1-NSEC3-SHA1"u8,
        8 => "RSASHA256"u8,
        10 => "RSASHA512"u8,
        12 => "ECC-GOST"u8,
        13 => "ECDSAP256SHA256"u8,
        14 => "ECDSAP384SHA384"u8,
        15 => "ED25519"u8,
        16 => "ED448"u8,
        252 => "INDIRECT"u8,
        253 => "PRIVATEDNS"u8,
        LastMnemonic => "PRIVATEOID"u8,
        _ => default,
    };

    private static void Write(ReadOnlySpan<byte> mnemonic, int number, ref AsciiWriter text)
    {
        if (mnemonic.IsEmpty) text.WriteNumber(number);
        else text.Write(mnemonic);
    }
}

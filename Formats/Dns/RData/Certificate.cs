namespace PassiveDns.Formats.Dns.RData;

/// <summary>The mnemonics of CERT (RFC 4398 sections 2.1 and 2.2): the only type whose numbers are usually written as words.</summary>
internal static class Certificate
{
    public static void WriteType(ushort type, ref AsciiWriter text)
    {
        var mnemonic = type switch
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
            254 => "OID"u8,
            _ => default,
        };
        Write(mnemonic, type, ref text);
    }

    /// <summary>Mnemonics of IANA's registry "DNS Security Algorithm Numbers".</summary>
    public static void WriteAlgorithm(byte algorithm, ref AsciiWriter text)
    {
        var mnemonic = algorithm switch
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
            254 => "PRIVATEOID"u8,
            _ => default,
        };
        Write(mnemonic, algorithm, ref text);
    }

    private static void Write(ReadOnlySpan<byte> mnemonic, int number, ref AsciiWriter text)
    {
        if (mnemonic.IsEmpty) text.WriteNumber(number);
        else text.Write(mnemonic);
    }
}

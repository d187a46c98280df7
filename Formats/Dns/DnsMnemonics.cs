namespace PassiveDns.Formats.Dns;

/// <summary>Words for the numbers of a message that are no types: classes, opcodes, response codes (IANA, "Domain Name System (DNS) Parameters").</summary>
internal static class DnsMnemonics
{
    private const int BadVersion = 16;

    /// <summary>IN, CH, HS, NONE, ANY; CLASS and the number for others (RFC 3597 section 5).</summary>
    public static void WriteClass(ushort number, ref AsciiWriter text) => Write(
        number switch
        {
            1 => "IN"u8,
            3 => "CH"u8,
            4 => "HS"u8,
            254 => "NONE"u8,
            255 => "ANY"u8,
            _ => default,
        },
        "CLASS"u8,
        number,
        ref text);

    public static void WriteOpcode(int number, ref AsciiWriter text) => Write(
        number switch
        {
            0 => "QUERY"u8,
            1 => "IQUERY"u8,
            2 => "STATUS"u8,
            4 => "NOTIFY"u8,
            5 => "UPDATE"u8,
            6 => "DSO"u8,
            _ => default,
        },
        "OPCODE"u8,
        number,
        ref text);

    /// <param name="inSignature">16 is BADSIG in TSIG and TKEY, BADVERS everywhere else (RFC 6895 section 2.3).</param>
    public static void WriteResponseCode(int number, bool inSignature, ref AsciiWriter text) => Write(
        number switch
        {
            0 => "NOERROR"u8,
            1 => "FORMERR"u8,
            2 => "SERVFAIL"u8,
            3 => "NXDOMAIN"u8,
            4 => "NOTIMP"u8,
            5 => "REFUSED"u8,
            6 => "YXDOMAIN"u8,
            7 => "YXRRSET"u8,
            8 => "NXRRSET"u8,
            9 => "NOTAUTH"u8,
            10 => "NOTZONE"u8,
            11 => "DSOTYPENI"u8,
            BadVersion => inSignature ? "BADSIG"u8 : "BADVERS"u8,
            17 => "BADKEY"u8,
            18 => "BADTIME"u8,
            19 => "BADMODE"u8,
            20 => "BADNAME"u8,
            21 => "BADALG"u8,
            22 => "BADTRUNC"u8,
            23 => "BADCOOKIE"u8,
            _ => default,
        },
        "RCODE"u8,
        number,
        ref text);

    /// <summary>NOTIFY, the only scheme of DSYNC so far; others as numbers (RFC 9859 sections 2.2 and 6.2).</summary>
    public static void WriteScheme(byte number, ref AsciiWriter text) => Write(number == 1 ? "NOTIFY"u8 : default, default, number, ref text);

    private static void Write(ReadOnlySpan<byte> mnemonic, ReadOnlySpan<byte> prefix, int number, ref AsciiWriter text)
    {
        text.Write(mnemonic.IsEmpty ? prefix : mnemonic);
        if (mnemonic.IsEmpty) text.WriteNumber(number);
    }
}

using System.Globalization;
using System.Text;

namespace PassiveDns.Formats.Dns;

/// <summary>Words for the numbers of a message that are no types: classes, opcodes, response codes (IANA, "Domain Name System (DNS) Parameters").</summary>
internal static class DnsMnemonics
{
    private const int BadVersion = 16;
    private const int LastResponseCode = 23;

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
    public static void WriteResponseCode(int number, bool inSignature, ref AsciiWriter text) =>
        Write(inSignature && number == BadVersion ? "BADSIG"u8 : ResponseCode(number), "RCODE"u8, number, ref text);

    /// <summary>Reads a response code: its mnemonic, RCODE and its number, or its number alone.</summary>
    public static bool TryParseResponseCode(ReadOnlySpan<byte> word, out int number)
    {
        number = BadVersion;
        return Ascii.EqualsIgnoreCase(word, "BADSIG"u8) || TryParse(word, ResponseCode, LastResponseCode, "RCODE"u8, ushort.MaxValue, out number);
    }

    /// <summary>NOTIFY, the only scheme of DSYNC so far; others as numbers (RFC 9859 sections 2.2 and 6.2).</summary>
    public static void WriteScheme(byte number, ref AsciiWriter text) => Write(Scheme(number), default, number, ref text);

    /// <summary>Reads what <see cref="WriteScheme"/> writes.</summary>
    public static bool TryParseScheme(ReadOnlySpan<byte> word, out int number) => TryParse(word, Scheme, last: 1, default, byte.MaxValue, out number);

    /// <summary>Reads a mnemonic in any letter case, or a number with or without what stands before numbers.</summary>
    /// <param name="mnemonicOf">Empty where a number has none.</param>
    /// <param name="last">The highest number with a mnemonic.</param>
    /// <param name="most">The highest number.</param>
    public static bool TryParse(
        ReadOnlySpan<byte> word, MnemonicOf mnemonicOf, int last, ReadOnlySpan<byte> prefix, int most, out int number)
    {
        for (number = 0; number <= last; number++)
        {
            if (mnemonicOf(number) is { IsEmpty: false } mnemonic && Ascii.EqualsIgnoreCase(word, mnemonic)) return true;
        }

        var digits = word.Length > prefix.Length && Ascii.EqualsIgnoreCase(word[..prefix.Length], prefix) ? word[prefix.Length..] : word;
        return int.TryParse(digits, NumberStyles.None, CultureInfo.InvariantCulture, out number) && number <= most;
    }

    /// <summary>The word for a number; empty where it has none.</summary>
    internal delegate ReadOnlySpan<byte> MnemonicOf(int number);

    private static ReadOnlySpan<byte> Scheme(int number) => number == 1 ? "NOTIFY"u8 : default;

    private static ReadOnlySpan<byte> ResponseCode(int number) => number switch
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
        BadVersion => "BADVERS"u8,
        17 => "BADKEY"u8,
        18 => "BADTIME"u8,
        19 => "BADMODE"u8,
        20 => "BADNAME"u8,
        21 => "BADALG"u8,
        22 => "BADTRUNC"u8,
        LastResponseCode => "BADCOOKIE"u8,
        _ => default,
    };

    private static void Write(ReadOnlySpan<byte> mnemonic, ReadOnlySpan<byte> prefix, int number, ref AsciiWriter text)
    {
        text.Write(mnemonic.IsEmpty ? prefix : mnemonic);
        if (mnemonic.IsEmpty) text.WriteNumber(number);
    }
}

using System.Buffers;
using System.Globalization;
using System.Text;
using static PassiveDns.Formats.Dns.RData.RDataField;

namespace PassiveDns.Formats.Dns.RData;

/// <summary>Reads rdata in presentation format, of any type: the inverse of <see cref="RDataFormat"/>, by the same table.</summary>
/// <remarks>
/// What other programs write otherwise is read too: upper case, more blanks, digits in several words, line ends, parentheses, other escapes, strings without quotes,
/// lists in another order, values that may be left out. Names are absolute, with or without their final dot. Octets above 126 and
/// control characters stand for themselves in strings. <c>\# length hexadecimal</c> is read for every type (RFC 3597 section 5);
/// octets that do not fit the type's layout are kept as they are. Nothing here throws.
/// </remarks>
public static class RDataParser
{
    private const int LongNumberOctets = 8;

    /// <summary>Octets that rdata of a type can have at most: 65,535, and what names that were compressed on the wire grew by.</summary>
    public static int MaxLength(RRType type) => RDataCanonical.MaxLength(type, ushort.MaxValue);

    /// <summary>Reads rdata into its canonical form (see <see cref="RDataCanonical"/>).</summary>
    /// <param name="rdata">Up to <see cref="MaxLength"/> octets are written; what has no room is refused.</param>
    /// <returns>False for text that is no rdata of the type.</returns>
    public static bool TryParse(RRType type, ReadOnlySpan<byte> text, Span<byte> rdata, out int written)
    {
        written = 0;
        var most = MaxLength(type);
        var octets = new RDataOctets(rdata.Length > most ? rdata[..most] : rdata);
        var words = new RDataWords(text);
        var fields = RDataTypes.Fields(type);
        if (IsOpaque(text))
        {
            if (!TryParseOpaque(ref words, ref octets)) return false;
        }
        else if (fields.IsEmpty || !TryParseFields(fields, ref words, ref octets) || !RDataLayout.Fits(fields, octets.Written))
        {
            return false;
        }

        RDataCanonical.Fold(fields, octets.Written);
        written = octets.Length;
        return true;
    }

    /// <summary>Reads rdata into a new array; null for text that is no rdata of the type.</summary>
    public static byte[]? Parse(RRType type, string text)
    {
        var room = ArrayPool<byte>.Shared.Rent(MaxLength(type));
        var rdata = TryParse(type, Encoding.UTF8.GetBytes(text), room, out var written) ? room[..written] : null;
        ArrayPool<byte>.Shared.Return(room);
        return rdata;
    }

    private static bool IsOpaque(ReadOnlySpan<byte> text)
    {
        var words = new RDataWords(text);
        return words.TryRead(out var word) && word.SequenceEqual(@"\#"u8) && !text.TrimStart(" \t\r\n("u8).StartsWith("\""u8);
    }

    private static bool TryParseOpaque(ref RDataWords words, ref RDataOctets rdata) =>
        words.TryRead(out _) && words.TryReadNumber(ushort.MaxValue + (2 * DomainName.MaxLength), out var length)
            && DigitDecoder.TryDecodeRest(DigitDecoder.Hex, ref words, ref rdata) && (ulong)rdata.Length == length;

    private static bool TryParseFields(ReadOnlySpan<RDataField> fields, ref RDataWords words, ref RDataOctets rdata)
    {
        foreach (var field in fields)
        {
            if (!TryParseList(RDataLayout.Resolve(field, rdata.Written), ref words, ref rdata)) return false;
        }

        return words.AtEnd;
    }

    /// <summary>Reads a field of none to many words; any other field is one word.</summary>
    private static bool TryParseList(RDataField field, ref RDataWords words, ref RDataOctets rdata) => field switch
    {
        Types => TypeBitmap.TryParse(ref words, ref rdata),
        OldTypes or Ports => FlatBitmap.TryParse(ref words, asTypes: field == OldTypes, ref rdata),
        Parameters => SvcParams.TryParse(ref words, ref rdata),
        Names or CharacterStrings or Prefixes => TryParseAll(field, ref words, ref rdata),
        OptionalCharacterString => words.AtEnd || TryParseList(CharacterString, ref words, ref rdata),
        Hex => DigitDecoder.TryDecodeRest(DigitDecoder.Hex, ref words, ref rdata),
        Base64 or OptionalBase64 => DigitDecoder.TryDecodeRest(DigitDecoder.Base64, ref words, ref rdata),
        Place => Location.TryParse(ref words, ref rdata),
        Suffix => AddressSuffix.TryParse(ref words, ref rdata),
        Identity => HostIdentity.TryParse(ref words, ref rdata),
        CountedBase64 => TryParseCounted(ref words, ref rdata),
        DashedBase64 => TryParseDashed(ref words, ref rdata),
        RelayType => words.TryReadNumber(1, out var isOptional) && words.TryReadNumber(0x7F, out var relay) && rdata.TryAppend((byte)((isOptional << 7) | relay)),
        NoName => true,
        _ => words.TryRead(out var word) && TryParseField(field, word, ref rdata),
    };

    private static bool TryParseAll(RDataField field, ref RDataWords words, ref RDataOctets rdata)
    {
        var part = field switch
        {
            Names => Name,
            CharacterStrings => CharacterString,
            _ => field,
        };
        while (!words.AtEnd)
        {
            if (!words.TryRead(out var word) || !TryParseField(part, word, ref rdata)) return false;
        }

        return true;
    }

    private static bool TryParseField(RDataField field, ReadOnlySpan<byte> word, ref RDataOctets rdata) => field switch
    {
        U8 or GatewayType => TryParseNumber(word, 1, ref rdata),
        U16 => TryParseNumber(word, 2, ref rdata),
        U32 => TryParseNumber(word, 4, ref rdata),
        U48 => TryParseNumber(word, 6, ref rdata),
        U64 => TryParseNumber(word, LongNumberOctets, ref rdata),
        Name or Target => TryParseName(word, ref rdata),
        Address4 or Locator32 => TryParseAddress(word, 4, ref rdata),
        Address6 => TryParseAddress(word, 16, ref rdata),
        CharacterString or Tag => TryParseString(word, ref rdata),
        Text => RDataWords.TryUnescape(word, ref rdata),
        Salt => TryParseCountedDigits(DigitDecoder.Hex, word is [(byte)'-'] ? default : word, ref rdata),
        Hash => TryParseCountedDigits(DigitDecoder.Base32Hex, word, ref rdata),
        TypeCovered => RDataTypes.TryParse(word, out var type) && rdata.TryAppendNumber((ushort)type, 2),
        Time => TryParseTime(word, ref rdata),
        Eui48 => TryParseGroups(word, 6, 1, (byte)'-', ref rdata),
        Eui64 => TryParseGroups(word, 8, 1, (byte)'-', ref rdata),
        Locator64 => TryParseGroups(word, 8, 2, (byte)':', ref rdata),
        ErrorCode => DnsMnemonics.TryParseResponseCode(word, out var code) && rdata.TryAppendNumber((ulong)code, 2),
        Scheme => DnsMnemonics.TryParseScheme(word, out var scheme) && rdata.TryAppend((byte)scheme),
        CertificateType => Certificate.TryParseType(word, out var certificate) && rdata.TryAppendNumber((ulong)certificate, 2),
        CertificateAlgorithm => Certificate.TryParseAlgorithm(word, out var algorithm) && rdata.TryAppend((byte)algorithm),
        Nsap => TryParseNsap(word, ref rdata),
        Atm => AtmAddress.TryParse(word, ref rdata),
        Prefixes => AddressPrefixes.TryParse(word, ref rdata),
        NoGateway => word is [(byte)'.'],
        _ => false,
    };

    private static bool TryParseNumber(ReadOnlySpan<byte> word, int octets, ref RDataOctets rdata) =>
        RDataWords.TryParseNumber(word, ulong.MaxValue >> (8 * (LongNumberOctets - octets)), out var number) && rdata.TryAppendNumber(number, octets);

    private static bool TryParseName(ReadOnlySpan<byte> word, ref RDataOctets rdata)
    {
        Span<byte> name = stackalloc byte[DomainName.MaxLength + 1];
        return DomainNameFormat.TryParse(word, name, out var length) && rdata.TryAppend(name[..length]);
    }

    private static bool TryParseAddress(ReadOnlySpan<byte> word, int octets, ref RDataOctets rdata)
    {
        Span<byte> address = stackalloc byte[16];
        var isAddress = octets == 4 ? AddressFormat.TryParseIPv4(word, address) : AddressFormat.TryParseIPv6(word, address);
        return isAddress && rdata.TryAppend(address[..octets]);
    }

    private static bool TryParseString(ReadOnlySpan<byte> word, ref RDataOctets rdata)
    {
        var start = rdata.Length;
        return rdata.TryAppend(0) && RDataWords.TryUnescape(word, ref rdata) && TrySetLength(start, ref rdata);
    }

    private static bool TryParseCountedDigits(int bitsPerDigit, ReadOnlySpan<byte> word, ref RDataOctets rdata)
    {
        var start = rdata.Length;
        return rdata.TryAppend(0) && DigitDecoder.TryDecode(bitsPerDigit, word, ref rdata) && TrySetLength(start, ref rdata);
    }

    /// <summary>Writes how many octets there are behind a length octet; false when it cannot say so.</summary>
    private static bool TrySetLength(int start, ref RDataOctets rdata)
    {
        var length = rdata.Length - start - 1;
        if (length > byte.MaxValue) return false;
        rdata.Written[start] = (byte)length;
        return true;
    }

    /// <summary>A date of fourteen digits, or seconds since the epoch (RFC 4034 section 3.2).</summary>
    private static bool TryParseTime(ReadOnlySpan<byte> word, ref RDataOctets rdata) =>
        UtcText.TryParseCompact(word, out var seconds) ? rdata.TryAppendNumber(seconds, 4) : TryParseNumber(word, 4, ref rdata);

    private static bool TryParseGroups(ReadOnlySpan<byte> word, int octets, int groupOctets, byte separator, ref RDataOctets rdata)
    {
        for (var groups = octets / groupOctets; groups > 0; groups--)
        {
            var end = groups > 1 ? word.IndexOf(separator) : word.Length;
            if (end < 1 || !ulong.TryParse(word[..end], NumberStyles.AllowHexSpecifier, null, out var group)
                || end > 2 * groupOctets || !rdata.TryAppendNumber(group, groupOctets)) return false;
            word = groups > 1 ? word[(end + 1)..] : default;
        }

        return true;
    }

    /// <summary>Dots among the digits are for people (RFC 1706 section 7).</summary>
    private static bool TryParseNsap(ReadOnlySpan<byte> word, ref RDataOctets rdata) =>
        word is [(byte)'0', (byte)'x' or (byte)'X', ..] && AtmAddress.TryParseDigits(word[2..], ref rdata);

    private static bool TryParseCounted(ref RDataWords words, ref RDataOctets rdata)
    {
        if (!words.TryReadNumber(ushort.MaxValue, out var count) || !rdata.TryAppendNumber(count, 2)) return false;
        var start = rdata.Length;
        if (count > 0 && !(words.TryRead(out var word) && DigitDecoder.TryDecode(DigitDecoder.Base64, word, ref rdata))) return false;
        return (ulong)(rdata.Length - start) == count;
    }

    private static bool TryParseDashed(ref RDataWords words, ref RDataOctets rdata)
    {
        var ahead = words;
        if (!ahead.TryRead(out var word) || word is not [(byte)'-']) return DigitDecoder.TryDecodeRest(DigitDecoder.Base64, ref words, ref rdata);
        words = ahead;
        return true;
    }
}

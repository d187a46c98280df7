using System.Buffers;
using System.Buffers.Binary;
using System.Text;
using static PassiveDns.Formats.Dns.RData.RDataField;

namespace PassiveDns.Formats.Dns.RData;

/// <summary>Rdata in presentation format, as master files have it (RFC 1035 section 5.1 and each type's own RFC).</summary>
/// <remarks>
/// Printable ASCII on one line; hexadecimal in lower case, base64 without spaces, names with their final dot. Rdata that is empty, of
/// an opaque type, or that does not fit its type's layout is written as <c>\# length hexadecimal</c> (RFC 3597 section 5), and so is what
/// has no text of its own: <see cref="RDataParser"/> gives back the same octets.
/// </remarks>
public static class RDataFormat
{
    /// <summary>Characters that one octet of rdata can become at most: eight types of a bitmap, each behind a space.</summary>
    public const int MaxExpansion = 8 * (1 + RDataTypes.MaxMnemonicLength);

    /// <summary>Characters in front of the digits of opaque rdata: <c>\# 65535 </c> and a little more, for names grow.</summary>
    public const int MaxOpaquePrefix = 16;

    private const int PortsOffset = 5; // address and protocol stand before them

    /// <summary>Writes canonical rdata as ASCII.</summary>
    /// <param name="output">Takes at most <see cref="MaxExpansion"/> characters for an octet of rdata, and <see cref="MaxOpaquePrefix"/>.</param>
    public static void Write(RRType type, ReadOnlySpan<byte> canonicalRData, IBufferWriter<byte> output)
    {
        var text = new AsciiWriter(output);
        var fields = RDataTypes.Fields(type);
        if (canonicalRData.IsEmpty || !RDataLayout.Fits(fields, canonicalRData) || !IsExact(fields[^1], canonicalRData)) WriteOpaque(canonicalRData, ref text);
        else WriteFields(fields, canonicalRData, ref text);
        text.Flush();
    }

    /// <summary>Canonical rdata as text.</summary>
    public static string ToText(RRType type, ReadOnlySpan<byte> canonicalRData)
    {
        var text = new ArrayBufferWriter<byte>(256);
        Write(type, canonicalRData, text);
        return Encoding.ASCII.GetString(text.WrittenSpan);
    }

    /// <summary>Zeros at the end of a flat bitmap, and sizes that are nothing times a power of ten, have no text of their own.</summary>
    private static bool IsExact(RDataField lastField, ReadOnlySpan<byte> rdata) => lastField switch
    {
        Ports => rdata.Length == PortsOffset || rdata[^1] != 0,
        OldTypes => !DomainName.TryMeasure(rdata, out var name) || rdata.Length == name || rdata[^1] != 0,
        Place => Location.IsExact(rdata),
        _ => true,
    };

    private static void WriteOpaque(ReadOnlySpan<byte> rdata, ref AsciiWriter text)
    {
        text.Write(@"\# "u8);
        text.WriteNumber(rdata.Length);
        if (rdata.IsEmpty) return;
        text.WriteCharacter((byte)' ');
        text.WriteHex(rdata);
    }

    private static void WriteFields(ReadOnlySpan<RDataField> fields, ReadOnlySpan<byte> rdata, ref AsciiWriter text)
    {
        var rest = rdata;
        for (var i = 0; i < fields.Length; i++)
        {
            var field = RDataLayout.Resolve(fields[i], rdata);
            var octets = rest[..RDataLayout.Measure(field, rest)];
            rest = rest[octets.Length..];
            if (WriteList(field, octets, ref text)) continue;
            if (i > 0) text.WriteCharacter((byte)' ');
            WriteField(field, octets, ref text);
        }
    }

    /// <summary>Writes a field of none to many parts, each behind a space; false for any other field.</summary>
    private static bool WriteList(RDataField field, ReadOnlySpan<byte> octets, ref AsciiWriter text)
    {
        switch (field)
        {
            case Types:
                TypeBitmap.Write(octets, ref text);
                return true;
            case OldTypes or Ports:
                FlatBitmap.Write(octets, 0, asTypes: field == OldTypes, ref text);
                return true;
            case Parameters:
                SvcParams.Write(octets, ref text);
                return true;
            case Names:
                for (; DomainName.TryMeasure(octets, out var length); octets = octets[length..])
                {
                    text.WriteCharacter((byte)' ');
                    WriteName(octets[..length], ref text);
                }

                return true;
            default:
                return field == NoName || (field is OptionalCharacterString or OptionalBase64 && octets.IsEmpty);
        }
    }

    private static void WriteField(RDataField field, ReadOnlySpan<byte> octets, ref AsciiWriter text)
    {
        switch (field)
        {
            case U8 or GatewayType:
                text.WriteNumber(octets[0]);
                break;
            case U16:
                text.WriteNumber(BinaryPrimitives.ReadUInt16BigEndian(octets));
                break;
            case U32:
                text.WriteNumber(BinaryPrimitives.ReadUInt32BigEndian(octets));
                break;
            case Name or Target:
                WriteName(octets, ref text);
                break;
            case Address4 or Locator32:
                text.Advance(AddressFormat.WriteIPv4(octets, text.Reserve(AddressFormat.MaxIPv4Length)));
                break;
            case Address6:
                text.Advance(AddressFormat.WriteIPv6(octets, text.Reserve(AddressFormat.MaxIPv6Length)));
                break;
            case CharacterString or OptionalCharacterString:
                text.WriteQuoted(octets[1..]);
                break;
            case CharacterStrings:
                WriteCharacterStrings(octets, ref text);
                break;
            case Tag:
                text.Write(octets[1..]);
                break;
            case Text:
                text.WriteQuoted(octets);
                break;
            case Hex:
                text.WriteHex(octets);
                break;
            case Base64 or OptionalBase64:
                text.WriteBase64(octets);
                break;
            default:
                WriteRareField(field, octets, ref text);
                break;
        }
    }

    private static void WriteRareField(RDataField field, ReadOnlySpan<byte> octets, ref AsciiWriter text)
    {
        switch (field)
        {
            case Salt when octets.Length == 1:
                text.WriteCharacter((byte)'-');
                break;
            case Salt:
                text.WriteHex(octets[1..]);
                break;
            case Hash:
                text.WriteBase32Hex(octets[1..]);
                break;
            case TypeCovered:
                var covered = (RRType)BinaryPrimitives.ReadUInt16BigEndian(octets);
                text.Advance(RDataTypes.WriteMnemonic(covered, text.Reserve(RDataTypes.MaxMnemonicLength)));
                break;
            case Time:
                text.Advance(UtcText.WriteCompact(BinaryPrimitives.ReadUInt32BigEndian(octets), text.Reserve(UtcText.MaxLength)));
                break;
            case Eui48 or Eui64:
                WriteGroups(octets, 1, (byte)'-', ref text);
                break;
            case Locator64:
                WriteGroups(octets, 2, (byte)':', ref text);
                break;
            case Nsap:
                text.Write("0x"u8);
                text.WriteHex(octets);
                break;
            case U48 or U64:
                WriteLongNumber(octets, ref text);
                break;
            case DashedBase64 when octets.IsEmpty:
                text.WriteCharacter((byte)'-');
                break;
            case DashedBase64:
                text.WriteBase64(octets);
                break;
            case CountedBase64:
                WriteCounted(octets, ref text);
                break;
            case ErrorCode:
                DnsMnemonics.WriteResponseCode(BinaryPrimitives.ReadUInt16BigEndian(octets), inSignature: true, ref text);
                break;
            case Scheme:
                DnsMnemonics.WriteScheme(octets[0], ref text);
                break;
            case Atm:
                AtmAddress.Write(octets, ref text);
                break;
            case Suffix:
                AddressSuffix.Write(octets, ref text);
                break;
            case Place:
                Location.Write(octets, ref text);
                break;
            case Prefixes:
                AddressPrefixes.Write(octets, ref text);
                break;
            case CertificateType:
                Certificate.WriteType(BinaryPrimitives.ReadUInt16BigEndian(octets), ref text);
                break;
            case CertificateAlgorithm:
                Certificate.WriteAlgorithm(octets[0], ref text);
                break;
            case Identity:
                HostIdentity.Write(octets, ref text);
                break;
            case RelayType:
                text.WriteNumber(octets[0] >> 7);
                text.WriteCharacter((byte)' ');
                text.WriteNumber(octets[0] & 0x7F);
                break;
            case NoGateway:
                text.WriteCharacter((byte)'.');
                break;
        }
    }

    private static void WriteName(ReadOnlySpan<byte> name, ref AsciiWriter text) =>
        text.Advance(DomainNameFormat.Write(name, text.Reserve(DomainNameFormat.MaxTextLength)));

    private static void WriteCharacterStrings(ReadOnlySpan<byte> strings, ref AsciiWriter text)
    {
        while (true)
        {
            text.WriteQuoted(strings.Slice(1, strings[0]));
            strings = strings[(1 + strings[0])..];
            if (strings.IsEmpty) return;
            text.WriteCharacter((byte)' ');
        }
    }

    private static void WriteLongNumber(ReadOnlySpan<byte> octets, ref AsciiWriter text)
    {
        var number = 0UL;
        foreach (var octet in octets) number = (number << 8) | octet;
        text.WriteNumber(number);
    }

    private static void WriteCounted(ReadOnlySpan<byte> octets, ref AsciiWriter text)
    {
        var counted = octets[2..];
        text.WriteNumber(counted.Length);
        if (counted.IsEmpty) return;
        text.WriteCharacter((byte)' ');
        text.WriteBase64(counted);
    }

    private static void WriteGroups(ReadOnlySpan<byte> octets, int groupOctets, byte separator, ref AsciiWriter text)
    {
        for (; !octets.IsEmpty; octets = octets[groupOctets..])
        {
            text.WriteHex(octets[..groupOctets]);
            if (octets.Length > groupOctets) text.WriteCharacter(separator);
        }
    }
}

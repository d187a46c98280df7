using System.Buffers.Binary;
using static PassiveDns.Formats.Dns.RData.RDataField;

namespace PassiveDns.Formats.Dns.RData;

/// <summary>How many octets each field takes, and whether they are well-formed.</summary>
internal static class RDataLayout
{
    /// <summary>The octets do not make up the field.</summary>
    public const int Misfit = -1;

    private const int GatewayTypeOffset = 1;
    private const int CountLength = 2;

    /// <summary>True when canonical rdata is made of exactly these fields.</summary>
    public static bool Fits(ReadOnlySpan<RDataField> fields, ReadOnlySpan<byte> rdata)
    {
        var rest = rdata;
        foreach (var field in fields)
        {
            var length = Measure(Resolve(field, rdata), rest);
            if (length == Misfit) return false;
            rest = rest[length..];
        }

        return rest.IsEmpty;
    }

    /// <summary>What a gateway or the name of a prefix is, an octet before it says; every other field is what the table says.</summary>
    public static RDataField Resolve(RDataField field, ReadOnlySpan<byte> rdata)
    {
        if (field is not (Gateway or PrefixName)) return field;
        if (field == PrefixName) return rdata.IsEmpty || rdata[0] == 0 ? NoName : Name;
        return (rdata.Length > GatewayTypeOffset ? rdata[GatewayTypeOffset] & 0x7F : -1) switch
        {
            0 => NoGateway,
            1 => Address4,
            2 => Address6,
            3 => Target,
            _ => UnknownGateway,
        };
    }

    /// <summary>Octets of a field, names uncompressed, at the start of what is left of the rdata; or <see cref="Misfit"/>.</summary>
    public static int Measure(RDataField field, ReadOnlySpan<byte> rest)
    {
        var length = field switch
        {
            NoGateway or NoName => 0,
            U8 or RelayType or CertificateAlgorithm or Scheme => 1,
            GatewayType => rest.IsEmpty || rest[0] > 3 ? Misfit : 1,
            U16 or TypeCovered or CertificateType or ErrorCode => 2,
            U32 or Time or Address4 or Locator32 => 4,
            Eui48 or U48 => 6,
            Eui64 or Locator64 or U64 => 8,
            Address6 => 16,
            Name or Target => DomainName.TryMeasure(rest, out var name) ? name : Misfit,
            CharacterString or Salt => rest.IsEmpty ? Misfit : 1 + rest[0],
            Hash => rest.IsEmpty || rest[0] == 0 ? Misfit : 1 + rest[0],
            OptionalCharacterString => rest.IsEmpty ? 0 : 1 + rest[0],
            Tag => MeasureTag(rest),
            Text or OptionalBase64 or DashedBase64 => rest.Length,
            CountedBase64 => rest.Length < CountLength ? Misfit : CountLength + BinaryPrimitives.ReadUInt16BigEndian(rest),
            Hex or Base64 or Nsap => rest.IsEmpty ? Misfit : rest.Length,
            Ports or OldTypes => FlatBitmap.Measure(rest, field == Ports ? FlatBitmap.MaxPortOctets : FlatBitmap.MaxTypeOctets),
            Names => MeasureNames(rest),
            CharacterStrings => MeasureCharacterStrings(rest),
            Types => TypeBitmap.Measure(rest),
            Suffix => AddressSuffix.Measure(rest),
            Atm => AtmAddress.Measure(rest),
            Place => Location.Measure(rest),
            Prefixes => AddressPrefixes.Measure(rest),
            Parameters => SvcParams.Measure(rest),
            Identity => HostIdentity.Measure(rest),
            _ => Misfit,
        };
        return length <= rest.Length ? length : Misfit;
    }

    private static int MeasureTag(ReadOnlySpan<byte> rest)
    {
        if (rest.IsEmpty || rest[0] == 0 || rest[0] >= rest.Length) return Misfit;
        foreach (var octet in rest.Slice(1, rest[0]))
        {
            if (!char.IsAsciiLetterOrDigit((char)octet)) return Misfit;
        }

        return 1 + rest[0];
    }

    private static int MeasureNames(ReadOnlySpan<byte> rest)
    {
        var length = 0;
        while (length < rest.Length)
        {
            if (!DomainName.TryMeasure(rest[length..], out var name)) return Misfit;
            length += name;
        }

        return length;
    }

    private static int MeasureCharacterStrings(ReadOnlySpan<byte> rest)
    {
        var length = 0;
        while (length < rest.Length) length += 1 + rest[length];
        return length == 0 ? Misfit : length; // one that runs over the end is seen by the caller
    }
}

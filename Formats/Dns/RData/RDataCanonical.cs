using System.Diagnostics;

namespace PassiveDns.Formats.Dns.RData;

/// <summary>Rdata in canonical form: names uncompressed and in lower case, every other octet as on the wire (after RFC 4034 section 6.2).</summary>
/// <remarks>
/// <para>
/// Every name of every known layout is folded, those that RFC 6840 section 5.1 leaves alone too: here the form decides what is one
/// RRset, not what a signature covers.
/// </para>
/// <para>
/// Pointers are followed in every type with names, in those too that must not have them (RFC 3597 section 4), but for the names to the end
/// of a HIP: of 65,535 octets they could make 8 MiB. A HIP with pointers does not fit. What does not fit is copied.
/// </para>
/// </remarks>
public static class RDataCanonical
{
    /// <summary>Octets that canonical rdata can need at most: each name that may be compressed may grow to 255 octets.</summary>
    /// <param name="length">Octets of the rdata on the wire.</param>
    public static int MaxLength(RRType type, int length) => length + (DomainName.MaxLength * RDataTypes.CompressibleNames(type));

    /// <summary>Writes the canonical form of a record's rdata.</summary>
    /// <param name="message">The whole message: names may point back into it, in types that should not compress too.</param>
    /// <param name="offset">Start of the rdata; offset and length lie within the message.</param>
    /// <param name="canonical">Room for <see cref="MaxLength"/> octets.</param>
    /// <param name="written">Octets written.</param>
    /// <param name="names">Of the reader of this message.</param>
    /// <returns>False when the rdata does not fit its type's layout: it was then copied as it is.</returns>
    public static bool TryWrite(
        RRType type, ReadOnlySpan<byte> message, int offset, int length, Span<byte> canonical, out int written, NameMemo? names = null) =>
        TryWrite(type, message, offset, length, canonical, isFolded: true, out written, names);

    /// <summary>The same with the letter case of the wire, for display.</summary>
    public static bool TryExpand(
        RRType type, ReadOnlySpan<byte> message, int offset, int length, Span<byte> expanded, out int written, NameMemo? names = null) =>
        TryWrite(type, message, offset, length, expanded, isFolded: false, out written, names);

    /// <summary>Folds the names of rdata without pointers in place; what does not fit its layout stays as it is.</summary>
    internal static void Fold(ReadOnlySpan<RDataField> fields, Span<byte> rdata)
    {
        if (!RDataLayout.Fits(fields, rdata)) return;
        var rest = rdata;
        foreach (var field in fields)
        {
            var kind = RDataLayout.Resolve(field, rdata);
            var length = RDataLayout.Measure(kind, rest);
            if (kind is RDataField.Name or RDataField.Target or RDataField.Names) DomainName.ToLower(rest[..length]);
            rest = rest[length..];
        }
    }

    private static bool TryWrite(
        RRType type, ReadOnlySpan<byte> message, int offset, int length, Span<byte> canonical, bool isFolded, out int written, NameMemo? names)
    {
        Debug.Assert(canonical.Length >= MaxLength(type, length));
        var fields = RDataTypes.Fields(type);
        if (!fields.IsEmpty && TryWriteFields(fields, message, offset, length, canonical, isFolded, out written, names)) return true;

        message.Slice(offset, length).CopyTo(canonical);
        written = length;
        return fields.IsEmpty;
    }

    private static bool TryWriteFields(
        ReadOnlySpan<RDataField> fields, ReadOnlySpan<byte> message, int offset, int length, Span<byte> canonical, bool isFolded, out int written,
        NameMemo? names)
    {
        written = 0;
        var rdata = message.Slice(offset, length);
        var reader = new WireReader(message, offset, offset + length, names);
        foreach (var field in fields)
        {
            var kind = RDataLayout.Resolve(field, rdata);
            var octets = kind is RDataField.Name or RDataField.Target
                ? reader.ReadName(canonical[written..])
                : Copy(kind, ref reader, rdata[^reader.Remaining..], canonical[written..]);
            if (octets == RDataLayout.Misfit || !reader.Ok) return false;
            if (isFolded && kind is RDataField.Name or RDataField.Target or RDataField.Names) DomainName.ToLower(canonical.Slice(written, octets));
            written += octets;
        }

        return reader.Remaining == 0;
    }

    private static int Copy(RDataField kind, ref WireReader reader, ReadOnlySpan<byte> rest, Span<byte> canonical)
    {
        var length = RDataLayout.Measure(kind, rest);
        if (length != RDataLayout.Misfit) reader.ReadOctets(length).CopyTo(canonical);
        return length;
    }
}

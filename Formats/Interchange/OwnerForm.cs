using PassiveDns.Formats.Dns;

namespace PassiveDns.Formats.Interchange;

/// <summary>How owner names are written: dnsdbq's transforms. Without either, as <see cref="DomainNameFormat"/> does.</summary>
/// <param name="IsReversed">The top-level domain comes first, and the final dot with it: <c>.com.example.www</c>.</param>
/// <param name="IsChomped">Without the final dot; the root stays a dot.</param>
public readonly record struct OwnerForm(bool IsReversed, bool IsChomped)
{
    /// <summary>Writes a well-formed wire name as ASCII.</summary>
    /// <param name="text">Room for <see cref="DomainNameFormat.MaxTextLength"/> octets.</param>
    /// <returns>Octets written.</returns>
    public int Write(ReadOnlySpan<byte> name, Span<byte> text)
    {
        if (name.Length == 1) return DomainNameFormat.Write(name, text);
        if (!IsReversed) return DomainNameFormat.Write(name, text) - (IsChomped ? 1 : 0);

        Span<byte> label = stackalloc byte[1 + DomainName.MaxLabelLength + 1];
        Span<byte> labelText = stackalloc byte[(4 * DomainName.MaxLabelLength) + 1];
        var written = 0;
        for (var labels = 1; labels <= DomainName.LabelCount(name); labels++)
        {
            var octets = DomainName.Ancestor(name, labels);
            octets = octets[..(1 + octets[0])];
            octets.CopyTo(label);
            label[octets.Length] = 0;
            if (labels > 1 || !IsChomped) text[written++] = (byte)'.';
            var withoutDot = labelText[..(DomainNameFormat.Write(label[..(octets.Length + 1)], labelText) - 1)];
            withoutDot.CopyTo(text[written..]);
            written += withoutDot.Length;
        }

        return written;
    }
}

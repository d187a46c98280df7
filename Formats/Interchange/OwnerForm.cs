using System.Buffers;
using System.Text;
using PassiveDns.Formats.Dns;
using PassiveDns.Formats.Dns.RData;

namespace PassiveDns.Formats.Interchange;

/// <summary>How owner names are written: dnsdbq's transforms, and defanged. Without any, as <see cref="DomainNameFormat"/> does.</summary>
/// <param name="IsReversed">The top-level domain comes first, and the final dot with it: <c>.com.example.www</c>.</param>
/// <param name="IsChomped">Without the final dot; the root stays a dot.</param>
/// <param name="IsDefanged">Names and addresses of the rdata, too, stand in the form of <see cref="Defang"/>.</param>
public readonly record struct OwnerForm(bool IsReversed, bool IsChomped, bool IsDefanged = false)
{
    /// <summary>Octets of the longest owner in any form.</summary>
    public const int MaxLength = DomainNameFormat.MaxTextLength + 2; // a dot in brackets

    /// <summary>Writes a well-formed wire name as ASCII.</summary>
    /// <param name="text">Room for <see cref="MaxLength"/> octets.</param>
    /// <returns>Octets written.</returns>
    public int Write(ReadOnlySpan<byte> name, Span<byte> text)
    {
        var length = WriteFanged(name, text);
        return IsDefanged ? Encoding.ASCII.GetBytes(Defang.Text(Encoding.ASCII.GetString(text[..length])), text) : length;
    }

    /// <summary>Writes a record's canonical rdata as ASCII.</summary>
    public void WriteRData(RRType type, ReadOnlySpan<byte> rdata, IBufferWriter<byte> output)
    {
        if (!IsDefanged || type is not (RRType.A or RRType.AAAA or RRType.NS or RRType.CNAME or RRType.DNAME or RRType.PTR or RRType.MX or RRType.SRV)) RDataFormat.Write(type, rdata, output);
        else output.Write(Encoding.ASCII.GetBytes(Defang.Text(RDataFormat.ToText(type, rdata))));
    }

    private int WriteFanged(ReadOnlySpan<byte> name, Span<byte> text)
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

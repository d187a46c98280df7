using PassiveDns.Formats.Dns;
using PassiveDns.Formats.Records;

namespace PassiveDns.Tui.Output;

/// <summary>Negative answers in words.</summary>
public static class NegativeText
{
    /// <summary>As DNS tools write response codes; NODATA is none, but everybody's word (RFC 2308 section 1).</summary>
    public static string Of(NegativeKind kind) => kind switch
    {
        NegativeKind.NxDomain => "NXDOMAIN",
        NegativeKind.NoData => "NODATA",
        NegativeKind.ServFail => "SERVFAIL",
        NegativeKind.Refused => "REFUSED",
        _ => throw new ArgumentOutOfRangeException(nameof(kind)),
    };

    /// <summary><c>NXDOMAIN (zone example.)</c>: what stands for rdata where negative answers and RRsets stand side by side.</summary>
    public static string Of(RRset negative)
    {
        var kind = Of(negative.Negative!.Value.Kind);
        return Zone(negative) is { } zone ? $"{kind} (zone {zone})" : kind;
    }

    /// <summary>The zone that a negative answer named, presentation form; null where it named none.</summary>
    public static string? Zone(RRset negative)
    {
        Span<byte> zone = stackalloc byte[DomainName.MaxLength];
        return negative.ReadNegativeZone(zone) is var length and > 0 ? DomainNameFormat.ToText(zone[..length]) : null;
    }
}

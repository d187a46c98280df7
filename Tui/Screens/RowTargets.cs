using System.Net;
using System.Net.Sockets;
using PassiveDns.Formats.Dns;
using PassiveDns.Formats.Dns.RData;
using PassiveDns.Formats.Records;
using PassiveDns.Tui.Questions;

namespace PassiveDns.Tui.Screens;

/// <summary>The questions that lead on from a row.</summary>
public static class RowTargets
{
    /// <summary>The prefix that is usually one customer's: a /24 of IPv4, a /48 of IPv6.</summary>
    private const int NetworkBitsV4 = 24;
    private const int NetworkBitsV6 = 48;

    /// <summary>What the cell under the cursor names; null where it names nothing.</summary>
    public static Question? OfCell(ResultRow row, ResultColumn column, IReadOnlyList<SourceRecord> sources) => column switch
    {
        ResultColumn.RRName => Question.Name(row.Owner()),
        ResultColumn.RData => Name(row) is { } name ? Question.Name(name) : Address(row) is { } address ? OfAddress(address) : null,
        ResultColumn.Bailiwick => Bailiwick(row) is { } apex ? Question.Name(apex) : null,
        _ => null,
    };

    /// <summary>The first address in a record's rdata.</summary>
    public static IPAddress? Address(ResultRow row)
    {
        if (row.Set.Negative is not null) return null;
        var targets = new RDataTargetReader(row.Set.Type, row.RData);
        while (targets.TryRead(out var kind, out var octets))
        {
            if (kind != RDataTargetKind.Name) return new IPAddress(octets);
        }

        return null;
    }

    /// <summary>The first name in a record's rdata, wire format, lower case.</summary>
    public static byte[]? Name(ResultRow row)
    {
        if (row.Set.Negative is not null) return null;
        var targets = new RDataTargetReader(row.Set.Type, row.RData);
        while (targets.TryRead(out var kind, out var octets))
        {
            if (kind == RDataTargetKind.Name) return octets.ToArray();
        }

        return null;
    }

    public static Question OfAddress(IPAddress address) => Question.Address(AddressRange.Single(address));

    /// <summary>The network around the address in a row.</summary>
    public static Question? Network(ResultRow row)
    {
        if (Address(row) is not { } address) return null;
        var bits = address.AddressFamily == AddressFamily.InterNetwork ? NetworkBitsV4 : NetworkBitsV6;
        return Question.Address(AddressRange.Network(address, bits));
    }

    /// <summary>The domain that the owner was registered with; the owner itself where it is a public suffix.</summary>
    public static byte[] Domain(ResultRow row, PublicSuffixList suffixes)
    {
        var owner = row.Owner();
        var domain = suffixes.DomainOf(owner, SuffixRules.Private).ToArray();
        return domain.Length == 0 ? owner : domain;
    }

    /// <summary>The registered label below every suffix: <c>example.*</c>.</summary>
    public static Question? UnderEverySuffix(ResultRow row, PublicSuffixList suffixes)
    {
        var domain = suffixes.DomainOf(row.Owner(), SuffixRules.Private);
        if (domain.Length < 2) return null;
        var label = DomainNameFormat.ToText([.. domain[..(domain[0] + 1)], 0]);
        return Question.Read(label + "*");
    }

    private static byte[]? Bailiwick(ResultRow row)
    {
        Span<byte> name = stackalloc byte[DomainName.MaxLength];
        return row.Set.ReadBailiwick(name) is var length and > 0 ? name[..length].ToArray() : null;
    }
}

using System.Net;
using PassiveDns.Formats.Dns;
using PassiveDns.Formats.Dns.RData;
using PassiveDns.Formats.Records;

namespace PassiveDns.Tui.Lookup;

/// <summary>What results can be put together by.</summary>
internal enum LookupGrouping
{
    /// <summary>The registrable domain of the owner.</summary>
    Domain,

    /// <summary>Each address in the rdata.</summary>
    Address,

    /// <summary>Each name server in the rdata.</summary>
    Nameserver,

    /// <summary>The network of each address: a /24, or a /48 of IPv6.</summary>
    Network,
}

/// <summary>Finds what an RRset belongs to.</summary>
internal static class LookupGroups
{
    private const int NetworkLength4 = 24;
    private const int NetworkLength6 = 48;

    /// <summary>The title of the groups.</summary>
    public static string NameOf(LookupGrouping grouping) => grouping switch
    {
        LookupGrouping.Domain => "domain",
        LookupGrouping.Address => "address",
        LookupGrouping.Nameserver => "nameserver",
        _ => "network",
    };

    /// <summary>Presentation form.</summary>
    public static string OwnerOf(RRset rrset)
    {
        Span<byte> owner = stackalloc byte[DomainName.MaxLength];
        return DomainNameFormat.ToText(owner[..rrset.ReadOwner(owner)]);
    }

    /// <summary>The groups of an RRset; none where it has nothing of the kind.</summary>
    public static List<string> Of(RRset rrset, LookupGrouping grouping, PublicSuffixList suffixes)
    {
        if (grouping == LookupGrouping.Domain) return [DomainOf(rrset, suffixes)];
        var groups = new List<string>();
        var isWanted = grouping == LookupGrouping.Nameserver ? rrset.Type is RRType.NS : rrset.Type is RRType.A or RRType.AAAA;
        var set = rrset.RDataSet;
        while (isWanted && RRsetKey.TryReadRData(ref set, out var rdata))
        {
            if (grouping == LookupGrouping.Network && rdata.Length is 4 or 16) groups.Add(NetworkOf(rdata));
            else groups.Add(RDataFormat.ToText(rrset.Type, rdata));
        }

        return groups;
    }

    private static string DomainOf(RRset rrset, PublicSuffixList suffixes)
    {
        Span<byte> owner = stackalloc byte[DomainName.MaxLength];
        return DomainNameFormat.ToText(suffixes.DomainOf(owner[..rrset.ReadOwner(owner)], SuffixRules.Private));
    }

    private static string NetworkOf(ReadOnlySpan<byte> address)
    {
        var length = address.Length == 4 ? NetworkLength4 : NetworkLength6;
        var first = AddressRange.Network(new IPAddress(address), length).First;
        return $"{new IPAddress(first.Span)}/{length}";
    }
}

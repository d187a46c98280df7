using System.Globalization;
using PassiveDns.Formats.Capture;

namespace PassiveDns.Analyzer.Capture;

/// <summary>What a tap asks the system for, in the language of pcap-filter(7).</summary>
public static class TapFilter
{
    private const int MostTags = 2; // 802.1Q in 802.1ad

    // pcap-filter knows fragments by no word: RFC 791 (flags and offset), RFC 8200 section 4.5 (next header 44).
    private const string Fragments = "(ip[6:2] & 0x3fff != 0) or (ip6[6] = 44)";

    /// <summary>UDP and TCP of the ports, and fragments of everything, also behind VLAN tags where the link type has such.</summary>
    /// <remarks>The word <c>vlan</c> moves all that stands right of it behind a tag, so the alternatives nest to the right.</remarks>
    public static string Usual(IReadOnlyCollection<ushort> ports, LinkType linkType)
    {
        var ofPorts = ports.Order().Distinct().Select(port => string.Create(CultureInfo.InvariantCulture, $"port {port}"));
        var untagged = $"{string.Join(" or ", ofPorts)} or {Fragments}";
        if (linkType != LinkType.Ethernet) return untagged;
        var filter = untagged;
        for (var tag = 0; tag < MostTags; tag++) filter = $"{untagged} or (vlan and ({filter}))";
        return filter;
    }
}

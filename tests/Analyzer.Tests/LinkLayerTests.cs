using PassiveDns.Analyzer.Packets;
using PassiveDns.Formats.Capture;
using PassiveDns.Tests.Support;
using Xunit;

namespace PassiveDns.Analyzer.Tests;

public class LinkLayerTests
{
    private const string Packet = "45ff"; // stands for an IP packet

    // A link header as hexadecimal digits; the packet follows. Source of each form: the type's page at tcpdump.org/linktypes.html.
    public static TheoryData<string, LinkType, string> Carriers => new()
    {
        { "Ethernet, IPv4", LinkType.Ethernet, "ffffffffffff 020000000001 0800" },
        { "Ethernet, IPv6", LinkType.Ethernet, "ffffffffffff 020000000001 86dd" },
        { "802.1Q", LinkType.Ethernet, "ffffffffffff 020000000001 8100 0005 0800" },
        { "802.1ad", LinkType.Ethernet, "ffffffffffff 020000000001 88a8 0005 0800" },
        { "802.1ad with 802.1Q inside", LinkType.Ethernet, "ffffffffffff 020000000001 88a8 0005 8100 0006 86dd" },
        { "QinQ of before 802.1ad", LinkType.Ethernet, "ffffffffffff 020000000001 9100 0005 8100 0006 0800" },
        { "eight tags", LinkType.Ethernet, "ffffffffffff 020000000001 81000001 81000002 81000003 81000004 81000005 81000006 81000007 81000008 0800" },
        { "raw", LinkType.Raw, "" },
        { "raw, BSD's number", LinkType.RawBsd, "" },
        { "raw, OpenBSD's number", LinkType.RawOpenBsd, "" },
        { "raw IPv4", LinkType.IPv4, "" },
        { "raw IPv6", LinkType.IPv6, "" },
        { "BSD null, little-endian, IPv4", LinkType.Null, "02000000" },
        { "BSD null, big-endian, IPv4", LinkType.Null, "00000002" },
        { "BSD null, IPv6 of NetBSD and OpenBSD", LinkType.Null, "18000000" },
        { "BSD null, IPv6 of FreeBSD", LinkType.Null, "1c000000" },
        { "BSD null, IPv6 of Darwin", LinkType.Null, "1e000000" },
        { "BSD null, IPv6 of Darwin, big-endian", LinkType.Null, "0000001e" },
        { "BSD null, IPv6 of Linux", LinkType.Null, "0a000000" },
        { "BSD null, IPv6 of Windows", LinkType.Null, "17000000" },
        { "BSD null with an EtherType", LinkType.Null, "0f000800" },
        { "OpenBSD loop", LinkType.Loop, "00000002" },
        { "OpenBSD loop, IPv6", LinkType.Loop, "00000018" },
        { "Linux cooked", LinkType.LinuxSll, "0000 0001 0006 020000000001 0000 0800" },
        { "Linux cooked with a VLAN tag", LinkType.LinuxSll, "0000 0001 0006 020000000001 0000 8100 0005 86dd" },
        { "Linux cooked v2", LinkType.LinuxSll2, "0800 0000 00000002 0001 00 06 0200000000010000" },
        { "Linux cooked v2 with a VLAN tag", LinkType.LinuxSll2, "8100 0000 00000002 0001 00 06 0200000000010000 0005 0800" },
    };

    [Theory, MemberData(nameof(Carriers))]
    public void Finds_the_packet(string why, LinkType linkType, string header)
    {
        var content = LinkLayer.FindIp(linkType, Hex.Octets(header + Packet), out var packet);

        Assert.True(content == LinkContent.Ip, $"{why}: {content}");
        Assert.Equal(Packet, Hex.Text(packet));
    }

    [Theory, MemberData(nameof(Carriers))]
    public void Every_prefix_of_a_header_is_too_short(string why, LinkType linkType, string header)
    {
        var frame = Hex.Octets(header);
        for (var length = 0; length < frame.Length; length++)
        {
            var content = LinkLayer.FindIp(linkType, frame.AsSpan(0, length), out var packet);
            Assert.True(content == LinkContent.TooShort && packet.IsEmpty, $"{why}, {length} octets: {content}");
        }
    }

    public static TheoryData<string, LinkType, string, string> Others => new()
    {
        { "ARP", LinkType.Ethernet, "ffffffffffff 020000000001 0806", nameof(LinkContent.NotIp) },
        { "the length of an 802.3 frame", LinkType.Ethernet, "ffffffffffff 020000000001 0026", nameof(LinkContent.NotIp) },
        { "ARP behind a tag", LinkType.Ethernet, "ffffffffffff 020000000001 8100 0005 0806", nameof(LinkContent.NotIp) },
        { "MPLS", LinkType.Ethernet, "ffffffffffff 020000000001 8847", nameof(LinkContent.Encapsulated) },
        { "PPPoE session", LinkType.Ethernet, "ffffffffffff 020000000001 8864", nameof(LinkContent.Encapsulated) },
        { "PPPoE discovery", LinkType.Ethernet, "ffffffffffff 020000000001 8863", nameof(LinkContent.NotIp) },
        { "nine tags", LinkType.Ethernet, "ffffffffffff 020000000001 81000001 81000002 81000003 81000004 81000005 81000006 81000007 81000008 81000009 0800", nameof(LinkContent.Malformed) },
        { "another family", LinkType.Null, "07000000", nameof(LinkContent.NotIp) },
        { "a family in the wrong octet order", LinkType.Loop, "02000000", nameof(LinkContent.NotIp) },
        { "Cisco HDLC", (LinkType)104, "0f000800", nameof(LinkContent.Unsupported) },
    };

    [Theory, MemberData(nameof(Others))]
    public void Says_what_else_a_frame_is(string why, LinkType linkType, string header, string expected)
    {
        var content = LinkLayer.FindIp(linkType, Hex.Octets(header + Packet), out var packet);

        Assert.True(content.ToString() == expected && packet.IsEmpty, $"{why}: {content}");
    }
}

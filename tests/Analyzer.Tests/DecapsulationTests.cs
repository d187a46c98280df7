using System.Buffers.Binary;
using System.Globalization;
using System.Text.RegularExpressions;
using PassiveDns.Analyzer.Packets;
using PassiveDns.Formats.Capture;
using PassiveDns.Formats.Records;
using PassiveDns.Tests.Support;
using Xunit;

namespace PassiveDns.Analyzer.Tests;

public partial class DecapsulationTests
{
    /// <summary>Stands for an IP packet: a header of IPv4 as far as carriers look that do not say what they carry.</summary>
    private const string Packet = "45000014 00000000 40110000 c0000201 c6336435";

    private static readonly byte[] PacketOctets = Hex.Octets(Packet);

    private const string Macs = "ffffffffffff 020000000001";

    // A link header as hexadecimal digits, a length in it as <+n>: n more than the packet has octets; the packet follows. Source of each form: the type's page at tcpdump.org/linktypes.html.
    public static TheoryData<string, LinkType, string> Carriers => new()
    {
        { "Ethernet, IPv4", LinkType.Ethernet, $"{Macs} 0800" },
        { "Ethernet, IPv6", LinkType.Ethernet, $"{Macs} 86dd" },
        { "802.1Q", LinkType.Ethernet, $"{Macs} 8100 0005 0800" },
        { "802.1ad", LinkType.Ethernet, $"{Macs} 88a8 0005 0800" },
        { "802.1ad with 802.1Q inside", LinkType.Ethernet, $"{Macs} 88a8 0005 8100 0006 86dd" },
        { "QinQ of before 802.1ad", LinkType.Ethernet, $"{Macs} 9100 0005 8100 0006 0800" },
        { "eight tags", LinkType.Ethernet, $"{Macs} 81000001 81000002 81000003 81000004 81000005 81000006 81000007 81000008 0800" },
        { "802.1ah, a frame of the customer inside", LinkType.Ethernet, $"{Macs} 88e7 00000001 {Macs} 0800" },
        { "NSH, IPv4", LinkType.Ethernet, $"{Macs} 894f 0fc2 02 01 000001ff" },
        { "NSH, Ethernet", LinkType.Ethernet, $"{Macs} 894f 0fc2 02 03 000001ff {Macs} 0800" },
        { "PPPoE session", LinkType.Ethernet, $"{Macs} 8864 11 00 0001 <+2> 0021" },
        { "PPPoE session, IPv6, short protocol", LinkType.Ethernet, $"{Macs} 8864 11 00 0001 <+1> 57" },
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
        { "OpenBSD enc", LinkType.Enc, "00000002 00000001 00000003" },
        { "Linux cooked", LinkType.LinuxSll, "0000 0001 0006 020000000001 0000 0800" },
        { "Linux cooked with a VLAN tag", LinkType.LinuxSll, "0000 0001 0006 020000000001 0000 8100 0005 86dd" },
        { "Linux cooked, LLC", LinkType.LinuxSll, "0000 0001 0006 020000000001 0000 0004 aaaa03 000000 0800" },
        { "Linux cooked v2", LinkType.LinuxSll2, "0800 0000 00000002 0001 00 06 0200000000010000" },
        { "Linux cooked v2 with a VLAN tag", LinkType.LinuxSll2, "8100 0000 00000002 0001 00 06 0200000000010000 0005 0800" },
        { "pflog of OpenBSD, 61 octets padded to 64", LinkType.Pflog, "3d 02 00 00" + Zeros(60) },
        { "PPP with address and control", LinkType.Ppp, "ff03 0021" },
        { "PPP without them, IPv6", LinkType.Ppp, "0057" },
        { "PPP in HDLC-like framing", LinkType.PppHdlc, "ff03 0021" },
        { "Cisco HDLC under PPP's number", LinkType.PppHdlc, "0f00 0800" },
        { "PPP of pppd, received", LinkType.PppPppd, "00 03 0021" },
        { "PPP of pppd, sent, control left out", LinkType.PppPppd, "01 0057" },
        { "PPP with a direction", LinkType.PppWithDirection, "01 ff03 0021" },
        { "PPPoE without Ethernet", LinkType.PppEther, "11 00 0001 <+2> 0021" },
        { "Cisco HDLC", LinkType.CiscoHdlc, "0f00 0800" },
        { "Cisco HDLC, multicast, IPv6", LinkType.CiscoHdlc, "8f00 86dd" },
        { "Cisco HDLC with a direction", LinkType.CiscoHdlcWithDirection, "00 0f00 0800" },
        { "frame relay, NLPID", LinkType.FrameRelay, "1841 03 cc" },
        { "frame relay, padded, SNAP", LinkType.FrameRelay, "1841 03 00 80 000000 0800" },
        { "frame relay, four octets of address, PPP", LinkType.FrameRelay, "18406041 03 cf 0021" },
        { "frame relay of Cisco", LinkType.FrameRelay, "1841 0800" },
        { "frame relay with a direction", LinkType.FrameRelayWithDirection, "01 1841 03 8e" },
        { "MPLS, two labels", LinkType.Mpls, "00010040 00011140" },
        { "token ring", LinkType.TokenRing, $"10 40 {Macs} aaaa03 000000 0800" },
        { "token ring with a route of six octets", LinkType.TokenRing, "10 40 ffffffffffff 820000000001 068000110022 aaaa03 000000 0800" },
        { "FDDI", LinkType.Fddi, $"50 {Macs} aaaa03 000000 0800" },
        { "ATM, LLC", LinkType.AtmRfc1483, "aaaa03 000000 0800" },
        { "ATM, NLPID", LinkType.AtmRfc1483, "fefe03 cc" },
        { "ATM, bridged Ethernet, padded", LinkType.AtmRfc1483, $"aaaa03 0080c2 0007 0000 {Macs} 0800" },
        { "IP over Fibre Channel", LinkType.IpOverFibreChannel, $"{Zeros(16)} aaaa03 000000 0800" },
        { "IP over FireWire", LinkType.AppleIpOverIeee1394, $"{Zeros(16)} 0800" },
        { "DOCSIS", LinkType.Docsis, $"00 00 <+14> 0000 {Macs} 0800" },
        { "DOCSIS with an extended header of three octets", LinkType.Docsis, $"01 03 <+17> 010203 0000 {Macs} 0800" },
        { "Juniper, Ethernet", LinkType.JuniperEther, $"4d4743 01 {Macs} 0800" },
        { "Juniper with extensions", LinkType.JuniperEther, $"4d4743 81 0004 01020304 {Macs} 0800" },
        { "Juniper, link header stripped", LinkType.JuniperEther, "4d4743 03 02000000" },
        { "Juniper, PPP", LinkType.JuniperPpp, "4d4743 01 ff03 0021" },
        { "Juniper, Cisco HDLC", LinkType.JuniperCiscoHdlc, "4d4743 01 0f00 0800" },
        { "Juniper, frame relay", LinkType.JuniperFrameRelay, "4d4743 01 1841 03 cc" },
        { "Juniper, PPPoE", LinkType.JuniperPppoe, $"4d4743 01 {Macs} 8864 11 00 0001 <+2> 0021" },
        { "Juniper, PPPoE over ATM", LinkType.JuniperPppoeAtm, "4d4743 01 8864 11 00 0001 <+2> 0021" },
        { "Juniper, ATM1", LinkType.JuniperAtm1, "4d4743 01 00112233 aaaa03 000000 0800" },
        { "Juniper, ATM2", LinkType.JuniperAtm2, "4d4743 01 0000000000000000 aaaa03 000000 0800" },
        { "802.11, to the network", LinkType.Ieee80211, $"0801 0000 {Zeros(22 - 4)} 1000 aaaa03 000000 0800" },
        { "802.11, four addresses", LinkType.Ieee80211, $"0803 0000 {Zeros(22 - 4)} 1000 {Zeros(6)} aaaa03 000000 0800" },
        { "802.11, quality of service", LinkType.Ieee80211, $"8801 0000 {Zeros(22 - 4)} 1000 0000 aaaa03 000000 0800" },
        { "802.11, quality of service and HT control", LinkType.Ieee80211, $"8881 0000 {Zeros(22 - 4)} 1000 0000 00000000 aaaa03 000000 86dd" },
        { "radiotap", LinkType.Radiotap, $"00 00 0800 00000000 0801 0000 {Zeros(22 - 4)} 1000 aaaa03 000000 0800" },
        { "radiotap, two present words, timer, flags: padded", LinkType.Radiotap, $"00 00 1c00 03000080 00000000 00000000 0000000000000000 20 000000 8801 0000 {Zeros(22 - 4)} 1000 0000 0000 aaaa03 000000 0800" },
        { "AVS", LinkType.Avs, $"80211001 00000010 {Zeros(8)} 0801 0000 {Zeros(22 - 4)} 1000 aaaa03 000000 0800" },
        { "AVS under Prism's number", LinkType.Prism, $"80211002 00000010 {Zeros(8)} 0801 0000 {Zeros(22 - 4)} 1000 aaaa03 000000 0800" },
        { "Prism, little-endian", LinkType.Prism, $"44000000 90000000 {Zeros(136)} 0801 0000 {Zeros(22 - 4)} 1000 aaaa03 000000 0800" },
        { "Prism, big-endian", LinkType.Prism, $"00000044 00000090 {Zeros(136)} 0801 0000 {Zeros(22 - 4)} 1000 aaaa03 000000 0800" },
        { "PPI, Ethernet", LinkType.Ppi, $"00 00 0800 01000000 {Macs} 0800" },
        { "PPI with a field, 802.11", LinkType.Ppi, $"00 00 1000 69000000 {Zeros(8)} 0801 0000 {Zeros(22 - 4)} 1000 aaaa03 000000 0800" },
        { "pktap, raw IP", LinkType.Pktap, "6c000000 01000000 0c000000" + Zeros(96) },
        { "nflog, little-endian, a mark before the packet", LinkType.Nflog, "02 00 0000 0800 0300 00000001 <le+4> 0900" },
        { "nflog, big-endian", LinkType.Nflog, "02 00 0000 0008 0003 00000001 <+4> 0009" },
    };

    [Theory, MemberData(nameof(Carriers))]
    public void Finds_the_packet(string why, LinkType linkType, string header)
    {
        var payload = new Decapsulation(new Accounting()).OpenFrame(linkType, [.. Header(header, PacketOctets.Length), .. PacketOctets]);

        Assert.True(payload.Kind == PayloadKind.Ip, $"{why}: {payload.Kind}");
        Assert.Equal(PacketOctets, payload.Octets.ToArray());
    }

    [Theory, MemberData(nameof(Carriers))]
    public void Every_prefix_of_a_header_ends_before_the_packet(string why, LinkType linkType, string header)
    {
        var frame = Header(header, PacketOctets.Length);
        for (var length = 0; length < frame.Length; length++)
        {
            var payload = new Decapsulation(new Accounting()).OpenFrame(linkType, frame.AsSpan(0, length));
            Assert.True(payload.Octets.IsEmpty && payload.Kind is PayloadKind.TooShort or PayloadKind.NotIp, $"{why}, {length} octets: {payload.Kind}");
        }
    }

    public static TheoryData<string, LinkType, string, string> Others => new()
    {
        { "ARP", LinkType.Ethernet, $"{Macs} 0806", nameof(PayloadKind.NotIp) },
        { "an 802.3 frame with the SAP of spanning tree", LinkType.Ethernet, $"{Macs} 0026 4242 03", nameof(PayloadKind.NotIp) },
        { "SNAP whose type would be a length", LinkType.Ethernet, $"{Macs} 0026 aaaa03 000000 0026 aaaa03 000000 0800 {Packet}", nameof(PayloadKind.NotIp) },
        { "ARP behind a tag", LinkType.Ethernet, $"{Macs} 8100 0005 0806", nameof(PayloadKind.NotIp) },
        { "PPPoE discovery", LinkType.Ethernet, $"{Macs} 8863", nameof(PayloadKind.NotIp) },
        { "PPPoE session of an unknown version", LinkType.Ethernet, $"{Macs} 8864 21 00 0001 0016 0021", nameof(PayloadKind.Malformed) },
        { "PPP's link control", LinkType.Ppp, "ff03 c021", nameof(PayloadKind.NotIp) },
        { "compressed PPP", LinkType.Ppp, "ff03 00fd", nameof(PayloadKind.Opaque) },
        { "multilink PPP", LinkType.Ppp, "ff03 003d", nameof(PayloadKind.Opaque) },
        { "MACsec", LinkType.Ethernet, $"{Macs} 88e5", nameof(PayloadKind.Opaque) },
        { "nine tags", LinkType.Ethernet, $"{Macs} 81000001 81000002 81000003 81000004 81000005 81000006 81000007 81000008 81000009 0800", nameof(PayloadKind.NestedTooDeep) },
        { "MPLS without a bottom", LinkType.Mpls, "00010040 00010040", nameof(PayloadKind.TooShort) },
        { "NSH whose length is none", LinkType.Ethernet, $"{Macs} 894f 0fc0 02 01 000001ff", nameof(PayloadKind.Malformed) },
        { "another family", LinkType.Null, "07000000", nameof(PayloadKind.NotIp) },
        { "a family in the wrong octet order", LinkType.Loop, "02000000", nameof(PayloadKind.NotIp) },
        { "802.11 of a later version", LinkType.Ieee80211, "0901", nameof(PayloadKind.Malformed) },
        { "802.11, a beacon", LinkType.Ieee80211, "8000", nameof(PayloadKind.NotIp) },
        { "802.11, data without data", LinkType.Ieee80211, "4801", nameof(PayloadKind.NotIp) },
        { "802.11, protected", LinkType.Ieee80211, $"0841 0000 {Zeros(20)} aaaa03 000000 0800", nameof(PayloadKind.Opaque) },
        { "802.11, a fragment", LinkType.Ieee80211, $"0801 0000 {Zeros(18)} 1100 aaaa03 000000 0800", nameof(PayloadKind.Opaque) },
        { "radiotap whose present words do not end", LinkType.Radiotap, "00 00 0c00 00000080 00000080", nameof(PayloadKind.Malformed) },
        { "PPI in PPI", LinkType.Ppi, "00 00 0800 c0000000", nameof(PayloadKind.Malformed) },
        { "pktap that describes no packet", LinkType.Pktap, "10000000 02000000 0c000000 00000000", nameof(PayloadKind.NotIp) },
        { "pktap longer than a number of 31 bits", LinkType.Pktap, "ffffffff 01000000 0c000000 00000000", nameof(PayloadKind.TooShort) },
        { "nflog, an attribute shorter than its header", LinkType.Nflog, "02 00 0000 0300 0300", nameof(PayloadKind.Malformed) },
        { "Juniper without its magic number", LinkType.JuniperEther, $"4d4744 01 {Macs} 0800", nameof(PayloadKind.Malformed) },
        { "DOCSIS, MAC management", LinkType.Docsis, "c200 0022 0000", nameof(PayloadKind.NotIp) },
        { "Bluetooth", (LinkType)187, "0f000800", nameof(PayloadKind.Unsupported) },
    };

    [Theory, MemberData(nameof(Others))]
    public void Says_what_else_a_frame_is(string why, LinkType linkType, string header, string expected)
    {
        var payload = new Decapsulation(new Accounting()).OpenFrame(linkType, Hex.Octets(header));

        Assert.True(payload.Kind.ToString() == expected && payload.Octets.IsEmpty, $"{why}: {payload.Kind}");
    }

    // What stands between an IP header and the packet inside it; by the outer packet's protocol, or by a port of UDP.
    public static TheoryData<string, int, string, string> Tunnels => new()
    {
        { "IPv4 in IP (RFC 2003)", 4, "", "IPv4InIp" },
        { "IPIP of old", 94, "", "IPv4InIp" },
        { "IPv6 in IP (RFC 4213)", 41, "", "IPv6InIp" },
        { "GRE (RFC 2784)", 47, "0000 0800", "Gre" },
        { "GRE with checksum, key, sequence (RFC 2890)", 47, "b000 0800 00000000 00000001 00000002", "Gre" },
        { "GRE with a source route (RFC 1701)", 47, "4000 0800 00000000 0800 00 04 c0000201 0000 00 00", "Gre" },
        { "GRE, Ethernet", 47, $"0000 6558 {Macs} 0800", "Gre" },
        { "GRE, MPLS", 47, "0000 8847 00011140", "Mpls,Gre" },
        { "GRE of PPTP, sequence (RFC 2637)", 47, "3001 880b <+4> 0001 00000001 ff03 0021", "Gre" },
        { "GRE of PPTP, sequence and acknowledgement", 47, "3081 880b <+1> 0001 00000001 00000001 21", "Gre" },
        { "ERSPAN type I", 47, $"0000 88be {Macs} 0800", "Gre,Erspan" },
        { "ERSPAN type II", 47, $"1000 88be 00000001 10000001 00000000 {Macs} 0800", "Gre,Erspan" },
        { "ERSPAN type III", 47, $"1000 22eb 00000001 20000001 00000000 00000000 {Macs} 0800", "Gre,Erspan" },
        { "ERSPAN type III, platform header", 47, $"1000 22eb 00000001 20000001 00000000 00000001 {Zeros(8)} {Macs} 0800", "Gre,Erspan" },
        { "ERSPAN type III, IP", 47, "1000 22eb 00000001 20000001 00000000 00000800", "Gre,Erspan" },
        { "EtherIP (RFC 3378)", 97, $"3000 {Macs} 0800", "EtherIp" },
        { "L2TP version 3 over IP, no cookie", 115, $"00000007 {Macs} 0800", "L2tp" },
        { "L2TP version 3, cookie and sublayer", 115, $"00000007 0102030405060708 40000001 {Macs} 0800", "L2tp" },
        { "L2TP version 3, PPP", 115, "00000007 01020304 ff03 0021", "L2tp" },
        { "MPLS in IP (RFC 4023)", 137, "00011140", "Mpls" },
        { "MPLS, Ethernet behind a control word", 137, $"00011140 00000000 {Macs} 0800", "Mpls" },
        { "MPLS, Ethernet at once", 137, "00011140 020000000002 020000000001 0800", "Mpls" },
        { "MPLS, Ethernet whose first address looks like IPv4", 137, "00011140 400000000002 020000000001 0800", "Mpls" },
        { "L2TP version 2 (RFC 2661)", -1701, "0002 0001 0001 ff03 0021", "L2tp" },
        { "L2TP version 2 with length, sequence, offset", -1701, "4a02 <+18> 0001 0001 0000 0000 0002 0000 0021", "L2tp" },
        { "L2TP version 3 over UDP", -1701, $"0003 0000 00000007 {Macs} 0800", "L2tp" },
        { "GTP-U (3GPP TS 29.281)", -2152, "30 ff <+0> 00000001", "Gtp" },
        { "GTP-U with a sequence number", -2152, "32 ff <+4> 00000001 0001 00 00", "Gtp" },
        { "GTP-U with two extension headers", -2152, "34 ff <+12> 00000001 0000 00 85 01 1000 85 01 1000 00", "Gtp" },
        { "GTP-U, Ethernet", -2152, $"30 ff <+14> 00000001 {Macs} 0800", "Gtp" },
        { "GRE in UDP (RFC 8086)", -4754, "2000 0800 00000001", "Gre" },
        { "VXLAN (RFC 7348)", -4789, $"08 000000 000001 00 {Macs} 0800", "Vxlan" },
        { "VXLAN, Linux's first port, a tag inside", -8472, $"08 000000 000001 00 {Macs} 8100 0005 0800", "Vlan,Vxlan" },
        { "VXLAN with a group policy", -4789, $"88 000010 000001 00 {Macs} 0800", "Vxlan" },
        { "VXLAN-GPE, IPv4", -4790, "0c 0000 01 000001 00", "Vxlan" },
        { "VXLAN-GPE, NSH", -4790, "0c 0000 04 000001 00 0fc2 02 01 000001ff", "Nsh,Vxlan" },
        { "VXLAN-GPE without a protocol", -4790, $"08 000000 000001 00 {Macs} 0800", "Vxlan" },
        { "Geneve (RFC 8926), Ethernet", -6081, $"00 00 6558 000001 00 {Macs} 0800", "Geneve" },
        { "Geneve, an option, IPv4", -6081, "02 00 0800 000001 00 0102 80 01 00000000", "Geneve" },
        { "MPLS in UDP (RFC 7510)", -6635, "00011140", "Mpls" },
    };

    [Theory, MemberData(nameof(Tunnels))]
    public void Finds_the_packet_in_a_tunnel(string why, int protocolOrPort, string header, string encapsulations)
    {
        var accounting = new Accounting();
        var payload = Open(new Decapsulation(accounting), protocolOrPort, [.. Header(header, PacketOctets.Length), .. PacketOctets]);

        Assert.True(payload.Kind == PayloadKind.Ip, $"{why}: {payload.Kind}");
        Assert.Equal(PacketOctets, payload.Octets.ToArray());
        Assert.Equal(encapsulations, string.Join(',', Enum.GetValues<Encapsulation>().Where(kind => accounting[kind] > 0)));
    }

    [Theory, MemberData(nameof(Tunnels))]
    public void Every_prefix_of_a_tunnel_header_ends_before_the_packet(string why, int protocolOrPort, string header, string encapsulations)
    {
        var octets = Header(header, PacketOctets.Length);
        for (var length = 0; length < octets.Length; length++)
        {
            var payload = Open(new Decapsulation(new Accounting()), protocolOrPort, octets.AsSpan(0, length));
            Assert.True(payload.Octets.IsEmpty && payload.Kind != PayloadKind.Unsupported, $"{why} ({encapsulations}), {length} octets: {payload.Kind}");
        }
    }

    [Theory]
    [InlineData("IPv6 alone", "")]
    [InlineData("origin (RFC 4380 section 5.1.1)", "0000 fb00 3fffffff")]
    [InlineData("authentication and origin", "0001 00 00 0102030405060708 00 0000 fb00 3fffffff")]
    [InlineData("authentication with a client and a value", "0001 02 04 aabb 01020304 0102030405060708 00")]
    public void Finds_the_packet_in_Teredo(string why, string header)
    {
        var packet = FrameBuilder.IPv6("2001:0:1::1", "2001:0:1::2", 17, []);
        var payload = Open(new Decapsulation(new Accounting()), -3544, [.. Hex.Octets(header), .. packet]);

        Assert.True(payload.Kind == PayloadKind.Ip, $"{why}: {payload.Kind}");
        Assert.Equal(packet, payload.Octets.ToArray());
    }

    // Any client may have picked these ports for itself: what does not look like the tunnel is none.
    public static TheoryData<string, int, string> NoTunnels => new()
    {
        { "L2TP control", 1701, "c802 000c 0001 0000 0000 0000" },
        { "L2TP with reserved bits", 1701, "1402 0001 0001 ff03 0021" },
        { "GTP-U echo", 2152, "32 01 0004 00000000 0000 0000" },
        { "GTP', the charging protocol", 2152, "20 ff 0014 00000001" },
        { "Teredo, IPv4 inside", 3544, Packet },
        { "VXLAN without its flag", 4789, $"00 000000 000001 00 {Macs} 0800" },
        { "VXLAN with a reserved octet in use", 4789, $"08 000000 000001 07 {Macs} 0800" },
        { "Geneve of a later version", 6081, $"40 00 6558 000001 00 {Macs} 0800" },
        { "GRE in UDP with a route", 4754, "4000 0800 00000000" },
        { "another port", 9999, $"08 000000 000001 00 {Macs} 0800" },
    };

    [Theory, MemberData(nameof(NoTunnels))]
    public void Leaves_alone_what_only_has_the_port_of_a_tunnel(string why, int port, string payload)
    {
        var accounting = new Accounting();
        var opened = Open(new Decapsulation(accounting), -port, Hex.Octets(payload));

        Assert.True(opened.Kind == PayloadKind.NoTunnel, $"{why}: {opened.Kind}");
        Assert.DoesNotContain(Enum.GetValues<Encapsulation>(), kind => accounting[kind] > 0);
    }

    [Theory]
    [InlineData(8, PayloadKind.Ip)]
    [InlineData(9, PayloadKind.NestedTooDeep)]
    public void Nesting_ends_at_eight(int tunnels, object expected)
    {
        var accounting = new Accounting();
        var decapsulation = new Decapsulation(accounting);
        var payload = decapsulation.OpenFrame(LinkType.Raw, Hex.Octets(Packet));
        for (var i = 0; i < tunnels; i++) payload = decapsulation.OpenProtocol(4, payload.Octets);

        Assert.Equal(expected, payload.Kind);
        Assert.Equal(8, accounting[Encapsulation.IPv4InIp]);
    }

    // Headers that may stand inside themselves, repeated far beyond the limit: the calls must not follow them.
    [Theory]
    [InlineData("802.1ah in 802.1ah", LinkType.Ethernet, $"{Macs} 88e7 00000001")]
    [InlineData("MPLS pseudowires", LinkType.Ethernet, $"{Macs} 8847 00011140 00000000")]
    [InlineData("bridged over LLC", LinkType.AtmRfc1483, $"aaaa03 0080c2 0007 {Macs} 05dc")]
    [InlineData("a tag before each SNAP", LinkType.AtmRfc1483, "aaaa03 000000 8100 0005 05dc")]
    [InlineData("SNAP in SNAP", LinkType.AtmRfc1483, "aaaa03 000000 05dc")]
    [InlineData("NSH in NSH", LinkType.Ethernet, $"{Macs} 894f 0fc2 02 03 000001ff")]
    public void Headers_inside_themselves_end(string why, LinkType linkType, string header)
    {
        var once = Hex.Octets(header);
        var frame = Enumerable.Repeat(once, 262_144 / once.Length).SelectMany(octets => octets).ToArray();

        var payload = new Decapsulation(new Accounting()).OpenFrame(linkType, frame);

        Assert.True(payload.Kind is PayloadKind.NestedTooDeep or PayloadKind.NotIp, $"{why}: {payload.Kind}");
    }

    [Fact]
    public void An_aggregate_gives_its_subframes()
    {
        var subframe = $"{Macs} 001c aaaa03 000000 0800 {Packet}"; // 14 + 28 octets: two of padding behind it
        var decapsulation = new Decapsulation(new Accounting());
        var payload = decapsulation.OpenFrame(LinkType.Ieee80211, Hex.Octets($"8801 0000 {Zeros(18)} 1000 8000 {subframe} 0000 {subframe} 0000 ffff"));
        Assert.Equal(PayloadKind.Aggregate, payload.Kind);

        var kinds = new List<PayloadKind>();
        var rest = payload.Octets;
        while (decapsulation.TryOpenSubframe(ref rest, out var inner)) kinds.Add(inner.Kind);

        Assert.Equal([PayloadKind.Ip, PayloadKind.Ip, PayloadKind.TooShort], kinds);
    }

    /// <summary>A header with its lengths filled in.</summary>
    internal static byte[] Header(string template, int packetLength) => Hex.Octets(LengthField().Replace(template, match =>
    {
        var length = (ushort)(packetLength + int.Parse(match.Groups["more"].ValueSpan, CultureInfo.InvariantCulture));
        return (match.Groups["le"].Success ? BinaryPrimitives.ReverseEndianness(length) : length).ToString("x4", CultureInfo.InvariantCulture);
    }));

    [GeneratedRegex(@"<(?<le>le)?\+(?<more>\d+)>")]
    private static partial Regex LengthField();

    private static Payload Open(Decapsulation decapsulation, int protocolOrPort, ReadOnlySpan<byte> octets) => protocolOrPort >= 0
        ? decapsulation.OpenProtocol((byte)protocolOrPort, octets)
        : decapsulation.OpenUdp(40_000, (ushort)-protocolOrPort, octets);

    private static string Zeros(int count) => new('0', 2 * count);
}

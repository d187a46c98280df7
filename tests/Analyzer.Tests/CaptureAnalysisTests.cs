using PassiveDns.Formats.Capture;
using PassiveDns.Formats.Dns;
using PassiveDns.Formats.Records;
using PassiveDns.Tests.Support;
using Xunit;
using static PassiveDns.Analyzer.Tests.TestCapture;

namespace PassiveDns.Analyzer.Tests;

public class CaptureAnalysisTests
{
    private const string Name = "www.example.", Address = "c0000201";
    private const byte Icmp = 1, Gre = 47, IcmpV6 = 58;

    private static readonly byte[] Query = DnsMessageBuilder.Query(7, Name).ToArray();
    private static readonly byte[] Answer = DnsMessageBuilder.Response(7, Name).Answer(Name, RRType.A, Address).ToArray();

    /// <summary>One frame each, in an empty capture.</summary>
    public static TheoryData<string, byte[], FrameOutcome> Frames => new()
    {
        { "a query", Udp(Query), FrameOutcome.Query },
        { "a response", Udp(Answer, toServer: false), FrameOutcome.Response },
        { "a response over IPv6", FrameBuilder.Ethernet(FrameBuilder.IPv6("2001:db8::53", "2001:db8::1", UdpProtocol, FrameBuilder.Udp(53, 9, Answer))), FrameOutcome.Response },
        { "a response from port 53 to port 53", Port(53, 53, Answer), FrameOutcome.Response },
        { "a negative answer", Udp(DnsMessageBuilder.Response(7, Name, flags: 3).ToArray(), toServer: false), FrameOutcome.Response },
        { "a response that says nothing: FORMERR", Udp(DnsMessageBuilder.Response(7, Name, flags: 1).ToArray(), toServer: false), FrameOutcome.ResponseNotKept },
        { "NOTIFY", Udp(DnsMessageBuilder.Query(7, Name, RRType.SOA, opcode: 4).ToArray()), FrameOutcome.MessageNotArchived },
        { "a query of class CH", Udp(DnsMessageBuilder.Query(7, "version.bind.", RRType.TXT, classCode: 3).ToArray()), FrameOutcome.MessageNotArchived },
        { "a response of class ANY", Udp(DnsMessageBuilder.Response(7, Name, classCode: 255).ToArray(), toServer: false), FrameOutcome.MessageNotArchived },
        { "multicast DNS", Port(5353, 5353, Answer), FrameOutcome.MulticastDns },
        { "LLMNR", Port(40_000, 5355, Query), FrameOutcome.Llmnr },
        { "a message of 11 octets", Udp(Query[..11]), FrameOutcome.MalformedDns },
        { "a question cut short", Udp(Query[..^1]), FrameOutcome.MalformedDns },
        { "a response with a fault in its first record", Udp(Answer[..^1], toServer: false), FrameOutcome.MalformedDns },
        { "no payload", Udp([]), FrameOutcome.MalformedDns },
        { "another UDP port", Port(40_000, 443, Query), FrameOutcome.NotDns },
        { "a response in VXLAN", Port(40_000, 4789, [8, 0, 0, 0, 0, 0, 1, 0, .. FrameBuilder.Ethernet(Quoted())]), FrameOutcome.Response },
        { "a response in GRE", Ip(Gre, [0, 0, 8, 0, .. Quoted()]), FrameOutcome.Response },
        { "a response in IPv4 in IPv4", Ip(4, Quoted()), FrameOutcome.Response },
        { "ARP in VXLAN", Port(40_000, 4789, [8, 0, 0, 0, 0, 0, 1, 0, .. FrameBuilder.Ethernet(new byte[28], etherType: 0x0806)]), FrameOutcome.NotIp },
        { "the port of VXLAN, for something else", Port(40_000, 4789, Query), FrameOutcome.NotDns },
        { "GRE of version 7", Ip(Gre, [0, 7, 8, 0, .. Quoted()]), FrameOutcome.MalformedEncapsulation },
        { "a tag and half an EtherType", FrameBuilder.Ethernet([0, 5, 8], etherType: 0x8100), FrameOutcome.MalformedEncapsulation },
        { "what is no packet in IPv6 in IPv4", Ip(41, Query), FrameOutcome.MalformedIp },
        { "nine packets inside one another", Nested(10), FrameOutcome.NestedTooDeep },
        { "ESP", Ip(50, Query), FrameOutcome.Encapsulated },
        { "DNS over TLS", Ip(TcpProtocol, FrameBuilder.Tcp(40_000, 853, 1, 0, TcpFlags.Syn, [])), FrameOutcome.EncryptedDns },
        { "DNS over QUIC", Port(853, 40_000, Query), FrameOutcome.EncryptedDns },
        { "HTTPS to a public resolver", FrameBuilder.Ethernet(FrameBuilder.IPv4(Client, "8.8.8.8", TcpProtocol, FrameBuilder.Tcp(40_000, 443, 1, 0, TcpFlags.Ack, Query))), FrameOutcome.EncryptedDns },
        { "HTTP/3 from a public resolver over IPv6", FrameBuilder.Ethernet(FrameBuilder.IPv6("2620:fe::fe", "2001:db8::1", UdpProtocol, FrameBuilder.Udp(443, 40_000, Query))), FrameOutcome.EncryptedDns },
        { "OSPF", Ip(89, Query), FrameOutcome.NotDns },
        { "a TCP segment of another port", Ip(TcpProtocol, FrameBuilder.Tcp(40_000, 443, 1, 0, TcpFlags.Ack, Query)), FrameOutcome.NotDns },
        { "a handshake", Ip(TcpProtocol, FrameBuilder.Tcp(40_000, 53, 1, 0, TcpFlags.Syn, [])), FrameOutcome.TcpSegment },
        { "a query over TCP", Ip(TcpProtocol, FrameBuilder.Tcp(40_000, 53, 1, 0, TcpFlags.Ack, Prefixed(Query))), FrameOutcome.Query },
        { "part of a query over TCP", Ip(TcpProtocol, FrameBuilder.Tcp(40_000, 53, 1, 0, TcpFlags.Ack, Prefixed(Query)[..9])), FrameOutcome.TcpSegment },
        { "an ICMP error that quotes a response", Ip(Icmp, [3, 3, 0, 0, 0, 0, 0, 0, .. Quoted()]), FrameOutcome.QuotedInIcmp },
        { "an ICMP error that quotes 8 octets of it", Ip(Icmp, [11, 0, 0, 0, 0, 0, 0, 0, .. Quoted()[..28]]), FrameOutcome.QuotedInIcmp },
        { "an ICMP error that quotes something else", Ip(Icmp, [3, 3, 0, 0, 0, 0, 0, 0, .. FrameBuilder.IPv4(Server, Client, UdpProtocol, FrameBuilder.Udp(1, 2, []))]), FrameOutcome.NotDns },
        { "an ICMP echo with a packet in it", Ip(Icmp, [8, 0, 0, 0, 0, 0, 0, 0, .. Quoted()]), FrameOutcome.NotDns },
        {
            "an ICMPv6 error that quotes a response",
            FrameBuilder.Ethernet(FrameBuilder.IPv6("2001:db8::1", "2001:db8::53", IcmpV6,
                [1, 4, 0, 0, 0, 0, 0, 0, .. FrameBuilder.IPv6("2001:db8::53", "2001:db8::1", UdpProtocol, FrameBuilder.Udp(53, 9, Answer))])),
            FrameOutcome.QuotedInIcmp
        },
        { "a first fragment", FrameBuilder.Ethernet(FrameBuilder.IPv4(Client, Server, UdpProtocol, FrameBuilder.Udp(40_000, 53, Query)[..16], id: 1, more: true)), FrameOutcome.Fragment },
        { "a fragment of GRE", FrameBuilder.Ethernet(FrameBuilder.IPv4(Client, Server, Gre, new byte[16], id: 1, more: true)), FrameOutcome.Fragment },
        { "a fragment of OSPF", FrameBuilder.Ethernet(FrameBuilder.IPv4(Client, Server, 89, new byte[16], id: 1, more: true)), FrameOutcome.NotDns },
        { "a fragment that does not end on 8 octets", FrameBuilder.Ethernet(FrameBuilder.IPv4(Client, Server, UdpProtocol, new byte[15], id: 1, more: true)), FrameOutcome.MalformedFragment },
        { "ARP", FrameBuilder.Ethernet(new byte[28], etherType: 0x0806), FrameOutcome.NotIp },
        { "a response behind an MPLS label", FrameBuilder.Ethernet([0, 1, 0x11, 0x40, .. Quoted()], etherType: 0x8847), FrameOutcome.Response },
        { "half a link header", new byte[13], FrameOutcome.MalformedLink },
        { "half an IP header", FrameBuilder.Ethernet(Quoted()[..19]), FrameOutcome.MalformedIp },
        { "IP of version 5", FrameBuilder.Ethernet([0x55, .. new byte[40]], etherType: 0x0800), FrameOutcome.MalformedIp },
        { "half a UDP header", Ip(UdpProtocol, new byte[7]), FrameOutcome.MalformedUdp },
        { "UDP with a length of 7", Ip(UdpProtocol, FrameBuilder.Udp(40_000, 53, Query, length: 7)), FrameOutcome.MalformedUdp },
        { "UDP longer than its packet", Ip(UdpProtocol, FrameBuilder.Udp(40_000, 53, Query, length: 1_000)), FrameOutcome.MalformedUdp },
        { "UDP shorter than its packet: the rest is padding", Ip(UdpProtocol, [.. FrameBuilder.Udp(40_000, 53, Query), 1, 2, 3]), FrameOutcome.Query },
        { "half a TCP header", Ip(TcpProtocol, new byte[19]), FrameOutcome.MalformedTcp },
        { "a TCP header of 16 octets", Ip(TcpProtocol, [.. new byte[12], 0x40, .. new byte[20]]), FrameOutcome.MalformedTcp },
    };

    [Theory, MemberData(nameof(Frames))]
    public void Every_frame_ends_in_one_outcome(string why, byte[] frame, FrameOutcome expected)
    {
        var capture = new TestCapture();
        var outcome = capture.Add(frame);
        capture.Finish();

        Assert.True(outcome == expected, $"{why}: {outcome}");
        Assert.Equal(1, capture.Frames);
    }

    [Fact]
    public void An_unknown_link_type_is_counted_by_its_number()
    {
        var capture = new TestCapture();
        Assert.Equal(FrameOutcome.UnsupportedLinkType, capture.Add(new byte[60], (LinkType)187));

        Assert.Equal([KeyValuePair.Create(187, 1L)], capture.Accounting.UnsupportedLinkTypes);
        Assert.Equal([(LinkType)187], capture.Analysis.LinkTypes);
    }

    /// <summary>What becomes of a response, by what went before.</summary>
    public static TheoryData<string, byte[][], MessageOutcome, SightingStatus?> Exchanges => new()
    {
        { "asked for", [Query, Answer], MessageOutcome.Matched, SightingStatus.Matched },
        { "not asked for", [Answer], MessageOutcome.Unsolicited, SightingStatus.Unsolicited },
        { "said again", [Query, Answer, Answer], MessageOutcome.Duplicate, null },
        { "said otherwise", [Query, Answer, Other(7)], MessageOutcome.Conflicting, SightingStatus.Conflicting },
        { "to another id", [Query, Other(8)], MessageOutcome.Unsolicited, SightingStatus.Unsolicited },
        { "only refused, without the question", [Query, DnsMessageBuilder.Bare(7, 0x8005).ToArray()], MessageOutcome.WithoutRecords, null },
        { "only EDNS", [Query, DnsMessageBuilder.Response(7, Name).Additional(".", RRType.OPT, "", classCode: 1_232).ToArray()], MessageOutcome.Matched, null },
        { "only truncated", [Query, DnsMessageBuilder.Response(7, Name, flags: 0x0200).ToArray()], MessageOutcome.WithoutRecords, null },
        { "a faulty one does not use up the query", [Query, Answer[..^1], Answer], MessageOutcome.Matched, SightingStatus.Matched },
    };

    [Theory, MemberData(nameof(Exchanges))]
    public void A_response_is_judged_by_what_went_before(string why, byte[][] messages, MessageOutcome expected, SightingStatus? status)
    {
        var capture = new TestCapture();
        foreach (var message in messages[..^1]) capture.AddUdp(message);
        var before = capture.Accounting[expected];
        var observations = capture.Observations.Count;
        capture.AddUdp(messages[^1]);

        Assert.True(capture.Accounting[expected] == before + 1, why);
        Assert.Equal(status, capture.Observations.Skip(observations).SingleOrDefault()?.Status);
    }

    [Fact]
    public void An_observation_has_the_time_frame_and_vantage_of_its_response()
    {
        var capture = new TestCapture { Time = TimeSpan.FromSeconds(5) };
        capture.AddUdp(Query);
        capture.Time = TimeSpan.FromSeconds(6.5);
        capture.Add(DnsMessageBuilder.Response(7, Name, flags: 0x0180).Answer(Name, RRType.A, Address, ttl: 20).Answer(Name, RRType.A, "c0000202", ttl: 10));

        var seen = Assert.Single(capture.Observations);
        Assert.Equal((6_500_000_000, 2, 10u, 20u, Vantage.Recursive), (seen.TimeNanoseconds, seen.FrameNumber, seen.TtlMin, seen.TtlMax, seen.Vantage));
        Assert.Equal((5_000L, 6_500L), (capture.Analysis.FirstPacketMilliseconds, capture.Analysis.LastPacketMilliseconds));
    }

    [Fact]
    public void Times_are_rounded_down_before_1970_too()
    {
        var capture = new TestCapture { Time = TimeSpan.FromMilliseconds(-0.5) };
        Assert.Null(capture.Analysis.FirstPacketMilliseconds);
        capture.AddUdp(Query);
        Assert.Equal(-1, capture.Analysis.FirstPacketMilliseconds);
    }

    [Fact]
    public void A_datagram_in_fragments_is_a_message()
    {
        var capture = new TestCapture();
        var datagram = FrameBuilder.Udp(DnsPort, ClientPort, Answer);
        capture.AddUdp(Query);
        Assert.Equal(FrameOutcome.Fragment, capture.Add(FrameBuilder.Ethernet(FrameBuilder.IPv4(Server, Client, UdpProtocol, datagram[24..], id: 5, offset: 24))));
        Assert.Equal(FrameOutcome.Response, capture.Add(FrameBuilder.Ethernet(FrameBuilder.IPv4(Server, Client, UdpProtocol, datagram[..24], id: 5, more: true))));

        Assert.Equal(SightingStatus.Matched, Assert.Single(capture.Observations).Status);
    }

    [Fact]
    public void A_frame_that_completes_several_messages_counts_as_the_best_of_them()
    {
        var capture = new TestCapture();
        byte[] stream = [.. Prefixed(DnsMessageBuilder.Bare(1, 0x8005).ToArray()), .. Prefixed(Answer), .. Prefixed(new byte[20])];
        var syn = FrameBuilder.Ethernet(FrameBuilder.IPv4(Server, Client, TcpProtocol, FrameBuilder.Tcp(53, 9, 0, 0, TcpFlags.Syn, [])));
        Assert.Equal(FrameOutcome.TcpSegment, capture.Add(syn));
        Assert.Equal(FrameOutcome.Response, capture.Add(FrameBuilder.Ethernet(FrameBuilder.IPv4(Server, Client, TcpProtocol, FrameBuilder.Tcp(53, 9, 1, 0, TcpFlags.Ack, stream)))));

        Assert.Equal(2, capture.Accounting[MessageOutcome.WithoutRecords] + capture.Accounting[MessageOutcome.Unsolicited]);
    }

    [Fact]
    public void Every_cut_of_a_response_keeps_the_records_before_it()
    {
        var message = DnsMessageBuilder.Response(7, Name).Answer(Name, RRType.A, Address).Answer("b.example.", RRType.A, Address).ToArray();
        var first = message.Length - (11 + 14); // end of the first record
        for (var cut = 1; cut < message.Length + 42; cut++)
        {
            var capture = new TestCapture();
            capture.AddUdp(Query);
            var outcome = capture.AddUdp(message, cut);

            var isKept = cut <= message.Length - first;
            Assert.Equal(isKept ? FrameOutcome.Response : FrameOutcome.CutBySnapLength, outcome);
            Assert.Equal(isKept ? [Name] : [], capture.Owners);
            Assert.Equal(isKept ? 1 : 0, capture.Accounting[AnalysisFact.PartialMessages]);
        }
    }

    [Fact]
    public void A_cut_query_is_known_by_its_question()
    {
        var query = DnsMessageBuilder.Query(7, Name).Additional(".", RRType.OPT, "00000000", classCode: 1_232).ToArray();
        var capture = new TestCapture();
        Assert.Equal(FrameOutcome.Query, capture.AddUdp(query, cut: 10));
        capture.AddUdp(Answer);
        Assert.Equal(SightingStatus.Matched, Assert.Single(capture.Observations).Status);
    }

    [Fact]
    public void The_rest_of_a_cut_TCP_segment_is_a_hole()
    {
        var capture = new TestCapture();
        var segment = FrameBuilder.Ethernet(FrameBuilder.IPv4(Client, Server, TcpProtocol, FrameBuilder.Tcp(40_000, 53, 1, 0, TcpFlags.Ack, Prefixed(Query))));
        Assert.Equal(FrameOutcome.CutBySnapLength, capture.Add(segment, cut: 3));
        Assert.Equal(0, capture.Accounting[MessageOutcome.Query]);
    }

    [Fact]
    public void Responses_and_no_query_make_a_capture_one_sided()
    {
        var capture = new TestCapture();
        Assert.False(capture.Analysis.IsOneSided);
        capture.AddUdp(Answer);
        Assert.True(capture.Analysis.IsOneSided);
        capture.AddUdp(DnsMessageBuilder.Query(99, "else.example.").ToArray());
        Assert.False(capture.Analysis.IsOneSided);
    }

    [Fact]
    public void Facts_about_messages_are_counted()
    {
        var capture = new TestCapture();
        capture.AddUdp(DnsMessageBuilder.Query(1, Name, RRType.AXFR).Raw([0]).ToArray());
        capture.Add(DnsMessageBuilder.Response(1, Name, RRType.AXFR, flags: 0x0200)
            .Answer(Name, RRType.A, Address)
            .Answer(Name, RRType.TXT, "0161", classCode: 3)
            .Claim(DnsSection.Additional, 1));
        capture.Finish();

        Assert.Equal(1, capture.Accounting[AnalysisFact.TrailingOctets]);
        Assert.Equal(1, capture.Accounting[AnalysisFact.TruncatedResponses]);
        Assert.Equal(1, capture.Accounting[AnalysisFact.ZoneTransferResponses]);
        Assert.Equal(1, capture.Accounting[AnalysisFact.OtherClassRecords]);
        Assert.Equal(1, capture.Accounting[AnalysisFact.PartialMessages]);
        Assert.Equal(1, capture.Accounting[AnalysisFact.Observations]);
        Assert.Equal(0, capture.Accounting[AnalysisFact.UnansweredQueries]);
    }

    /// <summary>A tunnel's packets are fragmented outside, inside, or both, when its MTU was forgotten.</summary>
    [Theory]
    [InlineData(false, false)]
    [InlineData(false, true)]
    [InlineData(true, false)]
    [InlineData(true, true)]
    public void Fragments_of_tunnels_and_in_tunnels_come_together(bool isOuterLast, bool isInnerLast)
    {
        var datagram = FrameBuilder.Udp(DnsPort, ClientPort, Answer);
        byte[][] inner =
        [
            FrameBuilder.IPv4("10.0.0.53", "10.0.0.1", UdpProtocol, datagram.AsSpan(0, 32), id: 5, more: true),
            FrameBuilder.IPv4("10.0.0.53", "10.0.0.1", UdpProtocol, datagram.AsSpan(32), id: 5, offset: 32),
        ];
        if (isInnerLast) Array.Reverse(inner);
        var capture = new TestCapture();
        var outcomes = new List<FrameOutcome>();
        ushort id = 100;
        foreach (var packet in inner)
        {
            byte[] gre = [0, 0, 8, 0, .. packet];
            byte[][] outer =
            [
                FrameBuilder.IPv4(Server, Client, Gre, gre.AsSpan(0, 24), id: ++id, more: true),
                FrameBuilder.IPv4(Server, Client, Gre, gre.AsSpan(24), id: id, offset: 24),
            ];
            if (isOuterLast) Array.Reverse(outer);
            outcomes.AddRange(outer.Select(fragment => capture.Add(FrameBuilder.Ethernet(fragment))));
        }

        capture.Finish();
        Assert.Equal([FrameOutcome.Fragment, FrameOutcome.Fragment, FrameOutcome.Fragment, FrameOutcome.Response], outcomes);
        Assert.Equal([Name], capture.Owners);
    }

    [Fact]
    public void Queries_and_responses_match_whatever_they_are_wrapped_in()
    {
        var capture = new TestCapture();
        capture.Add(FrameBuilder.Ethernet(FrameBuilder.IPv4(Client, Server, UdpProtocol, FrameBuilder.Udp(ClientPort, DnsPort, Query)), null, 0x8100));
        capture.Add(FrameBuilder.Ethernet([0, 1, 0x11, 0x40, .. Quoted()], etherType: 0x8847));
        capture.Finish();

        Assert.Equal(1, capture.Accounting[MessageOutcome.Matched]);
        Assert.Equal((1, 1), (capture.Accounting[Encapsulation.Vlan], capture.Accounting[Encapsulation.Mpls]));
    }

    /// <summary>Access points put several frames into one.</summary>
    [Fact]
    public void An_aggregate_of_frames_tells_the_best_of_its_subframes()
    {
        byte[] Subframe(byte[] packet)
        {
            byte[] llc = [0xAA, 0xAA, 3, 0, 0, 0, 8, 0, .. packet];
            var subframe = new List<byte>([.. new byte[12], .. FrameBuilder.Be((ushort)llc.Length), .. llc]);
            while (subframe.Count % 4 != 0) subframe.Add(0);
            return [.. subframe];
        }

        var capture = new TestCapture();
        byte[] header = [0x88, 0x02, .. new byte[20], 0x10, 0, 0x80, 0];
        var query = FrameBuilder.IPv4(Client, Server, UdpProtocol, FrameBuilder.Udp(ClientPort, DnsPort, Query));
        var outcome = capture.Add([.. header, .. Subframe(query), .. Subframe(Quoted()), .. Subframe(query)], LinkType.Ieee80211);
        capture.Finish();

        Assert.Equal(FrameOutcome.Response, outcome);
        Assert.Equal((2, 1), (capture.Accounting[MessageOutcome.Query], capture.Accounting[MessageOutcome.Matched]));
    }

    [Fact]
    public void Flows_of_encrypted_DNS_are_counted_once_for_both_directions()
    {
        var capture = new TestCapture();
        capture.Add(Ip(TcpProtocol, FrameBuilder.Tcp(40_000, 853, 1, 0, TcpFlags.Syn, [])));
        capture.Add(FrameBuilder.Ethernet(FrameBuilder.IPv4(Server, Client, TcpProtocol, FrameBuilder.Tcp(853, 40_000, 1, 2, TcpFlags.Syn | TcpFlags.Ack, []))));
        capture.Add(Ip(TcpProtocol, FrameBuilder.Tcp(40_001, 853, 1, 0, TcpFlags.Syn, [])));
        capture.Finish();

        Assert.Equal((3, 2), (capture.Accounting[FrameOutcome.EncryptedDns], capture.Accounting[AnalysisFact.EncryptedDnsFlows]));
    }

    [Fact]
    public void Other_ports_may_be_DNS_too()
    {
        var capture = new TestCapture(new AnalysisOptions { Ports = [5353] });
        Assert.Equal(FrameOutcome.Query, capture.Add(Port(40_000, 5353, Query)));
        Assert.Equal(FrameOutcome.NotDns, capture.AddUdp(Query));
    }

    public static TheoryData<string, byte[], FrameOutcome, FrameOutcome> OtherPorts => new()
    {
        // one frame, without the guess and with it
        { "a query", Port(40_000, 5300, Query), FrameOutcome.NotDns, FrameOutcome.Query },
        { "a response", Port(5300, 40_000, Answer), FrameOutcome.NotDns, FrameOutcome.Response },
        { "a response with an octet behind it", Port(5300, 40_000, [.. Answer, 0]), FrameOutcome.NotDns, FrameOutcome.NotDns },
        { "a response cut short", Port(5300, 40_000, Answer[..^1]), FrameOutcome.NotDns, FrameOutcome.NotDns },
        { "no DNS", Port(40_000, 5300, new byte[64]), FrameOutcome.NotDns, FrameOutcome.NotDns },
        { "a tunnel comes first", Port(40_000, 4789, [8, 0, 0, 0, 0, 0, 1, 0, .. FrameBuilder.Ethernet(Quoted())]), FrameOutcome.Response, FrameOutcome.Response },
        { "a response over TCP", Ip(TcpProtocol, FrameBuilder.Tcp(5300, 40_000, 1, 0, TcpFlags.Ack, Prefixed(Answer))), FrameOutcome.NotDns, FrameOutcome.Response },
        { "a handshake", Ip(TcpProtocol, FrameBuilder.Tcp(40_000, 5300, 1, 0, TcpFlags.Syn, [])), FrameOutcome.NotDns, FrameOutcome.NotDns },
    };

    [Theory, MemberData(nameof(OtherPorts))]
    public void What_reads_as_DNS_on_other_ports_counts_only_when_that_is_asked_for(string why, byte[] frame, FrameOutcome usual, FrameOutcome guessed)
    {
        var outcomes = (new TestCapture().Add(frame), new TestCapture(new AnalysisOptions { AnyPort = true }).Add(frame));

        Assert.True(outcomes == (usual, guessed), $"{why}: {outcomes}");
    }

    [Fact]
    public void A_connection_that_began_with_a_message_goes_on_as_DNS()
    {
        var capture = new TestCapture(new AnalysisOptions { AnyPort = true });
        var octets = Prefixed(Answer);
        Assert.Equal(FrameOutcome.TcpSegment, capture.Add(Ip(TcpProtocol, FrameBuilder.Tcp(5300, 40_000, 1, 0, TcpFlags.Ack, octets.AsSpan(0, 40)))));
        Assert.Equal(FrameOutcome.Response, capture.Add(Ip(TcpProtocol, FrameBuilder.Tcp(5300, 40_000, 41, 0, TcpFlags.Ack, octets.AsSpan(40)))));
    }

    [Fact]
    public void A_run_can_be_cancelled()
    {
        using var reader = new FrameList([Udp(Query)]);
        var analysis = new CaptureAnalysis(new CollectingSink(), new AnalysisOptions());
        Assert.Throws<OperationCanceledException>(() => analysis.Run(reader, new CancellationToken(canceled: true)));
    }

    [Fact]
    public void A_run_analyses_all_frames_and_finishes()
    {
        using var reader = new FrameList([Udp(Query), Udp(Query), Udp(Answer, toServer: false)]);
        var analysis = new CaptureAnalysis(new CollectingSink(), new AnalysisOptions());
        analysis.Run(reader, TestContext.Current.CancellationToken);

        Assert.Equal((3, 2, 1), (analysis.Accounting.FramesRead, analysis.Accounting[FrameOutcome.Query], analysis.Accounting[MessageOutcome.Matched]));
    }

    private static byte[] Ip(byte protocol, ReadOnlySpan<byte> payload) => FrameBuilder.Ethernet(FrameBuilder.IPv4(Client, Server, protocol, payload));

    private static byte[] Port(ushort source, ushort destination, ReadOnlySpan<byte> message) => Ip(UdpProtocol, FrameBuilder.Udp(source, destination, message));

    private static byte[] Udp(ReadOnlySpan<byte> message, bool toServer = true) => toServer
        ? Port(ClientPort, DnsPort, message)
        : FrameBuilder.Ethernet(FrameBuilder.IPv4(Server, Client, UdpProtocol, FrameBuilder.Udp(DnsPort, ClientPort, message)));

    private static byte[] Quoted() => FrameBuilder.IPv4(Server, Client, UdpProtocol, FrameBuilder.Udp(DnsPort, ClientPort, Answer));

    /// <summary>A response in so many packets inside one another, its own counted.</summary>
    private static byte[] Nested(int packets)
    {
        var packet = Quoted();
        for (var i = 1; i < packets; i++) packet = FrameBuilder.IPv4(Server, Client, 4, packet);
        return FrameBuilder.Ethernet(packet);
    }

    private static byte[] Prefixed(byte[] message) => [.. FrameBuilder.Be((ushort)message.Length), .. message];

    private static byte[] Other(ushort id) => DnsMessageBuilder.Response(id, Name).Answer(Name, RRType.A, "cb007101").ToArray();
}

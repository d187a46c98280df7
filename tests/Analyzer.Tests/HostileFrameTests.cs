using PassiveDns.Formats.Capture;
using PassiveDns.Formats.Dns;
using PassiveDns.Formats.Records;
using PassiveDns.Tests.Support;
using Xunit;
using static PassiveDns.Analyzer.Tests.TestCapture;

namespace PassiveDns.Analyzer.Tests;

/// <summary>Frames that were right once, then changed at random: whatever they say, each is accounted for and nothing is thrown.</summary>
public class HostileFrameTests
{
    private const int Inputs = 50_000;

    private static readonly LinkType[] LinkTypes =
        [LinkType.Ethernet, LinkType.Ethernet, LinkType.Ethernet, LinkType.Raw, LinkType.Null, LinkType.Loop, LinkType.LinuxSll, LinkType.LinuxSll2, (LinkType)127];

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public void Every_frame_is_accounted_for(int seed)
    {
        var random = new Random(seed);
        var sink = new CollectingSink();
        var analysis = new CaptureAnalysis(sink, new AnalysisOptions { FragmentMemory = 64 << 10, StreamMemory = 64 << 10 });
        var seeds = Seeds();
        var time = 0L;
        for (var number = 1; number <= Inputs; number++)
        {
            var frame = Mutate(seeds[random.Next(seeds.Length)], random);
            time += random.Next(100) == 0 ? random.NextInt64(-200_000_000_000, 200_000_000_000) : random.Next(1_000_000);
            analysis.Add(new CaptureFrame
            {
                Number = number,
                TimeNanoseconds = time,
                LinkType = LinkTypes[random.Next(LinkTypes.Length)],
                OriginalLength = (uint)(frame.Length + (random.Next(4) == 0 ? random.Next(100) : 0)),
                Octets = frame,
            });
        }

        analysis.Finish();

        var accounting = analysis.Accounting;
        Assert.True(accounting.IsBalanced);
        Assert.Equal(sink.Observations.Count, accounting[AnalysisFact.Observations]);
        Assert.True(accounting[FrameOutcome.Response] > Inputs / 100, "enough of the frames are still responses");
        Assert.All(sink.Observations, observation => Assert.NotEmpty(observation.RData));
    }

    [Fact]
    public void The_same_frames_give_the_same_observations()
    {
        var seeds = Seeds();
        var runs = Enumerable.Range(0, 2).Select(_ =>
        {
            var random = new Random(3);
            var capture = new CollectingSink();
            var analysis = new CaptureAnalysis(capture, new AnalysisOptions());
            using var reader = new FrameList([.. Enumerable.Range(0, 5_000).Select(_ => Mutate(seeds[random.Next(seeds.Length)], random))]);
            analysis.Run(reader, TestContext.Current.CancellationToken);
            return capture.Observations.Select(observation => observation.ToString()).ToList();
        }).ToList();

        Assert.Equal(runs[0], runs[1]);
    }

    /// <summary>A frame of each kind that is decoded.</summary>
    private static byte[][] Seeds()
    {
        var query = DnsMessageBuilder.Query(7, "www.example.").ToArray();
        var response = DnsMessageBuilder.Response(7, "www.example.")
            .Answer("www.example.", RRType.CNAME, "c010")
            .Answer("example.", RRType.A, "c0000201")
            .Answer("example.", RRType.MX, "000a" + DnsMessageBuilder.HexName("mail.example."))
            .Authority("example.", RRType.SOA, DnsMessageBuilder.HexName("ns.example.") + "c010" + new string('0', 40))
            .Additional(".", RRType.OPT, "", classCode: 1_232)
            .ToArray();
        var datagram = FrameBuilder.Udp(53, 40_000, response);
        byte[] stream = [.. FrameBuilder.Be((ushort)response.Length), .. response, .. FrameBuilder.Be((ushort)response.Length), .. response];
        return
        [
            FrameBuilder.Ethernet(FrameBuilder.IPv4(Client, Server, UdpProtocol, FrameBuilder.Udp(40_000, 53, query))),
            FrameBuilder.Ethernet(FrameBuilder.IPv4(Server, Client, UdpProtocol, datagram)),
            FrameBuilder.Ethernet(FrameBuilder.IPv4(Server, Client, UdpProtocol, datagram, optionWords: 2), null, 0x8100, 0x88A8),
            FrameBuilder.IPv6("2001:db8::53", "2001:db8::1", UdpProtocol, datagram),
            FrameBuilder.Ethernet(FrameBuilder.IPv6("2001:db8::53", "2001:db8::1", 0, FrameBuilder.IPv6Extension(60, 8, FrameBuilder.IPv6Extension(UdpProtocol, 16, datagram)))),
            FrameBuilder.Ethernet(FrameBuilder.IPv4(Server, Client, UdpProtocol, datagram[..64], id: 1, more: true)),
            FrameBuilder.Ethernet(FrameBuilder.IPv4(Server, Client, UdpProtocol, datagram[64..], id: 1, offset: 64)),
            FrameBuilder.Ethernet(FrameBuilder.IPv6("2001:db8::53", "2001:db8::1", 44, FrameBuilder.IPv6Fragment(UdpProtocol, 1, 0, more: true, datagram[..64]))),
            FrameBuilder.Ethernet(FrameBuilder.IPv6("2001:db8::53", "2001:db8::1", 44, FrameBuilder.IPv6Fragment(UdpProtocol, 1, 64, more: false, datagram[64..]))),
            FrameBuilder.Ethernet(FrameBuilder.IPv4(Server, Client, TcpProtocol, FrameBuilder.Tcp(53, 40_000, 1_000, 1, TcpFlags.Syn | TcpFlags.Ack, []))),
            FrameBuilder.Ethernet(FrameBuilder.IPv4(Server, Client, TcpProtocol, FrameBuilder.Tcp(53, 40_000, 1_001, 1, TcpFlags.Ack, stream.AsSpan(0, 100)))),
            FrameBuilder.Ethernet(FrameBuilder.IPv4(Server, Client, TcpProtocol, FrameBuilder.Tcp(53, 40_000, 1_101, 1, TcpFlags.Ack, stream.AsSpan(100)))),
            FrameBuilder.Ethernet(FrameBuilder.IPv4(Client, Server, TcpProtocol, FrameBuilder.Tcp(40_000, 53, 1, 2_000, TcpFlags.Ack | TcpFlags.Fin, query))),
            FrameBuilder.Ethernet(FrameBuilder.IPv4(Client, Server, 1, [3, 3, 0, 0, 0, 0, 0, 0, .. FrameBuilder.IPv4(Server, Client, UdpProtocol, datagram)])),
        ];
    }

    /// <summary>Mostly small changes: such frames get far before they are refused.</summary>
    private static byte[] Mutate(byte[] seed, Random random)
    {
        var frame = (byte[])seed.Clone();
        for (var changes = random.Next(4); changes > 0; changes--)
        {
            var at = random.Next(frame.Length);
            frame[at] = random.Next(3) switch
            {
                0 => (byte)random.Next(256),
                1 => (byte)(frame[at] ^ (1 << random.Next(8))),
                _ => random.Next(2) == 0 ? (byte)0 : (byte)0xFF,
            };
        }

        return random.Next(10) switch
        {
            0 => frame[..random.Next(frame.Length)],
            1 => [.. frame, .. new byte[random.Next(64)]],
            _ => frame,
        };
    }
}

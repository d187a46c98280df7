using PassiveDns.Formats.Capture;
using PassiveDns.Formats.Dns;
using PassiveDns.Formats.Records;
using PassiveDns.Tests.Support;
using Xunit;
using static PassiveDns.Analyzer.Tests.TestCapture;

namespace PassiveDns.Analyzer.Tests;

[Collection(nameof(MeasuredAlone))] // other tests' garbage would make the pools give up what they hold
public class AllocationTests
{
    [Fact]
    public void Nothing_is_allocated_once_the_buffers_have_grown()
    {
        var sink = new CountingSink();
        var analysis = new CaptureAnalysis(sink, new AnalysisOptions());
        var frames = Frames();
        for (var round = 0; round < 50; round++) Analyse(analysis, frames, round);
        var observations = sink.Count;

        var before = GC.GetAllocatedBytesForCurrentThread();
        for (var round = 50; round < 150; round++) Analyse(analysis, frames, round);
        var allocated = GC.GetAllocatedBytesForCurrentThread() - before;

        Assert.Equal(2 * observations, sink.Count - observations);
        Assert.Equal(0, allocated);
    }

    private static void Analyse(CaptureAnalysis analysis, byte[][] frames, int round)
    {
        // Fragments of another datagram each time, or they would be repeats.
        foreach (var fragment in frames.AsSpan(2, 2)) fragment[19] = (byte)round;
        for (var i = 0; i < frames.Length; i++)
        {
            analysis.Add(new CaptureFrame
            {
                Number = i + 1,
                TimeNanoseconds = round * 1_000_000L,
                LinkType = LinkType.Ethernet,
                OriginalLength = (uint)frames[i].Length,
                Octets = frames[i],
            });
        }
    }

    /// <summary>An exchange over UDP, one whose response comes in fragments, and one over TCP whose segments change places.</summary>
    private static byte[][] Frames()
    {
        var (query, response) = Exchange(7, "www.example.");
        var large = DnsMessageBuilder.Response(8, "large.example.");
        for (var i = 0; i < 60; i++) large.Answer("large.example.", RRType.A, $"c00002{i:x2}");
        var datagram = FrameBuilder.Udp(DnsPort, ClientPort, large.ToArray());
        byte[] asked = [.. FrameBuilder.Be((ushort)query.Length), .. query];
        byte[] answered = [.. FrameBuilder.Be((ushort)response.Length), .. response];
        return
        [
            FrameBuilder.Ethernet(FrameBuilder.IPv4(Client, Server, UdpProtocol, FrameBuilder.Udp(ClientPort, DnsPort, query))),
            FrameBuilder.Ethernet(FrameBuilder.IPv4(Server, Client, UdpProtocol, FrameBuilder.Udp(DnsPort, ClientPort, response))),
            FrameBuilder.Ethernet(FrameBuilder.IPv4(Server, Client, UdpProtocol, datagram[800..], id: 1, offset: 800)),
            FrameBuilder.Ethernet(FrameBuilder.IPv4(Server, Client, UdpProtocol, datagram[..800], id: 1, more: true)),
            Segment(Client, Server, ClientPort, DnsPort, 100, TcpFlags.Syn, []),
            Segment(Server, Client, DnsPort, ClientPort, 500, TcpFlags.Syn, []),
            Segment(Client, Server, ClientPort, DnsPort, 101, TcpFlags.Ack, asked),
            Segment(Server, Client, DnsPort, ClientPort, 521, TcpFlags.Ack, answered[20..]),
            Segment(Server, Client, DnsPort, ClientPort, 501, TcpFlags.Ack, answered[..20]),
            Segment(Client, Server, ClientPort, DnsPort, 101 + (uint)asked.Length, TcpFlags.Fin, []),
            Segment(Server, Client, DnsPort, ClientPort, 501 + (uint)answered.Length, TcpFlags.Fin, []),
        ];
    }

    private static byte[] Segment(string source, string destination, ushort sourcePort, ushort destinationPort, uint sequence, TcpFlags flags, byte[] payload) =>
        FrameBuilder.Ethernet(FrameBuilder.IPv4(source, destination, TcpProtocol, FrameBuilder.Tcp(sourcePort, destinationPort, sequence, 0, flags, payload)));

    private sealed class CountingSink : IRRsetSink
    {
        public int Count { get; private set; }

        public void Add(in RRsetObservation observation) => Count++;
    }
}

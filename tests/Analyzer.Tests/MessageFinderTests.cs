using PassiveDns.Tests.Support;
using Xunit;
using static PassiveDns.Analyzer.Tests.TestCapture;

namespace PassiveDns.Analyzer.Tests;

public class MessageFinderTests
{
    private static readonly (byte[] Query, byte[] Response) First = Exchange(1, "first.example.");
    private static readonly (byte[] Query, byte[] Response) Second = Exchange(2, "second.example.");

    [Fact]
    public void Finds_what_a_datagram_held()
    {
        Assert.Equal([First.Response], Find([Udp(First.Query), Udp(First.Response), Udp(Second.Response)], 2)[2]);
    }

    [Fact]
    public void Finds_every_message_that_a_segment_completed()
    {
        byte[] stream = [.. Prefixed(First.Response), .. Prefixed(Second.Response)];
        var frames = new[] { Tcp(stream.AsSpan(0, 20), 1), Tcp(stream.AsSpan(20), 21) };

        var found = Find(frames, 1, 2);

        Assert.Empty(found[1]);
        Assert.Equal([First.Response, Second.Response], found[2]);
    }

    [Fact]
    public void Finds_what_fragments_made_up_under_the_last_of_them()
    {
        var datagram = FrameBuilder.Udp(DnsPort, ClientPort, First.Response);
        var frames = new[]
        {
            FrameBuilder.Ethernet(FrameBuilder.IPv4(Server, Client, UdpProtocol, datagram.AsSpan(24), id: 9, offset: 24)),
            FrameBuilder.Ethernet(FrameBuilder.IPv4(Server, Client, UdpProtocol, datagram.AsSpan(0, 24), id: 9, more: true)),
        };

        Assert.Equal([First.Response], Find(frames, 2)[2]);
    }

    [Fact]
    public void Frames_behind_the_last_that_is_asked_for_are_not_read()
    {
        using var reader = new FrameList([Udp(First.Response), Udp(Second.Response), Udp(First.Query)]);
        MessageFinder.Find(reader, new HashSet<long> { 2 }, new AnalysisOptions(), TestContext.Current.CancellationToken);

        Assert.True(reader.TryRead(out var next));
        Assert.Equal(3, next.Number);
    }

    [Fact]
    public void A_frame_that_does_not_exist_has_no_message() => Assert.Empty(Find([Udp(First.Response)], 5)[5]);

    private static ILookup<long, byte[]> Find(byte[][] frames, params long[] numbers)
    {
        using var reader = new FrameList(frames);
        return MessageFinder.Find(reader, numbers.ToHashSet(), new AnalysisOptions(), TestContext.Current.CancellationToken);
    }

    private static byte[] Udp(byte[] message) => message[2] >= 0x80
        ? FrameBuilder.Ethernet(FrameBuilder.IPv4(Server, Client, UdpProtocol, FrameBuilder.Udp(DnsPort, ClientPort, message)))
        : FrameBuilder.Ethernet(FrameBuilder.IPv4(Client, Server, UdpProtocol, FrameBuilder.Udp(ClientPort, DnsPort, message)));

    private static byte[] Tcp(ReadOnlySpan<byte> octets, uint sequence) =>
        FrameBuilder.Ethernet(FrameBuilder.IPv4(Server, Client, TcpProtocol, FrameBuilder.Tcp(DnsPort, ClientPort, sequence, 1, TcpFlags.Ack, octets)));

    private static byte[] Prefixed(byte[] message) => [.. FrameBuilder.Be((ushort)message.Length), .. message];
}

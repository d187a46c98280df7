using PassiveDns.Analyzer.Evidence;
using PassiveDns.Formats.Dns;
using PassiveDns.Formats.Records;
using PassiveDns.Tests.Support;
using Xunit;
using static PassiveDns.Analyzer.Tests.TestCapture;

namespace PassiveDns.Analyzer.Tests.Evidence;

public class EvidenceFinderTests
{
    private static readonly (byte[] Query, byte[] Response) First = Exchange(1, "first.example.");
    private static readonly (byte[] Query, byte[] Response) Second = Exchange(2, "second.example.");
    private static readonly (byte[] Query, byte[] Response) Third = Exchange(3, "third.example.");

    [Fact]
    public void Finds_the_message_of_a_datagram() =>
        Assert.Equal([First.Response], Find([Udp(First.Query), Udp(First.Response), Udp(Second.Response)], 1, frame: 2).MessagesOf(2));

    [Fact]
    public void Finds_every_message_that_a_segment_completed()
    {
        byte[] stream = [.. Prefixed(First.Response), .. Prefixed(Second.Response)];
        var frames = new[] { FromServer(stream.AsSpan(0, 20), 1), FromServer(stream.AsSpan(20), 21) };

        var found = Find(frames, 1, EvidenceParts.Messages, frame: 2);

        Assert.Equal([First.Response, Second.Response], found.MessagesOf(2));
        Assert.Empty(found.MessagesOf(1));
    }

    [Fact]
    public void Finds_what_fragments_made_up_under_the_last_of_them() =>
        Assert.Equal([First.Response], Find(Fragments(First.Response), 1, frame: 2).MessagesOf(2));

    [Fact]
    public void Frames_behind_the_last_that_is_asked_for_are_not_read_for_messages()
    {
        using var reader = new FrameList([Udp(First.Response), Udp(Second.Response), Udp(First.Query)]);
        EvidenceFinder.Find(reader, [Wanted(2, 2, SightingStatus.Unsolicited)], EvidenceParts.Messages, new AnalysisOptions(), TestContext.Current.CancellationToken);

        Assert.True(reader.TryRead(out var next));
        Assert.Equal(3, next.Number);
    }

    [Fact]
    public void A_frame_that_does_not_exist_has_no_message() => Assert.Empty(Find([Udp(First.Response)], 1, frame: 5).MessagesOf(5));

    /// <summary>The hole before it is given up at the end only, under the frame of then.</summary>
    [Fact]
    public void A_message_that_waited_for_the_end_of_the_capture_is_found()
    {
        var frames = new[] { FromServer(Prefixed(First.Response), 1), FromServer(Prefixed(Second.Response), 5_000), Udp(Third.Query) };

        Assert.Equal([Second.Response], Find(frames, 2, EvidenceParts.Messages, frame: 2).MessagesOf(2));
    }

    /// <summary>As often as it was observed: with its status, and twice where one frame completed it twice.</summary>
    [Fact]
    public void Frames_are_those_of_the_status_that_is_asked_for()
    {
        byte[] twice = [.. Prefixed(First.Response), .. Prefixed(First.Response)];
        var frames = new[] { Udp(First.Query), Udp(First.Response), Udp(First.Query), Udp(First.Response), FromServer(twice, 1), Udp(Second.Response) };

        Assert.Equal([2, 4], FramesOf(frames, SightingStatus.Matched));
        Assert.Equal([5, 5], FramesOf(frames, SightingStatus.Unsolicited));
        Assert.Empty(FramesOf(frames, SightingStatus.Conflicting));
    }

    public static TheoryData<string, byte[][], long[]> Cuts => new()
    {
        { "a response and its query, nothing of others", [Udp(Second.Query), Udp(First.Query), Udp(Second.Response), Udp(First.Response)], [2, 4] },
        { "a query sent twice", [Udp(First.Query), Udp(First.Query), Udp(First.Response)], [1, 2, 3] },
        { "each response with its own query only", [Udp(First.Query), Udp(First.Response), Udp(First.Query), Udp(Second.Query), Udp(First.Response)], [1, 2, 3, 5] },
        { "a repeat is no evidence of its own", [Udp(First.Query), Udp(First.Response), Udp(First.Response)], [1, 2] },
        { "all fragments, of the query too", [.. Fragments(First.Query), Udp(Second.Query), .. Fragments(First.Response)], [1, 2, 4, 5] },
        {
            "segments from the handshake on", [
                FromClient([], 10, TcpFlags.Syn), FromServer([], 90, TcpFlags.Syn), Udp(Second.Query), FromClient(Prefixed(First.Query), 11),
                .. FromServerInPieces(First.Response, 91), FromClient([], 500)], [1, 2, 4, 5, 6, 7]
        },
        {
            "an exchange that came before is left out", [
                FromClient([], 10, TcpFlags.Syn), FromClient(Prefixed(Second.Query), 11), FromServer(Prefixed(Second.Response), 91),
                FromClient(Prefixed(First.Query), 11 + Length(Second.Query)), FromServer(Prefixed(First.Response), 91 + Length(Second.Response))], [4, 5]
        },
        {
            "one that shares a segment is not", [
                FromClient([.. Prefixed(Second.Query), .. Prefixed(First.Query)], 11),
                FromServer([.. Prefixed(Second.Response), .. Prefixed(First.Response)[..9]], 91),
                FromServer(Prefixed(First.Response)[9..], 91 + Length(Second.Response) + 9)], [1, 2, 3]
        },
        {
            "a segment sent again", [
                FromClient(Prefixed(First.Query), 11), FromClient(Prefixed(First.Query), 11), .. FromServerInPieces(First.Response, 91)], [1, 2, 3, 4, 5]
        },
        {
            "segments out of order", [
                FromClient([], 10, TcpFlags.Syn), FromServer([], 90, TcpFlags.Syn), FromClient(Prefixed(First.Query), 11),
                .. FromServerInPieces(First.Response, 91).Reverse()], [1, 2, 3, 4, 5, 6]
        },
        { "no query in the capture", [Udp(Second.Response), Udp(First.Response)], [2] },
        { "no query in the capture, TCP", [.. FromServerInPieces(First.Response, 91)], [1, 2, 3] },
    };

    [Theory, MemberData(nameof(Cuts))]
    public void Packets_are_those_of_the_response_and_of_its_query(string why, byte[][] frames, long[] expected)
    {
        var status = frames.Length == 2 || why.EndsWith("TCP", StringComparison.Ordinal) ? SightingStatus.Unsolicited : SightingStatus.Matched;

        Assert.Equal(expected, Find(frames, 1, EvidenceParts.Packets, status).Packets());
    }

    /// <summary>Without the answer that it contradicts it would be one itself.</summary>
    [Fact]
    public void A_conflicting_response_brings_the_answer_it_conflicts_with()
    {
        var other = DnsMessageBuilder.Response(1, "first.example.").Answer("first.example.", RRType.A, "cb007101").ToArray();
        var frames = new[] { Udp(First.Query), Udp(other), Udp(Second.Query), Udp(First.Response) };

        Assert.Equal([1, 2, 4], Find(frames, 1, EvidenceParts.Packets, SightingStatus.Conflicting).Packets());
    }

    private static IReadOnlyList<long> FramesOf(byte[][] frames, SightingStatus status)
    {
        var (set, sighting) = Wanted(1, 1, status);
        return Find(frames, 1, EvidenceParts.Frames, status).FramesOf(set, sighting);
    }

    private static EvidenceFinder Find(
        byte[][] frames, byte exchange, EvidenceParts parts = EvidenceParts.Messages, SightingStatus status = SightingStatus.Matched, long frame = 1)
    {
        using var reader = new FrameList(frames);
        return EvidenceFinder.Find(reader, [Wanted(exchange, frame, status)], parts, new AnalysisOptions(), TestContext.Current.CancellationToken);
    }

    /// <summary>What an exchange made of it says.</summary>
    private static (RRset Set, Sighting Sighting) Wanted(byte exchange, long frame, SightingStatus status)
    {
        var name = DnsMessageBuilder.WireName(exchange switch { 1 => "first.example.", 2 => "second.example.", _ => "third.example." });
        var key = new byte[RRsetKey.MaxOwnerKeyLength];
        var length = RRsetKey.WriteOwner(name, key);
        RRsetKey.WriteTypeAndBailiwick(RRType.A, RRsetKey.NoBailiwick, key.AsSpan(length));
        var sighting = new Sighting(0, status, Vantage.Authoritative, new TimeWindow(0, 0, 1), frame, 300, 300);
        return (new RRset([.. key[..(length + RRsetKey.TypeAndBailiwickLength)], 4, 192, 0, 2, exchange], [sighting]), sighting);
    }

    private static byte[] Udp(byte[] message) => IsResponse(message)
        ? FrameBuilder.Ethernet(FrameBuilder.IPv4(Server, Client, UdpProtocol, FrameBuilder.Udp(DnsPort, ClientPort, message)))
        : FrameBuilder.Ethernet(FrameBuilder.IPv4(Client, Server, UdpProtocol, FrameBuilder.Udp(ClientPort, DnsPort, message)));

    private static byte[][] Fragments(byte[] message)
    {
        var datagram = IsResponse(message) ? FrameBuilder.Udp(DnsPort, ClientPort, message) : FrameBuilder.Udp(ClientPort, DnsPort, message);
        var (source, destination) = IsResponse(message) ? (Server, Client) : (Client, Server);
        return
        [
            FrameBuilder.Ethernet(FrameBuilder.IPv4(source, destination, UdpProtocol, datagram.AsSpan(24), id: 9, offset: 24)),
            FrameBuilder.Ethernet(FrameBuilder.IPv4(source, destination, UdpProtocol, datagram.AsSpan(0, 24), id: 9, more: true)),
        ];
    }

    private static bool IsResponse(byte[] message) => message[2] >= 0x80;

    private static byte[] FromServer(ReadOnlySpan<byte> octets, uint sequence, TcpFlags flags = TcpFlags.Ack) =>
        FrameBuilder.Ethernet(FrameBuilder.IPv4(Server, Client, TcpProtocol, FrameBuilder.Tcp(DnsPort, ClientPort, sequence, 1, flags, octets)));

    private static byte[] FromClient(ReadOnlySpan<byte> octets, uint sequence, TcpFlags flags = TcpFlags.Ack) =>
        FrameBuilder.Ethernet(FrameBuilder.IPv4(Client, Server, TcpProtocol, FrameBuilder.Tcp(ClientPort, DnsPort, sequence, 1, flags, octets)));

    private static byte[][] FromServerInPieces(byte[] message, uint sequence)
    {
        var octets = Prefixed(message);
        return [FromServer(octets.AsSpan(0, 20), sequence), FromServer(octets.AsSpan(20, 10), sequence + 20), FromServer(octets.AsSpan(30), sequence + 30)];
    }

    private static uint Length(byte[] message) => (uint)message.Length + 2;

    private static byte[] Prefixed(byte[] message) => [.. FrameBuilder.Be((ushort)message.Length), .. message];
}

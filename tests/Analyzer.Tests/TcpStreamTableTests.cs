using PassiveDns.Analyzer.Packets;
using PassiveDns.Formats.Records;
using PassiveDns.Tests.Support;
using Xunit;

namespace PassiveDns.Analyzer.Tests;

public class TcpStreamTableTests
{
    private const string Client = "192.0.2.1", Server = "198.51.100.53";
    private const ushort ClientPort = 40_000, DnsPort = 53;
    private const uint Initial = 1_000, ServerInitial = 9_000;

    private readonly Accounting _accounting = new();
    private readonly Received _received = new();
    private readonly TcpStreamTable _table;
    private long _frame;
    private long _time;

    public TcpStreamTableTests()
    {
        _table = new TcpStreamTable(8 << 20, new DnsPorts([DnsPort]), _received, _accounting);
    }

    /// <summary>Two queries behind their lengths, as a client would send them.</summary>
    private static readonly byte[] FirstQuery = DnsMessageBuilder.Query(1, "first.example.").ToArray();
    private static readonly byte[] SecondQuery = DnsMessageBuilder.Query(2, "second.example.").ToArray();
    private static readonly byte[] Stream = [.. Prefixed(FirstQuery), .. Prefixed(SecondQuery)];

    [Fact]
    public void Two_messages_may_come_in_two_segments_split_anywhere()
    {
        for (var split = 1; split < Stream.Length; split++)
        {
            _received.Messages.Clear();
            Syn(Initial + (uint)(1_000_000 * split));
            var start = Initial + (uint)(1_000_000 * split) + 1;
            Send(start, Stream.AsSpan(0, split));
            Send(start + (uint)split, Stream.AsSpan(split));
            AssertBoth($"split at {split}");
        }
    }

    [Fact]
    public void Segments_may_be_of_one_octet()
    {
        Syn(Initial);
        for (var i = 0; i < Stream.Length; i++) Send(Initial + 1 + (uint)i, Stream.AsSpan(i, 1));
        AssertBoth("one by one");
    }

    [Fact]
    public void Segments_of_one_octet_may_come_backwards()
    {
        Syn(Initial);
        for (var i = Stream.Length - 1; i >= 0; i--) Send(Initial + 1 + (uint)i, Stream.AsSpan(i, 1));
        AssertBoth("backwards");
        Assert.Equal(0, _accounting[AnalysisFact.StreamsWithGap]);
    }

    [Fact]
    public void Four_segments_may_come_in_any_order()
    {
        var cuts = new[] { 0, 1, 20, Stream.Length - 30, Stream.Length };
        foreach (var (a, b, c, d) in Permutations.OfFour())
        {
            foreach (var initial in new[] { Initial, uint.MaxValue - 25 })
            {
                _received.Messages.Clear();
                Syn(initial);
                foreach (var i in new[] { a, b, c, d }) Send(initial + 1 + (uint)cuts[i], Stream.AsSpan(cuts[i]..cuts[i + 1]));
                AssertBoth($"order {a}{b}{c}{d} from {initial}");
                Reset(initial);
            }
        }

        Assert.Equal(0, _accounting[AnalysisFact.StreamsWithGap]);
    }

    [Fact]
    public void Data_may_come_with_the_SYN()
    {
        Add(FromClient(Initial, TcpFlags.Syn, Stream)); // RFC 7413
        AssertBoth("Fast Open");
        Send(Initial + 1, Stream);
        AssertBoth("and may be sent again when the server did not take it");
    }

    [Fact]
    public void What_is_sent_again_counts_once()
    {
        Syn(Initial);
        Send(Initial + 1, Stream);
        Send(Initial + 1, Stream);
        Send(Initial + 11, Stream.AsSpan(10, 20));
        Send(Initial, new byte[1]); // keep-alive
        AssertBoth("repeats");
    }

    [Fact]
    public void Of_octets_that_come_twice_the_first_count()
    {
        var forged = Enumerable.Repeat((byte)0xEE, Stream.Length).ToArray();
        Syn(Initial);
        Send(Initial + 1 + 10, Stream.AsSpan(10, 20)); // waits behind a hole
        Send(Initial + 1 + 5, forged.AsSpan(0, 10)); // 5 to 15: of these, 5 to 10 are new
        Send(Initial + 1, Stream.AsSpan(0, 5));
        Assert.Empty(_received.Messages);
        Send(Initial + 1 + 30, Stream.AsSpan(30));

        Assert.Equal(2, _received.Messages.Count);
        byte[] expected = [.. Stream.AsSpan(0, 5), .. forged.AsSpan(0, 5), .. Stream.AsSpan(10)];
        Assert.Equal(expected[2..(2 + FirstQuery.Length)], _received.Messages[0]);
    }

    [Fact]
    public void A_segment_may_reach_round_what_waits()
    {
        Syn(Initial);
        Send(Initial + 1 + 10, Stream.AsSpan(10, 5));
        Send(Initial + 1 + 20, Stream.AsSpan(20, 5));
        Send(Initial + 1, Stream);
        AssertBoth("round");
    }

    [Fact]
    public void A_hole_that_the_other_side_has_filled_is_given_up()
    {
        Syn(Initial);
        Send(Initial + 1 + 10, Stream.AsSpan(10, FirstQuery.Length + 2 - 10)); // the rest of the first message
        Send(Initial + 1 + (uint)FirstQuery.Length + 2, Prefixed(SecondQuery));
        Assert.Empty(_received.Messages);

        Add(FromServer(ServerInitial, TcpFlags.Ack, [], acknowledgement: Initial + 1 + 10));
        Assert.Empty(_received.Messages); // acknowledged up to the hole's end only: it may still come
        Add(FromServer(ServerInitial, TcpFlags.Ack, [], acknowledgement: Initial + 1 + (uint)Stream.Length));

        Assert.Equal(SecondQuery, Assert.Single(_received.Messages));
        Assert.Equal(1, _accounting[AnalysisFact.StreamsWithGap]);
    }

    [Fact]
    public void A_hole_is_given_up_when_much_waits_behind_it()
    {
        var sequence = Initial + 1 + 100; // 100 octets are missing
        Syn(Initial);
        for (var i = 0; i < 2_000; i++)
        {
            Send(sequence, Prefixed(FirstQuery));
            sequence += (uint)FirstQuery.Length + 2;
            Assert.True(_table.Memory < 1 << 20);
        }

        Assert.Equal(2_000, _received.Messages.Count);
        Assert.Equal(1, _accounting[AnalysisFact.StreamsWithGap]);
    }

    [Fact]
    public void What_waits_behind_a_hole_is_read_at_the_end()
    {
        Syn(Initial);
        Send(Initial + 50, Prefixed(FirstQuery));
        _table.Finish();

        Assert.Equal(FirstQuery, Assert.Single(_received.Messages));
        Assert.Equal(2, _received.Marks[0].Number);
        Assert.True(_table.Memory < 1_024);
    }

    [Fact]
    public void A_stream_may_begin_before_the_capture()
    {
        Send(5_000_000, Stream);
        AssertBoth("no SYN");
        Assert.Equal(0, _accounting[AnalysisFact.StreamsWithGap]);
    }

    [Fact]
    public void A_stream_that_begins_in_mid_message_is_read_from_the_next_start()
    {
        Send(5_000_000, Stream.AsSpan(7, FirstQuery.Length + 2 - 7));
        Assert.Empty(_received.Messages);
        Send(5_000_000 + (uint)FirstQuery.Length + 2 - 7, Prefixed(SecondQuery));

        Assert.Equal(SecondQuery, Assert.Single(_received.Messages));
    }

    [Fact]
    public void A_stream_may_begin_with_the_length_alone()
    {
        Send(5_000_000, Stream.AsSpan(0, 2));
        Send(5_000_002, Stream.AsSpan(2));
        AssertBoth("length apart");
    }

    [Fact]
    public void A_stream_without_SYN_may_come_backwards()
    {
        for (var at = Stream.Length - 10; at > 0; at -= 10) Send(5_000_000 + (uint)at, Stream.AsSpan(at, 10));
        Assert.Empty(_received.Messages);
        Send(5_000_000, Stream.AsSpan(0, Stream.Length % 10 == 0 ? 10 : Stream.Length % 10));
        AssertBoth("backwards");
    }

    [Fact]
    public void The_SYN_may_come_late()
    {
        var odd = DnsMessageBuilder.Query(3, "odd.example.", opcode: 15).ToArray(); // nothing that a search would take for a start
        Send(Initial + 1 + 10, Prefixed(odd).AsSpan(10));
        Send(Initial + 1, Prefixed(odd).AsSpan(0, 10));
        Assert.Empty(_received.Messages);
        Syn(Initial);
        Assert.Equal(odd, Assert.Single(_received.Messages));
    }

    [Fact]
    public void Ports_may_be_used_again()
    {
        Syn(Initial);
        Send(Initial + 1, Prefixed(FirstQuery));
        Add(FromClient(Initial + 1 + (uint)FirstQuery.Length + 2, TcpFlags.Fin | TcpFlags.Ack, []));
        Syn(Initial - 100); // a later connection may start anywhere
        Send(Initial - 99, Prefixed(SecondQuery));
        AssertBoth("after FIN");
    }

    [Fact]
    public void Ports_may_be_used_again_without_a_SYN()
    {
        Syn(Initial);
        Send(Initial + 1, Prefixed(FirstQuery));
        Add(FromClient(Initial + 1 + (uint)FirstQuery.Length + 2, TcpFlags.Rst, "reset by peer"u8));
        Send(3_000_000_000, Prefixed(SecondQuery));
        AssertBoth("elsewhere");
        Assert.Equal(0, _accounting[AnalysisFact.StreamsWithGap]);
    }

    [Fact]
    public void Octets_far_away_that_start_no_message_change_nothing()
    {
        Syn(Initial);
        Send(Initial + 1, Stream.AsSpan(0, 30));
        Send(3_000_000_000, "GET / HTTP/1.1\r\nHost: example.com\r\n"u8);
        Send(Initial + 31, Stream.AsSpan(30));
        AssertBoth("injection");
    }

    [Fact]
    public void A_stream_that_is_not_of_messages_is_left_until_one_starts()
    {
        Syn(Initial);
        Send(Initial + 1, new byte[40]); // lengths of 0
        Assert.Empty(_received.Messages);
        Send(Initial + 41, Stream);
        AssertBoth("after rubbish");
    }

    [Fact]
    public void A_probe_of_a_closed_window_is_the_next_octet()
    {
        Syn(Initial);
        Send(Initial + 1, Stream.AsSpan(0, 30));
        Send(Initial + 31, Stream.AsSpan(30, 1));
        Send(Initial + 31, Stream.AsSpan(30, 1));
        Send(Initial + 31, Stream.AsSpan(30));
        AssertBoth("probes");
    }

    [Fact]
    public void A_stream_may_begin_with_a_keep_alive()
    {
        Send(5_000_000, new byte[1]);
        Send(5_000_001, Stream);
        AssertBoth("keep-alive, no SYN");
    }

    [Fact]
    public void A_stream_without_SYN_may_be_of_one_octet_segments()
    {
        for (var i = 0; i < Stream.Length; i++) Send(5_000_000 + (uint)i, Stream.AsSpan(i, 1));
        AssertBoth("one by one, no SYN");
    }

    [Fact]
    public void A_FIN_may_come_before_the_octets_it_follows()
    {
        Syn(Initial);
        Add(FromClient(Initial + 1 + 20, TcpFlags.Fin | TcpFlags.Ack, Stream.AsSpan(20)));
        Send(Initial + 1, Stream.AsSpan(0, 20));
        AssertBoth("after FIN");
    }

    [Fact]
    public void A_forged_reset_does_not_stop_a_stream()
    {
        Syn(Initial);
        Send(Initial + 1, Stream.AsSpan(0, 20));
        Reset(Initial + 5_000);
        Send(Initial + 1 + 20, Stream.AsSpan(20));
        AssertBoth("after a reset");
    }

    [Fact]
    public void Ports_may_be_used_again_after_a_reset()
    {
        Syn(Initial);
        Send(Initial + 1, Prefixed(FirstQuery));
        Reset(Initial + 1 + (uint)FirstQuery.Length + 2);
        Syn(Initial + 10); // in the middle of what was
        Send(Initial + 11, Prefixed(SecondQuery));
        AssertBoth("after a reset");
    }

    [Fact]
    public void A_message_may_come_in_one_octet_segments_backwards_as_far_as_these_wait()
    {
        byte[] message = [.. FirstQuery, .. new byte[900]];
        var stream = Prefixed(message);
        Syn(Initial);
        for (var i = stream.Length - 1; i >= 0; i--) Send(Initial + 1 + (uint)i, stream.AsSpan(i, 1));
        Assert.Equal(message, Assert.Single(_received.Messages));
    }

    [Fact]
    public void A_longest_message_in_one_octet_segments_backwards_does_no_harm()
    {
        var stream = Prefixed([.. FirstQuery, .. new byte[ushort.MaxValue - FirstQuery.Length]]);
        Syn(Initial);
        for (var i = stream.Length - 1; i >= 0; i--)
        {
            Send(Initial + 1 + (uint)i, stream.AsSpan(i, 1));
            Assert.True(_table.Memory < 1 << 20);
        }

        Assert.Empty(_received.Messages); // only so much waits
        Assert.Equal(1, _accounting[AnalysisFact.StreamsWithGap]);
    }

    [Fact]
    public void Many_messages_with_rubbish_between_them_do_no_harm()
    {
        // Each piece ends the run of messages and starts the next: were that a recursion, it would be a deep one.
        byte[] piece = [.. Prefixed(FirstQuery), 0, 0];
        Syn(Initial);
        for (uint i = 1; i <= 1_000; i++) Send(Initial + 1 + (i * (uint)piece.Length), piece);
        Assert.Empty(_received.Messages);
        Send(Initial + 1, piece);
        Assert.Equal(1_001, _received.Messages.Count);
    }

    [Fact]
    public void Both_directions_are_streams_of_their_own()
    {
        var response = DnsMessageBuilder.Response(1, "first.example.").ToArray();
        Syn(Initial);
        Add(FromServer(ServerInitial, TcpFlags.Syn | TcpFlags.Ack, [], Initial + 1));
        Send(Initial + 1, Prefixed(FirstQuery));
        Add(FromServer(ServerInitial + 1, TcpFlags.Ack, Prefixed(response).AsSpan(0, 9), Initial + 1));
        Add(FromServer(ServerInitial + 10, TcpFlags.Ack, Prefixed(response).AsSpan(9), Initial + 1));

        Assert.Equal([FirstQuery, response], _received.Messages);
        Assert.Equal([3, 5], _received.Marks.Select(mark => mark.Number));
        Assert.Equal((DnsPort, ClientPort), (_received.Flows[1].SourcePort, _received.Flows[1].DestinationPort));
    }

    [Fact]
    public void Silence_ends_a_connection()
    {
        Syn(Initial);
        Send(Initial + 1, Stream.AsSpan(0, 30));
        _time += 121_000_000_000;
        Send(Initial + 31, Stream.AsSpan(30));
        Assert.Empty(_received.Messages);
    }

    [Fact]
    public void A_flood_pushes_out_the_quietest_and_stays_within_its_budget()
    {
        Syn(Initial);
        for (var i = 0; i < 100_000; i++)
        {
            var source = $"10.{i >> 16}.{(i >> 8) & 255}.{i & 255}";
            Add(Segment(source, ClientPort, Server, DnsPort, 77, 0, TcpFlags.Syn, Stream.AsSpan(0, 30)));
            Assert.True(_table.Memory <= 8 << 20);

            // One octet now and then keeps a connection in use.
            if (i % 1_000 == 0 && i / 1_000 < Stream.Length) Send(Initial + 1 + (uint)(i / 1_000), Stream.AsSpan(i / 1_000, 1));
        }

        AssertBoth("in the flood");
        Assert.True(_accounting[AnalysisFact.StreamsPushedOut] > 80_000);
    }

    private static byte[] Prefixed(byte[] message) => [.. FrameBuilder.Be((ushort)message.Length), .. message];

    private static byte[] Segment(
        string source, ushort sourcePort, string destination, ushort destinationPort, uint sequence, uint acknowledgement, TcpFlags flags, ReadOnlySpan<byte> payload) =>
        FrameBuilder.IPv4(source, destination, 6, FrameBuilder.Tcp(sourcePort, destinationPort, sequence, acknowledgement, flags, payload, optionWords: 3));

    private static byte[] FromClient(uint sequence, TcpFlags flags, ReadOnlySpan<byte> payload) =>
        Segment(Client, ClientPort, Server, DnsPort, sequence, 0, flags, payload);

    private static byte[] FromServer(uint sequence, TcpFlags flags, ReadOnlySpan<byte> payload, uint acknowledgement) =>
        Segment(Server, DnsPort, Client, ClientPort, sequence, acknowledgement, flags, payload);

    private void Syn(uint sequence) => Add(FromClient(sequence, TcpFlags.Syn, []));

    private void Reset(uint sequence) => Add(FromClient(sequence, TcpFlags.Rst, []));

    private void Send(uint sequence, ReadOnlySpan<byte> payload) => Add(FromClient(sequence, TcpFlags.Ack, payload));

    private void Add(byte[] octets)
    {
        Assert.Equal(PacketFault.None, IpPacket.TryRead(octets, out var packet));
        Assert.Equal(PacketFault.None, TcpSegment.TryRead(packet, out var segment));
        var flow = new Flow(packet.Source, packet.Destination, segment.SourcePort, segment.DestinationPort);
        _table.Add(flow, segment, new FrameMark(++_frame, _time));
    }

    private void AssertBoth(string why) =>
        Assert.True(_received.Messages is [var a, var b] && a.SequenceEqual(FirstQuery) && b.SequenceEqual(SecondQuery), $"{why}: {_received.Messages.Count} messages");

    private sealed class Received : IMessageReceiver
    {
        public List<byte[]> Messages { get; } = [];
        public List<Flow> Flows { get; } = [];
        public List<FrameMark> Marks { get; } = [];

        public void Receive(in Flow flow, ReadOnlySpan<byte> message, FrameMark completedBy)
        {
            Messages.Add(message.ToArray());
            Flows.Add(flow);
            Marks.Add(completedBy);
        }
    }
}

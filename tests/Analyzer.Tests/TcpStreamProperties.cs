using CsCheck;
using PassiveDns.Analyzer.Packets;
using PassiveDns.Formats.Records;
using PassiveDns.Tests.Support;
using Xunit;

namespace PassiveDns.Analyzer.Tests;

/// <summary>However a stream is cut, repeated and shuffled, its messages are the same.</summary>
public class TcpStreamProperties
{
    private const string Seed = "0000KOIPJ3t2"; // the same samples each time
    private const long Samples = 2_000;

    /// <param name="Messages">Of any octets, but no shorter than a header.</param>
    /// <param name="Initial">The SYN's sequence number.</param>
    /// <param name="Lengths">Of the segments, used in turn.</param>
    /// <param name="Delays">How many segments later each comes.</param>
    /// <param name="Repeats">How many segments later it comes again.</param>
    /// <param name="Overlaps">Octets before its start that the repeat begins with.</param>
    private sealed record Transmission(byte[][] Messages, uint Initial, int[] Lengths, int[] Delays, int[] Repeats, int[] Overlaps);

    private static readonly Gen<Transmission> Transmissions = Gen.Select(
        Gen.Byte.Array[12, 300].Array[1, 5],
        Gen.OneOf(Gen.UInt, Gen.UInt[uint.MaxValue - 500, uint.MaxValue]),
        Gen.Int[1, 120].Array[1, 20],
        Gen.Int[0, 8].Array[1, 20],
        Gen.Int[0, 12].Array[1, 20],
        Gen.Int[0, 40].Array[1, 20],
        (messages, initial, lengths, delays, repeats, overlaps) => new Transmission(messages, initial, lengths, delays, repeats, overlaps));

    [Fact]
    public void Segments_may_be_cut_repeated_and_shuffled() =>
        Gen.Select(Transmissions, Transmissions).Sample((one, other) =>
        {
            var receiver = new Received();
            var table = NewTable(receiver);
            var (toServer, toClient) = (SegmentsOf(one), SegmentsOf(other));
            Send(table, isToServer: true, one.Initial, TcpFlags.Syn, []);
            Send(table, isToServer: false, other.Initial, TcpFlags.Syn | TcpFlags.Ack, []);
            for (var i = 0; i < Math.Max(toServer.Count, toClient.Count); i++)
            {
                if (i < toServer.Count) Send(table, isToServer: true, toServer[i].Sequence, TcpFlags.Ack, toServer[i].Octets);
                if (i < toClient.Count) Send(table, isToServer: false, toClient[i].Sequence, TcpFlags.Ack, toClient[i].Octets);
            }

            return AreSame(one.Messages, receiver.Of(toServer: true)) && AreSame(other.Messages, receiver.Of(toServer: false));
        }, seed: Seed, iter: Samples);

    [Fact]
    public void A_stream_without_SYN_may_be_cut_anywhere() =>
        Gen.Select(Gen.UInt, Gen.Int[1, 60].Array[1, 20], Gen.Int[1, 5]).Sample((initial, lengths, count) =>
        {
            var receiver = new Received();
            var table = NewTable(receiver);
            var messages = Enumerable.Range(1, count).Select(i => DnsMessageBuilder.Query((ushort)i, $"name-{i}.example.").ToArray()).ToArray();
            foreach (var (sequence, octets) in InOrder(StreamOf(messages), initial, lengths)) Send(table, isToServer: true, sequence, TcpFlags.Ack, octets);
            return AreSame(messages, receiver.Of(toServer: true));
        }, seed: Seed, iter: Samples);

    private static TcpStreamTable NewTable(IMessageReceiver receiver) => new(1 << 20, new DnsPorts([53]), receiver, new Accounting());

    private static List<(uint Sequence, byte[] Octets)> SegmentsOf(Transmission sent)
    {
        var stream = StreamOf(sent.Messages);
        var timed = new List<(int Time, uint Sequence, byte[] Octets)>();
        var index = 0;
        foreach (var (sequence, octets) in InOrder(stream, sent.Initial + 1, sent.Lengths))
        {
            var start = (int)(sequence - sent.Initial - 1);
            var overlap = Math.Min(start, sent.Overlaps[index % sent.Overlaps.Length]);
            timed.Add((index + sent.Delays[index % sent.Delays.Length], sequence, octets));
            timed.Add((index + sent.Repeats[index % sent.Repeats.Length], sequence - (uint)overlap, stream[(start - overlap)..(start + octets.Length)]));
            index++;
        }

        return [.. timed.OrderBy(segment => segment.Time).Select(segment => (segment.Sequence, segment.Octets))];
    }

    private static IEnumerable<(uint Sequence, byte[] Octets)> InOrder(byte[] stream, uint first, int[] lengths)
    {
        var index = 0;
        for (var start = 0; start < stream.Length; index++)
        {
            var length = Math.Min(lengths[index % lengths.Length], stream.Length - start);
            yield return (first + (uint)start, stream[start..(start + length)]);
            start += length;
        }
    }

    private static byte[] StreamOf(byte[][] messages) => [.. messages.SelectMany(message => FrameBuilder.Be((ushort)message.Length).Concat(message))];

    private static bool AreSame(byte[][] sent, List<byte[]> received) =>
        sent.Length == received.Count && sent.Zip(received).All(pair => pair.First.AsSpan().SequenceEqual(pair.Second));

    private static void Send(TcpStreamTable table, bool isToServer, uint sequence, TcpFlags flags, byte[] payload)
    {
        var flow = new Flow(new IpAddress(0, 1), new IpAddress(0, 2), 40_000, 53);
        var segment = new TcpSegment
        {
            SourcePort = 0, DestinationPort = 0, Sequence = sequence, Acknowledgement = 0, Flags = (byte)(flags & ~TcpFlags.Ack), Payload = payload,
        };
        table.Add(isToServer ? flow : flow.Reversed, segment, new FrameMark(1, 0));
    }

    private sealed class Received : IMessageReceiver
    {
        private readonly List<(bool ToServer, byte[] Message)> _messages = [];

        public List<byte[]> Of(bool toServer) => [.. _messages.Where(one => one.ToServer == toServer).Select(one => one.Message)];

        public void Receive(in Flow flow, ReadOnlySpan<byte> message, FrameMark completedBy) => _messages.Add((flow.DestinationPort == 53, message.ToArray()));
    }
}

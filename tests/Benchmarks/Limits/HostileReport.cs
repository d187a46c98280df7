using System.Buffers;
using System.Diagnostics;
using System.Globalization;
using PassiveDns.Analyzer;
using PassiveDns.Analyzer.Packets;
using PassiveDns.Formats.Dns;
using PassiveDns.Formats.Records;
using PassiveDns.Tests.Support;

namespace PassiveDns.Benchmarks.Limits;

/// <summary>What the worst messages cost: the whole way of one from octets to RRsets, and its text. The goal is 5 ms and 64 octets for one.</summary>
internal static class HostileReport
{
    private const int Rounds = 50;

    public static int Print(TextWriter output)
    {
        output.WriteLine("message        octets  RRsets  ms best  median  text ms  x RRsets   x text");
        foreach (var (name, _, message) in HostileMessages.All)
        {
            var sink = new OctetCounter();
            var analysis = new MessageAnalysis(sink, new Accounting());
            var flow = new Flow(default, default, 53, 40_000);
            var number = 0;
            var reading = Times(() => analysis.Add(flow, isTcp: true, message, isCut: false, new FrameMark(++number, 1_000_000_000L * number)));
            var text = new ArrayBufferWriter<byte>(5 << 20);
            var writing = Times(() =>
            {
                text.ResetWrittenCount();
                DnsMessageText.Write(message, text);
            });
            output.WriteLine(string.Create(
                CultureInfo.InvariantCulture,
                $"{name,-12} {message.Length,8} {sink.Count / number,7} {reading[0],8:F2} {reading[Rounds / 2],7:F2} {writing[0],8:F2} {sink.Octets / number / (double)message.Length,9:F1} {text.WrittenCount / (double)message.Length,8:F1}"));
        }

        return 0;
    }

    /// <summary>Milliseconds of each round, ascending; as many go before that are not counted.</summary>
    private static double[] Times(Action action)
    {
        var times = new double[Rounds];
        for (var round = -Rounds; round < Rounds; round++)
        {
            var start = Stopwatch.GetTimestamp();
            action();
            if (round >= 0) times[round] = Stopwatch.GetElapsedTime(start).TotalMilliseconds;
        }

        return [.. times.Order()];
    }

    private sealed class OctetCounter : IRRsetSink
    {
        public long Count { get; private set; }
        public long Octets { get; private set; }

        public void Add(in RRsetObservation observation)
        {
            Count++;
            Octets += observation.Owner.Length + observation.RDataSet.Length;
        }
    }
}

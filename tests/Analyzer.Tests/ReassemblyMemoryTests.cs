using PassiveDns.Analyzer.Packets;
using PassiveDns.Formats.Records;
using PassiveDns.Tests.Support;
using Xunit;

namespace PassiveDns.Analyzer.Tests;

[CollectionDefinition(nameof(MeasuredAlone), DisableParallelization = true)]
public sealed class MeasuredAlone;

/// <summary>The memory that the tables say they hold is the memory they hold, whatever flood comes after which.</summary>
[Collection(nameof(MeasuredAlone))]
public class ReassemblyMemoryTests
{
    private const long Budget = 8 << 20;

    /// <summary>For what is kept to be used again, and for the shared pool's arrays.</summary>
    private const long Slack = 512 << 10;

    private readonly Accounting _accounting = new();

    // What costs little each comes first, so that there are many of it when what costs much comes.
    public static TheoryData<FloodKind, FloodKind, FloodKind> StreamFloods => new()
    {
        { FloodKind.Syn, FloodKind.Rubbish, FloodKind.FullMessageBegun },
        { FloodKind.SynWithOctet, FloodKind.Octet, FloodKind.Holes },
        { FloodKind.SynFin, FloodKind.MessageBegun, FloodKind.Ordinary },
    };

    [Theory, MemberData(nameof(StreamFloods))]
    public void Streams_stay_within_their_budget(FloodKind first, FloodKind second, FloodKind third)
    {
        var before = GC.GetTotalMemory(forceFullCollection: true);
        var table = new TcpStreamTable(Budget, new DnsPorts([53]), new Nobody(), _accounting);
        foreach (var kind in new[] { first, second, third })
        {
            using var capture = new FloodCapture(kind, 30_000, 2_000);
            while (capture.TryRead(out var frame))
            {
                if (IpPacket.TryRead(frame.Octets[14..], out var packet) != PacketFault.None || packet.Protocol != IpProtocol.Tcp) continue;
                Assert.Equal(PacketFault.None, TcpSegment.TryRead(packet, out var segment));
                var flow = new Flow(packet.Source, packet.Destination, segment.SourcePort, segment.DestinationPort);
                table.Add(flow, segment, new FrameMark(frame.Number, frame.TimeNanoseconds));
            }

            AssertWithinBudget(before, table.Memory, kind);
        }

        GC.KeepAlive(table);
    }

    public static TheoryData<FloodKind, FloodKind, FloodKind> FragmentFloods => new()
    {
        { FloodKind.LastFragment, FloodKind.FirstFragment, FloodKind.FullFirstFragment },
        { FloodKind.Overlap, FloodKind.MiddleFragment, FloodKind.OneDatagram },
    };

    [Theory, MemberData(nameof(FragmentFloods))]
    public void Fragments_stay_within_their_budget(FloodKind first, FloodKind second, FloodKind third)
    {
        var before = GC.GetTotalMemory(forceFullCollection: true);
        var table = new FragmentTable(Budget, _accounting);
        foreach (var kind in new[] { first, second, third })
        {
            using var capture = new FloodCapture(kind, 30_000, 2_000);
            while (capture.TryRead(out var frame))
            {
                if (IpPacket.TryRead(frame.Octets[14..], out var packet) != PacketFault.None || !packet.Fragment.IsFragment) continue;
                table.Add(packet, frame.TimeNanoseconds, out _, out _);
            }

            AssertWithinBudget(before, table.Memory, kind);
        }

        GC.KeepAlive(table);
    }

    private static void AssertWithinBudget(long before, long claimed, FloodKind kind)
    {
        var held = GC.GetTotalMemory(forceFullCollection: true) - before;
        Assert.True(claimed <= Budget, $"{kind}: claims {claimed}");
        Assert.True(held <= claimed + Slack, $"{kind}: holds {held}, claims {claimed}");
        TestContext.Current.TestOutputHelper?.WriteLine($"{kind}: holds {held}, claims {claimed}");
    }

    private sealed class Nobody : IMessageReceiver
    {
        public void Receive(in Flow flow, ReadOnlySpan<byte> message, FrameMark completedBy)
        {
        }
    }
}

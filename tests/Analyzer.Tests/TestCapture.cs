using PassiveDns.Formats.Capture;
using PassiveDns.Formats.Dns;
using PassiveDns.Formats.Records;
using PassiveDns.Tests.Support;
using Xunit;

namespace PassiveDns.Analyzer.Tests;

/// <summary>A capture made in a test, analysed frame by frame: a client asks a server, and whoever else speaks.</summary>
public sealed class TestCapture
{
    public const string Client = "192.0.2.1", Server = "198.51.100.53";
    public const ushort ClientPort = 40_000, DnsPort = 53;
    public const byte TcpProtocol = 6, UdpProtocol = 17;

    private readonly CollectingSink _sink = new();
    private readonly CaptureAnalysis _analysis;

    public TestCapture(AnalysisOptions? options = null)
    {
        _analysis = new CaptureAnalysis(_sink, options ?? new AnalysisOptions());
    }

    /// <summary>Time of the next frame.</summary>
    public TimeSpan Time { get; set; } = TimeSpan.FromSeconds(1_700_000_000);

    public long Frames => Accounting.FramesRead;
    public CaptureAnalysis Analysis => _analysis;
    public Accounting Accounting => _analysis.Accounting;
    public IReadOnlyList<Observed> Observations => _sink.Observations;

    /// <summary>Owners of the observations, in order.</summary>
    public IEnumerable<string> Owners => Observations.Select(observation => observation.Owner);

    /// <summary>Analyses a frame, and tells what became of it.</summary>
    public FrameOutcome Add(ReadOnlySpan<byte> frame, LinkType linkType = LinkType.Ethernet, int cut = 0)
    {
        var before = Counts();
        _analysis.Add(new CaptureFrame
        {
            Number = Frames + 1,
            TimeNanoseconds = Time.Ticks * 100,
            LinkType = linkType,
            OriginalLength = (uint)frame.Length,
            Octets = frame[..^cut],
        });
        var after = Counts();
        return Assert.Single(Enum.GetValues<FrameOutcome>(), outcome => after[(int)outcome] == before[(int)outcome] + 1);
    }

    public FrameOutcome Add(DnsMessageBuilder message) => AddUdp(message.ToArray());

    /// <summary>A message over UDP, from the client or, when it is a response, from the server.</summary>
    public FrameOutcome AddUdp(byte[] message, int cut = 0)
    {
        var isResponse = message.Length > 2 && message[2] >= 0x80;
        var datagram = isResponse ? FrameBuilder.Udp(DnsPort, ClientPort, message) : FrameBuilder.Udp(ClientPort, DnsPort, message);
        var packet = isResponse
            ? FrameBuilder.IPv4(Server, Client, UdpProtocol, datagram)
            : FrameBuilder.IPv4(Client, Server, UdpProtocol, datagram);
        return Add(FrameBuilder.Ethernet(packet), cut: cut);
    }

    public TestCapture Finish()
    {
        _analysis.Finish();
        Assert.True(Accounting.IsBalanced);
        return this;
    }

    private long[] Counts() => [.. Enum.GetValues<FrameOutcome>().Select(outcome => Accounting[outcome])];

    /// <summary>A query and its response, an address each with its own last octet.</summary>
    public static (byte[] Query, byte[] Response) Exchange(ushort id, string name) => (
        DnsMessageBuilder.Query(id, name).ToArray(),
        DnsMessageBuilder.Response(id, name).Answer(name, RRType.A, $"c00002{(byte)id:x2}").ToArray());
}

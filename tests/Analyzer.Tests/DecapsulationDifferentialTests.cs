using System.Globalization;
using PassiveDns.Formats.Capture;
using PassiveDns.Formats.Dns;
using PassiveDns.Tests.Support;
using Xunit;

namespace PassiveDns.Analyzer.Tests;

/// <summary>The headers of <see cref="DecapsulationTests"/> around a DNS response, shown to tshark: what those tables say is not our own opinion only.</summary>
public class DecapsulationDifferentialTests
{
    private const string Missing = "tshark is not installed";

    /// <summary>Headers behind which tshark finds no DNS, and why.</summary>
    private static readonly Dictionary<string, string> NotFoundByTshark = new(StringComparer.Ordinal)
    {
        ["BSD null, IPv6 of Linux"] = "a family number that tshark does not know",
        ["BSD null, IPv6 of Windows"] = "a family number that tshark does not know",
        ["PPP of pppd, received"] = "a link type that tshark does not know",
        ["PPP of pppd, sent, control left out"] = "a link type that tshark does not know",
        ["Cisco HDLC with a direction"] = "a link type that tshark does not know",
        ["frame relay with a direction"] = "a link type that tshark does not know",
        ["MPLS, two labels"] = "a link type that tshark does not know; behind other headers it opens MPLS",
        ["Juniper, PPPoE over ATM"] = "a link type that tshark does not know",
        ["DOCSIS"] = "its header check sequence is wrong; with a right one tshark finds the response",
        ["DOCSIS with an extended header of three octets"] = "its header check sequence is wrong",
        ["nflog, big-endian"] = "tshark reads the octet order of its own machine",
        ["IPIP of old"] = "tshark names the protocol and goes no further",
        ["ERSPAN type III, IP"] = "tshark opens Ethernet only",
        ["L2TP version 3 over IP, no cookie"] = "tshark must be told what the session carries",
        ["L2TP version 3, cookie and sublayer"] = "tshark must be told what the session carries",
        ["L2TP version 3, PPP"] = "tshark must be told what the session carries",
        ["L2TP version 3 over UDP"] = "tshark must be told what the session carries",
        ["MPLS, Ethernet at once"] = "tshark takes an address whose first four bits are zero for a control word",
        ["MPLS, Ethernet whose first address looks like IPv4"] = "tshark goes by the first four bits alone",
        ["VXLAN, Linux's first port, a tag inside"] = "a port that tshark must be told",
        ["VXLAN-GPE without a protocol"] = "tshark wants a protocol",
    };

    [Fact]
    public void Tshark_finds_the_response_behind_each_header()
    {
        Assert.SkipWhen(ExternalProgram.Find("tshark") is null, Missing);
        var frames = Frames().ToList();
        var file = Path.Combine(Path.GetTempPath(), $"pdns-{Guid.NewGuid():N}.pcapng");
        try
        {
            File.WriteAllBytes(file, Capture(frames));
            var found = FramesWithDns(file);

            var unseen = frames.GroupBy(frame => frame.Why, StringComparer.Ordinal)
                .Where(group => !group.Any(frame => found.Contains(frame.Number)))
                .Select(group => group.Key);
            Assert.Equal(NotFoundByTshark.Keys.Order(StringComparer.Ordinal), unseen.Order(StringComparer.Ordinal)); File.Copy(file, "/tmp/dec.pcapng", true);
        }
        finally
        {
            File.Delete(file);
        }
    }

    /// <summary>Each header twice, before IPv4 and before IPv6: not every one says which.</summary>
    private static IEnumerable<Wrapped> Frames()
    {
        var datagram = FrameBuilder.Udp(53, 40_000, DnsMessageBuilder.Response(7, "example.com.").Answer("example.com.", RRType.A, "c0000201").ToArray());
        byte[][] packets =
        [
            FrameBuilder.IPv4("198.51.100.53", "192.0.2.1", 17, datagram),
            FrameBuilder.IPv6("2001:db8::53", "2001:db8::1", 17, datagram),
        ];
        var number = 0;
        foreach (var packet in packets)
        {
            foreach (var (why, linkType, header) in DecapsulationTests.Carriers.Select(row => row.Data))
                yield return new Wrapped(++number, why, linkType, [.. DecapsulationTests.Header(header, packet.Length), .. packet]);
            foreach (var (why, protocolOrPort, header, _) in DecapsulationTests.Tunnels.Select(row => row.Data))
            {
                byte[] payload = [.. DecapsulationTests.Header(header, packet.Length), .. packet];
                var outer = protocolOrPort >= 0
                    ? FrameBuilder.IPv4("203.0.113.1", "203.0.113.2", (byte)protocolOrPort, payload)
                    : FrameBuilder.IPv4("203.0.113.1", "203.0.113.2", 17, FrameBuilder.Udp(40_001, (ushort)-protocolOrPort, payload));
                yield return new Wrapped(++number, why, LinkType.Raw, outer);
            }
        }
    }

    /// <summary>An interface for each link type.</summary>
    private static byte[] Capture(List<Wrapped> frames)
    {
        var capture = new PcapngBuilder().Section();
        var interfaces = frames.Select(frame => frame.LinkType).Distinct().ToList();
        foreach (var linkType in interfaces) capture.Interface(linkType);
        foreach (var frame in frames) capture.Enhanced((uint)interfaces.IndexOf(frame.LinkType), (ulong)frame.Number, frame.Octets);
        return capture.ToArray();
    }

    private static HashSet<int> FramesWithDns(string file)
    {
        var (_, output, errors) = ExternalProgram.Run(
            ExternalProgram.Find("tshark")!, ["-r", file, "-Y", "dns.flags.response == 1", "-T", "fields", "-e", "frame.number"], "");
        Assert.False(output.Length == 0, errors);
        return [.. output.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => int.Parse(line, CultureInfo.InvariantCulture))];
    }

    private sealed record Wrapped(int Number, string Why, LinkType LinkType, byte[] Octets);
}

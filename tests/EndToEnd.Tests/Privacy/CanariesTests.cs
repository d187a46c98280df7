using System.IO.Compression;
using System.Net;
using System.Text;
using PassiveDns.Tests.Support;
using Xunit;

namespace PassiveDns.EndToEnd.Tests.Privacy;

/// <summary>The search for clients finds them: that nothing was found says something.</summary>
public class CanariesTests
{
    private static readonly byte[] IPv4 = IPAddress.Parse(Canaries.ClientIPv4).GetAddressBytes(), IPv6 = IPAddress.Parse(Canaries.ClientIPv6).GetAddressBytes();

    public static TheoryData<string, byte[]> Traces => new()
    {
        { "octets", IPv4 },
        { "a little-endian number", [.. IPv4.AsEnumerable().Reverse()] },
        { "an IPv4-mapped address", IPAddress.Parse(Canaries.ClientIPv4).MapToIPv6().GetAddressBytes() },
        { "two little-endian words", [.. IPv6[..8].Reverse(), .. IPv6[8..].Reverse()] },
        { "text", Text(Canaries.ClientIPv4) },
        { "text in UTF-16", Encoding.Unicode.GetBytes(Canaries.ClientIPv4) },
        { "a decimal number", Text("3221226157") },
        { "hexadecimal digits", Text("C00002AD") },
        { "the name of its PTR record", Text("173.2.0.192.in-addr.arpa") },
        { "that name in wire form", DnsMessageBuilder.WireName("173.2.0.192.in-addr.arpa.") },
        { "compressed text", Text(Canaries.ClientIPv6) },
        { "text in full and upper case", Text("2001:0DB8:000C:0000:9D3B:F10D:B4D1:5A7E") },
        { "the name of its IPv6 PTR record", DnsMessageBuilder.WireName("e.7.a.5.1.d.4.b.d.0.1.f.b.3.d.9.0.0.0.0.c.0.0.0.8.b.d.0.1.0.0.2.ip6.arpa.") },
        { "base64 behind one octet", Text(Convert.ToBase64String([1, .. IPv6])) },
        { "base64 behind two octets", Text(Convert.ToBase64String([1, 2, .. IPv6, 3])) },
        { "base64 of half of it", Text(Convert.ToBase64String(IPv6[8..])) },
        { "a MAC address", Hex.Octets("02 9d b7 5a e3 c1") },
        { "a MAC address as text", Text("02-9D-B7-5A-E3-C1") },
        { "a link-local address made of the MAC address", IPAddress.Parse("fe80::9d:b7ff:fe5a:e3c1").GetAddressBytes() },
        { "an option of EDNS", [0, 8, 0, 8, .. Canaries.Subnet(Canaries.SubnetIPv4)] },
        { "a port by itself", Text($"from port {Canaries.UdpPort}.") },
        { "gzip", Gzip(IPv4) },
        { "a zstd frame among others", [1, 2, 3, .. Zstd(new byte[100]), 4, .. Zstd(Text(Canaries.ClientIPv6))] },
        { "zstd within gzip", Gzip(Zstd(IPv4)) },
        { "zstd that is cut short", Zstd([.. new byte[1 << 18], .. IPv6, .. Random(1 << 18)])[..^1_000] },
    };

    [Theory, MemberData(nameof(Traces))]
    public void A_client_is_found_as(string form, byte[] octets) => Assert.True(Canaries.Find([7, 7, .. octets, 7, 7]).Any(), form);

    public static TheoryData<string, byte[]> Others => new()
    {
        { "another address", [192, 0, 2, 174] },
        { "a port's digits within a time", Text($"17{Canaries.UdpPort}12") },
        { "a port's digits within a hash", Text($"ab{Canaries.UdpPort}cd") },
        { "the network alone", Text("2001:db8:c::53") },
        { "nothing compressed behind a magic number", [0x28, 0xB5, 0x2F, 0xFD, 1, 2, 3, 0x1F, 0x8B, 8, 1, 2, 3] },
    };

    [Theory, MemberData(nameof(Others))]
    public void Others_are_not(string what, byte[] octets) => Assert.True(!Canaries.Find([7, 7, .. octets, 7, 7]).Any(), what);

    private static byte[] Text(string text) => Encoding.ASCII.GetBytes(text);

    private static byte[] Random(int length)
    {
        var octets = new byte[length];
        new Random(3).NextBytes(octets);
        return octets;
    }

    private static byte[] Gzip(byte[] octets) => Compress(octets, file => new GZipStream(file, CompressionLevel.Fastest));

    private static byte[] Zstd(byte[] octets) => Compress(octets, file => new ZstdSharp.CompressionStream(file));

    private static byte[] Compress(byte[] octets, Func<Stream, Stream> open)
    {
        var compressed = new MemoryStream();
        using (var stream = open(compressed)) stream.Write(octets);
        return compressed.ToArray();
    }
}

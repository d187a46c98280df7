using System.Net;
using System.Text;
using PassiveDns.Formats.Dns;
using PassiveDns.Tests.Support;
using Xunit;

namespace PassiveDns.Formats.Tests.Dns;

public class AddressFormatTests
{
    public static TheoryData<string, string, string> IPv6 => new()
    {
        // why                                     address                                      text
        { "RFC 5952 4.1: no leading zeros",        "2001 0db8 0000 0000 0001 0002 0003 0004",  "2001:db8::1:2:3:4" },
        { "RFC 5952 4.2.1: as short as can be",    "2001 0db8 0000 0000 0000 0000 0000 0001",  "2001:db8::1" },
        { "RFC 5952 4.2.2: one group stays",       "2001 0db8 0000 0001 0001 0001 0001 0001",  "2001:db8:0:1:1:1:1:1" },
        { "RFC 5952 4.2.3: the longest run",       "2001 0000 0000 0001 0000 0000 0000 0001",  "2001:0:0:1::1" },
        { "RFC 5952 4.2.3: the first of equals",   "2001 0db8 0000 0000 0001 0000 0000 0001",  "2001:db8::1:0:0:1" },
        { "RFC 5952 4.3: lower case",              "abcd ef01 2345 6789 abcd ef01 2345 6789",  "abcd:ef01:2345:6789:abcd:ef01:2345:6789" },
        { "RFC 5952 5: IPv4-mapped",               "0000 0000 0000 0000 0000 ffff c000 0201",  "::ffff:192.0.2.1" },
        { "IPv4-compatible",                       "0000 0000 0000 0000 0000 0000 c000 0201",  "::192.0.2.1" },
        { "all zero",                              "0000 0000 0000 0000 0000 0000 0000 0000",  "::" },
        { "loopback",                              "0000 0000 0000 0000 0000 0000 0000 0001",  "::1" },
        { "zeros at the end",                      "2001 0db8 0000 0000 0000 0000 0000 0000",  "2001:db8::" },
        { "zeros at start and end",                "0000 0000 0001 0000 0000 0000 0001 0000",  "0:0:1::1:0" },
        { "zeros but the last two groups differ",  "0000 0000 0000 0000 0000 0001 0002 0003",  "::1:2:3" },
        { "no dots under another prefix",          "0064 ff9b 0000 0000 0000 0000 c000 0201",  "64:ff9b::c000:201" },
    };

    [Theory, MemberData(nameof(IPv6))]
    public void Writes_IPv6(string why, string address, string expected) =>
        Assert.True(expected == IPv6Text(Hex.Octets(address)), $"{why}: {IPv6Text(Hex.Octets(address))}");

    [Theory]
    [InlineData("00000000", "0.0.0.0")]
    [InlineData("c0000201", "192.0.2.1")]
    [InlineData("ffffffff", "255.255.255.255")]
    public void Writes_IPv4(string address, string expected)
    {
        Span<byte> text = stackalloc byte[AddressFormat.MaxIPv4Length];

        Assert.Equal(expected, Encoding.ASCII.GetString(text[..AddressFormat.WriteIPv4(Hex.Octets(address), text)]));
    }

    /// <summary>Every pattern of zero groups, with small and with large groups between: what is written is read as the same address.</summary>
    [Theory]
    [InlineData(0x1)]
    [InlineData(0xFFFF)]
    public void Every_pattern_of_zeros_is_read_back(int group)
    {
        for (var pattern = 0; pattern < 256; pattern++)
        {
            var address = new byte[16];
            for (var i = 0; i < 8; i++)
            {
                if ((pattern & (1 << i)) == 0) continue;
                address[2 * i] = (byte)(group >> 8);
                address[(2 * i) + 1] = (byte)group;
            }

            var text = IPv6Text(address);
            Assert.True(address.AsSpan().SequenceEqual(IPAddress.Parse(text).GetAddressBytes()), text);
            var read = new byte[16];
            Assert.True(AddressFormat.TryParseIPv6(Encoding.ASCII.GetBytes(text), read) && address.AsSpan().SequenceEqual(read), text);
        }
    }

    /// <summary>What is read as an address is one to the runtime too, and the same; what only the runtime reads is listed.</summary>
    [Fact]
    public void Text_is_read_as_the_runtime_reads_it()
    {
        var random = new Random(4_291);
        string[] pieces = [":", ":", "::", "0", "1", "ffff", "00001", "A", "g", ".", "192.0.2.1", "1.2.3", "2001:db8", " "];
        var (read, alike) = (0, 0);
        var address = new byte[16];
        for (var round = 0; round < 200_000; round++)
        {
            var text = string.Concat(Enumerable.Range(0, random.Next(1, 14)).Select(_ => pieces[random.Next(pieces.Length)]));
            var isOurs = AddressFormat.TryParseIPv6(Encoding.ASCII.GetBytes(text), address);
            var isTheirs = IPAddress.TryParse(text, out var theirs) && theirs.AddressFamily == System.Net.Sockets.AddressFamily.InterNetworkV6;
            Assert.True(isOurs == isTheirs, text);
            if (isOurs) read++;
            if (isOurs && address.AsSpan().SequenceEqual(theirs!.GetAddressBytes())) alike++;
        }

        Assert.Equal(read, alike);
        Assert.InRange(read, 1_000, 100_000);
    }

    public static TheoryData<string, string> NoIPv6 => new()
    {
        // why                       text
        { "nothing",                 "" },
        { "a colon",                 ":" },
        { "three",                   ":::" },
        { "a colon in front",        ":1:2:3:4:5:6:7:8" },
        { "a colon behind",          "1:2:3:4:5:6:7:8:" },
        { "nine groups",             "1:2:3:4:5:6:7:8:9" },
        { "seven groups",            "1:2:3:4:5:6:7" },
        { "eight groups and a gap",  "1:2:3:4::5:6:7:8" },
        { "two gaps",                "1::2::3" },
        { "five digits",             "12345::" },
        { "an IPv4 address first",   "192.0.2.1::" },
        { "too much before it",      "1:2:3:4:5:6:7:192.0.2.1" },
        { "a zone",                  "fe80::1%1" },
        { "brackets",                "[::1]" },
    };

    [Theory, MemberData(nameof(NoIPv6))]
    public void Refuses_what_is_no_IPv6_address(string why, string text) =>
        Assert.False(AddressFormat.TryParseIPv6(Encoding.ASCII.GetBytes(text), new byte[16]), why);

    private static string IPv6Text(byte[] address)
    {
        Span<byte> text = stackalloc byte[AddressFormat.MaxIPv6Length];
        return Encoding.ASCII.GetString(text[..AddressFormat.WriteIPv6(address, text)]);
    }
}

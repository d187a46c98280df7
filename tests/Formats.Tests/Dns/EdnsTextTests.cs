using System.Buffers;
using System.Text;
using PassiveDns.Formats.Dns;
using PassiveDns.Tests.Support;
using Xunit;

namespace PassiveDns.Formats.Tests.Dns;

public class EdnsTextTests
{
    public static TheoryData<string, string, string> Options => new()
    {
        // why                                     option                                       line
        { "RFC 8764: long-lived query",            "0001 0012 0001 0001 0000 0102030405060708 00000e10", "LLQ: version 1, opcode 1, error 0, id 0102030405060708, lease 3600 s" },
        { "RFC 9664: lease",                       "0002 0004 00000708",                        "UPDATE-LEASE: 1800 s" },
        { "RFC 9664: lease of keys",               "0002 0008 00000708 00093a80",               "UPDATE-LEASE: 1800 s, of keys 604800 s" },
        { "RFC 9664: neither",                     "0002 0003 000007",                          "UPDATE-LEASE: 000007 (misfit)" },
        { "RFC 5001: asked for",                   "0003 0000",                                 @"NSID:  """"" },
        { "RFC 5001: text",                        "0003 0003 6e7331",                          @"NSID: 6e7331 ""ns1""" },
        { "RFC 5001: what a terminal would obey",  "0003 0006 1b5b324a225c",                    @"NSID: 1b5b324a225c ""\027[2J\""\\""" },
        { "RFC 6975: algorithms",                  "0005 0003 080d0f",                          "DAU: 8 13 15" },
        { "RFC 6975: digests",                     "0006 0002 0204",                            "DHU: 2 4" },
        { "RFC 6975: hashes",                      "0007 0001 01",                              "N3U: 1" },
        { "RFC 7871: IPv4",                        "0008 0007 0001 18 00 c00002",               "CLIENT-SUBNET: 192.0.2.0/24/0" },
        { "RFC 7871: IPv6",                        "0008 000b 0002 38 30 20010db8000001",       "CLIENT-SUBNET: 2001:db8:0:100::/56/48" },
        { "RFC 7871: part of an octet",            "0008 0005 0001 04 00 c0",                   "CLIENT-SUBNET: 192.0.0.0/4/0" },
        { "RFC 7871: rather not",                  "0008 0004 0000 00 00",                      "CLIENT-SUBNET: 0/0/0" },
        { "RFC 7871: more bits than octets",       "0008 0006 0001 18 00 c000",                 "CLIENT-SUBNET: 00011800c000 (misfit)" },
        { "RFC 7871: 33 bits of IPv4",             "0008 0009 0001 21 00 c000020100",           "CLIENT-SUBNET: 00012100c000020100 (misfit)" },
        { "RFC 7871: another family",              "0008 0004 0003 00 00",                      "CLIENT-SUBNET: 00030000 (misfit)" },
        { "RFC 7314: asked for",                   "0009 0000",                                 "EXPIRE: asked for" },
        { "RFC 7314",                              "0009 0004 00127500",                        "EXPIRE: 1209600 s" },
        { "RFC 7873: of a client",                 "000a 0008 2464c4abcf10c957",                "COOKIE: client 2464c4abcf10c957" },
        { "RFC 7873: of both",                     "000a 0010 2464c4abcf10c957 010000005cf79f11", "COOKIE: client 2464c4abcf10c957, server 010000005cf79f11" },
        { "RFC 7873: too short for a server's",    "000a 0009 2464c4abcf10c957 01",             "COOKIE: 2464c4abcf10c95701 (misfit)" },
        { "RFC 7828: asked for",                   "000b 0000",                                 "TCP-KEEPALIVE: asked for" },
        { "RFC 7828: tenths of seconds",           "000b 0002 012d",                            "TCP-KEEPALIVE: 30.1 s" },
        { "RFC 7830",                              "000c 0004 00000000",                        "PADDING: 4 octets" },
        { "RFC 7830: somebody's channel",          "000c 0004 00616200",                        "PADDING: 4 octets, not zero: 00616200" },
        { "RFC 7901",                              "000d 0009 076578616d706c6500",              "CHAIN: example." },
        { "RFC 7901: a pointer",                   "000d 0002 c00c",                            "CHAIN: c00c (misfit)" },
        { "RFC 8145",                              "000e 0004 4a5c 4f66",                       "KEY-TAG: 19036 20326" },
        { "RFC 8145: half a tag",                  "000e 0003 4a5c4f",                          "KEY-TAG: 4a5c4f (misfit)" },
        { "RFC 8914",                              "000f 0002 000f",                            "EDE: 15 (Blocked)" },
        { "RFC 8914: with text",                   "000f 0006 0011 70686973",                   @"EDE: 17 (Filtered): ""phis""" },
        { "RFC 8914: text that is none",           "000f 0006 0000 0a1b9bff",                   @"EDE: 0 (Other Error): ""\010\027\155\255""" },
        { "RFC 8914: private",                     "000f 0002 c000",                            "EDE: 49152" },
        { "RFC 8914: no code",                     "000f 0001 00",                              "EDE: 00 (misfit)" },
        { "draft-bellis-dnsop-edns-tags: client",  "0010 0002 1234",                            "CLIENT-TAG: 4660" },
        { "draft-bellis-dnsop-edns-tags: server",  "0011 0002 0001",                            "SERVER-TAG: 1" },
        { "RFC 9567",                              "0012 0009 076578616d706c6500",              "REPORT-CHANNEL: example." },
        { "RFC 9660: asked for",                   "0013 0000",                                 "ZONEVERSION: asked for" },
        { "RFC 9660: serial",                      "0013 0006 02 00 78a0b5ff",                  "ZONEVERSION: zone of 2 labels, serial 2023798271" },
        { "RFC 9660: another kind",                "0013 0003 02 f6 01",                        "ZONEVERSION: zone of 2 labels, kind 246 01" },
        { "a code without a name",                 "fde9 0002 beef",                            "OPTION 65001: beef" },
        { "a code without a name, no value",       "0004 0000",                                 "OPTION 4: " },
        { "an option cut short",                   "0003 0005 6e73",                            "cut short: 000300056e73" },
        { "a header cut short",                    "000300",                                    "cut short: 000300" },
    };

    [Theory, MemberData(nameof(Options))]
    public void An_option_is_a_line(string why, string octets, string expected)
    {
        var lines = Write(1_232, 0, 0, Hex.Octets(octets));

        Assert.True(lines.Length == 2, why);
        Assert.Equal(["; EDNS: version 0, flags:; udp 1232", "; " + expected], lines);
    }

    [Theory]
    [InlineData("nothing", 0x0000_0000u, 0, "; EDNS: version 0, flags:; udp 512")]
    [InlineData("DNSSEC OK", 0x0000_8000u, 0, "; EDNS: version 0, flags: do; udp 512")]
    [InlineData("compact answers OK", 0x0000_C000u, 0, "; EDNS: version 0, flags: do co; udp 512")]
    [InlineData("flags without a name", 0x0000_2001u, 0, "; EDNS: version 0, flags: 0x2001; udp 512")]
    [InlineData("the highest version", 0x00FF_0000u, 0, "; EDNS: version 255, flags:; udp 512")]
    [InlineData("BADVERS", 0x0100_0000u, 0, "; EDNS: version 0, flags:; udp 512, extended status BADVERS")]
    [InlineData("BADCOOKIE", 0x0100_0000u, 7, "; EDNS: version 0, flags:; udp 512, extended status BADCOOKIE")]
    [InlineData("the highest status, and all bits", 0xFFFF_FFFFu, 15, "; EDNS: version 255, flags: do co 0x3fff; udp 512, extended status RCODE4095")]
    public void The_first_line_says_what_the_sender_can(string why, uint flags, int responseCode, string expected) =>
        Assert.True(Write(512, flags, responseCode, []) is [var line] && line == expected, why);

    [Fact]
    public void Options_keep_their_order() =>
        Assert.Equal(["; NSID: 61 \"a\"", "; PADDING: 0 octets", "; NSID: 62 \"b\""], Write(512, 0, 0, Hex.Octets("0003 0001 61 000c 0000 0003 0001 62"))[1..]);

    /// <summary>Any octets, with codes that have names more often than not: lines of printable ASCII, not long.</summary>
    [Fact]
    public void Any_octets_are_lines_of_printable_ASCII()
    {
        var random = new Random(8);
        for (var round = 0; round < 20_000; round++)
        {
            var octets = new byte[random.Next(60)];
            random.NextBytes(octets);
            for (var at = 0; at + 4 <= octets.Length; at += 4 + octets[at + 3])
                (octets[at], octets[at + 1], octets[at + 2], octets[at + 3]) = (0, (byte)random.Next(22), 0, (byte)random.Next(20));
            var lines = Write(512, (uint)random.Next(), random.Next(16), octets);

            Assert.All(lines, line => Assert.StartsWith("; ", line, StringComparison.Ordinal));
            Assert.InRange(lines.Sum(line => line.Length), 20, 150 + (30 * octets.Length));
        }
    }

    private static string[] Write(ushort udpSize, uint flags, int responseCode, byte[] options)
    {
        var output = new ArrayBufferWriter<byte>();
        EdnsText.Write(udpSize, flags, responseCode, options, output);
        Assert.DoesNotContain(output.WrittenSpan.ToArray(), octet => octet is not (byte)'\n' and (< (byte)' ' or > (byte)'~'));
        Assert.Equal((byte)'\n', output.WrittenSpan[^1]);
        return Encoding.ASCII.GetString(output.WrittenSpan[..^1]).Split('\n');
    }
}

using System.Text;
using PassiveDns.Formats.Dns;
using PassiveDns.Formats.Dns.RData;
using PassiveDns.Tests.Support;
using Xunit;

namespace PassiveDns.Formats.Tests.Dns.RData;

public class RDataParserTests
{
    private const string Www = "03777777 076578616d706c65 00";

    [Theory, MemberData(nameof(RDataExamples.All), MemberType = typeof(RDataExamples))]
    public void Reads_presentation_format(string why, string mnemonic, string wire, string text)
    {
        Assert.True(Hex.Text(Hex.Octets(wire)) == Text(RDataParser.Parse(TypeOf(mnemonic), text)), why);
    }

    public static TheoryData<string, string, string, string> Spellings => new()
    {
        // why                                          type       text                                          wire
        { "letter case of names is folded",             "CNAME",   "WWW.Example.",                               Www },
        { "no final dot",                               "CNAME",   "www.example",                                Www },
        { "blanks around",                              "MX",      " \t10   www.example.  ",                     "000a" + Www },
        { "escapes that need not be",                   "NS",      @"\119w\w.e\120ample.",                       Www },
        { "a name in quotes",                           "NS",      "\"www.example.\"",                           Www },
        { "dig +multiline",                             "SOA",     "www.example. a. (\n  1 2\n 3 4 5 )",         Www + "0161 00 00000001 00000002 00000003 00000004 00000005" },
        { "upper case in an IPv6 address",              "AAAA",    "2001:DB8::A",                                "20010db800000000000000000000000a" },
        { "an IPv6 address in full",                    "AAAA",    "2001:0db8:0:0:0:0:0:000a",                   "20010db800000000000000000000000a" },
        { "a string without quotes",                    "TXT",     "v=spf1",                                     "06763d73706631" },
        { "strings without quotes, escapes in them",    "TXT",     @"a\032b c\""",                               "03612062 026322" },
        { "semicolons begin no comment",                "TXT",     "v=DKIM1;k=rsa",                              "0d763d444b494d313b6b3d727361" },
        { "strings side by side",                       "TXT",     "\"a\"\"b\"",                                 "0161 0162" },
        { "octets of UTF-8 without escapes",            "TXT",     "\"é\"",                                      "02c3a9" },
        { "a line feed in quotes",                      "TXT",     "\"a\nb\"",                                   "03610a62" },
        { "hexadecimal in pieces, upper case",          "DS",      "60485 5 1 2BB183AF 5F2 205",                  "ec45 05 01 2bb183af5f2205" },
        { "base64 in pieces",                           "DNSKEY",  "256 3 5 AQ PSKg ==",                         "0100 03 05 0103d22a" },
        { "types in any order, twice, in lower case",   "NSEC",    "a. mx A type1234 a",                         "0161 00 0002 4001 041b" + new string('0', 52) + "20" },
        { "base32hex in upper case, padded",            "NSEC3",   "1 0 0 - CO====== A",                         "01 00 0000 00 01 66 0001 40" },
        { "a time in seconds",                          "RRSIG",   "a 5 3 86400 1048354263 20030220173103 2642 a. oJB1", "0001 05 03 00015180 3e7c9dd7 3e5510d7 0a52 0161 00 a09075" },
        { "numbers for the words of CERT",              "CERT",    "1 65535 8 AQID",                             "0001 ffff 08 010203" },
        { "words of CERT in lower case",                "CERT",    "pkix 65535 rsasha256 AQID",                  "0001 ffff 08 010203" },
        { "LOC with its least",                         "LOC",     "42 N 71 w 0",                                "00 12 16 13 89032100 70c3da80 00989680" },
        { "LOC without seconds and units",              "LOC",     "42 21 N 71 6 W -24 30",                      "00 33 16 13 89165ae0 70be5c40 00988d20" },
        { "LOC keeps one digit of a size",              "LOC",     "0 N 0 E 0m 15m 99.99m 0.05m",                "00 13 93 50 80000000 80000000 00989680" },
        { "parameters in any order",                    "SVCB",    "1 . port=53 alpn=h2",                        "0001 00 0001 0003 026832 0003 0002 0035" },
        { "a list of protocols without quotes",         "HTTPS",   "1 . alpn=h2,h3",                             "0001 00 0001 0006 026832 026833" },
        { "addresses in quotes",                        "HTTPS",   "1 . ipv4hint=\"192.0.2.1,192.0.2.2\"",       "0001 00 0004 0008 c0000201 c0000202" },
        { "a key by number: octets (RFC 9460 2.1)",     "HTTPS",   @"1 . key1=""\002h2"" key3=\000\053",         "0001 00 0001 0003 026832 0003 0002 0035" },
        { "an equals sign without value",               "HTTPS",   "1 . no-default-alpn= alpn=h2",               "0001 00 0001 0003 026832 0002 0000" },
        { "an equals sign in a value",                  "HTTPS",   "1 . dohpath=/q{?a}=b",                       "0001 00 0007 0008 2f717b3f617d3d62" },
        { "upper case in APL, bits behind the prefix",  "APL",     "2:2001:DB8::/32 !1:192.0.2.1/24",            "0002 20 04 20010db8 0001 18 84 c0000201" },
        { "dots in NSAP (RFC 1706 7)",                  "NSAP",    "0X47.0005.80",                               "47000580" },
        { "EUI-48 in upper case",                       "EUI48",   "00-00-5E-00-53-2A",                          "00005e00532a" },
        { "short groups",                               "NID",     "10 14:4fff:ff20:ee64",                       "000a 00144fffff20ee64" },
        { "octets of a type that has text",             "A",       @"\# 4 C000 02 01",                           "c0000201" },
        { "octets that fit are canonical",              "NS",      @"\# 3 014100",                               "0161 00" },
        { "octets that do not fit stay",                "NS",      @"\# 2 C000",                                 "c000" },
        { "no octets",                                  "A",       @"\# 0",                                      "" },
        { "an empty list",                              "APL",     "",                                           "" },
        { "a quoted backslash and number sign are text", "TXT",    "\"\\#\" \"0\"",                              "0123 0130" },
        { "an apex is no origin",                       "NS",      "@",                                          "0140 00" },
    };

    [Theory, MemberData(nameof(Spellings))]
    public void Reads_what_others_write(string why, string mnemonic, string text, string wire) =>
        Assert.True(Hex.Text(Hex.Octets(wire)) == Text(RDataParser.Parse(TypeOf(mnemonic), text)), $"{why}: {Text(RDataParser.Parse(TypeOf(mnemonic), text))}");

    public static TheoryData<string, string, string> Refused => new()
    {
        // why                                     type     text
        { "nothing",                               "A",     "" },
        { "no address",                            "A",     "192.0.2" },
        { "a number over 255",                     "A",     "192.0.2.256" },
        { "a leading zero, octal to some",         "A",     "192.0.2.01" },
        { "a sign",                                "A",     "192.0.2.+1" },
        { "an address of the other family",        "A",     "2001:db8::1" },
        { "and the other way",                     "AAAA",  "192.0.2.1" },
        { "a zone of an address",                  "AAAA",  "fe80::1%1" },
        { "two words",                             "A",     "192.0.2.1 192.0.2.2" },
        { "an empty label",                        "NS",    "a..b." },
        { "a name outside ASCII",                  "NS",    "bücher.example." },
        { "a label of 64",                         "NS",    new string('a', 64) },
        { "a number too large",                    "MX",    "65536 a." },
        { "a negative number",                     "MX",    "-1 a." },
        { "a field missing",                       "SOA",   "a. b. 1 2 3 4" },
        { "quotes that do not close",              "TXT",   "\"a" },
        { "quotes that close in a word",           "TXT",   "\"a\"b" },
        { "an escape over 255",                    "TXT",   @"\256" },
        { "an escape cut short",                   "TXT",   @"""a\1""" },
        { "a backslash at the end",                "TXT",   @"a\" },
        { "a string of 256",                       "TXT",   new string('a', 256) },
        { "no string at all",                      "TXT",   " " },
        { "half an octet",                         "DS",    "1 1 1 abc" },
        { "no digest",                             "DS",    "1 1 1" },
        { "no hexadecimal",                        "DS",    "1 1 1 xx" },
        { "base64 without its padding",            "DNSKEY", "256 3 5 AQ" },
        { "digits behind the padding",             "DNSKEY", "256 3 5 AQ==AQ==" },
        { "one digit of base64",                   "DNSKEY", "256 3 5 A" },
        { "no type",                               "NSEC",  "a. NONSENSE" },
        { "a type above 127 in NXT",               "NXT",   "a. CAA" },
        { "a day that never was",                  "RRSIG", "A 5 3 1 20030229000000 20030220173103 1 a. oJB1" },
        { "a time after 2106",                     "RRSIG", "A 5 3 1 22000101000000 20030220173103 1 a. oJB1" },
        { "north of the pole",                     "LOC",   "91 N 0 E 0m" },
        { "a little north of the pole",            "LOC",   "90 0 0.001 N 0 E 0m" },
        { "sixty minutes",                         "LOC",   "1 60 N 0 E 0m" },
        { "sixty seconds",                         "LOC",   "1 1 60 N 0 E 0m" },
        { "below the lowest altitude",             "LOC",   "1 N 1 E -100000.01m" },
        { "latitude and longitude exchanged",      "LOC",   "1 E 1 N 0m" },
        { "a prefix over 32",                      "APL",   "1:192.0.2.0/33" },
        { "a third address family",                "APL",   "3:192.0.2.0/24" },
        { "an address of another family",          "APL",   "2:192.0.2.0/24" },
        { "a property with a hyphen",              "CAA",   "0 is-sue \"a\"" },
        { "a gateway of another kind",             "IPSECKEY", "10 1 2 a. AQID" },
        { "a gateway type without kind",           "IPSECKEY", "10 4 2 . AQID" },
        { "a key twice",                           "SVCB",  "1 . port=53 port=53" },
        { "a key twice, out of order",             "SVCB",  "1 . port=53 alpn=h2 port=53" },
        { "a key that is none",                    "SVCB",  "1 . nonsense=1" },
        { "a key over 65535",                      "SVCB",  "1 . key65536" },
        { "an empty protocol",                     "SVCB",  "1 . alpn=h2,,h3" },
        { "a value where none may be",             "SVCB",  "1 . no-default-alpn=a" },
        { "mandatory names itself",                "SVCB",  "1 . mandatory=mandatory" },
        { "a protocol over 255",                   "SVCB",  "1 . alpn=" + new string('a', 256) },
        { "a hash without digits",                 "NSEC3", "1 0 0 - - A" },
        { "a salt over 255",                       "NSEC3PARAM", "1 0 0 " + new string('a', 512) },
        { "five pairs",                            "EUI48", "00-00-5e-00-53" },
        { "one digit too many",                    "EUI48", "00-00-5e-00-53-2ab" },
        { "text of a type that has none",          "NULL",  "a" },
        { "text of a type without name",           "TYPE65280", "a" },
        { "octets missing",                        "A",     @"\# 4 c00002" },
        { "octets too many",                       "A",     @"\# 4 c000020100" },
        { "no length",                             "A",     @"\#" },
        { "octets of no digits",                   "A",     @"\# 4 xx" },
        { "a length that no rdata has",            "A",     @"\# 99999" },
    };

    [Theory, MemberData(nameof(Refused))]
    public void Refuses(string why, string mnemonic, string text)
    {
        var read = RDataParser.Parse(TypeOf(mnemonic), text);
        Assert.True(read is null, $"{why}: {Text(read)}");
    }

    [Fact]
    public void Gives_back_what_was_written_for_every_type()
    {
        var generator = new RDataGenerator(seed: 3_597);
        var room = new byte[RDataParser.MaxLength(RRType.SOA)];
        foreach (var type in RDataTypes.All.Where(type => RDataTypes.Fields(type).Length > 0))
        {
            for (var round = 0; round < 2_000; round++) AssertReadsBack(type, generator.Next(type), room);
        }
    }

    /// <summary>Whatever octets an archive holds: misfits, cut ones, those of opaque types.</summary>
    [Fact]
    public void Gives_back_any_octets_in_canonical_form()
    {
        var random = new Random(1_035);
        var types = RDataTypes.All.Append((RRType)65_280).ToArray();
        var octets = new byte[256];
        var canonical = new byte[1_024];
        var room = new byte[RDataParser.MaxLength(RRType.SOA)];
        for (var round = 0; round < 200_000; round++)
        {
            random.NextBytes(octets);
            for (var i = 0; i < octets.Length; i++) octets[i] = octets[i] < 160 ? (byte)(octets[i] & 3) : octets[i];
            var type = types[random.Next(types.Length)];
            RDataCanonical.TryWrite(type, octets, 0, random.Next(40), canonical, out var length);
            AssertReadsBack(type, canonical[..length], room);
        }
    }

    [Theory, MemberData(nameof(RDataExamples.All), MemberType = typeof(RDataExamples))]
    public void Gives_back_changed_and_cut_octets(string why, string mnemonic, string wire, string text)
    {
        var random = new Random(why.Length);
        var type = TypeOf(mnemonic);
        var room = new byte[RDataParser.MaxLength(type)];
        for (var round = 0; round < 300; round++)
        {
            var octets = Hex.Octets(wire);
            if (octets.Length > 0 && round % 3 > 0) octets[random.Next(octets.Length)] = (byte)random.Next(256);
            if (round % 3 == 0) octets = octets[..random.Next(octets.Length + 1)];
            var canonical = new byte[RDataCanonical.MaxLength(type, octets.Length)];
            RDataCanonical.TryWrite(type, octets, 0, octets.Length, canonical, out var length);
            AssertReadsBack(type, canonical[..length], room);
        }

        Assert.NotEmpty(text);
    }

    /// <summary>Whatever the text: no exception, nothing over the end of the room, and what is read is canonical.</summary>
    [Fact]
    public void Any_text_is_canonical_rdata_or_refused()
    {
        string[] pieces =
        [
            " ", "\t", "\n", "(", ")", "\"", "\\", "\\#", "\\000", "\\255", "\\300", ".", ",", "=", "-", ":", "::", "/", "!", "@", "0", "1", "4", "10", "255", "256", "65535", "65536", "99999999999999999999",
            "a", "www.example.", "192.0.2.1", "2001:db8::1", "N", "S", "E", "W", "1m", "0.01", "A", "TYPE65535", "NSEC", "key65535", "key1", "alpn", "mandatory", "port", "ipv6hint", "docpath", "ech",
            "AQID", "==", "abcdef", "c000", "20030322173103", "1:192.0.2.0/24", "\u00e9", "\0",
        ];
        var random = new Random(9_460);
        var types = RDataTypes.All.Append((RRType)65_280).ToArray();
        var room = new byte[RDataParser.MaxLength(RRType.SOA)];
        var examples = RDataExamples.All.Select(row => row.Data).ToArray();
        var read = 0;
        for (var round = 0; round < 200_000; round++)
        {
            var example = examples[random.Next(examples.Length)];
            var type = random.Next(8) == 0 ? types[random.Next(types.Length)] : TypeOf(example.Item2);
            var text = new StringBuilder(random.Next(4) == 0 ? "" : example.Item4);
            for (var changes = random.Next(6); changes > 0; changes--)
            {
                var at = random.Next(text.Length + 1);
                if (random.Next(3) == 0) text.Remove(at, Math.Min(random.Next(4), text.Length - at));
                else text.Insert(at, pieces[random.Next(pieces.Length)]);
            }

            var size = random.Next(4) == 0 ? random.Next(40) : room.Length;
            if (!RDataParser.TryParse(type, Encoding.UTF8.GetBytes(text.ToString()), room.AsSpan(0, size), out var written))
            {
                Assert.Equal(0, written);
                continue;
            }

            read++;
            Assert.InRange(written, 0, size);
            var rdata = room[..written];
            if (!RDataTypes.Fields(type).IsEmpty && RDataLayout.Fits(RDataTypes.Fields(type), rdata))
            {
                var canonical = new byte[RDataCanonical.MaxLength(type, written)];
                Assert.True(RDataCanonical.TryWrite(type, rdata, 0, written, canonical, out var length), text.ToString());
                Assert.Equal(Hex.Text(rdata), Hex.Text(canonical.AsSpan(0, length)));
            }

            AssertReadsBack(type, rdata, new byte[room.Length]);
        }

        Assert.InRange(read, 20_000, 180_000);
    }

    [Fact]
    public void The_longest_rdata_are_read_and_longer_ones_refused()
    {
        var room = new byte[RDataParser.MaxLength(RRType.NULL)];
        Assert.True(RDataParser.TryParse(RRType.NULL, Opaque(65_535), room, out var written));
        Assert.Equal(65_535, written);
        Assert.False(RDataParser.TryParse(RRType.NULL, Opaque(65_536), new byte[100_000], out _));
        Assert.False(RDataParser.TryParse(RRType.NULL, Opaque(100), room.AsSpan(0, 99), out _));

        static byte[] Opaque(int length) => Encoding.ASCII.GetBytes($@"\# {length} {string.Concat(Enumerable.Repeat("ab", length))}");
    }

    /// <summary>This runs for every record of a file that is read.</summary>
    [Fact]
    public void Takes_nothing_from_the_heap()
    {
        var examples = RDataExamples.All.Select(row => (Type: TypeOf(row.Data.Item2), Text: Encoding.UTF8.GetBytes(row.Data.Item4))).ToArray();
        var room = new byte[RDataParser.MaxLength(RRType.SOA)];
        Run();
        var before = GC.GetAllocatedBytesForCurrentThread();
        Run();

        Assert.Equal(before, GC.GetAllocatedBytesForCurrentThread());

        void Run()
        {
            foreach (var (type, text) in examples) Assert.True(RDataParser.TryParse(type, text, room, out _));
        }
    }

    private static void AssertReadsBack(RRType type, byte[] rdata, Span<byte> room)
    {
        var text = RDataFormat.ToText(type, rdata);
        var isRead = RDataParser.TryParse(type, Encoding.ASCII.GetBytes(text), room, out var written);
        if (!isRead || !room[..written].SequenceEqual(rdata))
            Assert.Fail($"{RDataTypes.Mnemonic(type)} {Hex.Text(rdata)}\n  {text}\n  {(isRead ? Hex.Text(room[..written]) : "refused")}");
    }

    private static string? Text(byte[]? rdata) => rdata is null ? null : Hex.Text(rdata);

    private static RRType TypeOf(string mnemonic) => RDataTypes.TryParse(mnemonic, out var type) ? type : throw new ArgumentException(mnemonic);
}

using System.Buffers;
using PassiveDns.Formats.Dns;
using PassiveDns.Formats.Dns.RData;
using PassiveDns.Tests.Support;
using Xunit;

namespace PassiveDns.Formats.Tests.Dns.RData;

public class RDataFormatTests
{
    [Theory, MemberData(nameof(RDataExamples.All), MemberType = typeof(RDataExamples))]
    public void Writes_presentation_format(string why, string mnemonic, string wire, string text)
    {
        Assert.True(RDataTypes.TryParse(mnemonic, out var type), why);

        Assert.Equal(text, RDataFormat.ToText(type, Hex.Octets(wire)));
    }

    /// <summary>BIND's parser must give back the octets that the text was made of.</summary>
    [Fact]
    public void Text_is_read_by_BIND_as_the_same_octets()
    {
        var checker = ExternalProgram.Find("named-rrchecker");
        Assert.SkipWhen(checker is null, "named-rrchecker (Debian package bind9-utils) is not installed");

        // Newer than the BIND of current Debian releases.
        string[] unknownToBind = ["RESINFO", "WALLET", "CLA", "IPN", "DSYNC", "HHIT", "BRID"];
        string[] unknownKeys = ["dohpath", "ohttp", "tls-supported-groups", "docpath", "pvd", "oots"];
        var compared = 0;
        foreach (var (why, mnemonic, wire, text) in RDataExamples.All.Select(row => row.Data))
        {
            if (RDataTypes.TryParse(mnemonic, out var type) && RDataTypes.IsMeta(type)) continue; // it reads no TSIG and TKEY
            if (unknownToBind.Contains(mnemonic) || unknownKeys.Any(key => text.Contains(key, StringComparison.Ordinal))) continue;
            var (_, output, errors) = ExternalProgram.Run(checker, ["-u"], $"IN {mnemonic} {text}\n");
            Assert.True(output.Contains(@"\#", StringComparison.Ordinal), $"{why}: BIND refuses {mnemonic} {text}: {errors}");
            Assert.Equal(Hex.Text(Hex.Octets(wire)), OctetsOfOpaqueText(output));
            compared++;
        }

        Assert.True(compared > 90, $"only {compared} examples were compared");
    }

    public static TheoryData<string, string, string> Misfits => new()
    {
        // why                                        type      wire
        { "three octets of an IPv4 address",          "A",      "c00002" },
        { "five octets of an IPv4 address",           "A",      "c000020100" },
        { "a name without its end",                   "NS",     "03777777" },
        { "a pointer in canonical rdata",             "NS",     "c000" },
        { "octets behind the name",                   "NS",     "0000" },
        { "a preference alone",                       "MX",     "000a" },
        { "a serial cut short",                       "SOA",    "00 00 00000001" },
        { "a character-string over the end",          "TXT",    "0561" },
        { "one character-string where two belong",    "HINFO",  "0161" },
        { "a signature without octets",               "RRSIG",  "0001 05 03 00015180 3e7ca1e7 3e551467 0a52 00" },
        { "a digest without octets",                  "DS",     "ec45 05 01" },
        { "an empty window of types",                 "NSEC",   "00 0000" },
        { "a window of 33 octets",                    "NSEC",   "00 0021 40" },
        { "windows that descend",                     "NSEC",   "00 010101 000140" },
        { "a window that ends in zero",               "NSEC",   "00 00024000" },
        { "a hash without octets",                    "NSEC3",  "01 00 0000 00 00" },
        { "a salt over the end",                      "NSEC3PARAM", "01 00 0000 04 aabb" },
        { "LOC of version 1",                         "LOC",    "01 12 16 13 89172dd0 70be15f0 00988d20" },
        { "LOC with a digit above 9",                 "LOC",    "00 a2 16 13 89172dd0 70be15f0 00988d20" },
        { "LOC north of the pole",                    "LOC",    "00 12 16 13 ffffffff 70be15f0 00988d20" },
        { "an IPv4 prefix of 33 bits",                "APL",    "0001 21 01 c0" },
        { "an address part that ends in zero",        "APL",    "0001 10 02 c000" },
        { "an address family without presentation",   "APL",    "0003 08 01 c0" },
        { "a tag with a space",                       "CAA",    "00 03 612062 78" },
        { "a tag without characters",                 "CAA",    "00 00 78" },
        { "a gateway type that is not known",         "IPSECKEY", "0a 04 02 00" },
        { "a relay type that is not known",           "AMTRELAY", "0a 04 00" },
        { "SVCB keys that descend",                   "SVCB",   "0001 00 0003 0002 0035 0001 0003 026832" },
        { "an SVCB key twice",                        "SVCB",   "0001 00 0003 0002 0035 0003 0002 0035" },
        { "an SVCB value over the end",               "SVCB",   "0001 00 0003 0004 0035" },
        { "a port of three octets",                   "SVCB",   "0001 00 0003 0003 003500" },
        { "five octets of IPv4 hints",                "SVCB",   "0001 00 0004 0005 c000020100" },
        { "no IPv6 hints",                            "HTTPS",  "0001 00 0006 0000" },
        { "an empty protocol",                        "HTTPS",  "0001 00 0001 0001 00" },
        { "no-default-alpn with a value",             "HTTPS",  "0001 00 0002 0001 00" },
        { "mandatory names itself",                   "HTTPS",  "0001 00 0000 0002 0000" },
        { "mandatory keys that descend",              "HTTPS",  "0001 00 0000 0004 0004 0001" },
        { "dohpath that is no UTF-8",                 "HTTPS",  "0001 00 0007 0001 ff" },
        { "DSYNC without target",                     "DSYNC",  "003b 01 14ef" },
        { "IPN of seven octets",                      "IPN",    "00000000000ef1" },
        { "an ATM address without octets",            "ATMA",   "00" },
        { "an ATM address of a third format",         "ATMA",   "02 31" },
        { "a telephone number with a letter",         "ATMA",   "01 3161" },
        { "A6 with a prefix of 129 bits",             "A6",     "81 00" },
        { "A6 with a suffix cut short",               "A6",     "40 1234 00" },
        { "A6 with a name where there is no prefix",  "A6",     "00 20010db8000000000000000000000001 00" },
        { "A6 without the name of its prefix",        "A6",     "40 123456789abcdef0" },
        { "a host identity without key",              "HIP",    "01 02 0000 aa" },
        { "zeros behind the last port: no text says so", "WKS", "0a000001 06 000000" },
        { "zeros behind the last type: no text says so", "NXT", "00 4000" },
        { "a size of ten times nothing: no text says so", "LOC", "00 01 16 13 89172dd0 70be15f0 00988d20" },
    };

    [Theory, MemberData(nameof(Misfits))]
    public void Writes_what_does_not_fit_as_octets(string why, string mnemonic, string wire)
    {
        var octets = Hex.Octets(wire);
        Assert.True(RDataTypes.TryParse(mnemonic, out var type), why);

        Assert.Equal($@"\# {octets.Length} {Hex.Text(octets)}", RDataFormat.ToText(type, octets));
    }

    [Theory]
    [InlineData("A")]
    [InlineData("APL")]
    [InlineData("TYPE65534")]
    public void Writes_empty_rdata_as_no_octets(string mnemonic)
    {
        Assert.True(RDataTypes.TryParse(mnemonic, out var type));

        Assert.Equal(@"\# 0", RDataFormat.ToText(type, []));
    }

    [Theory, MemberData(nameof(RDataExamples.All), MemberType = typeof(RDataExamples))]
    public void Every_prefix_is_written_as_fields_or_as_octets(string why, string mnemonic, string wire, string text)
    {
        Assert.True(RDataTypes.TryParse(mnemonic, out var type), why);
        var octets = Hex.Octets(wire);
        for (var length = 0; length < octets.Length; length++)
        {
            var prefix = RDataFormat.ToText(type, octets.AsSpan(0, length));
            Assert.NotEqual(text, prefix);
            AssertPrintable(prefix);
        }
    }

    [Fact]
    public void Changed_octets_are_written_in_bounds_as_printable_ASCII()
    {
        var random = new Random(20_261_123);
        foreach (var (_, mnemonic, wire, _) in RDataExamples.All.Select(row => row.Data))
        {
            Assert.True(RDataTypes.TryParse(mnemonic, out var type));
            for (var round = 0; round < 200; round++)
            {
                var octets = Hex.Octets(wire);
                for (var changes = random.Next(1, 4); changes > 0; changes--) octets[random.Next(octets.Length)] = (byte)random.Next(256);
                var text = RDataFormat.ToText(type, octets);
                AssertPrintable(text);
                Assert.InRange(text.Length, 1, (RDataFormat.MaxExpansion * octets.Length) + RDataFormat.MaxOpaquePrefix);
            }
        }
    }

    [Fact]
    public void A_bitmap_of_all_types_stays_within_the_stated_factor()
    {
        var octets = new List<byte> { 0 };
        for (var window = 0; window < 256; window++) octets.AddRange([(byte)window, 32, .. Enumerable.Repeat((byte)0xFF, 32)]);
        var text = new ArrayBufferWriter<byte>();

        RDataFormat.Write(RRType.NSEC, octets.ToArray(), text);

        Assert.InRange(text.WrittenCount, 65_536 * 2, RDataFormat.MaxExpansion * octets.Count);
        Assert.Equal(65_536, text.WrittenSpan.Count((byte)' '));
    }

    private static void AssertPrintable(string text) => Assert.DoesNotContain(text, character => character is < ' ' or > '~');

    private static string OctetsOfOpaqueText(string line) =>
        string.Concat(line[(line.IndexOf(@"\#", StringComparison.Ordinal) + 2)..].Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries).Skip(1)).ToLowerInvariant();
}

using System.Net;
using PassiveDns.Formats.Dns;
using PassiveDns.Formats.Dns.RData;
using PassiveDns.Tests.Support;
using Xunit;

namespace PassiveDns.Formats.Tests.Dns.RData;

public class RDataTargetReaderTests
{
    public static TheoryData<string, string, string, string> Pointing => new()
    {
        // why                                      type     wire                                        targets
        { "an address",                             "A",     "c0000201",                                 "192.0.2.1" },
        { "an IPv6 address",                        "AAAA",  "20010db8000000000000000000000001",         "2001:db8::1" },
        { "a name server",                          "NS",    "0161 0162 00",                             "a.b." },
        { "the root is nobody",                     "MX",    "0000 00",                                  "" },
        { "an exchange",                            "MX",    "000a 0161 00",                             "a." },
        { "the primary, not the mailbox",           "SOA",   "0161 00 0162 00 00000001 00000001 00000001 00000001 00000001", "a." },
        { "a service",                              "SRV",   "0001 0002 0035 0161 00",                   "a." },
        { "a replacement",                          "NAPTR", "0001 0001 00 00 00 0161 00",               "a." },
        { "not the next name",                      "NSEC",  "0161 00 0001 40",                          "" },
        { "not the signer",                         "RRSIG", "0001 05 03 00015180 3e7ca1e7 3e551467 0a52 0161 00 41", "" },
        { "not a locator, which is no address",     "L32",   "000a 0a010200",                            "" },
        { "not the mailboxes",                      "MINFO", "0161 00 0162 00",                          "" },
        { "target and hints",                       "HTTPS", "0001 0161 00 0001 0003 026832 0004 0008 c0000201 c0000202 0006 0010 20010db8000000000000000000000001",
            "a. 192.0.2.1 192.0.2.2 2001:db8::1" },
        { "hints of the owner itself",              "SVCB",  "0001 00 0004 0004 c0000201",               "192.0.2.1" },
        { "no hints",                               "SVCB",  "0001 00 0003 0002 0035",                   "" },
        { "a gateway's address",                    "IPSECKEY", "0a 01 02 c0000201 41",                  "192.0.2.1" },
        { "a gateway's name",                       "IPSECKEY", "0a 03 02 0161 00 41",                   "a." },
        { "no gateway",                             "IPSECKEY", "0a 00 02 41",                           "" },
        { "a relay",                                "AMTRELAY", "0a 02 20010db8000000000000000000000001", "2001:db8::1" },
        { "rdata that does not fit",                "A",     "c00002",                                   "" },
        { "a pointer, where names are uncompressed", "MX",   "0000 c000",                                "" },
        { "an opaque type",                         "TYPE731", "c0000201",                               "" },
        { "no rdata",                               "A",     "",                                         "" },
    };

    [Theory, MemberData(nameof(Pointing))]
    public void Gives_what_the_inverse_index_goes_by(string why, string mnemonic, string wire, string expected)
    {
        Assert.True(RDataTypes.TryParse(mnemonic, out var type), why);
        var targets = new List<string>();

        var reader = new RDataTargetReader(type, Hex.Octets(wire));
        while (reader.TryRead(out var kind, out var octets))
            targets.Add(kind == RDataTargetKind.Name ? DomainNameFormat.ToText(octets) : new IPAddress(octets).ToString());

        Assert.Equal(expected, string.Join(' ', targets));
        Assert.False(reader.TryRead(out _, out _), why);
    }
}

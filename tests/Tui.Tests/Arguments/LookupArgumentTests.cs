using PassiveDns.Formats.Dns;
using PassiveDns.Formats.Records;
using PassiveDns.Tui.Arguments;
using Xunit;

namespace PassiveDns.Tui.Tests.Arguments;

public class LookupArgumentTests
{
    public static TheoryData<string, string, bool, LookupSide, string> Names => new()
    {
        // why                          text                  -n     side                        name
        { "a name",                     "www.Example.COM",    false, LookupSide.Owner,           "www.example.com." },
        { "with its final dot",         "example.com.",       false, LookupSide.Owner,           "example.com." },
        { "the root",                   ".",                  false, LookupSide.Owner,           "." },
        { "everything below",           "*.example.com",      false, LookupSide.OwnerBelow,      "example.com." },
        { "all names, the root's too",  "*",                  false, LookupSide.All,             "." },
        { "an owner that is a wildcard", @"\*.example.com",   false, LookupSide.Owner,           "*.example.com." },
        { "any domain",                 "www.example.*",      false, LookupSide.OwnerBeginning,  "www.example." },
        { "any domain, final dot",      "www.example.*.",     false, LookupSide.OwnerBeginning,  "www.example." },
        { "right-hand side",            "ns1.example.net",    true,  LookupSide.RDataName,       "ns1.example.net." },
        { "right-hand side below",      "*.example.net",      true,  LookupSide.RDataNameBelow,  "example.net." },
        { "right-hand side, any domain", "ns1.*",             true,  LookupSide.RDataNameBeginning, "ns1." },
        { "an internationalised name",  "Bücher.example",     false, LookupSide.Owner,           "xn--bcher-kva.example." },
        { "octets by number",           @"a\046b.example",    false, LookupSide.Owner,           @"a\.b.example." },
        { "a service label",            "_sip._tcp.example",  false, LookupSide.Owner,           "_sip._tcp.example." },
        { "a classless reverse zone",   "0/25.2.0.192.in-addr.arpa", false, LookupSide.Owner,    "0/25.2.0.192.in-addr.arpa." },
    };

    [Theory, MemberData(nameof(Names))]
    public void Reads_name(string why, string text, bool inRData, LookupSide side, string name)
    {
        Assert.True(LookupArgument.TryParse(text, inRData, out var query, out var error), $"{why}: {error}");
        Assert.True((side, name) == (query!.Side, DomainNameFormat.ToText(query.Name.Span)), $"{why}: {query.Side} {DomainNameFormat.ToText(query.Name.Span)}");
    }

    public static TheoryData<string, string, string, string> Addresses => new()
    {
        { "an address",             "192.0.2.1",             "c0000201", "c0000201" },
        { "a network",              "192.0.2.0/24",          "c0000200", "c00002ff" },
        { "bits behind the prefix", "192.0.2.7/24",          "c0000200", "c00002ff" },
        { "a range",                "192.0.2.1-192.0.2.9",   "c0000201", "c0000209" },
        { "IPv6",                   "2001:db8::1",           "20010db8000000000000000000000001", "20010db8000000000000000000000001" },
        { "an IPv6 network",        "2001:db8::/32",         "20010db8000000000000000000000000", "20010db8ffffffffffffffffffffffff" },
    };

    [Theory, MemberData(nameof(Addresses))]
    public void Reads_addresses(string why, string text, string first, string last)
    {
        Assert.True(LookupArgument.TryParse(text, false, out var query, out var error), $"{why}: {error}");
        Assert.Equal(LookupSide.Address, query!.Side);
        Assert.Equal((first, last), (Convert.ToHexStringLower(query.Addresses.First.Span), Convert.ToHexStringLower(query.Addresses.Last.Span)));
    }

    public static TheoryData<string, string, bool, string> Refused => new()
    {
        { "a prefix too long",      "192.0.2.0/33",          false, "no address, network or range" },
        { "too few numbers",        "192.0.2",               false, "no address, network or range" },
        { "a range backwards",      "192.0.2.9-192.0.2.1",   false, "no address, network or range" },
        { "half an IPv6 address",   "2001:db8:",             false, "no address, network or range" },
        { "an address with -n",     "192.0.2.1",             true,  "leave -n out" },
        { "nothing",                "",                      false, "empty" },
        { "a star in a label",      "xn--*",                 false, "pdns search --glob 'xn--*'" },
        { "a star in the middle",   "www.*.example",         false, "pdns search --glob" },
        { "an empty label",         "a..b",                  false, "empty label" },
        { "a leading dot",          ".example",              false, "empty label" },
        { "a blank",                "a b",                   false, "space" },
        { "a label of 64",          "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa.example", false, "63 octets" },
        { "an escape cut short",    @"a\",                   false, "escape" },
        { "not IDNA",               "a\u00a0ü b.example",    false, "" },
    };

    [Theory, MemberData(nameof(Refused))]
    public void Says_what_is_wrong(string why, string text, bool inRData, string part)
    {
        Assert.False(LookupArgument.TryParse(text, inRData, out _, out var error), why);
        Assert.True(error.Length > 0 && error.Contains(part, StringComparison.Ordinal), $"{why}: {error}");
    }

    [Theory, InlineData("+.example.com", false, LookupSide.OwnerBelow, "example.com."), InlineData("+.example.com", true, LookupSide.RDataNameBelow, "example.com."), InlineData("+", false, LookupSide.OwnerBelow, ".")]
    public void A_plus_is_one_label(string text, bool inRData, LookupSide side, string name)
    {
        Assert.True(LookupArgument.TryParse(text, inRData, out var query, out _));
        Assert.Equal((side, name, true), (query!.Side, DomainNameFormat.ToText(query.Name.Span), query.OneLabel));
    }

    public static TheoryData<string, string, string, string, string> Paths => new()
    {
        // why                        text                                   name                                types      bailiwick
        { "a name alone",             "www.example.com",                     "www.example.com.",                 "",        "" },
        { "with types",               "www.example.com/A,AAAA",              "www.example.com.",                 "A,AAAA",  "" },
        { "and bailiwick",            "www.example.com/ANY/com",             "www.example.com.",                 "",        "com." },
        { "DNSSEC's types",           "a/ANY-DNSSEC",                        "a.",                               "DS,RRSIG,NSEC,DNSKEY,NSEC3,NSEC3PARAM,DLV", "" },
        { "a slash of the name",      "0%2F25.2.0.192.in-addr.arpa/PTR",     "0/25.2.0.192.in-addr.arpa.",       "PTR",     "" },
        { "a comma of the name",      "a%2cb.example",                       "a,b.example.",                     "",        "" },
        { "a percent sign alone",     "100%.example",                        "100%.example.",                    "",        "" },
    };

    [Theory, MemberData(nameof(Paths))]
    public void Reads_dnsdbqs_paths(string why, string text, string name, string types, string bailiwick)
    {
        Assert.True(LookupArgument.TryParseName(text, inRData: false, out var query, out var error), $"{why}: {error}");
        Assert.Equal(
            (name, types, bailiwick),
            (DomainNameFormat.ToText(query!.Name.Span), string.Join(',', query.Types ?? new HashSet<RRType>()),
                query.Bailiwick.IsEmpty ? "" : DomainNameFormat.ToText(query.Bailiwick.Span)));
    }

    public static TheoryData<string, string, bool, string> Raw => new()
    {
        // why                       text                          rdata  part of the error, empty where it is read
        { "an owner",                "0366736902696f00",           false, "" },
        { "with a type",             "0366736902696f00/A",         false, "" },
        { "letter case",             "0346534902494F00",           false, "" },
        { "octets behind the name",  "0366736902696f0000",         false, "no name in wire format" },
        { "no root",                 "0366736902696f",             false, "no name in wire format" },
        { "a pointer",               "c000",                       false, "no name in wire format" },
        { "rdata of any octets",     "0b763d73706631202d616c6c",   true,  "" },
        { "half an octet",           "0b7",                        true,  "two hexadecimal digits" },
        { "no digits",               "xy",                         true,  "two hexadecimal digits" },
        { "nothing",                 "",                           true,  "two hexadecimal digits" },
        { "too many parts",          "00/A/./x",                   false, "%2F" },
        { "no type",                 "00/HELLO",                   false, "no record type" },
    };

    [Theory, MemberData(nameof(Raw))]
    public void Reads_raw_octets(string why, string text, bool inRData, string part)
    {
        Assert.True(LookupArgument.TryParseRaw(text, inRData, out var query, out var error) == (part.Length == 0), $"{why}: {error}");
        Assert.True(error.Contains(part, StringComparison.Ordinal), $"{why}: {error}");
        if (part.Length == 0) Assert.Equal(inRData ? LookupSide.RDataOctets : LookupSide.Owner, query!.Side);
    }

    [Theory, InlineData("192.0.2.0,24", "c0000200", "c00002ff"), InlineData("192.0.2.0/24", "c0000200", "c00002ff"), InlineData("192.0.2.1-192.0.2.3", "c0000201", "c0000203")]
    public void Reads_dnsdbqs_addresses(string text, string first, string last)
    {
        Assert.True(LookupArgument.TryParseAddress(text, out var query, out _));
        Assert.Equal((first, last), (Convert.ToHexStringLower(query!.Addresses.First.Span), Convert.ToHexStringLower(query.Addresses.Last.Span)));
        Assert.False(LookupArgument.TryParseAddress("example.com", out _, out _));
    }
}

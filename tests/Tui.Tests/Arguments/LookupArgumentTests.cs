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
        { "an empty label",         "a..b",                  false, "empty label" },
        { "a leading dot",          ".example",              false, "empty label" },
        { "a blank",                "a b",                   false, "space" },
        { "a label of 64",          "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa.example", false, "63 octets" },
        { "an escape cut short",    @"a\",                   false, "escape" },
        { "not IDNA",               "a\u00a0ü b.example",    false, "" },
        { "-n with the right wild", "ns1.*",                 true,  "without -n" },
    };

    [Theory, MemberData(nameof(Refused))]
    public void Says_what_is_wrong(string why, string text, bool inRData, string part)
    {
        Assert.False(LookupArgument.TryParse(text, inRData, out _, out var error), why);
        Assert.True(error.Length > 0 && error.Contains(part, StringComparison.Ordinal), $"{why}: {error}");
    }
}

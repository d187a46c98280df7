using PassiveDns.Formats.Dns;
using PassiveDns.Tui.Lookup;
using Xunit;

namespace PassiveDns.Tui.Tests.Lookup;

public class LookupGroupsTests
{
    public static TheoryData<string, string, RRType, string, object, string[]> Groups => new()
    {
        // why                        owner                 type         rdata                            grouping                    groups
        { "the registrable domain",   "a.b.example.com",    RRType.A,    "c0000201",                      LookupGrouping.Domain,      ["example.com."] },
        { "below a suffix of two labels", "a.b.example.co.uk", RRType.A, "c0000201",                      LookupGrouping.Domain,      ["example.co.uk."] },
        { "each address",             "a",                  RRType.A,    "c0000201,c0000202",             LookupGrouping.Address,     ["192.0.2.1", "192.0.2.2"] },
        { "one network for two",      "a",                  RRType.A,    "c0000201,c0000202",             LookupGrouping.Network,     ["192.0.2.0/24", "192.0.2.0/24"] },
        { "a network of IPv6",        "a",                  RRType.AAAA, "20010db8000100020000000000000001", LookupGrouping.Network,  ["2001:db8:1::/48"] },
        { "name servers",             "a",                  RRType.NS,   "026e7300",                      LookupGrouping.Nameserver,  ["ns."] },
        { "no address there",         "a",                  RRType.NS,   "026e7300",                      LookupGrouping.Address,     [] },
        { "rdata that is no address", "a",                  RRType.A,    "c00002",                        LookupGrouping.Network,     ["\\# 3 c00002"] },
    };

    [Theory, MemberData(nameof(Groups))]
    public void An_RRset_belongs_to_groups(string why, string owner, RRType type, string rdata, object grouping, string[] groups) =>
        Assert.True(groups.SequenceEqual(LookupGroups.Of(TestRRset.Of(owner, type, rdata, 0, 0, 1), (LookupGrouping)grouping, PublicSuffixList.Default)), why);
}

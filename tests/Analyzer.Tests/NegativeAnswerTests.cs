using PassiveDns.Analyzer.Packets;
using PassiveDns.Formats.Dns;
using PassiveDns.Formats.Records;
using PassiveDns.Tests.Support;
using Xunit;

namespace PassiveDns.Analyzer.Tests;

public class NegativeAnswerTests
{
    private const ushort NoError = 0, FormErr = 1, ServFail = 2, NxDomain = 3, NotImp = 4, Refused = 5, YxDomain = 6, Truncated = 0x0200, Authoritative = 0x0400;
    private const string Zone = "example.", Name = "www.example.", Alias = "alias.example.", Far = "www.far.test.", A1 = "c0000201";

    private static readonly Flow Asking = new(
        IpAddress.FromIPv4([192, 0, 2, 1]), IpAddress.FromIPv4([198, 51, 100, 53]), 40_000, 53);

    private readonly CollectingSink _sink = new();
    private readonly Accounting _accounting = new();
    private readonly MessageAnalysis _analysis;

    public NegativeAnswerTests()
    {
        _analysis = new MessageAnalysis(_sink, _accounting);
    }

    /// <summary>Responses, and what they say in the place of data; nothing where they are no negative answer.</summary>
    public static TheoryData<string, DnsMessageBuilder, string> Responses => new()
    {
        // why                                                    response                                                                        says
        { "NXDOMAIN as it should be",                             Said(NxDomain).Authority(Zone, RRType.SOA, Soa()),                               "www.example. A NxDomain example." },
        { "NXDOMAIN without SOA (RFC 2308 section 2.1 type 3)",   Said(NxDomain),                                                                  "www.example. A NxDomain " },
        { "NXDOMAIN keeps the type asked for",                    Said(NxDomain, RRType.MX),                                                       "www.example. MX NxDomain " },
        { "NXDOMAIN of the root's",                               Said(NxDomain).Authority(".", RRType.SOA, Soa()),                                "www.example. A NxDomain ." },
        { "an SOA of another zone names none",                    Said(NxDomain).Authority("far.test.", RRType.SOA, Soa()),                        "www.example. A NxDomain " },
        { "an SOA below the name names none",                     Said(NxDomain).Authority("a.www.example.", RRType.SOA, Soa()),                   "www.example. A NxDomain " },
        { "the deepest of several zones",                         Said(NxDomain).Authority(".", RRType.SOA, Soa()).Authority(Zone, RRType.SOA, Soa()), "www.example. A NxDomain example." },
        { "letters are small",                                    DnsMessageBuilder.Response(7, "WwW.Example.", flags: NxDomain).Authority("EXAMPLE.", RRType.SOA, Soa()), "www.example. A NxDomain example." },
        { "name servers beside the SOA (section 2.1 type 1)",     Said(NxDomain).Authority(Zone, RRType.NS, Host()).Authority(Zone, RRType.SOA, Soa()), "www.example. A NxDomain example." },
        { "NXDOMAIN for the end of an alias (RFC 6604)",          Said(NxDomain, name: Alias).Answer(Alias, RRType.CNAME, To(Name)).Authority(Zone, RRType.SOA, Soa()), "www.example. A NxDomain example." },
        { "the zone is that of the end",                          Said(NxDomain, name: Alias).Answer(Alias, RRType.CNAME, To(Far)).Authority("far.test.", RRType.SOA, Soa()), "www.far.test. A NxDomain far.test." },
        { "aliases in whatever order",                            Said(NxDomain, name: Alias).Answer("b.example.", RRType.CNAME, To(Name)).Answer(Alias, RRType.CNAME, To("b.example.")), "www.example. A NxDomain " },
        { "an alias that DNAME makes, signed",                    Said(NxDomain, name: "x.old.test.").Answer("old.test.", RRType.DNAME, To(Zone)).Answer("old.test.", RRType.RRSIG, Signature()).Answer("x.old.test.", RRType.CNAME, To("x.example.")), "x.example. A NxDomain " },
        { "aliases in a circle",                                  Said(NxDomain, name: Alias).Answer(Alias, RRType.CNAME, To(Name)).Answer(Name, RRType.CNAME, To(Alias)), "" },
        { "an alias of itself",                                   Said(NxDomain).Answer(Name, RRType.CNAME, To(Name)),                             "" },
        { "an alias of two names",                                Said(NxDomain).Answer(Name, RRType.CNAME, To(Far)).Answer(Name, RRType.CNAME, To(Alias)), "" },
        { "an alias of another name",                             Said(NxDomain).Answer(Alias, RRType.CNAME, To(Far)),                             "" },
        { "NXDOMAIN beside the very data",                        Said(NxDomain).Answer(Name, RRType.A, A1),                                       "" },
        { "NXDOMAIN and only a DNAME",                            Said(NxDomain).Answer(Zone, RRType.DNAME, To(Far)),                              "" },
        { "NXDOMAIN truncated: aliases may be lacking",           Said(NxDomain | Truncated),                                                      "" },
        { "NXDOMAIN with a fault behind its SOA",                 Said(NxDomain).Authority(Zone, RRType.SOA, Soa()).Claim(DnsSection.Additional, 1), "" },

        { "NODATA as it should be (section 2.2)",                 Said(NoError).Authority(Zone, RRType.SOA, Soa()),                                "www.example. A NoData example." },
        { "NODATA with name servers, too (type 1)",               Said(NoError).Authority(Zone, RRType.SOA, Soa()).Authority(Zone, RRType.NS, Host()), "www.example. A NoData example." },
        { "NODATA with nothing (type 3)",                         Said(NoError),                                                                   "www.example. A NoData " },
        { "NODATA with EDNS only",                                Said(NoError).Additional(".", RRType.OPT, "", ttl: 0x8000, classCode: 1_232),     "www.example. A NoData " },
        { "NODATA for any type: an empty non-terminal",           Said(NoError, RRType.ANY).Authority(Zone, RRType.SOA, Soa()),                    "www.example. ANY NoData example." },
        { "NODATA for the end of an alias",                       Said(NoError, RRType.AAAA, Alias).Answer(Alias, RRType.CNAME, To(Name)).Authority(Zone, RRType.SOA, Soa()), "www.example. AAAA NoData example." },
        { "NODATA of a type that nobody knows",                   Said(NoError, (RRType)65_280),                                                   "www.example. TYPE65280 NoData " },
        { "a referral",                                           Said(NoError).Authority(Zone, RRType.NS, Host()),                                "" },
        { "a referral to a signed zone",                          Said(NoError).Authority(Zone, RRType.NS, Host()).Authority(Zone, RRType.DS, "0001080200"), "" },
        { "an alias into another zone, whose end nobody looked at", Said(NoError | Authoritative, name: Alias).Answer(Alias, RRType.CNAME, To(Far)), "" },
        { "the same with the name servers of its own zone",       Said(NoError | Authoritative, name: Alias).Answer(Alias, RRType.CNAME, To(Far)).Authority(Zone, RRType.NS, Host()), "" },
        { "an alias, and the SOA of another zone than its end's", Said(NoError, name: Alias).Answer(Alias, RRType.CNAME, To(Far)).Authority(Zone, RRType.SOA, Soa()), "" },
        { "data",                                                 Said(NoError).Answer(Name, RRType.A, A1),                                        "" },
        { "data at the end of an alias",                          Said(NoError, name: Alias).Answer(Alias, RRType.CNAME, To(Name)).Answer(Name, RRType.A, A1).Authority(Zone, RRType.SOA, Soa()), "" },
        { "the alias was asked for",                              Said(NoError, RRType.CNAME, Alias).Answer(Alias, RRType.CNAME, To(Name)).Authority(Zone, RRType.SOA, Soa()), "" },
        { "the SOA was asked for",                                Said(NoError, RRType.SOA, Zone).Answer(Zone, RRType.SOA, Soa()),                 "" },
        { "anything was asked for, and is there",                 Said(NoError, RRType.ANY).Answer(Name, RRType.CNAME, To(Far)).Authority("far.test.", RRType.SOA, Soa()), "" },
        { "signatures were asked for",                            Said(NoError, RRType.RRSIG).Answer(Name, RRType.RRSIG, Signature()),             "" },
        { "data of another name",                                 Said(NoError).Answer(Alias, RRType.A, A1).Authority(Zone, RRType.SOA, Soa()),    "" },
        { "an answer of another class",                           Said(NoError).Answer(Name, RRType.A, A1, classCode: 3),                          "" },
        { "keys are agreed upon (RFC 2930)",                      Said(NoError, RRType.TKEY).Answer(Name, RRType.TKEY, ""),                        "" },
        { "an incremental transfer: nothing is new",              Said(NoError, RRType.IXFR, Zone).Answer(Zone, RRType.SOA, Soa()),                "" },
        { "a transfer's empty message",                           Said(NoError, RRType.AXFR, Zone),                                                "" },
        { "addresses without anything to say whose",              Said(NoError).Authority(Name, RRType.A, A1),                                     "" },
        { "truncated to nothing, to be asked again over TCP",     Said(NoError | Truncated),                                                       "" },
        { "BADVERS: the code's upper bits are in EDNS",           Said(NoError).Additional(".", RRType.OPT, "", ttl: 0x0100_0000, classCode: 1_232), "" },

        { "SERVFAIL",                                             Said(ServFail),                                                                  "www.example. A ServFail " },
        { "SERVFAIL is about the question, alias or not",         Said(ServFail, name: Alias).Answer(Alias, RRType.CNAME, To(Far)),                "alias.example. A ServFail " },
        { "SERVFAIL truncated",                                   Said(ServFail | Truncated),                                                      "www.example. A ServFail " },
        { "REFUSED",                                              Said(Refused),                                                                   "www.example. A Refused " },
        { "REFUSED with the name servers of the root",            Said(Refused).Authority(".", RRType.NS, Host()),                                 "www.example. A Refused " },
        { "a transfer refused",                                   Said(Refused, RRType.AXFR, Zone),                                                "example. AXFR Refused " },
        { "FORMERR",                                              Said(FormErr),                                                                   "" },
        { "NOTIMP",                                               Said(NotImp),                                                                    "" },
        { "YXDOMAIN",                                             Said(YxDomain),                                                                  "" },
        { "no question",                                          DnsMessageBuilder.Bare(7, 0x8000 | Refused),                                     "" },
        { "two questions",                                        Said(NxDomain).Question(Far, RRType.A),                                          "" },
    };

    [Theory, MemberData(nameof(Responses))]
    public void A_response_is_a_negative_answer_by_its_shape(string why, DnsMessageBuilder response, string says)
    {
        Add(response);

        Assert.True(says == string.Join("; ", _sink.Negatives), $"{why}: {string.Join("; ", _sink.Negatives)}");
        Assert.Equal(_sink.Negatives.Count, _accounting[AnalysisFact.NegativeAnswers]);
        Assert.Equal(_sink.Observations.Count, _accounting[AnalysisFact.Observations]);
        Assert.Equal(_sink.Negatives.Count + _sink.Observations.Count == 0, _accounting[MessageOutcome.WithoutRecords] == 1);
    }

    [Fact]
    public void Nothing_is_left_over_for_the_next_response()
    {
        Add(Said(NxDomain).Authority(Zone, RRType.SOA, Soa()).Additional(".", RRType.OPT, "", ttl: 0, classCode: 1_232));
        Add(Said(NoError).Answer(Name, RRType.A, A1).Additional(".", RRType.OPT, "", ttl: 0x0100_0000, classCode: 1_232));
        Add(Said(NxDomain, name: "b.example."));

        Assert.Equal(["www.example. A NxDomain example.", "b.example. A NxDomain "], _sink.Negatives.Select(negative => negative.ToString()));
    }

    [Theory]
    [InlineData("the SOA's TTL is lower", 60, 900, 60)]
    [InlineData("its MINIMUM is lower", 900, 60, 60)]
    public void It_may_be_kept_for_the_lower_of_two_times(string why, uint ttl, uint minimum, uint expected)
    {
        Add(Said(NxDomain).Authority(Zone, RRType.SOA, Soa(minimum), ttl));

        Assert.True(expected == Assert.Single(_sink.Negatives).Ttl, why);
    }

    [Fact]
    public void It_stands_with_status_vantage_and_server_as_an_RRset_does()
    {
        Add(DnsMessageBuilder.Query(7, Alias), Asking);
        Add(Said(NxDomain, name: Alias).Answer(Alias, RRType.CNAME, To(Far)));
        Add(Said(NxDomain, name: Alias));
        Add(Said(Refused, name: "unasked.example."));

        Assert.Equal(
            [
                (Far, SightingStatus.Matched, Asking.Destination, true), // beside the point: no server of the zone asked for
                (Alias, SightingStatus.Conflicting, default, false),
                ("unasked.example.", SightingStatus.Unsolicited, default, false),
            ],
            _sink.Negatives.Select(negative => (negative.Owner, negative.Status, negative.Server, negative.IsForeign)));
        Assert.All(_sink.Negatives, negative => Assert.Equal(Vantage.Authoritative, negative.Vantage));
    }

    [Fact]
    public void The_same_negative_answer_again_is_a_repeat()
    {
        Add(DnsMessageBuilder.Query(7, Name), Asking);
        Add(Said(NxDomain));
        Add(Said(NxDomain));

        Assert.Single(_sink.Negatives);
        Assert.Equal((1L, 1L), (_accounting[MessageOutcome.Matched], _accounting[MessageOutcome.Duplicate]));
    }

    private static DnsMessageBuilder Said(int flags, RRType type = RRType.A, string name = Name) => DnsMessageBuilder.Response(7, name, type, (ushort)flags);

    private static string Soa(uint minimum = 300) => To("ns.example.") + To("admin.example.") + $"00000001 00000001 00000001 00000001 {minimum:x8}";

    private static string Host() => To("ns.example.");

    private static string To(string name) => DnsMessageBuilder.HexName(name);

    private static string Signature() => "0027 08 02 00000001 00000002 00000001 0001" + To("old.test.") + "00";

    private void Add(DnsMessageBuilder response) => Add(response, Asking.Reversed);

    private void Add(DnsMessageBuilder message, Flow flow) => _analysis.Add(flow, isTcp: false, message.ToArray(), isCut: false, new FrameMark(1, 1_000_000_000));
}

using PassiveDns.Formats.Dns;
using PassiveDns.Formats.Records;
using PassiveDns.Tests.Support;
using Xunit;

namespace PassiveDns.Analyzer.Tests;

/// <summary>Where the tap sat, whose address stands with what was said, and what has nothing to do with its question.</summary>
public class VantageTests
{
    private const ushort AA = 0x0400, RD = 0x0100, RA = 0x0080;
    private const string Name = "www.good.example.", Zone = "good.example.", Address = "c0000201";
    private const string NameServer = "026e7304676f6f64076578616d706c6500"; // ns.good.example.

    private static readonly IpAddress Server = IpAddress.From(System.Net.IPAddress.Parse(TestCapture.Server).GetAddressBytes());

    public static TheoryData<string, ushort, bool, Vantage> Headers => new()
    {
        // why, flags of the response, it is a referral, vantage
        { "a resolver asks an authority", AA, false, Vantage.Authoritative },
        { "and is referred to another", 0, true, Vantage.Authoritative },
        { "and gets an answer without AA: recursion was not asked for", 0, false, Vantage.Authoritative },
        { "an authority that would recurse for others", AA | RA, false, Vantage.Authoritative },
        { "a client asks a resolver", RD | RA, false, Vantage.Recursive },
        { "a client asks a resolver that is an authority, too", RD | RA | AA, false, Vantage.Recursive },
        { "a client asks an authority that does not recurse", RD | AA, false, Vantage.Authoritative },
        { "and is referred", RD, true, Vantage.Authoritative },
        { "a resolver that does not recurse for this client, from its cache", RD, false, Vantage.Recursive },
    };

    [Theory, MemberData(nameof(Headers))]
    public void Vantage_follows_from_who_asked_for_recursion_and_who_offers_it(string why, ushort flags, bool isReferral, Vantage expected)
    {
        var response = DnsMessageBuilder.Response(7, Name, flags: flags);
        var seen = Ask(Name, isReferral ? response.Authority(Zone, RRType.NS, NameServer) : response.Answer(Name, RRType.A, Address));

        Assert.True(expected == seen[0].Vantage, why);
        Assert.True((expected == Vantage.Authoritative ? Server : default) == seen[0].Server, why);
    }

    /// <summary>Only who answered a query is known to be a server; whoever else sends something that looks like a response may be a client.</summary>
    [Fact]
    public void Who_was_not_asked_or_answers_again_leaves_no_address()
    {
        var capture = new TestCapture();
        capture.Add(DnsMessageBuilder.Response(8, Name, flags: AA).Answer(Name, RRType.A, Address));
        capture.Add(DnsMessageBuilder.Query(7, Name));
        capture.Add(DnsMessageBuilder.Response(7, Name, flags: AA).Answer(Name, RRType.A, Address));
        capture.Add(DnsMessageBuilder.Response(7, Name, flags: AA).Answer(Name, RRType.A, "c0000266"));

        Assert.Equal(
            [(SightingStatus.Unsolicited, default), (SightingStatus.Matched, Server), (SightingStatus.Conflicting, default)],
            capture.Observations.Select(seen => (seen.Status, seen.Server)));
    }

    public static TheoryData<string, string, string, string, bool> Owners => new()
    {
        // why, question, zone that the response names (or none), owner, it is foreign
        { "what was asked for", Name, Zone, Name, false },
        { "the zone itself", Name, Zone, Zone, false },
        { "below the zone: glue", Name, Zone, "ns.good.example.", false },
        { "letter case is no difference", "WwW.gOOd.example.", Zone, "NS.Good.Example.", false },
        { "another zone", Name, Zone, "www.bank.example.", true },
        { "a name that only ends alike", Name, Zone, "www.nogood.example.", true },
        { "above the zone", Name, Zone, "example.", true },
        { "the top-level domain is no zone that makes all below it related", Name, "example.", "www.bank.example.", true },
        { "nor is the root", Name, ".", "www.bank.test.", true },
        { "a zone that is not above the question", Name, "bank.example.", "www.bank.example.", true },
        { "without a zone: above the question", Name, "", Zone, false },
        { "without a zone: a top-level domain", Name, "", "example.", true },
        { "without a zone: beside the question", Name, "", "ns.good.example.", true },
        { "the top-level domain was asked for", "example.", "example.", "example.", false },
        { "the root was asked for", ".", ".", ".", false },
        { "an alias's target in another zone", Name, Zone, "www.cdn.test.", true },
    };

    [Theory, MemberData(nameof(Owners))]
    public void An_owner_is_foreign_that_has_nothing_to_do_with_the_question(string why, string question, string zone, string owner, bool expected)
    {
        var response = DnsMessageBuilder.Response(7, question, flags: AA).Answer(owner, RRType.A, Address);
        if (zone.Length > 0) response.Authority(zone, RRType.NS, NameServer);
        var seen = Ask(question, response)[0];

        Assert.True(expected == seen.IsForeign, why);
    }

    [Fact]
    public void Nothing_is_foreign_where_no_server_is_known()
    {
        var seen = Ask(Name, DnsMessageBuilder.Response(7, Name, flags: RD | RA).Answer("www.bank.example.", RRType.A, Address));
        Assert.False(seen[0].IsForeign);
    }

    private static IReadOnlyList<Observed> Ask(string name, DnsMessageBuilder response)
    {
        var capture = new TestCapture();
        capture.Add(DnsMessageBuilder.Query(7, name));
        capture.Add(response);
        return capture.Observations;
    }
}

namespace PassiveDns.EndToEnd.Tests.Statuses;

/// <summary>A sentence by which a sighting is what it is.</summary>
/// <param name="Name">As the golden table has it.</param>
public sealed record StatusRule(string Name, string Sentence, string Source)
{
    public override string ToString() => Name;
}

/// <summary>All rules that may explain the status, vantage, bailiwick and kind of a sighting. What none of them explains is a fault.</summary>
internal static class StatusRules
{
    private const string Matching = "design 2, Matched";
    private const string Bailiwicks = "design 2, Bailiwick";

    // Status: how the response stands to the queries of the capture.
    public static readonly StatusRule AnswersQuery = new(
        "matched: answers a query", "A query of at most 60 s before had its addresses, ports, protocol, id, name octet for octet, type and class.", Matching);

    public static readonly StatusRule LacksQuestion = new(
        "matched: without question", "FORMERR, SERVFAIL, NOTIMP and REFUSED may lack the question; then addresses, ports, protocol and id say which query it answers.", Matching);

    public static readonly StatusRule Transfer = new(
        "transfer", "It answers AXFR or IXFR; over TCP all messages of it do, also those without question.", "RFC 5936 section 2.2, RFC 1995; design 2");

    public static readonly StatusRule Unsolicited = new(
        "unsolicited", "No query for it in the capture, which does hold queries.", Matching);

    public static readonly StatusRule OneSided = new(
        "matched: one-sided", "The capture holds responses and no query at all, so that none can be missed.", Matching);

    public static readonly StatusRule Conflicting = new(
        "conflicting", "Its query has had its answer, of other octets.", Matching);

    // Vantage: where the tap sat.
    public static readonly StatusRule NotAskedToRecurse = new(
        "authoritative: RD clear", "Recursion was not asked for: a resolver asks an authority.", "RFC 1035 section 4.1.1; design 2, Bailiwick");

    public static readonly StatusRule AuthoritativeAnswer = new(
        "authoritative: AA without RA", "Recursion was asked for of a server that does not offer it and has the answer itself.", "RFC 1035 section 4.1.1");

    public static readonly StatusRule Referral = new(
        "authoritative: referral without RA", "Recursion was asked for of a server that does not offer it and names the servers to ask.", "RFC 1034 section 4.3.1");

    public static readonly StatusRule Recursed = new(
        "recursive: RD and RA", "Recursion was asked for and is offered: a client asks a resolver.", "RFC 1035 section 4.1.1");

    public static readonly StatusRule FromCache = new(
        "recursive: RD without RA, AA or referral", "What a server says that neither recurses nor has authority, it has from others.", "RFC 1035 section 4.1.1");

    // Bailiwick: what the server was shown to serve.
    public static readonly StatusRule InBailiwick = new(
        "in", "The server was verified to serve a zone at or above the owner at the time; the deepest such zone counts.", Bailiwicks);

    public static readonly StatusRule OutOfBailiwick = new(
        "out", "The server is known to have served other zones at the time, none at or above the owner, which nobody had asked it for.", Bailiwicks);

    public static readonly StatusRule UnverifiedByVantage = new(
        "unverified: recursive", "What resolvers say carries no bailiwick.", Bailiwicks);

    public static readonly StatusRule UnverifiedUnasked = new(
        "unverified: not asked", "Who answers no query, or answers again, is not known to be a server.", Bailiwicks);

    public static readonly StatusRule UnverifiedServer = new(
        "unverified: server not known", "Nothing verified leads from the hints to this server at the time.", Bailiwicks);

    public static readonly StatusRule UnverifiedButAsked = new(
        "unverified: served other zones, but was asked", "A server of other zones answered about a name that it was asked for: a delegation that was not seen, or lame.", Bailiwicks);

    // Kind: what stands there instead of an RRset.
    public static readonly StatusRule NxDomain = new("NXDOMAIN", "The name at the end of the aliases does not exist.", "RFC 2308 section 2.1, RFC 6604");

    public static readonly StatusRule NoData = new("NODATA", "The name at the end of the aliases has nothing of the type.", "RFC 2308 section 2.2");

    public static readonly StatusRule ServFail = new("SERVFAIL", "The server could not answer the question.", "RFC 2308 section 7.1");

    public static readonly StatusRule Refused = new("REFUSED", "The server would not answer the question.", "RFC 1035 section 4.1.1");

    public static readonly IReadOnlyList<StatusRule> All =
    [
        AnswersQuery, LacksQuestion, Transfer, Unsolicited, OneSided, Conflicting,
        NotAskedToRecurse, AuthoritativeAnswer, Referral, Recursed, FromCache,
        InBailiwick, OutOfBailiwick, UnverifiedByVantage, UnverifiedUnasked, UnverifiedServer, UnverifiedButAsked,
        NxDomain, NoData, ServFail, Refused,
    ];
}

using PassiveDns.Analyzer.Packets;
using PassiveDns.Formats.Dns;
using PassiveDns.Formats.Records;
using PassiveDns.Tests.Support;
using Xunit;

namespace PassiveDns.Analyzer.Tests;

/// <summary>What is told of queries, each once, when it is known what became of it.</summary>
public sealed class QueryObservationTests : IRRsetSink
{
    private const long Second = 1_000_000_000;
    private const string Name = "www.example.", Zone = "example.", A1 = "c0000201";

    private static readonly Flow Asking = new(new IpAddress(0, 1), new IpAddress(0, 2), 40_000, 53);

    private readonly List<string> _told = [];
    private readonly MessageAnalysis _analysis;
    private int _frames;
    private long _now;

    public QueryObservationTests() => _analysis = new MessageAnalysis(this, new Accounting());

    public static TheoryData<string, int, string> Outcomes => new()
    {
        // why                                           response code   told
        { "data",                                        0,              "Answered" },
        { "the name does not exist",                     3,              "NxDomain" },
        { "the server could not answer",                 2,              "Failed" },
        { "the server would not answer",                 5,              "Failed" },
        { "the server did not understand",               1,              "Failed" },
    };

    [Theory, MemberData(nameof(Outcomes))]
    public void A_response_tells_what_became_of_its_query(string why, int code, string outcome)
    {
        Add(DnsMessageBuilder.Query(7, Name));
        var response = DnsMessageBuilder.Bare(7, (ushort)(0x8000 | code)).Question(Name, RRType.A);
        if (code == 0) response.Answer(Name, RRType.A, A1);
        Add(response);

        Assert.True(_told is [var told] && told == $"{Name} A {outcome} x1 at 1, {response.ToArray().Length} octets, Matched", $"{why}: {string.Join("; ", _told)}");
    }

    [Fact]
    public void Nothing_instead_of_data_is_told()
    {
        Add(DnsMessageBuilder.Query(7, Name));
        Add(DnsMessageBuilder.Response(7, Name));

        Assert.StartsWith($"{Name} A NoData x1", Assert.Single(_told), StringComparison.Ordinal);
    }

    [Fact]
    public void A_response_without_question_answers_the_query_it_was_matched_with()
    {
        Add(DnsMessageBuilder.Query(7, Name, RRType.MX));
        Add(DnsMessageBuilder.Bare(7, 0x8001)); // FORMERR

        Assert.Equal($"{Name} MX Failed x1 at 1, 12 octets, Matched", Assert.Single(_told));
    }

    [Fact]
    public void A_query_that_nobody_answers_is_told_with_the_times_it_was_sent()
    {
        Add(DnsMessageBuilder.Query(7, Name));
        Add(DnsMessageBuilder.Query(7, Name));
        Assert.Empty(_told);

        _now += 61 * Second; // longer than queries are remembered
        Add(DnsMessageBuilder.Query(8, Zone));
        Assert.Equal($"{Name} A Unanswered x2 at 2, 0 octets, Matched", Assert.Single(_told));

        _analysis.Finish();
        Assert.Equal($"{Zone} A Unanswered x1 at 64, 0 octets, Matched", _told[1]);
    }

    [Fact]
    public void Of_a_query_sent_again_the_part_that_was_answered_is_told_apart()
    {
        Add(DnsMessageBuilder.Query(7, Name));
        Add(DnsMessageBuilder.Query(7, Name));
        Add(DnsMessageBuilder.Response(7, Name).Answer(Name, RRType.A, A1));
        _analysis.Finish();

        Assert.Equal(["Answered x1", "Unanswered x1"], _told.Select(told => told[$"{Name} A ".Length..told.IndexOf(" at", StringComparison.Ordinal)]));
    }

    [Fact]
    public void A_response_that_comes_again_or_otherwise_counts_once()
    {
        var response = DnsMessageBuilder.Response(7, Name).Answer(Name, RRType.A, A1);
        Add(DnsMessageBuilder.Query(7, Name));
        Add(response);
        Add(response);
        Add(DnsMessageBuilder.Response(7, Name).Answer(Name, RRType.A, "c0000202"));
        _analysis.Finish();

        Assert.Single(_told);
    }

    [Fact]
    public void A_response_that_nobody_asked_for_is_told_apart()
    {
        var response = DnsMessageBuilder.Response(7, Name).Answer(Name, RRType.A, A1);
        Add(response);

        Assert.Equal($"{Name} A Answered x1 at 1, {response.ToArray().Length} octets, Unsolicited", Assert.Single(_told));
    }

    [Fact]
    public void Zone_transfers_and_queries_for_nothing_are_none()
    {
        Add(DnsMessageBuilder.Query(7, Zone, RRType.AXFR), isTcp: true);
        Add(DnsMessageBuilder.Response(7, Zone, RRType.AXFR).Answer(Name, RRType.A, A1), isTcp: true);
        Add(DnsMessageBuilder.Query(8, Zone, RRType.IXFR));
        Add(DnsMessageBuilder.Bare(9, 0)); // asks for a cookie (RFC 7873 section 5.4)
        Add(DnsMessageBuilder.Bare(10, 0));
        Add(DnsMessageBuilder.Bare(10, 0x8005));
        _analysis.Finish();

        Assert.Empty(_told);
    }

    [Fact]
    public void Letter_case_is_as_it_was_sent()
    {
        Add(DnsMessageBuilder.Query(7, "wWw.Example."));
        _analysis.Finish();

        Assert.StartsWith("wWw.Example. A", Assert.Single(_told), StringComparison.Ordinal);
    }

    [Fact]
    public void A_response_that_the_capture_cut_answers_its_query_and_has_no_length()
    {
        Add(DnsMessageBuilder.Query(7, Name));
        var response = DnsMessageBuilder.Response(7, Name).Answer(Name, RRType.A, A1).ToArray();
        _analysis.Add(Asking.Reversed, false, response.AsSpan(0, response.Length - 20), isCut: true, new FrameMark(2, _now + Second));
        _analysis.Finish();

        Assert.Equal($"{Name} A Answered x1 at 1, 0 octets, Matched", Assert.Single(_told));
    }

    void IRRsetSink.Add(in RRsetObservation observation)
    {
    }

    void IRRsetSink.Add(in QueryObservation query) => _told.Add(
        $"{DomainNameFormat.ToText(query.Name)} {query.Type} {query.Outcome} x{query.Times} at {query.TimeNanoseconds / Second}, {query.ResponseLength} octets, {query.Status}");

    private void Add(DnsMessageBuilder message, bool isTcp = false)
    {
        var octets = message.ToArray();
        _now += Second;
        _analysis.Add(octets[2] >= 0x80 ? Asking.Reversed : Asking, isTcp, octets, isCut: false, new FrameMark(++_frames, _now));
    }
}

using System.Globalization;
using PassiveDns.Analyzer.Packets;
using PassiveDns.Analyzer.Transactions;
using PassiveDns.Formats.Dns;
using PassiveDns.Formats.Records;
using PassiveDns.Tests.Support;
using Xunit;

namespace PassiveDns.Analyzer.Tests;

public class QueryTableTests
{
    private const long Second = 1_000_000_000;
    private const int NoError = 0, FormErr = 1, ServFail = 2, NxDomain = 3, NotImp = 4, Refused = 5;

    private static readonly IpAddress Client = new(0, 0xFFFF_C000_0201), Server = new(0, 0xFFFF_C633_6435);

    private readonly Accounting _accounting = new();
    private QueryTable _table;

    public QueryTableTests()
    {
        _table = new QueryTable(_accounting);
    }

    /// <summary>An exchange in words: the standard one, or one that differs in what is named.</summary>
    private sealed record Exchange
    {
        public IpAddress Asker { get; init; } = Client;
        public ushort Port { get; init; } = 40_000;
        public bool IsTcp { get; init; }
        public ushort Id { get; init; } = 7;
        public string Name { get; init; } = "www.example.";
        public RRType Type { get; init; } = RRType.A;
    }

    public static TheoryData<string, string, string> Responses => new()
    {
        // why it is or is not an answer to the query for www.example. A       difference              result
        { "the same in everything",                                            "",                     nameof(MatchResult.Matched) },
        { "another client",                                                    "asker",                nameof(MatchResult.Unsolicited) },
        { "another port",                                                      "port",                 nameof(MatchResult.Unsolicited) },
        { "another protocol",                                                  "protocol",             nameof(MatchResult.Unsolicited) },
        { "another id",                                                        "id",                   nameof(MatchResult.Unsolicited) },
        { "another name",                                                      "name",                 nameof(MatchResult.Unsolicited) },
        { "another letter case: the octets are compared (0x20)",               "case",                 nameof(MatchResult.Unsolicited) },
        { "another type",                                                      "type",                 nameof(MatchResult.Unsolicited) },
    };

    [Theory, MemberData(nameof(Responses))]
    public void A_response_must_repeat_the_query(string why, string difference, string expected)
    {
        var query = new Exchange();
        var response = difference switch
        {
            "asker" => query with { Asker = new IpAddress(0, 1) },
            "port" => query with { Port = 40_001 },
            "protocol" => query with { IsTcp = true },
            "id" => query with { Id = 8 },
            "name" => query with { Name = "ww.example." },
            "case" => query with { Name = "WWW.example." },
            "type" => query with { Type = RRType.AAAA },
            _ => query,
        };
        Add(query);

        Assert.True(Match(response).ToString() == expected, why);
    }

    public static TheoryData<int, string> ResponseCodes => new()
    {
        { NoError, nameof(MatchResult.Unsolicited) },
        { FormErr, nameof(MatchResult.Matched) },
        { ServFail, nameof(MatchResult.Matched) },
        { NxDomain, nameof(MatchResult.Unsolicited) },
        { NotImp, nameof(MatchResult.Matched) },
        { Refused, nameof(MatchResult.Matched) },
    };

    [Theory, MemberData(nameof(ResponseCodes))]
    public void A_response_without_question_may_only_refuse(int responseCode, string expected)
    {
        Add(new Exchange());
        Assert.Equal(expected, Match(new Exchange { Name = "", Type = RRType.None }, responseCode).ToString());
    }

    [Fact]
    public void A_response_without_question_must_be_of_the_same_flow_and_id()
    {
        Add(new Exchange());
        Assert.Equal(MatchResult.Unsolicited, Match(new Exchange { Name = "", Type = RRType.None, Id = 8 }, Refused));
        Assert.Equal(MatchResult.Unsolicited, Match(new Exchange { Name = "", Type = RRType.None, Port = 1 }, Refused));
    }

    [Fact]
    public void A_response_without_question_answers_an_open_query_rather_than_an_answered_one()
    {
        Add(new Exchange { Name = "a." });
        Add(new Exchange { Name = "b." });
        Match(new Exchange { Name = "b." });

        Assert.Equal(MatchResult.Matched, Match(new Exchange { Name = "", Type = RRType.None }, Refused, content: 2));
        Assert.Equal(MatchResult.Duplicate, Match(new Exchange { Name = "a." }, content: 2));
    }

    [Theory]
    [InlineData(0, false)]
    [InlineData(2_000, false)] // the table grows, its places having been used before in another order
    [InlineData(0, true)]
    [InlineData(2_000, true)]
    public void A_response_without_question_answers_the_latest_query(int queriesBehind, bool isSaved)
    {
        for (var i = 0; i < 500; i++) Add(Numbered(i));
        string[] names = ["first.", "second.", "third."];
        foreach (var name in names) Add(new Exchange { Name = name }, 61 * Second);
        for (var i = 0; i < queriesBehind; i++) Add(Numbered(i), 61 * Second);
        if (isSaved) SaveAndLoad();

        foreach (var name in names.Reverse())
        {
            Assert.Equal(MatchResult.Matched, Match(new Exchange { Name = "", Type = RRType.None }, Refused, content: 2, time: 61 * Second));
            Assert.Equal(MatchResult.Duplicate, Match(new Exchange { Name = name }, content: 2, time: 61 * Second));
        }
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void The_latest_query_is_the_one_asked_last_not_the_one_answered_last(bool isSaved)
    {
        Add(new Exchange { Name = "first." });
        Add(new Exchange { Name = "second." });
        Match(new Exchange { Name = "second." }, Refused, content: 2);
        Match(new Exchange { Name = "first." }, Refused, content: 1);
        if (isSaved) SaveAndLoad();

        Assert.Equal(MatchResult.Duplicate, Match(new Exchange { Name = "", Type = RRType.None }, Refused, content: 2));
    }

    [Fact]
    public void Saved_queries_grow_old_in_the_same_order()
    {
        var answered = new Exchange { Id = 1 };
        Add(answered);
        Add(new Exchange { Id = 2 }, 10 * Second);
        Add(new Exchange { Id = 3 }, 20 * Second);
        Add(new Exchange { Id = 2 }, 30 * Second); // sent again: younger than it was
        Match(answered, content: 1, time: 30 * Second);
        SaveAndLoad();

        Assert.Equal(MatchResult.Duplicate, Match(answered, content: 1, time: 30 * Second));
        Assert.Equal(MatchResult.Unsolicited, Match(new Exchange { Id = 3 }, time: 81 * Second));
        Assert.Equal(1, _accounting[AnalysisFact.UnansweredQueries]);
        Assert.Equal(MatchResult.Matched, Match(new Exchange { Id = 2 }, time: 81 * Second));
        Assert.Equal(MatchResult.Matched, Match(new Exchange { Id = 2 }, time: 81 * Second)); // of two
        Assert.Equal(MatchResult.Unsolicited, Match(answered, time: 81 * Second));
    }

    [Fact]
    public void The_same_answer_again_is_a_duplicate_and_another_conflicts()
    {
        Add(new Exchange());
        Assert.Equal(MatchResult.Matched, Match(new Exchange(), content: 1));
        Assert.Equal(MatchResult.Duplicate, Match(new Exchange(), content: 1));
        Assert.Equal(MatchResult.Conflicting, Match(new Exchange(), content: 2));
    }

    [Fact]
    public void A_query_sent_twice_may_be_answered_twice()
    {
        Add(new Exchange());
        Add(new Exchange(), Second);
        Assert.Equal(MatchResult.Matched, Match(new Exchange(), content: 1, time: 2 * Second));
        Assert.Equal(MatchResult.Matched, Match(new Exchange(), content: 1, time: 2 * Second));
        Assert.Equal(MatchResult.Duplicate, Match(new Exchange(), content: 1, time: 2 * Second));
    }

    [Fact]
    public void A_query_asked_again_after_its_answer_is_open_again()
    {
        Add(new Exchange());
        Match(new Exchange(), content: 1);
        Add(new Exchange(), Second);
        Assert.Equal(MatchResult.Matched, Match(new Exchange(), content: 2, time: Second));
        _table.Finish();
        Assert.Equal(0, _accounting[AnalysisFact.UnansweredQueries]);
    }

    [Theory]
    [InlineData(RRType.AXFR, true, nameof(MatchResult.Matched))]
    [InlineData(RRType.IXFR, true, nameof(MatchResult.Matched))]
    [InlineData(RRType.IXFR, false, nameof(MatchResult.Conflicting))]
    [InlineData(RRType.ANY, true, nameof(MatchResult.Conflicting))]
    public void A_zone_transfer_over_TCP_answers_in_many_messages(RRType type, bool isTcp, string expected)
    {
        var query = new Exchange { Type = type, IsTcp = isTcp };
        Add(query);
        Assert.Equal(MatchResult.Matched, Match(query, content: 1));
        Assert.Equal(expected, Match(query, content: 2).ToString());
        Assert.Equal(expected, Match(query, content: 3).ToString());
    }

    [Fact]
    public void The_later_messages_of_a_zone_transfer_may_lack_the_question()
    {
        var query = new Exchange { Type = RRType.AXFR, IsTcp = true };
        Add(query);
        for (var message = 0; message < 100; message++)
            Assert.Equal(MatchResult.Matched, Match(query with { Name = "", Type = RRType.None }, content: (ulong)message, time: message * 30 * Second));
    }

    public static TheoryData<string, long, string> Ages => new()
    {
        { "at once", 0, nameof(MatchResult.Matched) },
        { "after a minute", 60 * Second, nameof(MatchResult.Matched) },
        { "after more than a minute", (60 * Second) + 1, nameof(MatchResult.Unsolicited) },
        { "before the query, by the clock of another interface", -Second, nameof(MatchResult.Matched) },
        { "long before the query", -61 * Second, nameof(MatchResult.Unsolicited) },
    };

    [Theory, MemberData(nameof(Ages))]
    public void A_query_is_remembered_for_a_minute_of_capture_time(string why, long age, string expected)
    {
        Add(new Exchange(), 1_000 * Second);
        Assert.True(Match(new Exchange(), time: (1_000 * Second) + age).ToString() == expected, why);
    }

    [Fact]
    public void An_old_query_is_not_found_behind_a_younger_one()
    {
        Add(new Exchange { Name = "young." }, 100 * Second);
        Add(new Exchange { Name = "old." }, 0); // captures joined end to end
        Assert.Equal(MatchResult.Unsolicited, Match(new Exchange { Name = "old." }, time: 100 * Second));
        Assert.Equal(MatchResult.Unsolicited, Match(new Exchange { Name = "young." }, time: 0));
    }

    [Fact]
    public void Queries_that_nobody_answers_are_counted()
    {
        Add(new Exchange { Id = 1 });
        Add(new Exchange { Id = 2 });
        Match(new Exchange { Id = 2 });
        Add(new Exchange { Id = 3 }, 61 * Second);
        Assert.Equal(1, _accounting[AnalysisFact.UnansweredQueries]);

        _table.Finish();
        Assert.Equal(2, _accounting[AnalysisFact.UnansweredQueries]);
    }

    [Fact]
    public void When_full_the_oldest_open_query_goes()
    {
        Flood(QueryTable.MaxOpen + 1, answer: false);

        Assert.Equal(1, _accounting[AnalysisFact.QueriesPushedOut]);
        Assert.Equal(MatchResult.Unsolicited, Match(Numbered(0)));
        Assert.Equal(MatchResult.Matched, Match(Numbered(1)));
    }

    [Fact]
    public void Answered_queries_do_not_push_out_open_ones()
    {
        Add(new Exchange());
        Flood(QueryTable.MaxOpen + QueryTable.MaxAnswered, answer: true);

        Assert.Equal(0, _accounting[AnalysisFact.QueriesPushedOut]);
        Assert.Equal(MatchResult.Matched, Match(new Exchange()));
    }

    [Fact]
    public void Many_queries_of_one_flow_and_id_do_no_harm()
    {
        for (var i = 0; i < 100_000; i++)
        {
            Add(new Exchange { Name = i.ToString(CultureInfo.InvariantCulture) + "." });
            Assert.Equal(MatchResult.Unsolicited, Match(new Exchange { Name = "", Type = RRType.None }, NxDomain));
        }

        Assert.Equal(MatchResult.Matched, Match(new Exchange { Name = "50000." }));
    }

    private void SaveAndLoad()
    {
        var saved = SavedState.Of(_table.Save);
        _table = new QueryTable(_accounting);
        SavedState.Load(saved, state =>
        {
            _table.Load(state);
            return _table;
        });
        Assert.Equal(saved, SavedState.Of(_table.Save));
    }

    private static Exchange Numbered(int i) => new() { Port = (ushort)i, Id = (ushort)(i >> 16), Name = "flood.example." };

    private void Flood(int queries, bool answer)
    {
        for (var i = 0; i < queries; i++)
        {
            Add(Numbered(i));
            if (answer) Assert.Equal(MatchResult.Matched, Match(Numbered(i)));
        }
    }

    private void Add(Exchange exchange, long time = 0) => _table.Add(Transaction(exchange), time);

    private MatchResult Match(Exchange exchange, int responseCode = NoError, ulong content = 1, long time = 0) =>
        _table.Match(Transaction(exchange), responseCode, content, time, out _);

    private static Transaction Transaction(Exchange exchange) => new()
    {
        Flow = new Flow(exchange.Asker, Server, exchange.Port, 53),
        IsTcp = exchange.IsTcp,
        Id = exchange.Id,
        Name = exchange.Name.Length == 0 ? [] : DnsMessageBuilder.WireName(exchange.Name),
        Type = exchange.Type,
    };
}

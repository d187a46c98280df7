using PassiveDns.Formats.Dns;
using PassiveDns.Formats.Records;
using PassiveDns.Tui.Questions;
using Xunit;

namespace PassiveDns.Tui.Tests.Questions;

public class QuestionParserTests
{
    private static readonly QuestionContext Bar = new()
    {
        Sources = () => [TestSource.Of("/evidence/Day1.pcap"), TestSource.Of("/evidence/day2.pcap")],
        Now = new DateTimeOffset(2026, 3, 10, 12, 0, 0, TimeSpan.Zero),
    };

    private static readonly QuestionContext Line = Bar with { BareName = BareName.Owner };

    public static TheoryData<string, string, string> Questions => new()
    {
        // why                              typed                                  in one spelling
        { "a name",                         "WWW.Example.com",                     "www.example.com." },
        { "a name on both sides",           "name:www.example.com",                "www.example.com." },
        { "a name as an owner",             "owner:www.example.com",               "owner:www.example.com." },
        { "another word for it",            "from:www.example.com",                "owner:www.example.com." },
        { "below a name",                   "*.example.com",                       "*.example.com." },
        { "one label below",                "+.example.com",                       "+.example.com." },
        { "any domain",                     "www.example.*",                       "www.example.*" },
        { "a wildcard is of owners",        "owner:*.example.com",                 "*.example.com." },
        { "a wildcard on both sides",       "name:*.example.com",                  "name:*.example.com." },
        { "an address",                     "192.0.2.1",                           "192.0.2.1" },
        { "a network",                      "192.0.2.7/24",                        "192.0.2.0/24" },
        { "a range",                        "192.0.2.1-192.0.2.9",                 "192.0.2.1-192.0.2.9" },
        { "IPv6 is no keyword",             "2001:db8::1",                         "2001:db8::1" },
        { "IPv6 that begins with letters",  "fe80::1",                             "fe80::1" },
        { "to an address",                  "to:192.0.2.1",                        "192.0.2.1" },
        { "a name server",                  "NS:ns1.example",                      "ns:ns1.example." },
        { "mail servers below",             "mx:*.example",                        "mx:*.example." },
        { "an alias",                       "cname:example",                       "cname:example." },
        { "any rdata",                      "to:example",                          "to:example." },
        { "any rdata at all",               "to:*",                                "to:*" },
        { "types of the table",             "svcb:a.example srv:b.example",        "svcb:a.example. srv:b.example." },
        { "https as a type",                "https:cdn.example",                   "https:cdn.example." },
        { "https as a scheme",              "https://cdn.example/x?y",             "cdn.example." },
        { "text",                           "txt:v=spf1",                          "txt:\"v=spf1\"" },
        { "text with blanks and marks",     "txt:\"v=spf1 \"\"x\"\" -all\"",       "txt:\"v=spf1 \"\"x\"\" -all\"" },
        { "a regular expression",           "/^pay[pl]a/",                         "/^pay[pl]a/" },
        { "one with what else has meaning", "/a\"b:c|d/",                          "/a\"b:c|d/" },
        { "one on the right-hand side",     "ns:/^ns[0-9]/",                       "ns:/^ns[0-9]/" },
        { "fuzzy",                          "~paypal",                             "~paypal" },
        { "fuzzier",                        "~2:paypal",                           "~2:paypal" },
        { "as fuzzy as without a number",   "~1:paypal",                           "~paypal" },
        { "part of a label",                "*pay*pal*",                           "*pay*pal*" },
        { "a star in the middle",           "www.*.example",                       "www.*.example" },
        { "everything",                     "*",                                   "*" },
        { "everything with a final dot",    "*.",                                  "*" },
        { "alternatives and filters",       "count>10 a.example  type:aaaa,A b.example", "a.example. b.example. type:A,AAAA count>=11" },
        { "filters alone",                  "type:A",                              "type:A" },
        { "everything, narrowed",           "* type:A",                            "type:A" },
        { "any type is no filter",          "a.example type:any",                  "a.example." },
        { "a day is whole at both ends",    "a.example after:2026-03-01 before:2026-03-02", "a.example. after:2026-03-01 before:2026-03-02" },
        { "ago",                            "a.example after:-7d before:3600s new:-86400", "a.example. after:2026-03-03T12:00:00Z before:2026-03-10T11:00:00Z new:2026-03-09T12:00:00Z" },
        { "a time with a blank",            "a.example after:\"2026-03-01 10:00\"",  "a.example. after:2026-03-01T10:00:00Z" },
        { "a source by its path",           "a.example source:DAY1",               "a.example. source:DAY1" },
        { "every other filter",             "a.example bailiwick:Example vantage:recursive status:all", "a.example. bailiwick:example. vantage:recursive status:all" },
        { "negative answers",               "a.example is:Negative",               "a.example. is:negative" },
        { "a defanged name",                "evil[.]example",                      "evil.example." },
        { "a defanged URL",                 "hxxps://www.evil[.]example/login?a=b", "www.evil.example." },
        { "a URL without scheme",           "evil.example/login",                  "evil.example." },
        { "host and port",                  "evil.example:8080",                   "evil.example." },
        { "a mail address",                 "mailto:bob@evil.example",             "evil.example." },
        { "a defanged name server",         "ns:ns1[.]evil[.]example",             "ns:ns1.evil.example." },
        { "a defanged address",             "192.0.2[.]1",                         "192.0.2.1" },
        { "in marks a name is as it is",    "\"evil[.]example\"",                  @"evil\091.\093example." },
        { "a name with a colon",            "\"ns:ns1.example\"",                  @"ns\058ns1.example." },
        { "a name like a pattern",          @"\*.example",                         @"\042.example." },
        { "a name like an address",         @"\049.2.3.4",                         @"\049.2.3.4." },
        { "a name like an option",          "\"-a.example\"",                      @"\045a.example." },
        { "a dot inside a label",           @"a\.b.example",                       @"a\046b.example." },
        { "a quotation mark inside one",    @"a\""b.example",                      @"a\034b.example." },
        { "a classless reverse zone",       "0/25.2.0.192.in-addr.arpa",           @"0\04725.2.0.192.in-addr.arpa." },
        { "an internationalised name",      "bücher.example",                      "xn--bcher-kva.example." },
        { "the root",                       ".",                                   "." },
    };

    [Theory, MemberData(nameof(Questions))]
    public void Has_one_spelling(string why, string typed, string text)
    {
        var question = QuestionParser.Parse(typed, Bar, out var fault);

        Assert.True(fault is null, $"{why}: {fault}");
        Assert.True(question!.Text == text, $"{why}: {question.Text}");
        AssertSame(why, question, QuestionParser.Parse(question.Text, Bar, out _));
    }

    public static TheoryData<string, string, int, int, string> Faults => new()
    {
        // why                        typed                     where    what is said
        { "nothing",                  "",                       0, 0,    "nothing is asked" },
        { "blanks",                   "  ",                     0, 2,    "nothing is asked" },
        { "letters swapped",          "a.example tpye:A",       10, 4,   "no keyword 'tpye': did you mean type" },
        { "a letter too many",        "nss:a.example",          0, 3,    "did you mean ns" },
        { "a word of its own",        "colour:red",             0, 6,    "no keyword 'colour': there are ns" },
        { "the wrong sign",           "count:10 a.example",     0, 5,    "'count:' is written count>=" },
        { "a type that is none",      "type:A,AB a.example",    5, 4,    "'AB' is no record type" },
        { "a time that is none",      "x.example after:soon",   16, 4,   "'soon' is no time" },
        { "no number",                "count>many",             6, 4,    "'many' is no number" },
        { "no source",                "source:day3",            7, 4,    "no source has 'day3'" },
        { "no vantage",               "vantage:above",          8, 5,    "'above' is none of authoritative, recursive, imported" },
        { "no status",                "status:good",            7, 4,    "none of all, quarantine" },
        { "no kind",                  "is:odd",                 3, 3,    "none of negative" },
        { "a filter twice",           "type:A type:AAAA",       7, 9,   "type is there twice" },
        { "an open mark",             "a.example txt:\"v=spf1", 10, 11,  "quotation mark" },
        { "no text",                  "txt:",                   4, 0,    "txt: is followed by" },
        { "no name",                  "ns:",                    3, 0,    "it is empty" },
        { "an empty label",           "mx:a..b",                3, 4,    "'a..b' is no domain name" },
        { "an address for a name",    "ns:192.0.2.1",           3, 9,    "leave ns: out" },
        { "too few numbers",          "192.0.2",                0, 7,    "no address, network or range" },
        { "an expression not closed", "/abc",                   0, 4,    "stands between slashes: /abc/" },
        { "a wrong expression",       "to:/a(/",                3, 4,    "regular expression is wrong" },
        { "no distance",              "~3:abc",                 0, 6,    "'3' is no distance" },
        { "a wrong set",              "*a[b",                   0, 4,    "not closed" },
        { "later than the end",       "after:-1d before:-2d",   0, 20,   "the first is later" },
        { "negative rdata",           "ns:a.example is:negative", 0, 24, "a negative answer has no rdata" },
    };

    [Theory, MemberData(nameof(Faults))]
    public void Says_what_is_wrong_and_where(string why, string typed, int start, int length, string part)
    {
        Assert.Null(QuestionParser.Parse(typed, Bar, out var fault));
        Assert.True((start, length) == (fault!.Start, fault.Length) && fault.Sentence.Contains(part, StringComparison.Ordinal), $"{why}: {fault}");
    }

    [Fact]
    public void A_name_without_a_keyword_is_an_owner_on_the_command_line()
    {
        var question = QuestionParser.Parse("www.example *.example name:a.example", Line, out _)!;

        Assert.Equal([LookupSide.Owner, LookupSide.OwnerBelow, LookupSide.Owner, LookupSide.RDataName], question.Queries.Select(query => query.Side));
        Assert.Equal("owner:www.example. *.example. a.example.", question.Text);
    }

    [Fact]
    public void Filters_narrow_every_part()
    {
        var question = QuestionParser.Parse("a.example ns:b.example type:A,NS after:1970-01-02 before:1970-01-02 count>2 new:0 source:day1 vantage:imported status:quarantine", Bar, out _)!;

        Assert.Equal(3, question.Parts.Count);
        Assert.All(question.Queries, query => Assert.Equal(
            (new TimeFence(86_400_000, 172_799_999, false), 3L, 0L, 1, Vantage.Imported, StatusFilter.Quarantined),
            (query.Fence, query.CountFrom, query.NewSinceMilliseconds, query.Captures!.Count, query.Vantage, query.Statuses)));
        Assert.Equal([RRType.NS], question.Parts[2].Query.Types!);
    }

    [Fact]
    public void Negative_answers_are_asked_for_by_owner_alone()
    {
        var query = Assert.Single(QuestionParser.Parse("a.example is:negative", Bar, out _)!.Queries);

        Assert.Equal((LookupSide.Owner, AnswerKinds.Negative), (query.Side, query.Kinds));
    }

    [Fact]
    public void What_the_screens_ask_reads_as_the_same_question()
    {
        var random = new Random(7);
        for (var i = 0; i < 2_000; i++)
        {
            var name = AnyName(random);
            Question[] questions =
            [
                Question.Name(name), Question.Below(name), Question.PointingTo(RRType.NS, name), Question.PointingTo(RRType.HTTPS, name),
                Question.Address(AddressRange.Network(new System.Net.IPAddress([192, 0, 2, (byte)i]), i % 33)),
            ];
            foreach (var question in questions) AssertSame(question.Text, question, QuestionParser.Parse(question.Text, Bar, out _));
        }
    }

    [Fact]
    public void What_is_read_reads_again_whatever_was_typed()
    {
        var random = new Random(11);
        string[] pieces = ["ns:", "to:", "name:", "type:A", "txt:", "\"", "\\", "/", "~", "*", ".", "a", "B.example", "192.0.2.1", " ", " ", "count>3", "after:-1d", "[.]", ":", "\\042", "hxxp://", "@", "'", "é", "is:negative"];
        var read = 0;
        for (var i = 0; i < 100_000; i++)
        {
            var typed = string.Concat(Enumerable.Range(0, random.Next(1, 9)).Select(_ => pieces[random.Next(pieces.Length)]));
            var context = i % 2 == 0 ? Bar : Line;
            var question = QuestionParser.Parse(typed, context, out var fault);
            Assert.True(question is null == fault is not null, typed);
            Assert.True(fault is null || (fault.Start >= 0 && fault.Length >= 0 && fault.Start + fault.Length <= typed.Length && fault.Sentence.Length > 0), $"{typed}: {fault}");
            if (question is null) continue;
            read++;
            if (context == Bar) AssertSame($"{typed} => {question.Text}", question, QuestionParser.Parse(question.Text, Bar, out _));
        }

        Assert.True(read > 10_000, $"{read}");
    }

    private static byte[] AnyName(Random random)
    {
        var name = new List<byte>();
        for (var label = random.Next(4); label >= 0; label--)
        {
            var octets = new byte[random.Next(1, 6)];
            random.NextBytes(octets);
            if (random.Next(2) == 0) octets = [.. octets.Select(octet => (byte)"abc012-*./\"+~:"[octet % 14])];
            name.Add((byte)octets.Length);
            name.AddRange(octets);
        }

        name.Add(0);
        var wire = name.ToArray();
        DomainName.ToLower(wire);
        return wire;
    }

    private static void AssertSame(string why, Question? question, Question? again)
    {
        Assert.NotNull(question);
        Assert.True(again is not null && again.Text == question.Text, $"{why}: {again?.Text}");
        Assert.True(question.Parts.Select(Describe).SequenceEqual(again!.Parts.Select(Describe)), why);
    }

    private static string Describe(QuestionPart part) => string.Join(' ',
        part.Query.Side, Convert.ToHexString(part.Query.Name.Span), part.Query.OneLabel, part.Query.Addresses, string.Join(',', (part.Query.Types ?? new HashSet<RRType>()).Order()),
        part.Query.Kinds, Convert.ToHexString(part.Query.Bailiwick.Span), part.Query.Fence, part.Query.CountFrom, part.Query.NewSinceMilliseconds,
        part.Query.Captures?.Count, part.Query.Vantage, part.Query.Statuses, part.Names, part.Words);
}

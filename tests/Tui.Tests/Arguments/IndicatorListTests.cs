using System.Text;
using PassiveDns.Formats;
using PassiveDns.Formats.Records;
using PassiveDns.Tests.Support;
using PassiveDns.Tui.Arguments;
using Xunit;

namespace PassiveDns.Tui.Tests.Arguments;

public class IndicatorListTests
{
    public static TheoryData<string, string, string> Indicators => new()
    {
        // why                              text                                        asks for
        { "a name",                         "Example.com",                              "example.com." },
        { "with final dot",                 "example.com.",                             "example.com." },
        { "defanged",                       "www[.]example[.]com",                      "www.example.com." },
        { "in words",                       "www dot example dot com",                  "www.example.com." },
        { "an internationalised name",      "Bücher.example",                           "xn--bcher-kva.example." },
        { "everything below",               "*.example.com",                            "*.example.com." },
        { "everything below, defanged",     "*[.]example[.]com",                        "*.example.com." },
        { "as block lists have it",         ".example.com",                             "*.example.com." },
        { "as ad blockers have it",         "||example.com^",                           "example.com." },
        { "any domain",                     "www.example.*",                            "www.example.*" },
        { "a top-level domain",             "zip.",                                     "zip." },
        { "an underscore",                  "_dmarc.example.com",                       "_dmarc.example.com." },
        { "an address",                     "192.0.2.1",                                "192.0.2.1" },
        { "an address, defanged",           "192[.]0[.]2[.]1",                          "192.0.2.1" },
        { "IPv6",                           "2001:DB8:0::1",                            "2001:db8::1" },
        { "IPv6, defanged",                 "2001:db8[:]:1",                            "2001:db8::1" },
        { "IPv6 in brackets",               "[2001:db8::1]",                            "2001:db8::1" },
        { "IPv6 and port",                  "[2001:db8::1]:8080",                       "2001:db8::1" },
        { "an address and a port",          "192.0.2.1:8080",                           "192.0.2.1" },
        { "with a comma",                   "192.0.2.1,8080",                           "192.0.2.1" },
        { "with a bar",                     "192.0.2.1|8080",                           "192.0.2.1" },
        { "a network",                      "192.0.2.7/24",                             "192.0.2.0/24" },
        { "a network of one",               "192.0.2.7/32",                             "192.0.2.7" },
        { "an IPv6 network",                "2001:db8::/32",                            "2001:db8::/32" },
        { "a range",                        "192.0.2.1-192.0.2.9",                      "192.0.2.1-192.0.2.9" },
        { "a range, spaced, long dash",     "192.0.2.1 – 192.0.2.9",                    "192.0.2.1-192.0.2.9" },
        { "a range that is a network",      "192.0.2.0-192.0.2.255",                    "192.0.2.0/24" },
        { "a URL",                          "hxxps://www.example[.]com/a/b?c=http://other.example#d", "www.example.com." },
        { "a URL with everything",          "http://user:pass@www.example.com:8080/a@b", "www.example.com." },
        { "a URL of an address",            "http://192.0.2.1:8080/a",                  "192.0.2.1" },
        { "a URL of an IPv6 address",       "http://[2001:db8::1]:8080/a",              "2001:db8::1" },
        { "a scheme of another kind",       "tcp://example.com:443",                    "example.com." },
        { "a path alone",                   "example.com/a.html",                       "example.com." },
        { "slashes escaped",                @"https:\/\/example.com\/a",                "example.com." },
        { "an e-mail address",              "Mallory <m.allory@example[.]com>",         "example.com." },
        { "mailto",                         "mailto:a@example.com?subject=b",           "example.com." },
        { "name and port",                  "example.com:8443",                         "example.com." },
        { "quotes",                         "\"example.com\",",                         "example.com." },
        { "quotes of printers",             "\u201Cexample.com\u201D",                  "example.com." },
        { "angle brackets",                 "<http://example.com/>",                    "example.com." },
        { "parentheses",                    "(example.com)",                            "example.com." },
        { "one of them",                    "example.com)",                             "example.com." },
        { "a bullet",                       "- example.com",                            "example.com." },
        { "a star for a bullet",            "* example.com",                            "example.com." },
        { "a reverse name",                 "1.2.0.192.in-addr.arpa",                   "1.2.0.192.in-addr.arpa." },
        { "a classless reverse zone",       "0/25.2.0.192.in-addr.arpa",                "0/25.2.0.192.in-addr.arpa." },
    };

    [Theory, MemberData(nameof(Indicators))]
    public void Reads_an_indicator(string why, string text, string expected)
    {
        var list = Read(text);
        Assert.True(list.Refused.Count == 0, $"{why}: {string.Join(' ', list.Refused)}");
        var indicator = Assert.Single(list.Indicators);
        Assert.True((text, expected, "line 1") == (indicator.Text, indicator.Normalised, indicator.Place), $"{why}: {indicator}");
        Assert.True(indicator.Query.Side is LookupSide.Address == (indicator.Query.Name.Length == 0), why);

        // In its one spelling it is the same indicator.
        Assert.Equal(expected, Assert.Single(Read(expected).Indicators).Normalised);
    }

    public static TheoryData<string, string, string> NoIndicators => new()
    {
        // why                       text                                          reason
        { "MD5",                     "d41d8cd98f00b204e9800998ecf8427e",           "hash" },
        { "SHA-256",                 new string('a', 64),                          "hash" },
        { "a word",                  "malware",                                    "no dot" },
        { "several words",           "seen at example.com",                        "several words" },
        { "no network",              "192.0.2.1/33",                               "no network" },
        { "no IPv6 network",         "2001:db8::/129",                             "no network" },
        { "no address",              "192.0.2.256",                                "no address" },
        { "a version",               "1.2.3.4.5",                                  "no address" },
        { "an empty label",          "example..com",                               "empty label" },
        { "a label of 64",           new string('a', 63) + "a.example",            "63 octets" },
        { "everything",              "*.",                                         "everything" },
        { "a star",                  "*",                                          "empty" },
        { "punctuation",             "---",                                        "empty" },
        { "a path of Windows",       @"C:\Users\a.exe",                            "no dot" },
        { "signs",                   "a=b.example",                                "characters" },
        { "half a URL",              "http://",                                    "empty" },
        { "much too long",           "a." + new string('a', 20_000),               "too long" },
    };

    [Theory, MemberData(nameof(NoIndicators))]
    public void Tells_what_is_no_indicator(string why, string text, string reason)
    {
        var list = Read("\n" + text);
        Assert.True(list.Indicators.Count == 0, $"{why}: {string.Join(' ', list.Indicators)}");
        var refused = Assert.Single(list.Refused);
        Assert.Equal("line 2", refused.Place);
        Assert.True(refused.Reason.Contains(reason, StringComparison.Ordinal), $"{why}: {refused.Reason}");
        Assert.True(text.StartsWith(refused.Text, StringComparison.Ordinal) && refused.Text.Length is > 0 and <= 256, why);
    }

    [Fact]
    public void Comments_and_blank_lines_mean_nothing()
    {
        var list = Read("# a comment\n; another\n// a third\r\n\r\n  \nexample.com # why\r\nexample.net // why\nexample.org ; why\nhttp://example.edu//a\n");

        Assert.Equal(
            [("example.com", "line 6"), ("example.net", "line 7"), ("example.org", "line 8"), ("http://example.edu//a", "line 9")],
            list.Indicators.Select(indicator => (indicator.Text, indicator.Place)));
        Assert.Equal(0, list.RefusedCount);
    }

    [Fact]
    public void An_indicator_comes_once_where_it_stood_first()
    {
        var list = Read("b.example\nA[.]example\nhttp://a.example/x\nb.example\na.example.\n");

        Assert.Equal([("b.example", 1), ("A[.]example", 2)], list.Indicators.Select(indicator => (indicator.Text, indicator.Repeats)));
    }

    [Theory]
    [InlineData("\uFEFFexample.com\n")]
    [InlineData("\n\n\n[2001:db8::1]:53\nexample.com")]
    [InlineData("[.]example.com\nexample.com")]
    public void What_only_begins_like_something_else_is_lines(string text) =>
        Assert.Contains(Read(text).Indicators, indicator => indicator.Normalised == "example.com.");

    [Fact]
    public void UTF_16_is_read_where_it_says_so()
    {
        foreach (var encoding in new[] { Encoding.Unicode, Encoding.BigEndianUnicode })
        {
            using var stream = new MemoryStream([.. encoding.GetPreamble(), .. encoding.GetBytes("bücher.example\r\nexample.com\r\n")]);
            Assert.Equal(["xn--bcher-kva.example.", "example.com."], IndicatorList.Read(stream, "-").Indicators.Select(indicator => indicator.Normalised));
        }
    }

    [Fact]
    public void A_line_without_bounds_is_passed_over()
    {
        var list = Read("example.com\n" + new string('a', 1_000_000) + "\nexample.net\n");

        Assert.Equal(2, list.Indicators.Count);
        Assert.Equal(new RefusedIndicator("", "line 2", "it is too long"), Assert.Single(list.Refused));
    }

    [Fact]
    public void Refusals_are_listed_up_to_a_bound_and_all_counted()
    {
        var list = Read(string.Concat(Enumerable.Repeat("rubbish\n", IndicatorList.MostRefusals + 500)));

        Assert.Equal((IndicatorList.MostRefusals, IndicatorList.MostRefusals + 500), (list.Refused.Count, list.RefusedCount));
    }

    [Theory]
    [InlineData("by name", "Indicator")]
    [InlineData("by name, in another letter case", "indicator ")]
    [InlineData("by number", "2")]
    public void A_column_of_CSV(string why, string column)
    {
        var list = Read("date,\"Indicator\",note\r\n1,example.com,\"a, \"\"b\"\"\r\nc\"\r\n2,\"192[.]0[.]2[.]1\",\n\n3\n4,,x\n5,\"a \"\"b\",\n6,d41d8cd98f00b204e9800998ecf8427e,\n7,\"open", column);

        Assert.True(list.Indicators.Select(indicator => (indicator.Normalised, indicator.Place)).SequenceEqual([("example.com.", "record 2"), ("192.0.2.1", "record 3")]), why);
        var expected = new[] { ("record 5", "it has no such column"), ("record 7", "it is several words"), ("record 8", "it is a hash"), ("record 9", "its quotes do not close") };
        Assert.Equal(column == "2" ? [("record 1", "it has no dot"), .. expected] : expected, list.Refused.Select(refused => (refused.Place, refused.Reason)));
    }

    [Theory]
    [InlineData("a;b\nx;example.com\n")]
    [InlineData("a\tb\nx\texample.com\n")]
    [InlineData("a,b\nx,example.com")]
    public void Semicolons_and_tabs_separate_too(string text) => Assert.Equal("example.com.", Assert.Single(Read(text, "b").Indicators).Normalised);

    [Fact]
    public void A_column_that_is_not_there_is_said_with_those_that_are()
    {
        var fault = Assert.Throws<UnreadableFileException>(() => Read("a,b\n1,2\n", "c"));
        Assert.Contains("a, b", fault.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_STIX_bundle()
    {
        var list = Read("""
            {"type":"bundle","id":"bundle--1","objects":[
              {"type":"identity","name":"somebody.example"},
              {"type":"domain-name","value":"example.com"},
              {"type":"ipv4-addr","value":"192.0.2.0/24"},
              {"type":"ipv6-addr","value":"2001:db8::1"},
              {"type":"url","value":"https://www.example.com/a"},
              {"type":"email-addr","value":"a@mail.example"},
              {"type":"network-traffic","dst_ref":"ipv4-addr--1"},
              {"type":"indicator","pattern_type":"stix","pattern":"[domain-name:value = 'a.example' OR domain-name:value='b.example'] AND [url:value = 'http://c.example/\\'x'] FOLLOWEDBY [ipv4-addr:value IN ('192.0.2.1','192.0.2.2')]"},
              {"type":"indicator","pattern":"[ipv4-addr:value ISSUBSET '198.51.100.0/24' AND domain-name:value LIKE '%.d.example']"},
              {"type":"indicator","pattern":"[file:hashes.'SHA-256' = 'aabb' OR domain-name:value != 'e.example' OR domain-name:value MATCHES 'f.*']"},
              {"type":"indicator","pattern":"[network-traffic:dst_ref.value = '192.0.2.9']"},
              {"type":"indicator","pattern_type":"yara","pattern":"rule x {}"},
              {"type":"observed-data","objects":{"0":{"type":"domain-name","value":"g.example"}}},
              {"type":"domain-name","value":7},
              {"type":"domain-name","value":"\ud800.example"},
              17
            ]}
            """);

        Assert.Equal(
            [
                "example.com. objects[1].value", "192.0.2.0/24 objects[2].value", "2001:db8::1 objects[3].value", "www.example.com. objects[4].value", "mail.example. objects[5].value",
                "a.example. objects[7].pattern", "b.example. objects[7].pattern", "c.example. objects[7].pattern", "192.0.2.1 objects[7].pattern", "192.0.2.2 objects[7].pattern",
                "198.51.100.0/24 objects[8].pattern", "*.d.example. objects[8].pattern", "g.example. objects[12].objects.0.value",
            ],
            list.Indicators.Select(indicator => $"{indicator.Normalised} {indicator.Place}"));
        Assert.Equal(
            [
                "objects[9].pattern: it is compared with something else than a name or an address", "objects[9].pattern: it is compared with something else than a name or an address",
                "objects[9].pattern: the pattern is about everything else", "objects[9].pattern: it is a pattern itself",
                "objects[10].pattern: it is compared with something else than a name or an address", "objects[11]: its pattern is none of STIX", "objects[13]: it has no value",
                "objects[14].value: it has no dot",
            ],
            list.Refused.Select(refused => $"{refused.Place}: {refused.Reason}"));
    }

    [Theory]
    [InlineData("an event", "", "")]
    [InlineData("the answer of a search", """{"response":[""", "]}")]
    [InlineData("a list", "[", "]")]
    public void A_MISP_event(string why, string before, string after)
    {
        var list = Read(before + """
            {"Event":{"info":"x.example","Attribute":[
              {"type":"domain","value":"example.com"},
              {"type":"ip-dst|port","value":"192.0.2.1|443"},
              {"type":"domain|ip","value":"example.net|192.0.2.2"},
              {"type":"md5","value":"d41d8cd98f00b204e9800998ecf8427e"},
              {"type":"link","value":"https://report.example/"},
              {"type":"domain","value":"gone.example","deleted":true},
              {"type":"domain"}],
             "Object":[{"name":"url","Attribute":[{"type":"url","value":"hxxp://www[.]example[.]com/"},{"type":"email-src","value":"a@mail.example"}]}]}}
            """ + after);

        Assert.True(list.Indicators.Select(indicator => indicator.Normalised).SequenceEqual(
            ["example.com.", "192.0.2.1", "example.net.", "192.0.2.2", "www.example.com.", "mail.example."]), $"{why}: {string.Join(' ', list.Indicators)} {string.Join(' ', list.Refused)}");
        Assert.EndsWith("Event.Object[0].Attribute[0]", list.Indicators[4].Place, StringComparison.Ordinal);
        Assert.Equal(3, list.RefusedCount);
    }

    /// <summary>Found by fuzzing: the JSON library threw at such a key.</summary>
    [Fact]
    public void A_key_with_half_a_character_hides_nothing()
    {
        var list = Read("""{"\udc00":0,"objects":[{"\udc00":1,"type":"domain-name","value":"example.com","\ud800":2},{"type":"observed-data","objects":{"\ud800":{"type":"url","value":"http://a.example/"}}}],"b\ud800":3}""");

        Assert.Equal(["example.com.", "a.example."], list.Indicators.Select(indicator => indicator.Normalised));
        Assert.Equal(0, list.RefusedCount);
    }

    [Theory]
    [InlineData("""{"a":1}""", "neither")]
    [InlineData("""{"objects":[""", "damaged")]
    [InlineData("{}\n{}\n", "damaged")]
    public void JSON_of_another_kind_is_said(string text, string reason) => Assert.Contains(reason, Assert.Single(Read(text).Refused).Reason, StringComparison.Ordinal);

    /// <summary>Whatever the octets, as lines, CSV or JSON: no exception, and each text is an indicator or told.</summary>
    [Fact]
    public void Any_octets_are_indicators_or_told()
    {
        string[] pieces =
        [
            "{\"objects\":[", "{\"Event\":{", "\"Attribute\":[", "{\"type\":\"domain\",\"value\":", "{\"type\":\"indicator\",\"pattern\":\"[domain-name:value = 'a.example']\"}", "]", "}", ",", "\"", "'", "\n", "\r\n", "\\", "\\ud800",
            "example.com", "hxxp://", "[.]", "(dot)", "192.0.2.1", "/24", "-", "::1", "*.", ".*", "@", "#", ";", "//", " ", "\t", "xn--a", "\u202e", "\u3002",
        ];
        var random = new Random(7);
        var (found, told) = (0, 0L);
        for (var round = 0; round < 20_000; round++)
        {
            var octets = new List<byte>();
            for (var parts = random.Next(12); parts > 0; parts--)
                octets.AddRange(random.Next(6) == 0 ? HostileText.Pieces[random.Next(HostileText.Pieces.Count)].Octets : Encoding.UTF8.GetBytes(pieces[random.Next(pieces.Length)]));
            using var stream = new MemoryStream([.. octets]);
            var list = IndicatorList.Read(stream, "-", random.Next(4) == 0 ? "1" : null);
            found += list.Indicators.Count;
            told += list.RefusedCount;
            Assert.All(list.Indicators, indicator => Assert.Equal(indicator.Normalised, IndicatorText.Of(indicator.Query)));
            Assert.All(list.Refused, refused => Assert.NotEmpty(refused.Reason));
        }

        Assert.InRange(found, 2_000, 100_000);
        Assert.InRange(told, 5_000, 100_000);
    }

    private static IndicatorList Read(string text, string? column = null) => IndicatorList.Read(new MemoryStream(Encoding.UTF8.GetBytes(text)), "-", column);
}

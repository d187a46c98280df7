using PassiveDns.Formats.Dns;
using PassiveDns.Indexer.Names;
using Xunit;

namespace PassiveDns.Indexer.Tests.Names;

public class NameMatcherTests
{
    public static TheoryData<string, string, string, bool> Substrings => new()
    {
        // why                                            pattern            name                            matches
        { "in the middle of a label",                     "pal",             "www.paypal.com.",              true },
        { "across labels",                                "l.c",             "www.paypal.com.",              true },
        { "letter case of the pattern does not matter",   "PayPal",          "www.paypal.com.",              true },
        { "another word",                                 "paypol",          "www.paypal.com.",              false },
        { "a final dot is the end of the name",           "paypal.com.",     "www.paypal.com.",              true },
        { "and is not found before the end",              "paypal.com.",     "paypal.com.evil.test.",        false },
        { "a dot in front is a label's start",            ".com",            "com.",                         false },
        { "one character",                                "w",               "www.example.",                 true },
        { "the root's whole text",                        ".",               ".",                            true },
        { "every name ends so",                           ".",               "example.",                     true },
        { "an octet that is not printable",               @"\000",           @"a\000b.example.",             true },
        { "a dot within a label",                         @"a\.b",           @"a\.b.example.",               true },
        { "an escaped dot is not the final one",          @"b\.",            @"b\.c.example.",               true },
        { "a backslash and the final dot",                @"b\\.",           @"a.b\\.",                      true },
        { "a backslash before a dot that is not final",   @"b\\.",           @"b\\.c.",                      false },
        { "longer than the name",                         "www.example.org", "example.org.",                 false },
    };

    [Theory, MemberData(nameof(Substrings))]
    public void Substring(string why, string pattern, string name, bool matches) => Check(NamePatternKind.Substring, why, pattern, name, matches);

    public static TheoryData<string, string, string, bool> Globs => new()
    {
        { "the final dot may be left out",                "*.example.com",      "www.example.com.",          true },
        { "or given",                                     "*.example.com.",     "www.example.com.",          true },
        { "the star needs the dot behind it",             "*.example.com",      "example.com.",              false },
        { "the whole name must match",                    "example",            "www.example.com.",          false },
        { "a star takes dots",                            "*.coke.*",           "a.b.coke.c.d.",             true },
        { "a star takes nothing",                         "ex*ample.com",       "example.com.",              true },
        { "several stars go back to the latest",          "*a*b*c",             "xaxbxabbxc.",               true },
        { "several stars without the end",                "*a*b*c",             "xaxbxabbxd.",               false },
        { "a star alone is every name",                   "*",                  "www.example.com.",          true },
        { "also the root",                                "*",                  ".",                         true },
        { "one character",                                "ww?.example",        "www.example.",              true },
        { "a question mark is not the final dot",         "example?",           "example.",                  false },
        { "a set",                                        "paypa[l1].com",      "paypa1.com.",               true },
        { "outside a set",                                "paypa[!l1].com",     "paypa1.com.",               false },
        { "a range",                                      "[a-f0-9][a-f0-9].x", "7e.x.",                     true },
        { "outside a range",                              "[a-f0-9][a-f0-9].x", "7g.x.",                     false },
        { "a closing bracket first belongs to the set",   "a[]]b",              "a]b.",                      true },
        { "a hyphen at the end belongs to the set",       "a[x-]b",             "a-b.",                      true },
        { "upper case in a set",                          "[A-C]x",             "bx.",                       true },
        { "a backslash quotes a star",                    @"\*.example",        "*.example.",                true },
        { "and then stands for nothing else",             @"\*.example",        "www.example.",              false },
        { "two backslashes are one",                      @"a\\.b.example",     @"a\.b.example.",            true },
        { "a quoted bracket within a set",                @"a[\]]b",            "a]b.",                      true },
    };

    [Theory, MemberData(nameof(Globs))]
    public void Glob(string why, string pattern, string name, bool matches) => Check(NamePatternKind.Glob, why, pattern, name, matches);

    public static TheoryData<string, string, string, bool> Expressions => new()
    {
        { "anchored at the start",                        @"^www\.",            "www.example.com.",          true },
        { "not at the start",                             @"^www\.",            "awww.example.com.",         false },
        { "anywhere",                                     "ex.mple",            "www.example.com.",          true },
        { "the end, as people write it",                  @"\.com$",            "www.example.com.",          true },
        { "the end, as DNSDB wants it",                   @"\.com\.$",          "www.example.com.",          true },
        { "the end, either way",                          @"\.com\.?$",         "www.example.com.",          true },
        { "not the end",                                  @"\.com$",            "www.example.com.org.",      false },
        { "the very end",                                 @"\.com\z",           "www.example.com.",          true },
        { "a word's edge at the end",                     @"com\b",             "www.example.com.",          true },
        { "letter case does not matter",                  "^WWW",               "www.example.com.",          true },
        { "an upper-case class too",                      "^[X-Z]{3}",          "xyz.example.",              true },
        { "alternatives",                                 "paypal|ebay",        "www.ebay.test.",            true },
        { "digits",                                       @"^\d{3}-",           "123-a.test.",               true },
        { "a generated label",                            @"^[a-f0-9]{8}\.",    "0badcafe.example.",         true },
        { "the root has only its dot",                    @"^\.$",              ".",                         true },
    };

    [Theory, MemberData(nameof(Expressions))]
    public void Regex(string why, string pattern, string name, bool matches) => Check(NamePatternKind.Regex, why, pattern, name, matches);

    public static TheoryData<string, string, int, string, bool> Similar => new()
    {
        { "another octet",                                "paypal",        1, "login.paypa1.example.",       true },
        { "as it is",                                     "paypal",        1, "paypal.com.",                 true },
        { "an octet more",                                "paypal",        1, "payypal.com.",                true },
        { "an octet less",                                "paypal",        1, "papal.com.",                  true },
        { "two neighbours swapped are one edit",          "paypal",        1, "papyal.com.",                 true },
        { "a swap with an octet between is two",          "ca",            2, "abc.defghi.",                 false },
        { "two edits are too many",                       "paypal",        1, "paipa1.com.",                 false },
        { "unless two are allowed",                       "paypal",        2, "paipa1.com.",                 true },
        { "a part of a label is no label",                "paypal",        2, "paypal-login.com.",           false },
        { "consecutive labels share the edits",           "paypal.com",    1, "paypa1.com.evil.test.",       true },
        { "and have no more than these",                  "paypal.com",    1, "paypa1.corn.",                false },
        { "two edits in two labels",                      "paypal.com",    2, "paypa1.c0m.",                 true },
        { "labels between do not count",                  "paypal.com",    2, "paypal.x.com.",               false },
        { "letter case does not matter",                  "PayPal",        1, "paypa1.com.",                 true },
        { "a final dot says nothing",                     "paypal.",       1, "www.paypa1.com.",             true },
        { "more labels than the name has",                "a.b.c",         2, "a.b.",                        false },
        { "an octet above 127 is one octet",              @"b\252cher",    1, "bucher.example.",             true },
        { "the root has no labels",                       "a",             2, ".",                           false },
        { "a label may not vanish",                       "ab",            2, ".",                           false },
    };

    [Theory, MemberData(nameof(Similar))]
    public void Fuzzy(string why, string pattern, int distance, string name, bool matches)
    {
        var matcher = NameMatcher.Create(new NameQuery { Pattern = pattern, Kind = NamePatternKind.Fuzzy, Distance = distance });

        Assert.True(matches == matcher.Matches(DomainNameFormat.Parse(name)), $"{why}: {pattern} and {name}");
    }

    public static TheoryData<string, NamePatternKind, string, string> Refused => new()
    {
        { "nothing",                       NamePatternKind.Substring, "",                     "The pattern is empty" },
        { "longer than any name",          NamePatternKind.Substring, new string('a', 1_005), "has 1005 characters" },
        { "not ASCII",                     NamePatternKind.Substring, "bücher",               "Character 2 of the pattern (U+00FC)" },
        { "a blank",                       NamePatternKind.Glob,      "a b",                  "Character 2 of the pattern (U+0020)" },
        { "a set that is not closed",      NamePatternKind.Glob,      "a[bc",                 "The '[' at character 2" },
        { "a set without characters",      NamePatternKind.Glob,      "a[]",                  "The '[' at character 2" },
        { "a range that runs backwards",   NamePatternKind.Glob,      "[z-a]",                "The range 'z-a' at character 2" },
        { "a backslash at the end",        NamePatternKind.Glob,      @"a\",                  "ends in a backslash" },
        { "a backslash at a set's end",    NamePatternKind.Glob,      @"a[\",                 "ends in a backslash" },
        { "a group that is not closed",    NamePatternKind.Regex,     "(a",                   "wrong at character 2: insufficient closing parentheses" },
        { "a back-reference",              NamePatternKind.Regex,     @"(a)\1",               "back-reference" },
        { "lookaround",                    NamePatternKind.Regex,     "a(?=b)",               "lookaround" },
        { "counts that multiply",          NamePatternKind.Regex,     "(a{1000}){1000}",      "counts that multiply" },
        { "an empty label",                NamePatternKind.Fuzzy,     "a..b",                 "is no name or label" },
        { "the root",                      NamePatternKind.Fuzzy,     ".",                    "is no name or label" },
        { "a label too long",              NamePatternKind.Fuzzy,     new string('a', 64),    "is no name or label" },
    };

    [Theory, MemberData(nameof(Refused))]
    public void Refuses_with_a_sentence(string why, NamePatternKind kind, string pattern, string sentence)
    {
        var refusal = Assert.Throws<NamePatternException>(() => NameMatcher.Create(new NameQuery { Pattern = pattern, Kind = kind }));

        Assert.True(refusal.Message.Contains(sentence, StringComparison.Ordinal), $"{why}: {refusal.Message}");
    }

    public static TheoryData<string, string, string> RequiredPieces => new()
    {
        // why                                             expression             pieces
        { "plain text",                                    "example",             "example" },
        { "upper case is folded",                          "ExAmple",             "example" },
        { "quoted characters",                             @"www\.example\.com",  "www.example.com" },
        { "any character parts",                           "ab.cd",               "ab cd" },
        { "an optional character does not count",          "abc?d",               "ab d" },
        { "nor one that may be missing in numbers",        "abc*d",               "ab d" },
        { "one that repeats is behind and before",         "abc+d",               "abc cd" },
        { "counted exactly",                               "ab{3}c",              "abbbc" },
        { "counted from a number on",                      "[a-f]{2,}z",          "<6><6> <6><6>z" },
        { "counted between numbers",                       "ab{2,3}c",            "abb bbc" },
        { "no label is as long",                           "a{100}b",             $"{new string('a', 63)} {new string('a', 63)}b" },
        { "not there at all",                              "ab{0}c",              "ac" },
        { "a count without its least is text",             "ab{,3}c",             "" },
        { "counted",                                       "abc{0,3}d",           "ab d" },
        { "lazy",                                          "abc+?d",              "abc d" },
        { "a set",                                         "ab[c-e|]fg",          "ab<4>fg" },
        { "a bracket first in its set",                    "ab[]c]fg",            "ab<2>fg" },
        { "a group is passed over",                        "ab(cd|e)fg",          "ab fg" },
        { "groups in groups, with a bracket in a set",     "ab((c)[)]d)?fg",      "ab fg" },
        { "what is outside a set",                         "a[^b]c",              "a<127>c" },
        { "letter case in a set",                          "a[B-Dd]c",            "a<3>c" },
        { "a dash last in its set",                        "a[b-]c",              "a<2>c" },
        { "a dash first in its set",                       "a[-b]c",              "a<2>c" },
        { "a quoted dash",                                 @"a[b\-d]c",           "a<3>c" },
        { "a class in a set",                              @"a[\d_]c",            "a<11>c" },
        { "a numbered escape in a set",                    @"abc[\x41]",          "" },
        { "a class",                                       @"ab\dcd",             "ab<10>cd" },
        { "a blank, which no name has",                    @"ab\scd",             "ab<0>cd" },
        { "a set in a group is passed over",               "ab(c[de]f)[gh]i",     "ab <2>i" },
        { "anchors",                                       "^abc$",               "abc" },
        { "alternatives leave nothing",                    "abc|def",             "" },
        { "options change everything",                     "(?x)abc",             "" },
        { "a numbered escape",                             @"abc\x41",            "" },
        { "a set taken from a set",                        "abc[a-z-[b]]",        "" },
        { "a brace that is none of a count",               "abc{d",               "" },
    };

    [Theory, MemberData(nameof(RequiredPieces))]
    public void Finds_what_every_match_contains(string why, string expression, string pieces)
    {
        var found = string.Join(' ', RegexPieces.Find(expression).Select(piece =>
            string.Concat(piece.Select(set => set.Count == 1 ? $"{(char)set.First}" : $"<{set.Count}>"))));

        Assert.True(pieces == found, $"{why}: {found}");
    }

    private static void Check(NamePatternKind kind, string why, string pattern, string name, bool matches)
    {
        var matcher = NameMatcher.Create(new NameQuery { Pattern = pattern, Kind = kind });

        Assert.True(matches == matcher.Matches(DomainNameFormat.Parse(name)), $"{why}: {pattern} and {name}");
    }
}

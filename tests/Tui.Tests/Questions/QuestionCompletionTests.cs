using PassiveDns.Tui.Questions;
using Xunit;

namespace PassiveDns.Tui.Tests.Questions;

public class QuestionCompletionTests
{
    public static TheoryData<string, string, string, CompletionKind, string> Requests => new()
    {
        // why                           typed, | is the caret       replaced         what             candidates
        { "nothing yet",                 "|",                        "",              CompletionKind.Name, "ns: mx: cname: to: txt: ..." },
        { "a name",                      "www.exa|",                 "www.exa",       CompletionKind.Name, "" },
        { "a name or a keyword",         "b|",                       "b",             CompletionKind.Name, "before: bailiwick:" },
        { "inside a word",               "www.ex|ample",             "www.example",   CompletionKind.Name, "" },
        { "a second word",               "a.example ty|",            "ty",            CompletionKind.Name, "type:" },
        { "behind a blank",              "a.example |",              "",              CompletionKind.Name, "ns: mx: cname: to: txt: ..." },
        { "behind a keyword",            "ns:ns1.exa|",              "ns1.exa",       CompletionKind.Name, "" },
        { "behind a wildcard",           "*.exa|",                   "exa",           CompletionKind.Name, "" },
        { "behind both",                 "mx:*.exa|",                "exa",           CompletionKind.Name, "" },
        { "the apex of a zone",          "bailiwick:exa|",           "exa",           CompletionKind.Name, "" },
        { "a type",                      "type:aa|",                 "aa",            CompletionKind.Type, "AAAA" },
        { "a type of a list",            "type:A,hin|",              "hin",           CompletionKind.Type, "HINFO" },
        { "a time",                      "after:-7|",                "-7",            CompletionKind.Time, "-7d" },
        { "a source",                    "source:da|",               "da",            CompletionKind.Source, "" },
        { "one of a few words",          "vantage:|",                "",              CompletionKind.Word, "authoritative recursive imported" },
        { "letter case",                 "STATUS:q|",                "q",             CompletionKind.Word, "quarantine" },
        { "a pattern",                   "/ab|",                     "/ab",           CompletionKind.None, "" },
        { "a glob",                      "*ab|",                     "*ab",           CompletionKind.None, "" },
        { "in quotation marks",          "txt:\"ab|",                "txt:\"ab",      CompletionKind.None, "" },
        { "an unknown keyword",          "tpye:A|",                  "tpye:A",        CompletionKind.None, "" },
    };

    [Theory, MemberData(nameof(Requests))]
    public void Finds_what_is_at_the_caret(string why, string typed, string replaced, CompletionKind kind, string candidates)
    {
        var caret = typed.IndexOf('|', StringComparison.Ordinal);
        var text = typed.Remove(caret, 1);

        var request = QuestionCompletion.At(text, caret);

        var shown = request.Candidates.Count > 5 ? string.Join(' ', request.Candidates.Take(5)) + " ..." : string.Join(' ', request.Candidates);
        Assert.True((replaced, kind, candidates) == (text.Substring(request.Start, request.Length), request.Kind, shown), $"{why}: {request} {shown}");
        Assert.Equal(text[request.Start..caret], request.Typed);
    }

    [Fact]
    public void Names_in_rdata_are_wanted_behind_their_keywords()
    {
        Assert.True(QuestionCompletion.At("ns:a", 4).InRData);
        Assert.True(QuestionCompletion.At("to:*.a", 6).InRData);
        Assert.False(QuestionCompletion.At("name:a", 6).InRData);
    }

    [Fact]
    public void Every_place_of_any_text_has_an_answer()
    {
        var random = new Random(5);
        for (var i = 0; i < 20_000; i++)
        {
            var text = string.Concat(Enumerable.Range(0, random.Next(12)).Select(_ => "a:.*/~\" ,>+-\\é"[random.Next(14)]));
            for (var caret = 0; caret <= text.Length; caret++)
            {
                var request = QuestionCompletion.At(text, caret);
                Assert.True(request.Start <= caret && request.Start + request.Length >= caret && request.Start + request.Length <= text.Length, $"{text} {caret}: {request}");
            }
        }
    }
}

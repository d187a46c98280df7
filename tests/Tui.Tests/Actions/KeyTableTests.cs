using PassiveDns.Tui.Actions;
using PassiveDns.Tui.Screens;
using PassiveDns.Tui.Tests.Screens;
using Xunit;

namespace PassiveDns.Tui.Tests.Actions;

public class KeyTableTests
{
    public static TheoryData<string, string, string, string> Walks => new()
    {
        // why                                          asked               keys                    trail
        { "the overview is before the first question",  "example.test",     "Backspace",            "" },
        { "a name server in rdata",                     "example.test",     "l l Enter",            "example.test. > ns1.example.test." },
        { "the second record's own name",               "example.test",     "l l j Enter",          "example.test. > ns2.example.test." },
        { "an address",                                 "ns1.example.test", "l l Enter",            "ns1.example.test. > 192.0.2.53" },
        { "an owner, from who points to an address",    "192.0.2.0/24",     "j Enter",              "192.0.2.0/24 > www.example.test." },
        { "subdomains of the owner under the cursor",   "example.test",     "p s",                  "example.test. > *.example.test." },
        { "there and back",                             "example.test",     "l l Enter Backspace",  "example.test." },
        { "the type names nothing to look up",          "example.test",     "l Enter",              "example.test." },
        { "TXT holds no name",                          "www.example.test", "l l j Enter",          "www.example.test." },
        { "the same question again is none",            "example.test",     "Enter",                "example.test." },
        { "no row to go from",                          "nothing.test",     "Enter p j",            "nothing.test." },
        { "below the last row there is none",           "ns1.example.test", "G j j l l Enter",      "ns1.example.test. > ns2.example.test." },
    };

    [Theory, MemberData(nameof(Walks))]
    public void Keys_walk_the_trail(string why, string asked, string keys, string trail)
    {
        var browser = SampleArchive.Browser();
        Assert.Null(browser.Ask(asked));

        foreach (var key in keys.Split(' ')) Assert.True(KeyTable.Press(browser, key), key);

        Assert.True(trail == string.Join(" > ", browser.Trail.Walked.Skip(1).Select(screen => screen.Title)), why);
    }

    [Fact]
    public void Back_finds_the_cursor_where_it_was()
    {
        var browser = SampleArchive.Browser();
        browser.Ask("*.example.test");
        foreach (var key in new[] { "j", "Right", "Right", "Enter", "j", "Backspace" }) KeyTable.Press(browser, key);

        Assert.Equal((1, ResultColumn.RData), (browser.Current.Cursor, browser.Result!.Column));
    }

    [Fact]
    public void A_key_that_can_do_nothing_says_why()
    {
        var browser = SampleArchive.Browser();

        KeyTable.Press(browser, "Backspace");

        Assert.Equal("this is where the trail begins", browser.Message);
    }

    [Fact]
    public void What_is_no_indicator_is_said_and_the_query_bar_keeps_the_focus()
    {
        var browser = SampleArchive.Browser();

        KeyTable.Press(browser, "a");
        browser.Prompt!.Type("300.1.2.3", 9);
        browser.AcceptPrompt();

        Assert.Contains("300.1.2.3", browser.Prompt.Fault!.Sentence, StringComparison.Ordinal);
    }

    [Fact]
    public void Each_key_has_one_meaning()
    {
        foreach (var actions in KeyTable.All.Select(action => action.Choices).Append(KeyTable.All))
        {
            var keys = actions.SelectMany(action => action.Keys).ToList();
            Assert.Equal(keys.Distinct(StringComparer.Ordinal), keys);
        }
    }

    [Fact]
    public void Q_closes_and_an_unknown_key_is_left_alone()
    {
        var browser = SampleArchive.Browser();

        Assert.False(KeyTable.Press(browser, "Z"));
        Assert.True(KeyTable.Press(browser, "q"));
        Assert.True(browser.IsClosing);
    }
}

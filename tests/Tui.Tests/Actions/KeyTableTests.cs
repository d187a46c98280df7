using PassiveDns.Tui.Actions;
using PassiveDns.Tui.Presentation;
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
        { "the name's addresses",                       "www.example.test", "j p a",                "www.example.test. > owner:www.example.test. type:A,AAAA" },
        { "who else points to the address",             "ns1.example.test", "p n",                  "ns1.example.test. > 192.0.2.53" },
        { "the network around it",                      "ns1.example.test", "p c",                  "ns1.example.test. > 192.0.2.0/24" },
        { "the registered domain",                      "ns1.example.test", "p d",                  "ns1.example.test. > example.test." },
        { "what is below it",                           "ns1.example.test", "p w",                  "ns1.example.test. > *.example.test." },
        { "its label below every suffix",               "ns1.example.test", "p t",                  "ns1.example.test. > example.*" },
        { "who shares the name server in the record",   "example.test",     "p N",                  "example.test. > ns:ns1.example.test." },
        { "names spelt nearly so",                      "example.test",     "p f",                  "example.test. > ~example" },
        { "no address, no pivot",                       "example.test",     "p n",                  "example.test." },
        { "a choice that is left",                      "example.test",     "p Esc",                "example.test." },
        { "back and forward",                           "example.test",     "l l Enter [ ]",        "example.test. > ns1.example.test." },
        { "a tab of its own",                           "example.test",     "l l o",                "ns1.example.test." },
        { "and back to the first",                      "example.test",     "l l o Tab",            "example.test." },
        { "a tab that is closed",                       "example.test",     "l l o Ctrl+W",         "example.test." },
        { "the tree of the name",                       "example.test",     "v t",                  "example.test. > tree of example.test." },
        { "its timeline",                               "example.test",     "v l",                  "example.test. > timeline of example.test." },
        { "its graph, and on from there",               "example.test",     "v g Down Enter",       "example.test. > graph of example.test. > ns1.example.test." },
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

        foreach (var key in keys.Split(' '))
        {
            Assert.True(KeyTable.Press(browser, key), key);
            ScreenText.Lines(browser, 80, 24); // pages know their lines when they are drawn
        }

        Assert.True(trail == string.Join(" > ", browser.Trail.Walked.Skip(1).Select(screen => screen.Title)), why);
    }

    [Fact]
    public void Who_shares_a_name_server_of_the_domain_is_found_out_first()
    {
        var archive = new SampleArchive();
        var browser = SampleArchive.Browser(usual => usual with { Resolve = (find, then) => then(find(archive, CancellationToken.None)) });
        browser.Ask("www.example.test");

        Press(browser, "p", "N");

        Assert.Equal("ns:ns1.example.test. ns:ns2.example.test.", browser.Current.Title);
    }

    [Fact]
    public void The_palette_finds_actions_and_choices_by_name()
    {
        var browser = SampleArchive.Browser();
        browser.Ask("example.test");
        Press(browser, ":");
        browser.Prompt!.Type("tree", 4);
        Assert.Equal("views: tree", browser.Prompt.Suggestions[0].Text);

        browser.AcceptPrompt();

        Assert.Equal("tree of example.test.", browser.Current.Title);
    }

    [Fact]
    public void Each_action_can_be_found_in_the_palette()
    {
        var names = Palettes.Names().Select(named => named.Name).ToList();

        Assert.Equal(names.Distinct(StringComparer.Ordinal), names);
        Assert.All(KeyTable.All, action => Assert.Contains(action.Title, names));
    }

    [Theory]
    [InlineData("t", "tree of ns1.example.test.")]
    [InlineData("l", "timeline of ns1.example.test.")]
    [InlineData("g", "graph of 192.0.2.53")]
    public void With_the_cursor_on_an_address_what_needs_a_name_is_of_the_rows_owner(string view, string title)
    {
        var browser = SampleArchive.Browser();
        browser.Ask("ns1.example.test");

        Press(browser, "l", "l", "v", view);

        Assert.Equal(title, browser.Current.Title);
    }

    [Fact]
    public void A_question_mark_alone_in_the_query_bar_helps()
    {
        var browser = SampleArchive.Browser();

        Press(browser, "a");
        browser.Prompt!.Type("?", 1);
        browser.AcceptPrompt();

        Assert.Equal((true, null), (browser.IsHelpShown, browser.Prompt));
    }

    private static void Press(Browser browser, params string[] keys)
    {
        foreach (var key in keys) Assert.True(KeyTable.Press(browser, key), key);
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
    public void Results_out_of_sight_give_up_their_rows_when_there_are_too_many_and_have_them_again_when_one_comes_back()
    {
        var browser = SampleArchive.Browser(mostRowsHeld: 7);
        browser.Ask("*.example.test"); // 5 rows
        Press(browser, "j", "j");
        var first = browser.Result!;
        browser.Ask("example.test"); // 2
        Assert.Equal(5, first.Found);
        browser.Ask("www.example.test"); // 4: one too many
        browser.Ask("ns1.example.test");
        Assert.Equal((0, true), (first.Found, first.IsStopped));

        Press(browser, "[", "[", "[");

        Assert.Equal((first, 5, 2), (browser.Result, first.Found, first.Cursor));
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

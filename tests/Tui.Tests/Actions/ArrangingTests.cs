using PassiveDns.Tui.Actions;
using PassiveDns.Tui.Screens;
using PassiveDns.Tui.Tests.Screens;
using Xunit;

namespace PassiveDns.Tui.Tests.Actions;

public class ArrangingTests
{
    public static TheoryData<string, string, string> Arrangements => new()
    {
        // why                                                  keys                    rdata of the rows, from the top
        { "as found",                                           "",                     "192.0.2.53 192.0.2.1 \"hello\" 192.0.2.7 192.0.2.8" },
        { "by name, from the top-level domain down",            "s",                    "192.0.2.53 192.0.2.1 192.0.2.7 192.0.2.8 \"hello\"" },
        { "the other way round",                                "s s",                  "192.0.2.1 192.0.2.7 192.0.2.8 \"hello\" 192.0.2.53" },
        { "as found again",                                     "s s s",                "192.0.2.53 192.0.2.1 \"hello\" 192.0.2.7 192.0.2.8" },
        { "addresses by number",                                "l l s",                "192.0.2.1 192.0.2.7 192.0.2.8 192.0.2.53 \"hello\"" },
        { "by first seen, then by key",                         "l l l s",              "192.0.2.53 192.0.2.1 \"hello\" 192.0.2.7 192.0.2.8" },
        { "by count, the highest first",                        "l l l l l s s",        "192.0.2.7 192.0.2.8 192.0.2.53 192.0.2.1 \"hello\"" },
        { "a text in the owner",                                "/ns1",                 "192.0.2.53" },
        { "in any letter case",                                 "/NS1",                 "192.0.2.53" },
        { "in the rdata",                                       "/2.8",                 "192.0.2.8" },
        { "in the type",                                        "/txt",                 "\"hello\"" },
        { "everything but",                                     "/!www",                "192.0.2.53" },
        { "nothing left",                                       "/no-such",             "" },
        { "no filter",                                          "/",                    "192.0.2.53 192.0.2.1 \"hello\" 192.0.2.7 192.0.2.8" },
        { "seen together with the second row",                  "j t t",                "192.0.2.53 192.0.2.1 \"hello\"" },
        { "still seen when the last row was first seen",        "G t a",                "192.0.2.53 192.0.2.7 192.0.2.8" },
        { "seen before the third row was last seen",            "j j t b",              "192.0.2.53 192.0.2.1 \"hello\"" },
        { "within the window of the second row",                "j t x",                "192.0.2.1 \"hello\"" },
        { "no fence any more",                                  "j t x t c",            "192.0.2.53 192.0.2.1 \"hello\" 192.0.2.7 192.0.2.8" },
    };

    [Theory, MemberData(nameof(Arrangements))]
    public void Rows_are_shown_as_the_keys_arrange_them(string why, string keys, string expected)
    {
        var browser = Asked();

        Press(browser, keys);

        var result = browser.Result!;
        Assert.True(expected == string.Join(' ', Enumerable.Range(0, result.Count).Select(line => result[line].RDataText())), why);
    }

    [Fact]
    public void The_cursor_stays_on_its_row_while_rows_are_arranged()
    {
        var browser = Asked();
        Press(browser, "G"); // 192.0.2.8
        Press(browser, "l l s");

        Assert.Equal("192.0.2.8", browser.Row!.Value.RDataText());
    }

    [Fact]
    public void Rows_that_come_later_are_arranged_too()
    {
        var services = new List<ResultScreen>();
        var browser = SampleArchive.Browser(usual => usual with
        {
            Read = screen => screen.Begin(),
            Arrange = screen =>
            {
                services.Add(screen);
                screen.Show(screen.Arrangement, screen.Arrangement.Of(screen.All.Span, CancellationToken.None), screen.Found);
            },
        });
        browser.Ask("*.test");
        var result = browser.Result!;
        Add(result, "b.test");
        Press(browser, "s");
        Add(result, "a.test");
        Assert.True(result.NeedsArranging);

        browser.CatchUp();

        Assert.Equal(["a.test.", "b.test."], [result[0].OwnerText(), result[1].OwnerText()]);
        Assert.False(result.NeedsArranging);
    }

    [Fact]
    public void Escape_takes_filter_and_fence_away()
    {
        var browser = Asked();
        Press(browser, "/txt");
        Assert.Equal(1, browser.Current.Count);

        Press(browser, "Esc");

        Assert.Equal(5, browser.Current.Count);
    }

    [Fact]
    public void Columns_are_hidden_moved_and_shown_again()
    {
        var browser = Asked();
        Press(browser, "l c h"); // the type
        Assert.DoesNotContain(ResultColumn.Type, browser.Settings.Shown);

        Press(browser, "c >");
        Assert.Equal([ResultColumn.RRName, ResultColumn.First, ResultColumn.RData], browser.Settings.Shown.Take(3));

        Press(browser, "c a");
        Assert.Contains(ResultColumn.Type, browser.Settings.Shown);
    }

    public static TheoryData<string, string, string> Groups => new()
    {
        { "d", "by domain", "example.test. 4 2" },
        { "a", "by address", "192.0.2.1 1 1, 192.0.2.53 1 1, 192.0.2.7 1 1, 192.0.2.8 1 1" },
        { "w", "by network", "192.0.2.0/24 3 2" },
        { "n", "by name server", "" },
    };

    [Theory, MemberData(nameof(Groups))]
    public void Rows_are_put_together(string key, string why, string expected)
    {
        var browser = Asked();

        Press(browser, $"b {key}");

        var groups = Assert.IsType<GroupScreen>(browser.Current).Groups.Select(group => $"{group.Name} {group.RRsets} {group.Names}");
        Assert.True(expected == string.Join(", ", groups), why);
    }

    [Fact]
    public void A_domain_leads_to_all_that_lies_below_it_as_it_may_own_nothing_itself()
    {
        var browser = SampleArchive.Browser();
        browser.Ask("www.example.test");

        Press(browser, "b d Enter");

        Assert.Equal("example.test. *.example.test.", browser.Current.Title);
        Assert.Contains("ns1.example.test.", Enumerable.Range(0, browser.Current.Count).Select(line => browser.Result![line].OwnerText()));
    }

    private static Browser Asked()
    {
        var browser = SampleArchive.Browser();
        Assert.Null(browser.Ask("*.example.test"));
        return browser;
    }

    private static void Add(ResultScreen result, string owner)
    {
        var rows = new List<ResultRow>();
        ResultRow.AddRows(SampleArchive.Set(owner, Formats.Dns.RRType.A, 0, 1, 1, [192, 0, 2, 1]), rows);
        result.Add(rows);
    }

    /// <summary>Keys with blanks between them; what stands behind a slash is typed as a filter.</summary>
    private static void Press(Browser browser, string keys)
    {
        foreach (var key in keys.Split(' ', StringSplitOptions.RemoveEmptyEntries))
        {
            Assert.True(KeyTable.Press(browser, key[0] == '/' ? "/" : key), key);
            if (key[0] != '/') continue;
            browser.Prompt!.Type(key[1..], key.Length - 1);
            browser.AcceptPrompt();
        }
    }
}

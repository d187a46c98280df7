using PassiveDns.Formats.Dns;
using PassiveDns.Formats.Records;
using PassiveDns.Tui.Actions;
using PassiveDns.Tui.Presentation;
using PassiveDns.Tui.Questions;
using PassiveDns.Tui.Screens;
using Xunit;

namespace PassiveDns.Tui.Tests.Screens;

/// <summary>The browser learns that the archive has changed, and when screens are read again.</summary>
public class ArchiveChangeTests
{
    private readonly GrowingArchive _archive = new();

    [Fact]
    public void Without_following_the_screen_stays_and_says_so_and_R_reads_it_again()
    {
        var browser = _archive.Browser();
        browser.Ask("www.example.test");

        Commit(browser);
        Assert.Equal(4, browser.Result!.Found);
        Assert.Contains("row 1 of 4   3 RRsets   archive changed: F follows, R reads", Screen(browser));

        Press(browser, "R");
        browser.CatchUp();
        Assert.Equal(5, browser.Result!.Found);
        Assert.False(browser.IsOutdated);
    }

    [Fact]
    public void Following_begins_with_what_has_changed_before()
    {
        var browser = _archive.Browser();
        browser.Ask("www.example.test");
        Commit(browser);

        Press(browser, "F");
        browser.Follow();
        browser.CatchUp();

        Assert.Equal(5, browser.Result!.Found);
    }

    [Fact]
    public void A_screen_that_one_comes_back_to_is_read_again_too()
    {
        var browser = _archive.Browser();
        browser.Ask("www.example.test");
        Press(browser, "F");
        browser.Ask("new.test");
        Commit(browser);
        browser.CatchUp();

        Press(browser, "Backspace");
        browser.Follow();
        browser.CatchUp();

        Assert.Equal(5, browser.Result!.Found);
    }

    [Fact]
    public void Reading_again_takes_half_of_the_time_at_most()
    {
        _archive.ReadingTakes = TimeSpan.FromSeconds(20);
        var browser = _archive.Browser();
        browser.Ask("www.example.test");
        Press(browser, "F");
        var readings = _archive.Readings;
        for (var second = 0; second < 600; second++)
        {
            browser.KnowChange(); // a tap that commits each second
            browser.Follow();
            browser.CatchUp();
            _archive.Wait(TimeSpan.FromSeconds(1));
        }

        Assert.InRange(_archive.Readings - readings, 25, 31); // 600 s of waiting, of which each reading asks for 20
    }

    [Fact]
    public void Nothing_is_read_where_nothing_has_changed()
    {
        var browser = _archive.Browser();
        browser.Ask("www.example.test");
        Press(browser, "F");
        var readings = _archive.Readings;

        browser.Follow();

        Assert.Equal(readings, _archive.Readings);
    }

    [Fact]
    public void Among_very_many_rows_none_is_marked_and_the_cursor_still_stays()
    {
        for (var i = 0; i < ResultScreen.MostMarked; i++) _archive.More.Add(SampleArchive.Set($"n{i}.example.test", RRType.A, 1, 2, 3, [192, 0, 2, 4]));
        var browser = _archive.Browser();
        browser.Ask("www.example.test");
        Press(browser, "F");
        browser.Current.MoveTo(70_000);
        var name = browser.Row!.Value.OwnerText();

        Commit(browser);
        browser.CatchUp();

        Assert.Equal((name, 70_001), (browser.Row!.Value.OwnerText(), browser.Current.Cursor));
        Assert.Null(browser.Result!.Known);
    }

    [Fact]
    public void An_overview_that_is_read_again_keeps_the_cursor_on_what_it_stands_for()
    {
        var (before, after) = (new OverviewScreen(), new OverviewScreen());
        before.LayOut([null, Question.Read("a.test"), Question.Read("b.test")]);
        before.MoveTo(2);

        after.Succeed(before);
        after.LayOut([null, Question.Read("new.test"), Question.Read("a.test"), Question.Read("b.test")]);

        Assert.Equal(("b.test.", 3), (after.Target!.Text, after.Cursor));
    }

    [Fact]
    public void A_tree_that_is_read_again_is_open_where_it_was()
    {
        var before = new TreeScreen(SampleArchive.Wire("test"));
        SampleArchive.Read(before, new TestRRsets(Names("a.test", "www.b.test", "www.c.test")));
        before.MoveTo(2);
        before.MoveColumn(1); // opens b.test
        SampleArchive.Read(before, new TestRRsets(Names("a.test", "www.b.test", "www.c.test")));
        before.MoveTo(3);
        Assert.Equal("www.b.test.", before.Target!.Text);

        var after = (TreeScreen)before.Again();
        SampleArchive.Read(after, new TestRRsets(Names("a.test", "aa.test", "www.b.test", "www.c.test")));
        after.Succeed(before);

        Assert.Equal(("www.b.test.", before.Count + 1), (after.Target!.Text, after.Count));

        static IEnumerable<RRset> Names(params string[] names) => names.Select(name => SampleArchive.Set(name, RRType.A, 1, 2, 3, [192, 0, 2, 1]));
    }

    private void Commit(Browser browser)
    {
        _archive.More.Insert(0, SampleArchive.Set("mail.example.test", RRType.A, 2, 2, 1, [192, 0, 2, 25]));
        browser.KnowChange();
        browser.Follow();
    }

    private static void Press(Browser browser, params string[] keys)
    {
        foreach (var key in keys) Assert.True(KeyTable.Press(browser, key), key);
    }

    private static IEnumerable<string> Screen(Browser browser) =>
        ScreenText.Lines(browser, 100, 24).Select(line => string.Concat(line.Select(span => span.Text)).TrimEnd());
}

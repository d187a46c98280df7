using PassiveDns.Formats.Dns;
using PassiveDns.Formats.Records;
using PassiveDns.Tui.Actions;
using PassiveDns.Tui.Presentation;
using PassiveDns.Tui.Screens;
using Xunit;

namespace PassiveDns.Tui.Tests.Screens;

/// <summary>What is on the screen follows an archive that grows.</summary>
public class FollowingTests
{
    private readonly List<RRset> _sets = [Set("b.test", 1), Set("d.test", 2)];
    private readonly Browser _browser;
    private int _readings;

    public FollowingTests()
    {
        _browser = SampleArchive.Browser(usual => usual with
        {
            Read = screen =>
            {
                _readings++;
                SampleArchive.Read(screen, new TestRRsets(_sets));
            },
        });
        _browser.Ask("*.test");
    }

    [Fact]
    public void New_rows_are_marked_and_the_cursor_stays_on_its_record()
    {
        Press("F", "G"); // d.test
        _sets.Insert(0, Set("a.test", 3));
        _sets.Insert(2, Set("c.test", 4));

        Follow();

        Assert.Equal((4, "d.test."), (_browser.Current.Count, _browser.Row!.Value.OwnerText()));
        Assert.Equal(["+a.test.", " b.test.", "+c.test.", " d.test."], Rows());
    }

    [Fact]
    public void Marks_stay_until_something_newer_comes()
    {
        Press("F");
        _sets.Add(Set("e.test", 3));
        Follow();
        Follow(); // nothing came
        Assert.Equal([" b.test.", " d.test.", "+e.test."], Rows());

        _sets.Add(Set("f.test", 4));
        Follow();

        Assert.Equal([" b.test.", " d.test.", " e.test.", "+f.test."], Rows());
    }

    [Fact]
    public void Filter_order_and_column_are_kept()
    {
        Press("F", "l", "s", "s"); // by type, the other way round
        _browser.Arrange(_browser.Result!.Arrangement with { Filter = "test" });
        _sets.Add(Set("e.test", 3));

        Follow();

        Assert.Equal((3, ResultColumn.Type, "test", true), (_browser.Current.Count, _browser.Result!.Column, _browser.Result.Arrangement.Filter, _browser.Result.Arrangement.IsDescending));
    }

    [Fact]
    public void Back_leads_where_it_led_before()
    {
        Press("F");
        _browser.Ask("b.test");
        _sets.Add(Set("e.test", 3));
        Follow();
        Press("[");

        Assert.Equal("*.test.", _browser.Current.Title);
    }

    [Fact]
    public void Nothing_is_read_again_unless_it_is_wanted()
    {
        var before = _readings;

        Follow();

        Assert.Equal(before, _readings);
    }

    private static RRset Set(string owner, byte address) => SampleArchive.Set(owner, RRType.A, 0, 1, 1, [192, 0, 2, address]);

    private void Follow()
    {
        _browser.KnowChange();
        _browser.Follow();
        _browser.CatchUp();
    }

    private void Press(params string[] keys)
    {
        foreach (var key in keys) Assert.True(KeyTable.Press(_browser, key), key);
    }

    /// <summary>Mark and owner of each row.</summary>
    private string[] Rows() =>
        [.. ScreenText.Lines(_browser, 80, 24).Skip(3).Take(_browser.Current.Count).Select(line => string.Concat(line.Select(span => span.Text))).Select(line => line[..1] + line[1..].Split(' ')[0])];
}

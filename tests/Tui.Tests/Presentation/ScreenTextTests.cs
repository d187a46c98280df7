using PassiveDns.Tui.Actions;
using PassiveDns.Tui.Output;
using PassiveDns.Tui.Presentation;
using PassiveDns.Tui.Screens;
using PassiveDns.Tui.Tests.Screens;
using Xunit;

namespace PassiveDns.Tui.Tests.Presentation;

public class ScreenTextTests
{
    [Fact]
    public void Results_at_80_columns()
    {
        var browser = SampleArchive.Browser();
        browser.Ask("*.example.test");
        KeyTable.Press(browser, "End");

        Assert.Equal(
            """
            pdns › *.example.test.
              *.example.test.
             rrname                   type   rdata              first      last        count
             ns1.example.test.        A      192.0.2.53         2026-03-01 2026-03-09     12
             www.example.test.        A      192.0.2.1          2026-03-02 2026-03-03      3
             www.example.test.        TXT    "hello"            2026-03-02 2026-03-02      1
             www.example.test.        A      192.0.2.7          2026-03-04 2026-03-09  1,234
             www.example.test.        A      192.0.2.8          2026-03-04 2026-03-09  1,234








            ────────────────────────────────────────────────────────────────────────────────
            www.example.test. A   TTL 60 to 300 s   bailiwick not verified
              192.0.2.7
              192.0.2.8
            seen 1,234 times, 2026-03-04T10:00:00Z to 2026-03-09T10:00:00Z
            … 3 more lines: Space shows them
            row 5 of 5   4 RRsets
            Enter pivot  p pivots  [ back  a ask  v views  / filter  m mark  ? help  q quit
            """,
            Screen(browser, 80, 24));
    }

    [Fact]
    public void What_was_said_of_a_name_before_there_was_data_stands_beside_the_data()
    {
        var browser = SampleArchive.Browser();
        browser.Ask("new.test");
        KeyTable.Press(browser, "End");

        var lines = Screen(browser, 80, 24).Split('\n');

        Assert.Equal(
            [
                " new.test.       A      192.0.2.9                   2026-03-06 2026-03-07      2",
                " new.test.       A      NXDOMAIN (zone test.)       2026-03-02 2026-03-05      5",
            ],
            lines[3..5]);
        Assert.Contains("new.test. A   NXDOMAIN (zone test.)", lines);
        Assert.Contains("row 2 of 2   1 RRset, 1 negative answer", lines);
    }

    [Fact]
    public void A_set_that_no_question_found_is_said()
    {
        var browser = SampleArchive.Browser();
        browser.Ask("nothing.test");

        Assert.Contains("nothing found for nothing.test.", Screen(browser, 80, 24), StringComparison.Ordinal);
    }

    [Fact]
    public void Help_lists_every_key()
    {
        var browser = SampleArchive.Browser();

        KeyTable.Press(browser, "?");

        var screen = Screen(browser, 120, 200);
        Assert.All(KeyTable.All.SelectMany(action => action.Choices.Prepend(action)), action => Assert.Contains(action.Description, screen, StringComparison.Ordinal));
    }

    [Theory]
    [InlineData(20, 5)]
    [InlineData(80, 24)]
    [InlineData(133, 13)]
    [InlineData(200, 50)]
    [InlineData(300, 100)]
    public void Every_line_fits_any_screen(int width, int height)
    {
        var browser = SampleArchive.Browser();
        browser.Ask("example.test");

        var lines = ScreenText.Lines(browser, width, height);

        Assert.Equal(height, lines.Count);
        Assert.All(lines, line => Assert.InRange(line.Sum(span => TerminalText.Columns(span.Text)), 0, width));
    }

    [Fact]
    public void Hostile_text_that_was_pasted_is_shown_escaped()
    {
        var browser = SampleArchive.Browser();
        KeyTable.Press(browser, "a");
        browser.Prompt!.Type("a\u001b]52;c;evil\u0007", 0);
        browser.AcceptPrompt();

        Assert.DoesNotContain(Screen(browser, 200, 24), character => char.IsControl(character) && character != '\n');
    }

    private static string Screen(Browser browser, int width, int height) => string.Join(
        '\n',
        ScreenText.Lines(browser, width, height).Select(line => string.Concat(line.Select(span => span.Text)).TrimEnd()));
}

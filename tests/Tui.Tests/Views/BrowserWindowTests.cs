using System.Text;
using PassiveDns.Tui.Screens;
using PassiveDns.Tui.Settings;
using PassiveDns.Tui.Tests.Screens;
using PassiveDns.Tui.Views;
using Terminal.Gui.App;
using Terminal.Gui.Drivers;
using Terminal.Gui.Input;
using Terminal.Gui.Testing;
using Terminal.Gui.Time;
using Xunit;

namespace PassiveDns.Tui.Tests.Views;

/// <summary>The real window on a screen without a terminal.</summary>
[Collection(nameof(BrowserWindow))]
public sealed class BrowserWindowTests : IDisposable
{
    private readonly IApplication _app = Application.Create(new VirtualTimeProvider());
    private readonly Browser _browser = SampleArchive.Browser();
    private readonly BrowserWindow _window;
    private readonly SessionToken _session;

    public BrowserWindowTests()
    {
        _app.Init(DriverRegistry.Names.ANSI);
        _app.Driver!.SetScreenSize(80, 24);
        _window = new BrowserWindow(_browser, () => Palette.Of(UiTheme.Plain));
        _session = _app.Begin(_window)!;
        _window.Show();
        _app.LayoutAndDraw(true);
    }

    public void Dispose()
    {
        _app.End(_session);
        _window.Dispose();
        _app.Dispose();
    }

    [Fact]
    public void Typing_and_Enter_ask_and_keys_pivot()
    {
        Type("aexample.test");
        Press(Key.Enter);
        Assert.Contains("ns1.example.test.", Screen(), StringComparison.Ordinal);

        Press(Key.CursorRight, Key.CursorRight, Key.Enter);
        Assert.StartsWith("pdns › example.test. › ns1.example.test.", Screen(), StringComparison.Ordinal);
        Assert.Contains("192.0.2.53", Screen(), StringComparison.Ordinal);

        Press(Key.Backspace);
        Assert.StartsWith("pdns › example.test.\n", Screen(), StringComparison.Ordinal);
    }

    [Fact]
    public void Letters_typed_into_the_query_bar_are_text_and_elsewhere_keys()
    {
        Type("aqjs");
        Assert.False(_browser.IsClosing);
        Assert.Contains("ask: qjs", Screen(), StringComparison.Ordinal);

        Press(Key.Esc, Key.Q);
        Assert.True(_browser.IsClosing);
    }

    /// <summary>A busy program, or a line that lags, gets both in one piece.</summary>
    [Theory]
    [InlineData("")]      // nothing lies over the screen
    [InlineData("aqj")]   // a question is being typed
    [InlineData("?")]     // help
    [InlineData("v")]     // a menu
    public void Esc_and_a_key_that_come_at_once_are_Esc_and_that_key(string before)
    {
        Type(before);

        Press(Key.Q.WithAlt);

        Assert.True(_browser.IsClosing);
    }

    [Fact]
    public void Esc_and_a_capital_that_come_at_once_are_Esc_and_that_capital()
    {
        Type("aexample.test");
        Press(Key.Enter);
        Type("/");

        Press(Key.A.WithShift.WithAlt);

        Assert.Contains("ask: example.test", Screen(), StringComparison.Ordinal);
    }

    [Fact]
    public void When_the_text_field_goes_what_did_not_change_is_still_there()
    {
        Type("aexample.test");
        Press(Key.Enter);
        var before = Screen();

        Type("/");
        _browser.Leave();
        _window.Show();
        _app.LayoutAndDraw();

        Assert.Equal(before, Screen());
    }

    [Fact]
    public void A_larger_screen_shows_times_in_full()
    {
        Type("aexample.test");
        Press(Key.Enter);
        _app.Driver!.SetScreenSize(160, 50);
        _app.LayoutAndDraw(true);

        Assert.Contains("2026-03-01T10:00:00Z 2026-03-09T10:00:00Z", Screen(), StringComparison.Ordinal);
    }

    private void Press(params Key[] keys)
    {
        foreach (var key in keys) _app.InjectKey(key);
        _app.LayoutAndDraw();
    }

    private void Type(string text) => Press([.. text.Select(character => new Key(character))]);

    private string Screen()
    {
        var cells = _app.Driver!.Contents!;
        var screen = new StringBuilder();
        for (var y = 0; y < cells.GetLength(0); y++)
        {
            var line = new StringBuilder();
            for (var x = 0; x < cells.GetLength(1); x++) line.Append(cells[y, x].Grapheme);
            screen.Append(line.ToString().TrimEnd()).Append('\n');
        }

        return screen.ToString();
    }
}

using PassiveDns.Tui.Actions;
using PassiveDns.Tui.Output;
using PassiveDns.Tui.Presentation;
using PassiveDns.Tui.Screens;
using Terminal.Gui.Input;
using Terminal.Gui.ViewBase;
using Terminal.Gui.Views;

namespace PassiveDns.Tui.Views;

/// <summary>Draws the browser's state and hands keys to the table of keys. Holds no state of its own: the text field's text is the prompt's.</summary>
internal sealed class BrowserWindow : Window
{
    private readonly Browser _browser;
    private readonly ScreenView _screen;
    private readonly TextField _field;
    private Prompt? _prompt;

    /// <param name="palette">Asked each time that the screen is drawn.</param>
    public BrowserWindow(Browser browser, Func<Palette> palette)
    {
        _browser = browser;
        BorderStyle = Terminal.Gui.Drawing.LineStyle.None;
        _screen = new ScreenView((width, height) => ScreenText.Lines(_browser, width, height), palette) { Width = Dim.Fill(), Height = Dim.Fill() };
        _screen.KeyDown += (_, key) => key.Handled = Press(key);
        _screen.Wheel = lines =>
        {
            if (!_browser.Settings.Mouse) return;
            _browser.Current.ScrollBy(lines);
            Show();
        };
        _screen.Click = y =>
        {
            if (!_browser.Settings.Mouse || ScreenText.LineAt(_browser, y) is not { } line) return;
            // The line that the cursor stands on already is asked about.
            if (line == _browser.Current.Cursor) KeyTable.Press(_browser, "Enter");
            else _browser.Current.MoveTo(line);
            Show();
        };
        _field = new TextField { Y = ScreenText.BarLine, Width = Dim.Fill(), Height = 1 };
        _field.TextChanged += (_, _) => Type();
        _field.Accepting += (_, e) =>
        {
            e.Handled = true;
            _browser.AcceptPrompt();
            Show();
        };
        _field.KeyDown += (_, key) => key.Handled = PressInField(key);
        Add(_screen, _field);
    }

    /// <summary>Brings focus and screen in step with the state, after a key or when rows have come.</summary>
    public void Show()
    {
        if (_browser.IsClosing)
        {
            App?.RequestStop();
            return;
        }

        ShowPrompt();
        _screen.SetNeedsDraw();
    }

    /// <summary>The surface draws every cell, and not again what has not changed: nothing may be cleared under it, as when the text field goes.</summary>
    protected override bool OnClearingViewport() => true;

    /// <inheritdoc/>
    protected override void OnIsModalChanged(bool newIsModal)
    {
        base.OnIsModalChanged(newIsModal);
        if (newIsModal) Show(); // else the focus lands on the last view that can have it
    }

    private void ShowPrompt()
    {
        var isOther = _browser.Prompt != _prompt;
        _prompt = _browser.Prompt;
        _field.Visible = _prompt is not null;
        if (_prompt is null)
        {
            _screen.SetFocus();
            return;
        }

        if (isOther)
        {
            _field.X = ScreenText.Label(_prompt).Length;
            _field.ClearHistoryChanges(); // it would remember every letter ever typed
        }

        if (_field.Text != _prompt.Text)
        {
            var caret = isOther ? _prompt.Text.Length : _prompt.Caret;
            _field.Text = _prompt.Text;
            _field.InsertionPoint = caret;
        }

        _field.SetFocus();
    }

    private void Type()
    {
        // What is pasted may come from an attacker too.
        if (TerminalText.Replace(_field.Text) is var safe && safe != _field.Text)
        {
            var place = _field.InsertionPoint;
            _field.Text = safe;
            _field.InsertionPoint = Math.Min(place, safe.Length);
            return;
        }

        if (_browser.Prompt is not { } prompt || prompt != _prompt) return;
        prompt.Type(_field.Text, _field.InsertionPoint);
        _screen.SetNeedsDraw();
    }

    private bool Press(Key key)
    {
        if (key.IsAlt) return PressAfterEsc(key);
        if (KeyNames.NameOf(key) is not { } name || !KeyTable.Press(_browser, name)) return false;
        Show();
        return true;
    }

    private bool PressInField(Key key)
    {
        if (key.IsAlt) return PressAfterEsc(key);
        switch (KeyNames.NameOf(key))
        {
            case "Esc" or "Ctrl+C": _browser.Leave(); break;
            case "Tab": _browser.Prompt?.Complete(); break;
            case "Up": _browser.Prompt?.Choose(-1); break;
            case "Down": _browser.Prompt?.Choose(1); break;
            default: return false;
        }

        Show();
        return true;
    }

    /// <summary>Esc and a key that arrive at once, on a slow line or while the program was busy, read as Alt and that key. No key has Alt here: the two are meant.</summary>
    private bool PressAfterEsc(Key withAlt)
    {
        if (KeyNames.NameOf(withAlt.NoAlt) is not { Length: 1 } next) return false;
        _browser.Leave();
        if (_browser.Prompt is null) KeyTable.Press(_browser, next);
        Show();
        return true;
    }
}

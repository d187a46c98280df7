using PassiveDns.Tui.Actions;
using PassiveDns.Tui.Output;
using PassiveDns.Tui.Presentation;
using PassiveDns.Tui.Screens;
using Terminal.Gui.Input;
using Terminal.Gui.ViewBase;
using Terminal.Gui.Views;
using Attribute = Terminal.Gui.Drawing.Attribute;

namespace PassiveDns.Tui.Views;

/// <summary>Draws the browser's state and hands keys to the table of keys. Holds no state of its own but the query bar's text.</summary>
internal sealed class BrowserWindow : Window
{
    private readonly Browser _browser;
    private readonly IReadOnlyList<string> _overview;
    private readonly Palette _palette;
    private readonly ScreenView _screen;
    private readonly TextField _query;

    public BrowserWindow(Browser browser, IReadOnlyList<string> overview, Palette palette)
    {
        _browser = browser;
        _overview = overview;
        _palette = palette;
        BorderStyle = Terminal.Gui.Drawing.LineStyle.None;

        _screen = new ScreenView(Draw) { Width = Dim.Fill(), Height = Dim.Fill() };
        _screen.KeyDown += (_, key) => key.Handled = Press(key);
        _query = new TextField { X = ScreenText.QueryPrompt.Length, Y = ScreenText.QueryLine, Width = Dim.Fill(), Height = 1 };
        _query.TextChanged += (_, _) =>
        {
            // What is pasted may come from an attacker too.
            if (TerminalText.Replace(_query.Text) is var safe && safe == _query.Text) return;
            var place = _query.InsertionPoint;
            _query.Text = safe;
            _query.InsertionPoint = Math.Min(place, safe.Length);
        };
        _query.Accepting += (_, e) =>
        {
            if (_browser.Ask(_query.Text)) _query.Text = "";
            Show();
            e.Handled = true;
        };
        _query.KeyDown += (_, key) =>
        {
            if (key != Key.Esc) return;
            KeyTable.Press(_browser, "Esc");
            Show();
            key.Handled = true;
        };
        Add(_screen, _query);
    }

    /// <summary>Brings focus and screen in step with the state, after a key or when rows have come.</summary>
    public void Show()
    {
        if (_browser.IsClosing)
        {
            App?.RequestStop();
            return;
        }

        if (_browser.Focus == BrowserFocus.Query) _query.SetFocus();
        else _screen.SetFocus();
        _screen.SetNeedsDraw();
    }

    /// <inheritdoc/>
    protected override void OnIsModalChanged(bool newIsModal)
    {
        base.OnIsModalChanged(newIsModal);
        if (newIsModal) Show(); // else the focus lands on the last view that can have it
    }

    private bool Press(Key key)
    {
        if (KeyNames.NameOf(key) is not { } name || !KeyTable.Press(_browser, name)) return false;
        Show();
        return true;
    }

    private void Draw(ScreenView view, int width, int height)
    {
        var lines = ScreenText.Lines(_browser, _overview, width, height);
        for (var y = 0; y < height; y++)
        {
            var x = 0;
            foreach (var span in y < lines.Count ? lines[y] : [])
            {
                view.Write(x, y, span.Text, _palette[span.Role]);
                x += TerminalText.Columns(span.Text);
            }

            if (x < width) view.Write(x, y, new string(' ', width - x), _palette[TextRole.Normal]);
        }
    }

    /// <summary>The surface that everything but the query bar is drawn on.</summary>
    private sealed class ScreenView : View
    {
        private readonly Action<ScreenView, int, int> _draw;

        public ScreenView(Action<ScreenView, int, int> draw)
        {
            _draw = draw;
            CanFocus = true;
        }

        public void Write(int x, int y, string text, Attribute attribute)
        {
            SetAttribute(attribute);
            AddStr(x, y, text);
        }

        protected override bool OnDrawingContent(DrawContext? context)
        {
            _draw(this, Viewport.Width, Viewport.Height);
            return true;
        }
    }
}

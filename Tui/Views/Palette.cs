using PassiveDns.Tui.Presentation;
using PassiveDns.Tui.Settings;
using Terminal.Gui.Drawing;
using Attribute = Terminal.Gui.Drawing.Attribute;

namespace PassiveDns.Tui.Views;

/// <summary>What each role of text looks like. The background is the terminal's own. Without colour, bold, underline and reverse tell them apart.</summary>
internal sealed class Palette
{
    private static readonly Dictionary<UiTheme, Palette> Themes = new()
    {
        [UiTheme.Dark] = new(title: Color(ColorName16.BrightCyan), heading: Color(ColorName16.Cyan), quiet: Color(ColorName16.DarkGray), alert: Color(ColorName16.BrightRed), fresh: Color(ColorName16.BrightGreen)),
        [UiTheme.Light] = new(title: Color(ColorName16.Blue), heading: Color(ColorName16.Blue), quiet: Color(ColorName16.DarkGray), alert: Color(ColorName16.Red), fresh: Color(ColorName16.Green)),
        [UiTheme.HighContrast] = new(title: Color(ColorName16.BrightYellow), heading: Color(ColorName16.BrightYellow), quiet: Terminal.Gui.Drawing.Color.None, alert: Color(ColorName16.BrightRed), fresh: Color(ColorName16.BrightGreen)),
        [UiTheme.Plain] = new(new()
        {
            [TextRole.Normal] = Plain(TextStyle.None),
            [TextRole.Title] = Plain(TextStyle.Bold),
            [TextRole.Heading] = Plain(TextStyle.Underline),
            [TextRole.CursorRow] = Plain(TextStyle.Bold),
            [TextRole.Cursor] = Plain(TextStyle.Reverse),
            [TextRole.Quiet] = Plain(TextStyle.Faint),
            [TextRole.Alert] = Plain(TextStyle.Bold),
            [TextRole.Fresh] = Plain(TextStyle.Underline),
        }),
    };

    private readonly Dictionary<TextRole, Attribute> _attributes;

    private Palette(Dictionary<TextRole, Attribute> attributes) => _attributes = attributes;

    private Palette(Color title, Color heading, Color quiet, Color alert, Color fresh)
        : this(new()
        {
            [TextRole.Normal] = Plain(TextStyle.None),
            [TextRole.Title] = new(title, Terminal.Gui.Drawing.Color.None, TextStyle.Bold),
            [TextRole.Heading] = new(heading, Terminal.Gui.Drawing.Color.None),
            [TextRole.CursorRow] = Plain(TextStyle.Bold),
            [TextRole.Cursor] = Plain(TextStyle.Reverse),
            [TextRole.Quiet] = new(quiet, Terminal.Gui.Drawing.Color.None),
            [TextRole.Alert] = new(alert, Terminal.Gui.Drawing.Color.None),
            [TextRole.Fresh] = new(fresh, Terminal.Gui.Drawing.Color.None),
        })
    {
    }

    public Attribute this[TextRole role] => _attributes[role];

    public static Palette Of(UiTheme theme) => Themes[theme];

    private static Color Color(ColorName16 name) => new(name);

    private static Attribute Plain(TextStyle style) => new(Terminal.Gui.Drawing.Color.None, Terminal.Gui.Drawing.Color.None, style);
}

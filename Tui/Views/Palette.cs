using PassiveDns.Tui.Presentation;
using Terminal.Gui.Drawing;
using Attribute = Terminal.Gui.Drawing.Attribute;

namespace PassiveDns.Tui.Views;

/// <summary>What each role of text looks like. Without colour, bold, underline and reverse tell them apart.</summary>
internal sealed class Palette
{
    private readonly Dictionary<TextRole, Attribute> _attributes;

    private Palette(Dictionary<TextRole, Attribute> attributes) => _attributes = attributes;

    /// <summary>Honours NO_COLOR (set and not empty).</summary>
    public static Palette FromEnvironment() => Environment.GetEnvironmentVariable("NO_COLOR") is { Length: > 0 } ? Plain : Coloured;

    /// <summary>The terminal's own two colours and text styles.</summary>
    public static Palette Plain { get; } = new(new()
    {
        [TextRole.Normal] = new(Color.None, Color.None),
        [TextRole.Title] = new(Color.None, Color.None, TextStyle.Bold),
        [TextRole.Heading] = new(Color.None, Color.None, TextStyle.Underline),
        [TextRole.CursorRow] = new(Color.None, Color.None, TextStyle.Bold),
        [TextRole.Cursor] = new(Color.None, Color.None, TextStyle.Reverse),
        [TextRole.Quiet] = new(Color.None, Color.None, TextStyle.Faint),
        [TextRole.Alert] = new(Color.None, Color.None, TextStyle.Bold),
        [TextRole.Fresh] = new(Color.None, Color.None, TextStyle.Underline),
    });

    /// <summary>The terminal's background; only foregrounds are set, so that it suits light and dark ones.</summary>
    public static Palette Coloured { get; } = new(new()
    {
        [TextRole.Normal] = new(Color.None, Color.None),
        [TextRole.Title] = new(new Color(ColorName16.Cyan), Color.None, TextStyle.Bold),
        [TextRole.Heading] = new(new Color(ColorName16.Cyan), Color.None),
        [TextRole.CursorRow] = new(Color.None, Color.None, TextStyle.Bold),
        [TextRole.Cursor] = new(Color.None, Color.None, TextStyle.Reverse),
        [TextRole.Quiet] = new(new Color(ColorName16.DarkGray), Color.None),
        [TextRole.Alert] = new(new Color(ColorName16.Red), Color.None),
        [TextRole.Fresh] = new(new Color(ColorName16.Green), Color.None),
    });

    public Attribute this[TextRole role] => _attributes[role];
}

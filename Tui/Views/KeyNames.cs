using Terminal.Gui.Input;

namespace PassiveDns.Tui.Views;

/// <summary>The terminal library's keys by the names that the table of keys uses.</summary>
internal static class KeyNames
{
    private static readonly Dictionary<Key, string> Named = new()
    {
        [Key.Enter] = "Enter",
        [Key.Backspace] = "Backspace",
        [Key.Esc] = "Esc",
        [Key.CursorUp] = "Up",
        [Key.CursorDown] = "Down",
        [Key.CursorLeft] = "Left",
        [Key.CursorRight] = "Right",
        [Key.PageUp] = "PageUp",
        [Key.PageDown] = "PageDown",
        [Key.Home] = "Home",
        [Key.End] = "End",
        [Key.Tab] = "Tab",
    };

    /// <summary>Null for keys with Ctrl or Alt and others that have no name.</summary>
    public static string? NameOf(Key key)
    {
        if (Named.TryGetValue(key, out var name)) return name;
        if (key.IsCtrl || key.IsAlt) return null;
        var rune = key.AsRune;
        return rune.Value is > ' ' and <= '~' ? rune.ToString() : null;
    }
}

using Terminal.Gui.Input;

namespace PassiveDns.Tui.Views;

/// <summary>The terminal library's keys by the names that the table of keys uses.</summary>
internal static class KeyNames
{
    private static readonly Dictionary<Key, string> Named = new()
    {
        [Key.Enter] = "Enter",
        [Key.Space] = "Space",
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
        [Key.Tab.WithShift] = "Shift+Tab",
    };

    /// <summary>Null for keys that have no name.</summary>
    public static string? NameOf(Key key)
    {
        if (Named.TryGetValue(key, out var name)) return name;
        if (key.IsAlt) return null;
        if (key.IsCtrl) return key.NoCtrl.AsRune is { Value: > ' ' and <= '~' } letter ? $"Ctrl+{char.ToUpperInvariant((char)letter.Value)}" : null;
        var rune = key.AsRune;
        return rune.Value is > ' ' and <= '~' ? rune.ToString() : null;
    }
}

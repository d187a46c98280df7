using PassiveDns.Tui.Screens;
using PassiveDns.Tui.Settings;

namespace PassiveDns.Tui.Actions;

/// <summary>What a user may choose.</summary>
internal static class SettingChoices
{
    public static IReadOnlyList<KeyAction> All { get; } =
    [
        Choice("d", "dark", "colours for a dark background", settings => settings with { Theme = UiTheme.Dark }),
        Choice("l", "light", "colours for a light background", settings => settings with { Theme = UiTheme.Light }),
        Choice("h", "high contrast", "few colours, strong ones", settings => settings with { Theme = UiTheme.HighContrast }),
        Choice("p", "plain", "no colours", settings => settings with { Theme = UiTheme.Plain }),
        Choice("a", "ascii", "bars of ASCII characters, or of blocks again", settings => settings with { AsciiBars = settings.AsciiBars != true }),
        Choice("m", "mouse", "the mouse moves the cursor, or selects text as ever (from the next start)", settings => settings with { Mouse = !settings.Mouse }),
        Choice("f", "defang", "copies defanged, or as they are", settings => settings with { DefangCopies = !settings.DefangCopies }),
        Choice("c", "clipboard", "copy by the terminal, or by a program of the system", settings => settings with
        {
            Clipboard = settings.Clipboard == UiClipboard.Terminal ? UiClipboard.System : UiClipboard.Terminal,
        }),
        new(KeyGroup.Program, ["s"], "save", "keep these settings and the columns for the next time", KeyTable.Always, b => b.SaveSettings()),
    ];

    private static KeyAction Choice(string key, string title, string description, Func<UiSettings, UiSettings> choose) => new(
        KeyGroup.Program, [key], title, description, KeyTable.Always, b =>
        {
            b.Choose(choose(b.Settings));
            b.Say($"{title}: chosen; , s keeps it for the next time");
        });
}

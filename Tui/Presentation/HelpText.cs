using PassiveDns.Tui.Actions;

namespace PassiveDns.Tui.Presentation;

/// <summary>The help page, from the table of keys.</summary>
public static class HelpText
{
    private const int KeysWidth = 18;

    public static IReadOnlyList<string> Lines(IReadOnlyList<KeyAction> actions) =>
        [.. actions.Select(action => string.Concat(CellText.Left(string.Join(" ", action.Keys), KeysWidth), action.Description))];
}

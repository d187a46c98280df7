using PassiveDns.Tui.Actions;
using PassiveDns.Tui.Screens;

namespace PassiveDns.Tui.Presentation;

/// <summary>The page of keys, from the table of keys.</summary>
public static class HelpText
{
    private const int KeysWidth = 20;

    /// <summary>Groups in the order of the table, each key with its choices, which are indented by two blanks.</summary>
    public static IEnumerable<(string Title, IReadOnlyList<(string Keys, string Description)> Keys)> Groups() => KeyTable.All
        .GroupBy(action => action.Group)
        .Select(group => (Title(group.Key), (IReadOnlyList<(string, string)>)[.. group.SelectMany(Keys)]));

    /// <summary>A line for each key, below the heading of its group.</summary>
    public static IReadOnlyList<IReadOnlyList<TextSpan>> Lines(int width)
    {
        var lines = new List<IReadOnlyList<TextSpan>>();
        foreach (var (title, keys) in Groups())
        {
            if (lines.Count > 0) lines.Add([]);
            lines.Add([new TextSpan(title, TextRole.Heading)]);
            lines.AddRange(keys.Select(key => Line(key.Keys, key.Description, width)));
        }

        return lines;
    }

    private static string Title(KeyGroup group) => group switch
    {
        KeyGroup.Go => "Go from one thing to the next",
        KeyGroup.Look => "Look closer",
        KeyGroup.Arrange => "Arrange what is shown",
        KeyGroup.Case => "Keep and take along",
        KeyGroup.Move => "Move the cursor",
        _ => "The program",
    };

    private static IEnumerable<(string Keys, string Description)> Keys(KeyAction action) =>
        action.Choices.Select(choice => ($"  {action.Keys[0]} {choice.Keys[0]}", choice.Description)).Prepend((string.Join(' ', action.Keys), action.Description));

    private static IReadOnlyList<TextSpan> Line(string keys, string description, int width) =>
        [new TextSpan(CellText.Left(string.Concat(CellText.Left(keys, KeysWidth), description), width), TextRole.Normal)];
}

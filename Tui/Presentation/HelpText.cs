using PassiveDns.Tui.Actions;
using PassiveDns.Tui.Screens;

namespace PassiveDns.Tui.Presentation;

/// <summary>The page of keys, from the table of keys.</summary>
public static class HelpText
{
    private const int KeysWidth = 20;

    public static IReadOnlyList<TextSpan> Heading(KeyGroup group) => [new TextSpan(group switch
    {
        KeyGroup.Go => "Go from one thing to the next",
        KeyGroup.Look => "Look closer",
        KeyGroup.Arrange => "Arrange what is shown",
        KeyGroup.Case => "Keep and take along",
        KeyGroup.Move => "Move the cursor",
        _ => "The program",
    }, TextRole.Heading)];

    /// <summary>Groups in the order of the table, each key with its choices.</summary>
    public static IReadOnlyList<IReadOnlyList<TextSpan>> Lines(int width)
    {
        var lines = new List<IReadOnlyList<TextSpan>>();
        foreach (var group in KeyTable.All.GroupBy(action => action.Group))
        {
            if (lines.Count > 0) lines.Add([]);
            lines.Add(Heading(group.Key));
            foreach (var action in group)
            {
                lines.Add(Line(string.Join(" ", action.Keys), action.Description, width));
                lines.AddRange(action.Choices.Select(choice => Line($"  {action.Keys[0]} {choice.Keys[0]}", choice.Description, width)));
            }
        }

        return lines;
    }

    private static IReadOnlyList<TextSpan> Line(string keys, string description, int width) =>
        [new TextSpan(CellText.Left(string.Concat(CellText.Left(keys, KeysWidth), description), width), TextRole.Normal)];
}

using PassiveDns.Tui.Screens;

namespace PassiveDns.Tui.Actions;

/// <summary>The command palette: all that keys do, found by name.</summary>
internal static class Palettes
{
    public static void Open(Browser browser)
    {
        var prompt = new Prompt(":", "", text => Take(browser, text))
        {
            TakesSuggestions = true,
            Hint = "what is to be done",
            OnText = static (prompt, text, _) => prompt.Suggest(text, Found(text)),
        };
        prompt.Suggest("", Found(""));
        browser.Open(prompt);
    }

    /// <summary>Every action and choice by its name; choices behind what they are chosen from.</summary>
    public static IEnumerable<(string Name, string Keys, KeyAction Action)> Names()
    {
        foreach (var action in KeyTable.All)
        {
            yield return (action.Title, action.Keys[0], action);
            foreach (var choice in action.Choices) yield return ($"{action.Title}: {choice.Title}", $"{action.Keys[0]} {choice.Keys[0]}", choice);
        }
    }

    private static PromptFault? Take(Browser browser, string text)
    {
        var action = Names().FirstOrDefault(named => named.Name == text).Action;
        if (action is null) return new PromptFault(0, text.Length, $"nothing is called '{text}'");
        browser.Leave();
        KeyTable.Do(browser, action);
        return null;
    }

    /// <summary>Names that begin so come first, then those that contain the text, then what says all its words.</summary>
    private static IReadOnlyList<Suggestion> Found(string text)
    {
        var words = text.Split(' ', StringSplitOptions.RemoveEmptyEntries);
        var found = Names().Where(named => words.All(word => $"{named.Name} {named.Action.Description}".Contains(word, StringComparison.OrdinalIgnoreCase)));
        return
        [
            .. found.OrderBy(named => named.Name.StartsWith(text, StringComparison.OrdinalIgnoreCase) ? 0 : named.Name.Contains(text, StringComparison.OrdinalIgnoreCase) ? 1 : 2)
                .Select(named => new Suggestion(0, text.Length, named.Name, $"{named.Action.Description} ({named.Keys})")),
        ];
    }
}

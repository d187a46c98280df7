namespace PassiveDns.Tui.Screens;

/// <summary>What the browser has others do, so that drawing never waits.</summary>
public sealed record BrowserServices
{
    /// <summary>Reads a screen in the background, and gives up the one before.</summary>
    public required Action<Screen> Read { get; init; }

    /// <summary>Arranges the rows of a result in the background.</summary>
    public required Action<ResultScreen> Arrange { get; init; }

    /// <summary>Finds suggestions for what is being typed, soon: text and caret.</summary>
    public Action<Prompt, string, int> Complete { get; init; } = static (_, _, _) => { };

    /// <summary>The case has a bookmark for an RRset.</summary>
    public Func<ResultRow, bool> IsBookmarked { get; init; } = static _ => false;

    /// <summary>Puts text on the clipboard; gives a sentence for the user.</summary>
    public Func<string, string> Copy { get; init; } = static _ => "there is no clipboard";
}

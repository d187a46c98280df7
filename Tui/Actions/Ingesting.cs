using PassiveDns.Tui.Arguments;
using PassiveDns.Tui.Screens;

namespace PassiveDns.Tui.Actions;

/// <summary>Captures into the archive, from the UI.</summary>
internal static class Ingesting
{
    public static IReadOnlyList<KeyAction> All { get; } =
    [
        new(KeyGroup.Case, ["n", "I"], "new", "name captures to take in", b => b.IsIngesting ? "an ingest is running: one at a time" : null, AskForPaths),
        new(KeyGroup.Case, ["r"], "report", "what the ingest has to say, source by source", NeedsIngest, b => b.Go(b.Ingest!)),
        new(KeyGroup.Case, ["s"], "stop", "stop the ingest; what it has committed stays", b => b.IsIngesting ? null : "no ingest is running", b => b.StopIngest()),
    ];

    /// <summary>At first there is only one thing to do.</summary>
    /// <param name="choice">The action that has these to choose from.</param>
    public static void Begin(Browser browser, KeyAction choice)
    {
        if (browser.Ingest is null) AskForPaths(browser);
        else browser.OpenMenu(choice);
    }

    private static void AskForPaths(Browser browser) => browser.Open(new Prompt("ingest", "", text => Take(browser, text))
    {
        Hint = "captures or folders of captures, blanks between them; '...' around a path with blanks",
        OnText = browser.CompletePaths,
    });

    private static PromptFault? Take(Browser browser, string text)
    {
        var words = PathList.Words(text, Environment.GetFolderPath(Environment.SpecialFolder.UserProfile));
        if (words.Count == 0) return new PromptFault(0, 0, "name a capture or a folder of captures");
        foreach (var word in words)
        {
            if (WhatIsWrong(word) is { } sentence) return new PromptFault(word.Start, word.Length, sentence);
        }

        browser.BeginIngest([.. words.Select(word => word.Path)]);
        return null;
    }

    private static string? WhatIsWrong(PathWord word) =>
        word.IsOpen ? "a quote is not closed"
        : word.Path is "" or "-" ? "expected a capture or a folder; standard input is the keyboard here"
        : File.Exists(word.Path) || Directory.Exists(word.Path) ? null
        : $"{word.Path}: there is no such file or folder";

    private static string? NeedsIngest(Browser browser) => browser.Ingest is null ? "there has been no ingest here" : null;
}

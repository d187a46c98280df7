using PassiveDns.Formats.Records;
using PassiveDns.Indexer.Catalog;
using PassiveDns.Tui.Questions;
using PassiveDns.Tui.Settings;

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

    /// <summary>Finds out in the background what to ask, and tells it on the thread that draws; null where there is nothing to ask.</summary>
    public Action<Func<IRRsetSource, CancellationToken, Question?>, Action<Question?>> Resolve { get; init; } = static (_, _) => { };

    /// <summary>Finds suggestions for paths that are being typed, soon: text and caret.</summary>
    public Action<Prompt, string, int> CompletePaths { get; init; } = static (_, _, _) => { };

    /// <summary>Begins an ingest in the background.</summary>
    public Action<IngestScreen> Ingest { get; init; } = static _ => { };

    /// <summary>Asks the ingest to end.</summary>
    public Action StopIngest { get; init; } = static () => { };

    /// <summary>What was bookmarked, noted, saved and asked; as it is at each moment.</summary>
    public Func<CaseContent> Case { get; init; } = static () => CaseContent.Empty;

    /// <summary>Why the case cannot be written to; null when it can.</summary>
    public Func<string?> WhyNotCase { get; init; } = static () => null;

    /// <summary>Changes the case in the background, and tells how that went; an empty sentence is not told.</summary>
    public Action<Func<CaseBook, string>> ChangeCase { get; init; } = static _ => { };

    /// <summary>Writes what is shown into a file in the background, and tells how that went.</summary>
    public Action<ViewExport, string> Export { get; init; } = static (_, _) => { };

    /// <summary>Puts text on the clipboard: the text, what it is in words, and whether it is to stay as it is; gives a sentence for the user.</summary>
    public Func<string, string, bool, string> Copy { get; init; } = static (_, _, _) => "there is no clipboard";

    public TimeProvider Clock { get; init; } = TimeProvider.System;

    /// <summary>Keeps the settings for the next time; gives a sentence for the user.</summary>
    public Func<UiSettings, string> SaveSettings { get; init; } = static _ => "settings cannot be kept here";
}

using PassiveDns.Indexer.Catalog;
using PassiveDns.Tui.Commands;
using PassiveDns.Tui.Output;
using PassiveDns.Tui.Questions;
using PassiveDns.Tui.Screens;

namespace PassiveDns.Tui.Actions;

/// <summary>What is written about the facts, and taken along: bookmarks, notes, tags, trails, exports. Nothing of it changes the facts.</summary>
internal static class Casework
{
    public static IReadOnlyList<KeyAction> Exports { get; } =
    [
        Export("t", OutputFormat.Table, "txt"), Export("j", OutputFormat.Jsonl, "jsonl"), Export("c", OutputFormat.Csv, "csv"), Export("x", OutputFormat.CsvExcel, "csv"),
        Export("o", OutputFormat.Cof, "cof"), Export("a", OutputFormat.Saf, "saf"), Export("d", OutputFormat.Dnsdb, "dnsdb"), Export("m", OutputFormat.Minimal, "minimal"),
    ];

    public static string? WhyNotBookmark(Browser browser) => browser.WhyNotCase ?? (Subject(browser) is null ? "there is no row or question to mark" : null);

    public static string? WhyNotUndo(Browser browser) => browser.WhyNotCase;

    public static string? WhyNotTrail(Browser browser) => Steps(browser).Count == 0 ? "nothing has been asked yet" : null;

    public static void ToggleBookmark(Browser browser)
    {
        var subject = Subject(browser)!;
        var isMarked = browser.Case.Find(subject.Key) is not null;
        browser.ChangeCase(book => isMarked ? book.RemoveBookmark(subject) : book.AddBookmark(subject));
    }

    public static void AskForNote(Browser browser)
    {
        var subject = Subject(browser)!;
        var note = browser.Case.Find(subject.Key)?.Note ?? "";
        browser.Open(new Prompt("note", note, text =>
        {
            browser.ChangeCase(book => book.SetNote(subject, text));
            return null;
        })
        {
            Hint = $"what is to be remembered of {subject.Title}",
        });
    }

    public static void AskForTags(Browser browser)
    {
        var subject = Subject(browser)!;
        var known = browser.Case.Bookmarks.SelectMany(bookmark => bookmark.Tags).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal).ToList();
        browser.Open(new Prompt("tags", string.Join(' ', browser.Case.Find(subject.Key)?.Tags ?? []), text =>
        {
            if (!CaseText.TryParseTags(text, out var tags, out var problem)) return new PromptFault(0, text.Length, problem);
            browser.ChangeCase(book => book.SetTags(subject, tags));
            return null;
        })
        {
            Hint = "words with blanks between them",
            OnText = (prompt, text, caret) => prompt.Suggest(text, TagsFor(text, caret, known)),
        });
    }

    public static void AskForTrailName(Browser browser)
    {
        var steps = Steps(browser);
        browser.Open(new Prompt("save trail as", "", name =>
        {
            browser.ChangeCase(book => book.SaveTrail(name.Trim(), [.. steps.Select(step => step.Text)]));
            return null;
        })
        {
            Hint = "a name to find it by on the case page",
        });
    }

    public static void ShowCommands(Browser browser) =>
        browser.Go(new TextScreen("commands", [.. Steps(browser).SelectMany(step => step.ToCommands(browser.ArchiveFolder))]));

    /// <summary>The questions of the trail, from the first to the one on the screen.</summary>
    private static IReadOnlyList<Question> Steps(Browser browser) => [.. browser.Trail.Walked.Select(screen => screen.Asked).OfType<Question>()];

    /// <summary>The row's RRset, or what was asked.</summary>
    private static CaseSubject? Subject(Browser browser) => browser.Row is { } row ? CaseSubject.Of(row.Set)
        : (browser.Current.Target ?? browser.Current.Asked) is { } question ? CaseSubject.OfQuestion(question.Text) : null;

    private static IReadOnlyList<Suggestion> TagsFor(string text, int caret, IReadOnlyList<string> known)
    {
        var start = caret == 0 ? 0 : text.LastIndexOf(' ', caret - 1) + 1;
        var word = text[start..caret].TrimStart('#');
        return [.. known.Where(tag => tag.StartsWith(word, StringComparison.OrdinalIgnoreCase)).Select(tag => new Suggestion(start, caret - start, tag))];
    }

    private static KeyAction Export(string key, OutputFormat format, string extension)
    {
        var name = CommonOptions.NameOf(format);
        return new KeyAction(KeyGroup.Case, [key], name, $"{name}, as pdns lookup -p {name} prints it", b => b.Result is { Count: > 0 } ? null : "there are no rows to write", b => AskForPath(b, format, extension));
    }

    private static void AskForPath(Browser browser, OutputFormat format, string extension)
    {
        var result = browser.Result!;
        var name = new string([.. result.Title.Where(letter => char.IsAsciiLetterOrDigit(letter) || letter is '.' or '-' or '_')]).Trim('.', '-');
        browser.Open(new Prompt("write to", $"{(name.Length == 0 ? "pdns" : name[..Math.Min(60, name.Length)])}.{extension}", path =>
        {
            browser.Export(
                new ViewExport
                {
                    Answers = result.Shown(), Sources = result.Sources, Format = format,
                    End = result.IsCut || result.IsStopped || result.IsLoading ? AnswerEnd.Limited : AnswerEnd.Complete,
                },
                path);
            return null;
        })
        {
            Hint = "a file that is not there yet",
        });
    }
}

using System.CommandLine;
using PassiveDns.Indexer;
using PassiveDns.Indexer.Catalog;
using PassiveDns.Tui.Output;
using PassiveDns.Tui.Questions;

namespace PassiveDns.Tui.Commands;

/// <summary><c>pdns case</c>: what was bookmarked, noted, tagged and saved in the terminal UI.</summary>
internal static class CaseCommand
{
    public static Command Build(CommandContext context)
    {
        var tag = new Option<string?>("--tag") { Description = "Only bookmarks with this tag, and no trails.", HelpName = "TAG" };
        var format = CommonOptions.Format(OutputFormat.Table, OutputFormat.Jsonl);
        var failEmpty = CommonOptions.FailEmpty();
        var archive = CommonOptions.Archive(context);
        var command = new DocumentedCommand("case", "Bookmarks with notes and tags, and saved trails.")
        {
            Remarks = "They are taken in pdns tui and stand in case.db of the archive's folder, beside the facts and never among them. This only reads.",
            Examples =
            [
                ("pdns case", "all of it, the oldest bookmark first"),
                ("pdns case --tag c2 -p jsonl", "what has a tag, with each note whole"),
            ],
        };
        command.AddGroup("What", tag);
        command.AddGroup("Output", format, failEmpty);
        command.AddGroup("Archive", archive);
        command.SetAction(parsed =>
            (int)Run(parsed.GetRequiredValue(archive), parsed.GetValue(tag), parsed.GetValue(format), parsed.GetValue(failEmpty), context));
        return command;
    }

    /// <param name="tag">Null for all bookmarks and the trails.</param>
    public static ExitCode Run(string archiveFolder, string? tag, OutputFormat format, bool failEmpty, CommandContext context)
    {
        var wanted = Tag(tag);
        var layout = new ArchiveLayout(archiveFolder);
        if (!File.Exists(layout.Case)) Archive.OpenRead(archiveFolder).Dispose(); // says what is wrong where there is no archive at all
        using var book = CaseBook.Read(layout);
        var bookmarks = book.Content.Bookmarks.Where(bookmark => wanted is null || bookmark.Tags.Contains(wanted)).ToList();
        var trails = wanted is null ? book.Content.Trails.ToList() : [];
        if (format == OutputFormat.Jsonl) WriteLines(bookmarks, trails, context.Output);
        else WriteTable(bookmarks, trails, archiveFolder, context);
        context.Output.Flush();
        context.Messages.Write($"{Quantity.Count(bookmarks.Count, "bookmark")}, {Quantity.Count(trails.Count, "trail")}");
        if (book.ReadFault is { } fault) context.Messages.Write($"{fault}");
        if (book.ReadFault is not null) return ExitCode.DamagedArchive;
        return failEmpty && bookmarks.Count + trails.Count == 0 ? ExitCode.Empty : ExitCode.Done;
    }

    /// <exception cref="UsageException">It is not one tag.</exception>
    private static string? Tag(string? text)
    {
        if (text is null) return null;
        if (!CaseText.TryParseTags(text, out var tags, out var problem)) throw new UsageException($"--tag: {problem}. See pdns case --help.");
        return tags.Count == 1 ? tags[0] : throw new UsageException("--tag takes one tag. See pdns case --help.");
    }

    private static void WriteLines(List<CaseBookmark> bookmarks, List<CaseTrail> trails, Stream output)
    {
        var lines = new CaseJsonLines(output);
        foreach (var bookmark in bookmarks) lines.Write(bookmark);
        foreach (var trail in trails) lines.Write(trail);
    }

    private static void WriteTable(List<CaseBookmark> bookmarks, List<CaseTrail> trails, string archiveFolder, CommandContext context)
    {
        using var text = context.OpenText();
        var table = new CaseTable(text, context.OutputColumns);
        foreach (var bookmark in bookmarks) table.Write(bookmark);
        foreach (var trail in trails) table.Write(trail, trail.Questions.SelectMany(question => Commands(question, archiveFolder, context.Clock)));
        table.Finish();
        if (table.CellsCut > 0) context.Messages.Write($"{Quantity.Count(table.CellsCut, "cell")} cut to fit: -p jsonl shows all");
    }

    /// <summary>What asks the same; the question itself where it is about a source, which would have to be looked up, or is none any more.</summary>
    private static IReadOnlyList<string> Commands(string question, string archiveFolder, TimeProvider clock) =>
        QuestionParser.Parse(question, new QuestionContext { Sources = () => [], Now = clock.GetUtcNow() }, out _)?.ToCommands(archiveFolder) ?? [question];
}

using System.CommandLine;
using System.Globalization;
using System.Text;
using PassiveDns.Tui.Commands;
using PassiveDns.Tui.Presentation;

namespace PassiveDns.Tui.Manual;

/// <summary>The reference, the topics and the keys as Markdown, for <c>docs</c>.</summary>
internal static class MarkdownPages
{
    private const string Origin = "Written by the program itself: change the commands, the topics or the keys and run `./build.ps1 docs`.";

    /// <summary>The files' names and texts.</summary>
    public static IEnumerable<(string Name, string Text)> All(RootCommand root) =>
        [("reference.md", Reference(root)), ("topics.md", TopicPages()), ("ui.md", KeyPage())];

    private static string Reference(RootCommand root)
    {
        var page = new StringBuilder();
        page.Append(CultureInfo.InvariantCulture, $"# The commands of pdns\n\n{Escape(root.Description!)}\n{Origin}\nWhat several commands have in common is in [topics.md](topics.md).\n");
        page.Append("\n| command | |\n|---|---|\n");
        foreach (var command in ManPage.All(root).Skip(1))
            page.Append(CultureInfo.InvariantCulture, $"| [`{HelpPage.NameOf(command)}`](#{Anchor(HelpPage.NameOf(command))}) | {Escape(command.Description ?? "")} |\n");
        foreach (var command in ManPage.All(root).Skip(1).Cast<DocumentedCommand>()) WriteCommand(command, page);
        return page.ToString();
    }

    private static void WriteCommand(DocumentedCommand command, StringBuilder page)
    {
        page.Append(CultureInfo.InvariantCulture, $"\n## {HelpPage.NameOf(command)}\n\n{Escape(command.Description ?? "")}\n\n");
        foreach (var usage in HelpPage.Usages(command)) page.Append(CultureInfo.InvariantCulture, $"    {usage}\n");
        if (command.Remarks.Length > 0) page.Append(CultureInfo.InvariantCulture, $"\n{Escape(command.Remarks)}\n");
        if (command.Arguments.Count > 0) page.Append('\n');
        foreach (var argument in command.Arguments) WriteTerm(argument.HelpName ?? argument.Name, argument.Description, page);
        foreach (var (title, options) in command.Groups)
        {
            page.Append(CultureInfo.InvariantCulture, $"\n{title}:\n\n");
            foreach (var option in options.Where(option => !option.Hidden)) WriteTerm(HelpPage.Names(option), option.Description, page);
        }

        if (command.Examples.Count > 0) page.Append("\nExamples:\n\n");
        foreach (var (commandLine, purpose) in command.Examples) WriteTerm(commandLine, purpose, page);
        if (Topics.About(command) is { Count: > 0 } topics)
            page.Append(CultureInfo.InvariantCulture, $"\nSee also {string.Join(", ", topics.Select(topic => $"[{topic.Name}](topics.md#{topic.Name})"))}.\n");
    }

    private static string TopicPages()
    {
        var page = new StringBuilder();
        page.Append(CultureInfo.InvariantCulture, $"# Topics\n\nWhat `pdns help TOPIC` says. {Origin}\n");
        foreach (var topic in Topics.All)
        {
            page.Append(CultureInfo.InvariantCulture, $"\n## {topic.Name}\n\n{Escape(topic.Title)}.\n");
            foreach (var block in TextBlock.Of(topic.Body))
            {
                page.Append('\n');
                foreach (var line in block.Lines) page.Append(block.IsVerbatim ? $"    {line}" : Escape(line)).Append('\n');
            }
        }

        return page.ToString();
    }

    /// <summary>The keys of the terminal UI.</summary>
    private static string KeyPage()
    {
        var page = new StringBuilder();
        page.Append(CultureInfo.InvariantCulture, $"# The keys of the terminal UI\n\n{Origin}\n[investigation.md](investigation.md) shows them at work, screen by screen.\n\n");
        foreach (var line in Topics.Find(Topics.Keys)!.Introduction) page.Append(Escape(line)).Append('\n');
        foreach (var (title, keys) in HelpText.Groups())
        {
            page.Append(CultureInfo.InvariantCulture, $"\n## {title}\n\n| key | |\n|---|---|\n");
            foreach (var (key, description) in keys) page.Append(CultureInfo.InvariantCulture, $"| {KeyCell(key)} | {Escape(description)} |\n");
        }

        return page.ToString();
    }

    /// <summary>Keys that do the same beside each other; choices behind their key.</summary>
    private static string KeyCell(string keys) =>
        keys.StartsWith(' ') ? $"`{keys.Trim()}`" : string.Join(", ", keys.Split(' ').Select(key => $"`{key}`"));

    private static void WriteTerm(string term, string? description, StringBuilder page) =>
        page.Append(CultureInfo.InvariantCulture, $"- `{term}`: {Escape(description ?? "")}\n");

    /// <summary>As the sites that show Markdown make them from titles.</summary>
    private static string Anchor(string title) => title.Replace(' ', '-');

    private static string Escape(string text) =>
        string.Concat(text.Select(character => "\\`*_[]<>|#".Contains(character, StringComparison.Ordinal) ? $"\\{character}" : character.ToString()));
}

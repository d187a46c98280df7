using System.CommandLine;
using PassiveDns.Tui.Commands;
using PassiveDns.Tui.Presentation;

namespace PassiveDns.Tui.Manual;

/// <summary>The manual page of a command, in section 1, from the same table as its help page.</summary>
internal static class ManPage
{
    /// <summary>A command and all below it: each has a page.</summary>
    public static IEnumerable<Command> All(Command command) => command.Subcommands.SelectMany(All).Prepend(command);

    public static string FileName(Command command) => $"{Name(command)}.1";

    public static string Text(Command command)
    {
        var page = new Roff();
        page.Title(Name(command).ToUpperInvariant(), $"pdns {ToolVersion.Text}");
        page.Section("NAME");
        page.Text($"{Name(command)} - {(command.Description ?? "").TrimEnd('.')}");
        page.Section("SYNOPSIS");
        page.Lines(HelpPage.Usages(command));
        WriteDescription(command, page);
        WriteSubcommands(command, page);
        WriteOptions(command, page);
        if (command is DocumentedCommand { HasKeys: true }) WriteKeys(page);
        WriteExamples(command, page);
        foreach (var (title, topic) in new[] { ("EXIT STATUS", Topics.ExitCodes), ("ENVIRONMENT", Topics.Environment), ("FILES", Topics.Files) })
        {
            page.Section(title);
            page.Body(Topics.Find(topic)!.Body);
        }

        WriteReferences(command, page);
        return page.ToString();
    }

    /// <summary>As git names its pages.</summary>
    private static string Name(Command command) => HelpPage.NameOf(command).Replace(' ', '-');

    private static void WriteDescription(Command command, Roff page)
    {
        page.Section("DESCRIPTION");
        page.Text(command.Description ?? "");
        if (command is DocumentedCommand { Remarks: { Length: > 0 } remarks })
        {
            page.Paragraph();
            page.Text(remarks);
        }

        foreach (var argument in command.Arguments) page.Term(argument.HelpName ?? argument.Name, argument.Description ?? "");
    }

    private static void WriteSubcommands(Command command, Roff page)
    {
        if (command.Subcommands.Count == 0) return;
        page.Section("COMMANDS");
        foreach (var one in command.Subcommands) page.Term(HelpPage.NameOf(one), one.Description ?? "");
    }

    private static void WriteOptions(Command command, Roff page)
    {
        var groups = Groups(command);
        if (groups.Count == 0) return;
        page.Section("OPTIONS");
        foreach (var (title, options) in groups)
        {
            if (groups.Count > 1) page.Subsection(title);
            foreach (var option in options.Where(option => !option.Hidden)) page.Term(HelpPage.Names(option), option.Description ?? "");
        }
    }

    private static IReadOnlyList<(string Title, Option[] Options)> Groups(Command command) =>
        command is DocumentedCommand documented ? documented.Groups : [("Options", [.. command.Options])];

    private static void WriteKeys(Roff page)
    {
        page.Section("KEYS");
        page.Body(Topics.Find(Topics.Keys)!.Introduction);
        foreach (var (title, keys) in HelpText.Groups())
        {
            page.Subsection(title);
            foreach (var (key, description) in keys) page.Term(key.Trim(), description);
        }
    }

    private static void WriteExamples(Command command, Roff page)
    {
        var examples = Examples(command).ToList();
        if (examples.Count == 0) return;
        page.Section("EXAMPLES");
        foreach (var (commandLine, purpose) in examples) page.Term(commandLine, purpose);
    }

    /// <summary>Those of the whole program are the first of each command.</summary>
    private static IEnumerable<(string CommandLine, string Purpose)> Examples(Command command) => command switch
    {
        DocumentedCommand documented => documented.Examples,
        _ => command.Subcommands.SelectMany(one => Examples(one).Take(1)),
    };

    private static void WriteReferences(Command command, Roff page)
    {
        page.Section("SEE ALSO");
        var relatives = command.Parents.OfType<Command>().Concat(command.Subcommands).Select(one => $"{Name(one)}(1)");
        page.Text(string.Join(", ", [.. relatives, "dnsdbq(1)", "pcap-filter(7)"]));
        var topics = command is RootCommand ? Topics.All : Topics.About(command);
        if (topics.Count == 0) return;
        page.Paragraph();
        page.Text($"pdns help TOPIC: {string.Join(", ", topics.Select(topic => topic.Name))}.");
    }
}

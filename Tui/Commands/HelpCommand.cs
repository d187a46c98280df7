using System.CommandLine;
using PassiveDns.Tui.Manual;

namespace PassiveDns.Tui.Commands;

/// <summary><c>pdns help</c>: topics that no single command explains, and the help pages by another way.</summary>
internal static class HelpCommand
{
    public static Command Build(CommandContext context)
    {
        var what = new Argument<string[]>("topic")
        {
            HelpName = "TOPIC",
            Arity = ArgumentArity.ZeroOrMore,
            Description = "A topic, or a command: pdns help lookup is pdns lookup --help.",
        };
        what.CompletionSources.Add([.. Topics.All.Select(topic => topic.Name), .. CommandLine.Names]);
        var command = new DocumentedCommand("help", "Topics to read: times, types, formats, exit codes ... and all commands.")
        {
            Examples =
            [
                ("pdns help", "all topics and commands"),
                ("pdns help times", "how to write times"),
                ("pdns help sources remove", "the help page of a command"),
            ],
        };
        command.Arguments.Add(what);
        command.SetAction(parsed => (int)Run(parsed.GetValue(what) ?? [], context));
        return command;
    }

    /// <exception cref="UsageException">There is no such topic or command.</exception>
    private static ExitCode Run(string[] words, CommandContext context)
    {
        using var text = context.OpenText();
        var root = CommandLine.Build(context);
        if (words.Length == 0) WriteOverview(root, text);
        else if (words is [var word] && Topics.Find(word) is { } topic && !CommandLine.Names.Contains(word)) topic.Write(text);
        else HelpPage.Write(CommandLine.Find(root, words), text);
        return ExitCode.Done;
    }

    private static void WriteOverview(Command root, TextWriter text)
    {
        text.WriteLine(root.Description);
        text.WriteLine();
        text.WriteLine("  pdns help TOPIC");
        text.WriteLine("  pdns help COMMAND");
        text.WriteLine();
        text.WriteLine("Topics:");
        var columns = Topics.All.Max(topic => topic.Name.Length) + 4;
        foreach (var topic in Topics.All) HelpPage.WriteTerm(topic.Name, topic.Title, columns, text);
        HelpPage.WriteSubcommands(root, text);
    }
}

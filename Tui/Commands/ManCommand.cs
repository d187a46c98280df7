using System.CommandLine;
using PassiveDns.Tui.Manual;

namespace PassiveDns.Tui.Commands;

/// <summary><c>pdns man</c>: the manual pages, and the reference in <c>docs</c>.</summary>
internal static class ManCommand
{
    public static Command Build(CommandContext context)
    {
        var what = new Argument<string[]>("command")
        {
            HelpName = "COMMAND",
            Arity = ArgumentArity.ZeroOrMore,
            Description = "The page of this command, instead of that of the whole program.",
        };
        what.CompletionSources.Add([.. CommandLine.Names]);
        var folder = new Option<string?>("--output", "-o")
        {
            Description = "Write all pages into this folder, as pdns.1, pdns-lookup.1 ...",
            HelpName = "DIR",
            Validators = { CommonOptions.RefuseNameless },
        };
        var markdown = new Option<string?>("--markdown") // how the repository's docs are made
        {
            Description = "Write the reference and the topics into this folder, as Markdown.",
            HelpName = "DIR",
            Validators = { CommonOptions.RefuseNameless },
            Hidden = true,
        };
        var command = new DocumentedCommand("man", "Manual pages, for man(1).")
        {
            Examples =
            [
                ("pdns man lookup | man -l -", "read a page"),
                ("pdns man -o /usr/local/share/man/man1", "install them all"),
            ],
        };
        command.Arguments.Add(what);
        command.AddGroup("Options", folder);
        command.Options.Add(markdown);
        command.SetAction(parsed => (int)Run(parsed.GetValue(what) ?? [], parsed.GetValue(folder), parsed.GetValue(markdown), context));
        return command;
    }

    private static ExitCode Run(string[] words, string? folder, string? markdownFolder, CommandContext context)
    {
        if (words.Length > 0 && (folder ?? markdownFolder) is not null) throw new UsageException("-o writes all pages: leave the command out.");
        var root = CommandLine.Build(context);
        if (folder is not null) WriteAll(folder, ManPage.All(root).Select(command => (ManPage.FileName(command), ManPage.Text(command))));
        if (markdownFolder is not null) WriteAll(markdownFolder, MarkdownPages.All(root));
        if ((folder ?? markdownFolder) is not null) return ExitCode.Done;
        using var text = context.OpenText();
        text.Write(ManPage.Text(CommandLine.Find(root, words)));
        return ExitCode.Done;
    }

    private static void WriteAll(string folder, IEnumerable<(string Name, string Text)> pages)
    {
        Directory.CreateDirectory(folder);
        foreach (var (name, text) in pages) File.WriteAllText(Path.Combine(folder, name), text);
    }
}

using System.CommandLine;
using PassiveDns.Indexer;

namespace PassiveDns.Tui.Commands;

/// <summary><c>pdns tui</c>: the archive in the terminal UI.</summary>
internal static class TuiCommand
{
    public static Command Build(CommandContext context)
    {
        var archive = CommonOptions.Archive(context);
        var command = new DocumentedCommand("tui", "Browse an archive in the terminal UI.")
        {
            Remarks = "Without a terminal it prints an overview of the archive.",
            Examples = [("pdns tui -a case.pdns", "look up, pivot with Enter, go back with Backspace")],
        };
        command.AddGroup("Options", archive);
        command.SetAction(parsed => (int)Run(parsed.GetRequiredValue(archive), context));
        return command;
    }

    public static ExitCode Run(string archiveFolder, CommandContext context)
    {
        using var archive = Archive.OpenRead(archiveFolder);
        var overview = ArchiveOverview.Lines(archive, context.Interruption);
        using var text = context.OpenText();
        foreach (var line in overview) text.WriteLine(line);
        return ArchiveDamage.Report(archive, context.Messages);
    }
}

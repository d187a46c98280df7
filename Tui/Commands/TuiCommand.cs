using System.CommandLine;
using PassiveDns.Indexer;
using PassiveDns.Tui.Views;

namespace PassiveDns.Tui.Commands;

/// <summary><c>pdns tui</c>: the archive in the terminal UI.</summary>
internal static class TuiCommand
{
    private static readonly TimeSpan LookEvery = TimeSpan.FromMilliseconds(250);

    public static Command Build(CommandContext context)
    {
        var archive = CommonOptions.Archive(context);
        var follow = CommonOptions.Flag("--follow", "Show what a tap or an ingest commits as it comes; wait for an archive that is not there yet.");
        var command = new DocumentedCommand("tui", "Browse an archive in the terminal UI.")
        {
            HasKeys = true,
            Remarks = "Needs a terminal; in scripts use lookup, search and info. ? shows the keys.",
            Examples =
            [
                ("pdns tui -a case.pdns", "look up, pivot with Enter, go back with Backspace"),
                ("pdns tui -a tap.pdns --follow", "watch what a tap brings"),
            ],
        };
        command.AddGroup("Options", follow, archive);
        command.SetAction(parsed => (int)Run(parsed.GetRequiredValue(archive), context, parsed.GetValue(follow)));
        return command;
    }

    /// <exception cref="UsageException">There is no terminal to draw on.</exception>
    public static ExitCode Run(string archiveFolder, CommandContext context, bool follow = false)
    {
        if (!context.IsInteractive)
            throw new UsageException("the terminal UI needs a terminal for input and output; in scripts use 'pdns lookup' or 'pdns info'");
        if (follow && !WaitFor(archiveFolder, context)) return ExitCode.Interrupted;
        using var archive = Archive.OpenRead(archiveFolder);
        TerminalUi.Run(archive, follow, context.IsAsciiTerminal);
        if (context.Interruption.IsCancellationRequested) return ExitCode.Interrupted;
        return ArchiveDamage.Report(archive, context.Messages);
    }

    /// <summary>Waits for an archive: a tap that was just started has none before its first commit.</summary>
    /// <returns>False when the user does not want to wait any longer.</returns>
    /// <exception cref="ArchiveException">The folder is something else.</exception>
    private static bool WaitFor(string archiveFolder, CommandContext context)
    {
        var isTold = false;
        while (!Archive.IsThere(archiveFolder))
        {
            if (!isTold) context.Messages.Write($"There is no archive at {archiveFolder} yet: waiting for the first commit of a tap or an ingest. Ctrl+C leaves.");
            isTold = true;
            if (context.Interruption.WaitHandle.WaitOne(LookEvery)) return false;
        }

        return true;
    }
}

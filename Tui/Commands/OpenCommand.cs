using System.CommandLine;
using PassiveDns.Indexer;
using PassiveDns.Tui.Ingest;

namespace PassiveDns.Tui.Commands;

/// <summary><c>pdns open</c>: from captures to answers in one step.</summary>
internal static class OpenCommand
{
    public static Command Build(CommandContext context)
    {
        var paths = IngestCommand.Paths();
        var archive = CommonOptions.Archive(context);
        var ports = IngestCommand.Ports();
        var anyPort = IngestCommand.AnyPort();
        var hints = CommonOptions.HintsOption();
        var noIndex = IngestCommand.NoIndex();
        var command = new DocumentedCommand("open", "Ingest captures unless they are known, then look at the archive.")
        {
            Remarks = "On a terminal this opens the terminal UI; elsewhere it prints an overview.",
            Examples = [("pdns open /evidence -a case.pdns", "take the captures in and browse them")],
        };
        command.Arguments.Add(paths);
        command.AddGroup("Options", archive, ports, anyPort, hints, noIndex);
        command.SetAction(parsed => (int)Run(
            new IngestRequest
            {
                ArchiveFolder = parsed.GetRequiredValue(archive),
                Paths = parsed.GetRequiredValue(paths),
                Ports = parsed.GetValue(ports) ?? [],
                AnyPort = parsed.GetValue(anyPort),
                Hints = parsed.GetValue(hints),
                WithNamesIndex = !parsed.GetValue(noIndex),
            },
            context));
        return command;
    }

    public static ExitCode Run(IngestRequest request, CommandContext context)
    {
        var code = IngestCommand.Run(request, context.Messages.Writer, context, tellDamage: false);
        var shown = context.IsInteractive ? TuiCommand.Run(request.ArchiveFolder, context) : PrintOverview(request.ArchiveFolder, context);
        return Failure.Worse(code, shown);
    }

    private static ExitCode PrintOverview(string archiveFolder, CommandContext context)
    {
        using var archive = Archive.OpenRead(archiveFolder);
        using var text = context.OpenText();
        foreach (var line in ArchiveOverview.Lines(archive, context.Interruption)) text.WriteLine(line);
        return ArchiveDamage.Report(archive, context.Messages);
    }
}

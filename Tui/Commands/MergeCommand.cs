using System.CommandLine;
using PassiveDns.Indexer;
using PassiveDns.Indexer.Catalog;
using PassiveDns.Indexer.Maintenance;
using PassiveDns.Tui.Output;

namespace PassiveDns.Tui.Commands;

/// <summary><c>pdns merge</c>: one archive out of several.</summary>
internal static class MergeCommand
{
    private const int MostArchives = 1_000; // all are open at once

    public static Command Build(CommandContext context)
    {
        var inputs = new Argument<string[]>("archive")
        {
            HelpName = "ARCHIVE",
            Arity = new ArgumentArity(1, MostArchives),
            Description = "Archives to merge; they are only read.",
        };
        var output = new Option<string>("--archive", "-a")
        {
            Description = "The folder of the new archive: not there yet, or empty.",
            HelpName = "OUT",
            Required = true,
            Validators = { CommonOptions.RefuseNameless },
        };
        var noIndex = IngestCommand.NoIndex();
        var command = new DocumentedCommand("merge", "Make one archive of several: the union of their sources.")
        {
            Remarks = "A source that several archives hold counts once.",
            Examples = [("pdns merge monday.pdns tuesday.pdns -a week.pdns", "the same archive, whichever comes first")],
        };
        command.Arguments.Add(inputs);
        command.AddGroup("Options", output, noIndex);
        command.SetAction(parsed =>
            (int)Run(parsed.GetRequiredValue(inputs), parsed.GetRequiredValue(output), !parsed.GetValue(noIndex), context));
        return command;
    }

    public static ExitCode Run(IReadOnlyList<string> inputFolders, string outputFolder, bool withNamesIndex, CommandContext context)
    {
        var code = ExitCode.Done;
        var inputs = new List<Archive>();
        try
        {
            foreach (var folder in inputFolders)
            {
                inputs.Add(Archive.OpenRead(folder));
                code = Failure.Worse(code, ArchiveDamage.Report(inputs[^1], context.Messages));
            }

            using var text = context.OpenText();
            var result = ArchiveMerge.Merge(inputs, outputFolder, context.Interruption);
            code = Failure.Worse(code, Complete(outputFolder, withNamesIndex, text, context));
            text.WriteLine($"{TerminalText.Sanitise(outputFolder)}: {Summary(result)}");
            return code;
        }
        finally
        {
            inputs.ForEach(input => input.Dispose());
        }
    }

    private static string Summary(MergeResult result)
    {
        var contents = $"{Quantity.Count(result.Sources, "source")}, {Quantity.Count(result.RRsets, "RRset")}";
        return result.Overlapping == 0 ? contents : $"{contents}; {Quantity.Count(result.Overlapping, "source")} held more than once";
    }

    /// <summary>What is derived from the runs.</summary>
    private static ExitCode Complete(string folder, bool withNamesIndex, TextWriter text, CommandContext context)
    {
        using var merged = Archive.OpenOrCreate(folder);
        SourceCatalog.Open(merged.Layout, merged.Generation, merged.Sources).Dispose();
        return IngestCommand.Derive(merged, withNamesIndex, text, context);
    }
}

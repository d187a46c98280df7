using System.CommandLine;
using System.Globalization;
using PassiveDns.Formats;
using PassiveDns.Indexer;
using PassiveDns.Indexer.Catalog;
using PassiveDns.Indexer.Maintenance;
using PassiveDns.Tui.Output;

namespace PassiveDns.Tui.Commands;

/// <summary><c>pdns rollup</c>: one dated source out of many old ones.</summary>
internal static class RollupCommand
{
    public static Command Build(CommandContext context)
    {
        var before = CommonOptions.Time("--before", "-B", "Sources whose last packet lies before this time.", context.Clock);
        before.Required = true;
        var dryRun = RemoveCommand.DryRun();
        var archive = CommonOptions.Archive(context);
        var noIndex = IngestCommand.NoIndex();
        var command = new DocumentedCommand("rollup", "Make one source of many old ones, for a smaller archive.")
        {
            Remarks = "RRsets, time windows and counts stay. Given up is which of the sources, and which frame in it, proves an RRset: pdns evidence then names the "
                + "rollup and the SHA-256 and path of each source it stands for. Those are still passed over by pdns ingest, and cannot be removed one by one any "
                + "more. One-sided captures go into a rollup of their own. An earlier rollup may go into a later one.",
            Examples = [("pdns rollup --before 2026-01-01 -a tap.pdns --dry-run", "what would be rolled up")],
        };
        command.AddGroup("Options", before, dryRun, archive, noIndex);
        command.SetAction(parsed => (int)Run(
            parsed.GetRequiredValue(archive), parsed.GetValue(before)!.Value, parsed.GetValue(dryRun), !parsed.GetValue(noIndex), context));
        return command;
    }

    /// <param name="before">Seconds since the epoch.</param>
    public static ExitCode Run(string folder, long before, bool isDryRun, bool withNamesIndex, CommandContext context)
    {
        using var archive = isDryRun ? Archive.OpenRead(folder) : Archive.OpenExisting(folder);
        using var text = context.OpenText();
        var code = ArchiveDamage.Report(archive, context.Messages);
        var time = UtcText.Seconds(1_000 * before);
        if (SourceRollup.Plan(archive, 1_000 * before) is not { } plan)
        {
            text.WriteLine($"nothing to do: fewer than two sources of a kind end before {time}");
            return code;
        }

        var change = new SourceChange
        {
            Plan = plan.Rewrite,
            Added = plan.Rollups,
            Logged = plan.Rollups,
            Outcome = IngestOutcome.RolledUp,
            Remark = rollup => string.Create(CultureInfo.InvariantCulture, $"It stands for {rollup.Parts.Count} sources."),
            Options = $"--before {time}",
        };
        SourcesCommand.WriteTable(plan.Rollups, text);
        var sources = Quantity.Count(plan.Rewrite.Sources.Count, "source");
        if (isDryRun)
        {
            text.WriteLine($"{sources} would be rolled up, and written anew: {change.Extent}");
            return code;
        }

        code = Failure.Worse(code, change.CarryOut(
            archive, () => SourceRollup.RollUp(archive, plan, context.Interruption), withNamesIndex, text, context));
        text.WriteLine($"{sources} rolled up, and written anew: {change.Extent}");
        text.WriteLine($"{TerminalText.Sanitise(folder)}: {ArchiveOverview.Extent(archive)}");
        return code;
    }
}

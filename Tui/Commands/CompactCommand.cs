using System.CommandLine;
using System.Diagnostics;
using PassiveDns.Indexer;
using PassiveDns.Indexer.Catalog;
using PassiveDns.Indexer.Maintenance;
using PassiveDns.Tui.Output;

namespace PassiveDns.Tui.Commands;

/// <summary><c>pdns compact</c>: few runs out of many.</summary>
internal static class CompactCommand
{
    public static Command Build(CommandContext context)
    {
        var archive = CommonOptions.Archive(context);
        var tiers = CommonOptions.Flag("--tiers", "Only what an ingest would do too: eight runs of like size become one.");
        var noIndex = IngestCommand.NoIndex();
        var command = new DocumentedCommand("compact", "Put an archive's runs together, so that lookups look into fewer.")
        {
            Remarks = "Nothing that the archive says changes. It needs room for a second copy of the runs while it works, and may be interrupted at any time.",
            Examples = [("pdns compact -a case.pdns", "one run: the fastest lookups")],
        };
        command.AddGroup("Options", archive, tiers, noIndex);
        command.SetAction(parsed =>
            (int)Run(parsed.GetRequiredValue(archive), parsed.GetValue(tiers), !parsed.GetValue(noIndex), context));
        return command;
    }

    public static ExitCode Run(string folder, bool tiersOnly, bool withNamesIndex, CommandContext context)
    {
        using var archive = Archive.OpenExisting(folder);
        using var text = context.OpenText();
        var code = ArchiveDamage.ReportRuns(archive, context.Messages);
        var before = archive.RunCount;
        while (Next() is { } done) text.WriteLine(Describe(done.Compaction, done.Elapsed));
        var runs = Quantity.Count(archive.RunCount, "run");
        text.WriteLine(archive.RunCount == before ? $"nothing to do: {runs}" : runs);
        if (!tiersOnly && archive.RunCount - archive.Damage.Count > 1)
            text.WriteLine("no two of them fit into one, for they have too many sources; pdns rollup makes one source of many");
        text.WriteLine($"{InfoCommand.WriteAmplification(ArchiveCompactor.WriteAmplification(archive))}");
        SourceCatalog.Open(archive.Layout, archive.Generation, archive.Sources, [.. archive.Damage.SelectMany(run => run.Sources)]).Dispose();
        return Failure.Worse(code, IngestCommand.Derive(archive, withNamesIndex, text, context));

        (Compaction Compaction, TimeSpan Elapsed)? Next()
        {
            var started = Stopwatch.GetTimestamp();
            context.Messages.ShowStatus(ProgressText.Compacting);
            var done = tiersOnly
                ? ArchiveCompactor.CompactTier(archive, context.Interruption)
                : ArchiveCompactor.CompactAll(archive, context.Interruption);
            context.Messages.ClearStatus();
            return done is null ? null : (done, Stopwatch.GetElapsedTime(started));
        }
    }

    private static string Describe(Compaction done, TimeSpan elapsed)
    {
        var seconds = Math.Max(elapsed.TotalSeconds, 0.001);
        return $"{Quantity.Count(done.Runs, "run")}, {Quantity.Count(done.EntriesRead, "RRset")}, {Quantity.Octets(done.OctetsRead)} into one of "
            + $"{Quantity.Count(done.RRsets, "RRset")}, {Quantity.Octets(done.OctetsWritten)}, in {Quantity.Duration(elapsed)}: "
            + $"{Quantity.Number((long)(done.EntriesRead / seconds))} RRsets/s";
    }
}

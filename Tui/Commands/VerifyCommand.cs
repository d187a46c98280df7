using System.CommandLine;
using PassiveDns.Indexer;
using PassiveDns.Indexer.Catalog;
using PassiveDns.Indexer.Maintenance;
using PassiveDns.Indexer.Names;
using PassiveDns.Tui.Output;

namespace PassiveDns.Tui.Commands;

/// <summary><c>pdns verify</c>: every octet of an archive read again.</summary>
internal static class VerifyCommand
{
    public static Command Build(CommandContext context)
    {
        var archive = CommonOptions.Archive(context);
        var command = new DocumentedCommand("verify", "Read a whole archive again and compare every check sum.")
        {
            Remarks = "It looks at check sums, order and totals of all runs, at the names index, at the ingest log's chain of hashes, and whether catalog and archive "
                + "agree, and RRsets and what leads to them from their rdata. Damage gives exit code 4 and says what it cost; nothing is changed.",
            Examples = [("pdns verify -a case.pdns", "before and after an archive is handed on")],
        };
        command.AddGroup("Options", archive);
        command.SetAction(parsed => (int)Run(parsed.GetRequiredValue(archive), context));
        return command;
    }

    public static ExitCode Run(string archiveFolder, CommandContext context)
    {
        using var archive = Archive.OpenRead(archiveFolder);
        using var text = context.OpenText();
        var report = ArchiveVerifier.Verify(archive, progress => context.Messages.ShowStatus(ProgressText.Line(progress)), context.Interruption);
        context.Messages.ClearStatus();
        foreach (var run in report.Runs) WriteRun(run, text);
        var catalog = SourceCatalog.Read(archive.Layout, archive.Sources, [.. archive.Damage.SelectMany(run => run.Sources)]);
        if (catalog is { Note: { } note, IsDamaged: false }) text.WriteLine(TerminalText.Sanitise(note));
        context.Messages.ShowStatus(ProgressText.VerifyingNames);
        IReadOnlyList<string> others = [.. CatalogFindings(catalog), .. NameIndex.FindDamage(archive), .. BailiwickFindings(archive)];
        context.Messages.ClearStatus();
        foreach (var finding in others) text.WriteLine(TerminalText.Sanitise(finding));
        var isSound = report.IsSound && others.Count == 0;
        text.WriteLine(isSound ? "sound" : "damaged");
        return isSound ? ExitCode.Done : ExitCode.DamagedArchive;
    }

    private static void WriteRun(RunFindings run, TextWriter text)
    {
        var verdict = run.Findings.Count == 0 ? "" : ", damaged";
        text.WriteLine($"run {run.Run}: {Quantity.Count(run.RRsets, "RRset")} of {Quantity.Count(run.Sources, "source")}{verdict}");
        foreach (var finding in run.Findings) text.WriteLine($"  {TerminalText.Sanitise(finding)}");
    }

    private static IEnumerable<string> BailiwickFindings(Archive archive) => archive.FindBailiwickDamage() is { } damage ? [damage] : [];

    private static IEnumerable<string> CatalogFindings(CatalogReading catalog)
    {
        if (catalog is { Note: { } note, IsDamaged: true }) yield return note;
        if (IngestChain.Verify(catalog.Ingests) is { } fault) yield return fault.Reason;
    }
}

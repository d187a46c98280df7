using System.CommandLine;
using System.Diagnostics;
using PassiveDns.Formats;
using PassiveDns.Indexer;
using PassiveDns.Indexer.Bailiwick;
using PassiveDns.Tui.Output;

namespace PassiveDns.Tui.Commands;

/// <summary><c>pdns verify-bailiwick</c>: which servers serve which zones, found out again.</summary>
internal static class VerifyBailiwickCommand
{
    public static Command Build(CommandContext context)
    {
        var hints = CommonOptions.HintsOption();
        var archive = CommonOptions.Archive(context);
        var command = new DocumentedCommand("verify-bailiwick", "Find out which servers serve which zones, from the root down.")
        {
            Remarks = "An ingest does this, unless less is new in a large archive than was there when it was last done. What a server said of a name is in the bailiwick of the deepest zone at or above the name that it was shown to serve. "
                + "The result depends on the sources and the hints alone, and not on their order.",
            Examples = [("pdns verify-bailiwick --hints root.zone", "with the servers of another root, or of all top-level domains")],
        };
        command.AddGroup("Options", hints, archive);
        command.SetAction(parsed =>
        {
            using var opened = Archive.OpenExisting(parsed.GetRequiredValue(archive));
            using var text = context.OpenText();
            var code = ArchiveDamage.ReportRuns(opened, context.Messages);
            if (parsed.GetValue(hints) is null && opened.Bailiwick is { IsCurrent: true } known)
                text.WriteLine($"nothing to do: {Quantity.Count(known.Zones, "zone")} verified, and no source is new since");
            return (int)Failure.Worse(code, Verify(opened, parsed.GetValue(hints), text, context));
        });
        return command;
    }

    /// <param name="output">Told what was done; null for silence.</param>
    /// <param name="mayWait">It need not be done where more is known than is new; see <see cref="Archive.BailiwickMayWait"/>.</param>
    public static ExitCode Verify(Archive archive, Hints? hints, TextWriter? output, CommandContext context, bool mayWait = false)
    {
        if (mayWait && hints is null && archive is { BailiwickMayWait: true, Bailiwick.IsCurrent: false })
        {
            output?.WriteLine("bailiwick: verified again once as much again is new; pdns verify-bailiwick does it now");
            return ExitCode.Done;
        }

        var started = Stopwatch.GetTimestamp();
        try
        {
            context.Messages.ShowStatus(ProgressText.VerifyingBailiwick);
            var update = archive.VerifyBailiwick(hints, context.Interruption);
            context.Messages.ClearStatus();
            if (update.IsNew) output?.WriteLine($"bailiwick verified: {Quantity.Count(update.Zones, "zone")} in {Quantity.Duration(Stopwatch.GetElapsedTime(started))}");
            return ExitCode.Done;
        }
        catch (Exception e) when (e is ArchiveException or UnreadableFileException or IOException or UnauthorizedAccessException)
        {
            context.Messages.ClearStatus();
            context.Messages.Write($"{archive.Layout.Folder}: bailiwick cannot be verified: {FileFault.Sentence(e).TrimEnd('.')}. "
                + $"Every source is committed, and what was verified before stays.");
            return e is ArchiveException ? ExitCode.DamagedArchive : ExitCode.InputOutput;
        }
    }
}

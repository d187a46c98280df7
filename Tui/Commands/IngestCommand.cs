using System.CommandLine;
using System.Diagnostics;
using System.Runtime.CompilerServices;
using PassiveDns.Formats;
using PassiveDns.Indexer;
using PassiveDns.Indexer.Bailiwick;
using PassiveDns.Indexer.Maintenance;
using PassiveDns.Indexer.Names;
using PassiveDns.Tui.Ingest;
using PassiveDns.Tui.Output;

namespace PassiveDns.Tui.Commands;

/// <summary><c>pdns ingest</c>: captures into an archive.</summary>
internal static class IngestCommand
{
    private const int MostThreads = 64;

    public static Command Build(CommandContext context)
    {
        var paths = Paths();
        var archive = CommonOptions.Archive(context);
        var noIndex = NoIndex();
        var ports = Ports();
        var anyPort = AnyPort();
        var threads = Threads();
        var noCompact = CommonOptions.Flag("--no-compact", "Leave the runs as they are; see pdns compact.");
        var checkpoint = Checkpoint();
        var hints = CommonOptions.HintsOption();
        var suffixes = CommonOptions.SuffixesOption();
        var quiet = CommonOptions.Flag("--quiet", "Say only what went wrong.", "-q");
        var command = new DocumentedCommand("ingest", "Take captures into an archive.")
        {
            Remarks = "pcap of all kinds, pcapng, snoop and ERF, as they are or compressed with gzip, zstd, xz, bzip2 or lz4; "
                + "known by content, not by name. "
                + "A source that the archive holds already (same SHA-256) is passed over. "
                + "One that cannot be read does not stop the others: the exit code is then 3.",
            Examples =
            [
                ("pdns ingest /evidence -a case.pdns", "every capture below a folder"),
                ("ssh tap tcpdump -w - port 53 | pdns ingest -", "from standard input"),
            ],
        };
        command.Arguments.Add(paths);
        command.AddGroup("Options", archive, ports, anyPort, threads, checkpoint, hints, suffixes, noIndex, noCompact, quiet);
        command.SetAction(parsed =>
        {
            using var text = context.OpenText();
            var request = new IngestRequest
            {
                ArchiveFolder = parsed.GetRequiredValue(archive),
                Paths = parsed.GetRequiredValue(paths),
                Ports = parsed.GetValue(ports) ?? [],
                AnyPort = parsed.GetValue(anyPort),
                Threads = parsed.GetValue(threads),
                LongSource = parsed.GetValue(checkpoint) is null ? IngestRequest.UsualLongSource : 0,
                FramesPerCheckpoint = parsed.GetValue(checkpoint) ?? IngestRequest.UsualFramesPerCheckpoint,
                WithCompaction = !parsed.GetValue(noCompact),
                WithNamesIndex = !parsed.GetValue(noIndex),
                Hints = parsed.GetValue(hints),
                Suffixes = parsed.GetValue(suffixes),
                Quiet = parsed.GetValue(quiet),
            };
            return (int)Run(request, text, context);
        });
        return command;
    }

    public static Argument<string[]> Paths() => new("path")
    {
        HelpName = "PATH",
        Arity = ArgumentArity.OneOrMore,
        Description = "A capture, a folder of captures, or - for standard input.",
    };

    public static Option<bool> NoIndex() => CommonOptions.Flag("--no-index", "Leave the names index for later: pdns search then scans.");

    private static Option<int> Threads() => new("--threads")
    {
        Description = $"Captures that are read at the same time. Without it: one for each processor, {IngestRequest.MostUsualThreads} at most.",
        HelpName = "N",
        DefaultValueFactory = _ => IngestRequest.UsualThreads,
        CustomParser = result => CommonOptions.Number(result, result.Tokens[0], 1, MostThreads),
    };

    private static Option<long?> Checkpoint() => new("--checkpoint")
    {
        Description = "Frames after which an ingest of a file saves how far it has come: one that was killed goes on from there. "
            + $"Without it: {IngestRequest.UsualFramesPerCheckpoint:N0}, for files of 1 GiB or more.",
        HelpName = "FRAMES",
        CustomParser = result => CommonOptions.Number(result, result.Tokens[0], 1, int.MaxValue),
    };

    public static Option<bool> AnyPort() =>
        CommonOptions.Flag(IngestRequest.AnyPortText, "On all other ports too, take for DNS what reads as a whole message: a guess.");

    public static Option<ushort[]?> Ports() => new("--port")
    {
        Description = "A port to take for DNS beside 53. May be given more than once.",
        HelpName = "N",
        Arity = ArgumentArity.OneOrMore,
        AllowMultipleArgumentsPerToken = false,
        CustomParser = result => [.. result.Tokens.Select(token => (ushort)CommonOptions.Number(result, token, 1, ushort.MaxValue))],
    };

    /// <param name="output">Takes the summaries.</param>
    /// <param name="tellDamage">Say what the archive lacks for damage; an answer from it that follows says it too.</param>
    /// <exception cref="OperationCanceledException">The user interrupted; what had ended is committed.</exception>
    public static ExitCode Run(IngestRequest request, TextWriter output, CommandContext context, bool tellDamage = true) =>
        Run(request, new IngestReport(output, context.Messages, request.Quiet), output, context, tellDamage);

    /// <param name="report">Has what became of the sources, also when this ends before its time.</param>
    /// <inheritdoc cref="Run(IngestRequest, TextWriter, CommandContext, bool)"/>
    public static ExitCode Run(IngestRequest request, IngestReport report, TextWriter output, CommandContext context, bool tellDamage)
    {
        var (sources, unusable) = SourceFinder.Find(request.Paths);
        var code = ExitCode.Done;
        foreach (var path in unusable)
        {
            report.Refused(path.Path, path.Reason);
            code = Failure.Worse(code, path.IsMissing ? ExitCode.InputOutput : ExitCode.DamagedInput);
        }

        if (sources.Count == 0) return code;
        var started = Stopwatch.GetTimestamp();
        using var archive = Archive.OpenOrCreate(request.ArchiveFolder);
        if (tellDamage) code = Failure.Worse(ArchiveDamage.ReportRuns(archive, context.Messages), code);
        if (request.Suffixes is { } suffixes) archive.KeepSuffixes(suffixes);
        code = Failure.Worse(code, Ingest(archive, sources, request, context, report));
        GiveBackMemory();
        report.Total(Stopwatch.GetElapsedTime(started), $"{request.ArchiveFolder}: {ArchiveOverview.Extent(archive)}");
        if (request.WithCompaction) code = Failure.Worse(code, CompactTiers(archive, context));
        return Failure.Worse(code, Derive(archive, request.WithNamesIndex, request.Quiet ? null : output, context, request.Hints, mayWait: true));
    }

    /// <summary>A method of its own: while it is underway, what it refers to keeps its memory.</summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    private static ExitCode Ingest(Archive archive, IReadOnlyList<SourcePath> sources, IngestRequest request, CommandContext context, IngestReport report)
    {
        using var run = new IngestRun(archive, sources, request, context, report);
        return run.Run();
    }

    /// <summary>What the tables of an ingest took is of no more use; what follows takes memory of its own.</summary>
    private static void GiveBackMemory()
    {
        const long much = 64 << 20;
        if (GC.GetTotalMemory(forceFullCollection: false) > much) GC.Collect(GC.MaxGeneration, GCCollectionMode.Aggressive, blocking: true, compacting: true);
    }

    /// <summary>Brings up to date what follows from the sources: verified zones, and the names index.</summary>
    /// <remarks>Everything else is committed by now, and answers do with what there was: where it cannot be written, this says so.</remarks>
    /// <param name="output">Told of what was done; null for silence.</param>
    /// <param name="hints">See <see cref="Archive.VerifyBailiwick"/>.</param>
    /// <param name="mayWait">Sources were only added.</param>
    public static ExitCode Derive(Archive archive, bool withNamesIndex, TextWriter? output, CommandContext context, Hints? hints = null, bool mayWait = false)
    {
        var code = VerifyBailiwickCommand.Verify(archive, hints, output, context, mayWait);
        return withNamesIndex ? Failure.Worse(code, IndexNames(archive, context.Messages, output, context.Interruption)) : code;
    }

    /// <summary>Puts runs of like size together, as many as it takes.</summary>
    /// <remarks>Everything is committed by now, and lookups do with the runs as they are: where they cannot be put together, this says so.</remarks>
    private static ExitCode CompactTiers(Archive archive, CommandContext context)
    {
        try
        {
            context.Messages.ShowStatus(ProgressText.Compacting);
            while (ArchiveCompactor.CompactTier(archive, context.Interruption) is not null)
            {
            }

            return ExitCode.Done;
        }
        catch (ArchiveException e)
        {
            context.Messages.Write($"{archive.Layout.Folder} cannot be compacted: {e.Message}");
            return ExitCode.DamagedArchive;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            context.Messages.Write($"{archive.Layout.Folder} cannot be compacted: {FileFault.Reason(e) ?? e.Message.TrimEnd('.')}. "
                + $"Every source is committed; pdns compact does it later.");
            return ExitCode.InputOutput;
        }
        finally
        {
            context.Messages.ClearStatus();
        }
    }

    /// <summary>Brings the names index up to date; says so when there was something to do.</summary>
    /// <remarks>Everything else is committed by now, and a search does without the index: where it cannot be written, this says so.</remarks>
    private static ExitCode IndexNames(Archive archive, Messages messages, TextWriter? output, CancellationToken interruption)
    {
        var started = Stopwatch.GetTimestamp();
        try
        {
            var update = NameIndex.CatchUp(
                archive, progress => messages.ShowStatus($"names index: {Quantity.Number(progress.NamesWritten)} names"), interruption);
            messages.ClearStatus();
            foreach (var note in update.Notes) messages.Write($"{note}");
            if (update.Built > 0) output?.WriteLine($"names index brought up to date in {Quantity.Duration(Stopwatch.GetElapsedTime(started))}");
            return ExitCode.Done;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            messages.ClearStatus();
            messages.Write($"{archive.Layout.Names}: the names index cannot be written: {FileFault.Reason(e) ?? e.Message.TrimEnd('.')}. "
                + $"Every source is committed and the archive is whole; pdns search scans until an ingest has built the index.");
            return ExitCode.InputOutput;
        }
    }
}

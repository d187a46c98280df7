using PassiveDns.Formats;
using PassiveDns.Formats.Records;
using PassiveDns.Indexer;
using PassiveDns.Indexer.Catalog;
using PassiveDns.Indexer.Maintenance;
using PassiveDns.Tui.Commands;
using PassiveDns.Tui.Ingest;

namespace PassiveDns.Tui.Tap;

/// <summary>Commits what a tap has gathered, on a thread of its own, while the tap goes on.</summary>
/// <remarks>
/// The archive's lock is held for the length of a commit only, so that others can write to the archive while a tap runs for weeks. Where somebody else holds
/// it, or the medium is full, the commit waits: the tap gathers on in memory meanwhile. One commit is under way at a time.
/// </remarks>
internal sealed class TapCommitter(TapRequest request, CommandContext context, IngestReport report, TextWriter output) : IDisposable
{
    private static readonly TimeSpan RetryLocked = TimeSpan.FromMilliseconds(250);
    private static readonly TimeSpan RetryFailed = TimeSpan.FromSeconds(5);

    private Task _work = Task.CompletedTask;
    private TapCommit? _underWay;

    /// <summary>Nothing is under way.</summary>
    public bool IsFree => _work.IsCompleted;

    /// <summary>When the last commit was done; null before the first.</summary>
    public DateTimeOffset? LastCommit { get; private set; }

    /// <summary>To be called when <see cref="IsFree"/>.</summary>
    /// <param name="isLast">There will be no other: a medium that cannot be written is a fault then.</param>
    public void Begin(TapCommit commit, bool isLast = false)
    {
        _underWay = commit;
        _work = Task.Factory.StartNew(() => CommitPatiently(commit, isLast), CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default);
    }

    /// <summary>Waits for what is under way, if anything.</summary>
    /// <exception cref="ArchiveException">The archive is damaged.</exception>
    /// <exception cref="IOException">It cannot be written, and there is no other time to try.</exception>
    public void Wait() => _work.GetAwaiter().GetResult();

    public void Dispose()
    {
        Task.WaitAny(_work);
        _underWay?.Observations.Dispose();
    }

    private void CommitPatiently(TapCommit commit, bool isLast)
    {
        string? told = null;
        while (true)
        {
            var retry = RetryLocked;
            string reason;
            try
            {
                Commit(commit);
                if (told is not null) context.Messages.Write($"{request.ArchiveFolder}: committed now");
                return;
            }
            catch (ArchiveLockedException e)
            {
                reason = e.Message;
            }
            catch (Exception e) when (e is IOException or UnauthorizedAccessException && !isLast)
            {
                if (context.Interruption.IsCancellationRequested) throw;
                reason = FileFault.Sentence(e);
                retry = RetryFailed;
            }

            if (reason != told) context.Messages.Write($"the commit waits, and the tap goes on: {reason}");
            told = reason;
            if (!context.Interruption.WaitHandle.WaitOne(retry)) continue;
            Thread.Sleep(RetryLocked); // the end does not wait any shorter for the lock
        }
    }

    private void Commit(TapCommit commit)
    {
        using var archive = Archive.OpenOrCreate(request.ArchiveFolder);
        if (commit.Source is { } source && !(commit.Whole is { } whole && archive.HasSource(whole.Sha256))) commit.Observations.Commit(archive, source);
        if (commit.Whole is not null) ProvisionalSources.Close(archive, commit.Parts, commit.Whole);
        LastCommit = context.Clock.GetUtcNow();
        commit.Observations.Dispose();
        _underWay = null;
        Enter(commit, archive);
        if (commit.Whole is not null) report.Ingested(commit.Whole);
        Maintain(archive, isRotation: commit.Whole is not null);
    }

    /// <summary>Enters sources in the catalog; the log has an entry for each rotation.</summary>
    private void Enter(TapCommit commit, Archive archive)
    {
        if ((commit.Whole ?? commit.Source) is not { } added) return;
        try
        {
            using var catalog = SourceCatalog.Open(
                archive.Layout, archive.Generation, [.. archive.Sources.Where(source => source.Sha256 != added.Sha256)],
                [.. archive.Damage.SelectMany(run => run.Sources), .. commit.Parts]);
            foreach (var note in catalog.Notes) context.Messages.Write($"{note}");
            catalog.Record(commit.Whole is null ? [] : [Entry(commit.Whole, archive)], [added], [.. commit.Parts.Select(sha256 => added with { Sha256 = sha256 })]);
        }
        catch (IOException e)
        {
            context.Messages.Write($"{FileFault.Sentence(e)}");
        }
    }

    private static IngestAttempt Entry(SourceRecord source, Archive archive) => new()
    {
        Path = source.Path,
        Sha256 = source.Sha256,
        StartedMilliseconds = source.StartedMilliseconds,
        FinishedMilliseconds = source.FinishedMilliseconds,
        Outcome = source.Damage.Count == 0 ? IngestOutcome.Added : IngestOutcome.Damaged,
        Remark = source.Damage is [var damage, ..] ? damage.Reason : "",
        ToolVersion = source.ToolVersion,
        Options = source.Options,
        Generation = archive.Generation,
    };

    /// <summary>Keeps lookups fast. Everything is committed by now: what cannot be done is left for another time.</summary>
    private void Maintain(Archive archive, bool isRotation)
    {
        try
        {
            ArchiveCompactor.CompactTier(archive, context.Interruption);
            if (isRotation) IngestCommand.Derive(archive, request.WithNamesIndex, request.Quiet ? null : output, context);
        }
        catch (OperationCanceledException)
        {
            // The tap ends. The next writer does it.
        }
        catch (Exception e) when (e is ArchiveException or IOException or UnauthorizedAccessException)
        {
            context.Messages.Write($"{request.ArchiveFolder} cannot be compacted: {Failure.Explain(e)!.Value.Sentence}");
        }
    }
}

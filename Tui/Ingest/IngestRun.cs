using System.Runtime.ExceptionServices;
using PassiveDns.Formats;
using PassiveDns.Formats.Capture;
using PassiveDns.Formats.Records;
using PassiveDns.Formats.State;
using PassiveDns.Indexer;
using PassiveDns.Indexer.Catalog;
using PassiveDns.Indexer.Ingest;
using PassiveDns.Tui.Commands;

namespace PassiveDns.Tui.Ingest;

/// <summary>Takes captures into an archive, several at a time: what one of them holds or lacks does not stop the others.</summary>
/// <remarks>
/// What it tells, and what the archive holds in the end, is the same for any number of threads: sources are told of in their order, each once the
/// archive has it; and of two that are the same, the first is taken.
/// </remarks>
internal sealed class IngestRun : IDisposable
{
    // A commit costs a run, and an interruption the sources since the last one: so often that neither matters.
    private const long ObservationsPerCommit = 2_000_000;
    private const int SourcesPerCommit = 64;

    private readonly Archive _archive;
    private readonly IngestRequest _request;
    private readonly CommandContext _context;
    private readonly IngestReport _report;
    private readonly IReadOnlyList<SourcePath> _sources;
    private readonly IngestProgress _progress;
    private readonly IngestLog _log;
    private readonly Worker[] _workers;
    private readonly BackgroundCompaction _compaction;

    private readonly object _gate = new(); // of all below
    private readonly SourceOutcome?[] _outcomes;
    private readonly Dictionary<string, SourceRecord> _taken = new(StringComparer.Ordinal); // by SHA-256
    private readonly HashSet<long> _takenLengths = [];
    private int _next;
    private int _firstOpen; // all sources before it have ended
    private int _told;
    private bool _isGivenUp;

    public IngestRun(Archive archive, IReadOnlyList<SourcePath> sources, IngestRequest request, CommandContext context, IngestReport report)
    {
        (_archive, _sources, _request, _context, _report) = (archive, sources, request, context, report);
        _outcomes = new SourceOutcome?[sources.Count];
        long? octets = sources.Any(source => source.Octets is null) ? null : sources.Sum(source => source.Octets);
        _progress = new IngestProgress(context.Messages, context.MessageColumns, octets, request.Quiet);
        _log = new IngestLog(archive, request, context.Messages);
        _compaction = new BackgroundCompaction(archive);
        var threads = Math.Min(request.Threads, sources.Count);
        var options = new IngestOptions();
        _workers = [.. Enumerable.Range(0, threads).Select(_ => new Worker(this, options with { MemoryBudget = options.MemoryBudget / threads }))];
    }

    /// <summary>Ingests all sources and commits them.</summary>
    /// <exception cref="OperationCanceledException">The user interrupted; what had ended is committed.</exception>
    public ExitCode Run()
    {
        var others = _workers.Skip(1).Select(worker =>
            Task.Factory.StartNew(worker.TryRun, CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default)).ToArray();
        _workers[0].TryRun();
        Task.WaitAll(others);
        if (_workers.Select(worker => worker.Fault).FirstOrDefault(fault => fault is not null) is { } fault) fault.Throw();

        _progress.BeginCommit();
        IngestSession.Commit([.. _workers.Select(worker => worker.Session)]);
        _progress.EndCommit();
        foreach (var worker in _workers) worker.MarkCommitted();
        TellCommitted();
        _context.Interruption.ThrowIfCancellationRequested();
        return _outcomes.Aggregate(ExitCode.Done, (code, outcome) => Failure.Worse(code, outcome!.Code));
    }

    public void Dispose()
    {
        _compaction.Dispose();
        _progress.Dispose();
        foreach (var worker in _workers) worker.Session.Dispose();
        _log.Dispose();
    }

    /// <returns>The place of the next source; null where there is none, or no use in going on.</returns>
    private int? TakeNext()
    {
        lock (_gate) return _isGivenUp || _context.Interruption.IsCancellationRequested || _next == _sources.Count ? null : _next++;
    }

    /// <summary>A source is under way of which nobody knows how long it is.</summary>
    private bool IsReadingFromPipe
    {
        get
        {
            lock (_gate) return UnderWayBefore(_next).Any(source => source.Octets is null);
        }
    }

    private void GiveUp()
    {
        lock (_gate)
        {
            _isGivenUp = true;
            Monitor.PulseAll(_gate);
        }
    }

    private void End(int place, SourceOutcome outcome)
    {
        lock (_gate)
        {
            _outcomes[place] = outcome;
            while (_firstOpen < _outcomes.Length && _outcomes[_firstOpen] is not null) _firstOpen++;
            if (outcome.Record is { } record)
            {
                _taken[record.Sha256] = record;
                _takenLengths.Add(record.Octets);
            }

            Monitor.PulseAll(_gate);
        }
    }

    /// <summary>Waits for the sources before this one that may be the same: of two that are, the first is to be taken.</summary>
    private void WaitForLikeSources(int place)
    {
        var octets = _sources[place].Octets;
        lock (_gate)
        {
            while (!_isGivenUp && UnderWayBefore(place).Any(other => octets is null || other.Octets is null || other.Octets == octets)) Monitor.Wait(_gate);
            if (_isGivenUp) throw new OperationCanceledException();
        }
    }

    /// <summary>Sources before a place that have been taken up and have not ended: as few as there are threads.</summary>
    private IEnumerable<SourcePath> UnderWayBefore(int place)
    {
        for (var i = _firstOpen; i < place; i++)
        {
            if (_outcomes[i] is null) yield return _sources[i];
        }
    }

    /// <summary>The record of a source that this ingest has taken already, or that the archive holds.</summary>
    private SourceRecord? KnownRecord(string sha256)
    {
        lock (_gate) return _taken.GetValueOrDefault(sha256) ?? _archive.FindSource(sha256);
    }

    private bool IsKnown(string sha256)
    {
        lock (_gate) return _taken.ContainsKey(sha256) || _archive.HasSource(sha256);
    }

    /// <summary>Only a source of the same length can be the same: others need not be read twice.</summary>
    private bool MayBeKnown(SourcePath source)
    {
        if (source.Octets is not { } octets) return false;
        lock (_gate) return _takenLengths.Contains(octets) || _archive.HasSourceOfLength(octets);
    }

    /// <summary>Tells of the sources that the archive has, up to the first that it has not yet.</summary>
    private void TellCommitted()
    {
        lock (_gate)
        {
            var added = new List<SourceRecord>();
            for (; _told < _outcomes.Length && _outcomes[_told] is { IsCommitted: true } outcome; _told++)
            {
                _log.Add(_sources[_told], outcome);
                Tell(_sources[_told], outcome);
                if (outcome.Record is { } record) added.Add(record);
            }

            _log.Commit(added, _taken.Keys);
        }
    }

    private void Tell(SourcePath source, SourceOutcome outcome)
    {
        if (outcome.Record is { } record) _report.Ingested(record);
        else if (outcome.Verdict == IngestOutcome.AlreadyKnown) _report.AlreadyKnown(source.Path, outcome.Known);
        else _report.Refused(source.Path, outcome.Remark);
    }

    /// <summary>One thread's part: source after source, in a session of its own.</summary>
    private sealed class Worker(IngestRun run, IngestOptions options)
    {
        private readonly List<SourceOutcome> _ended = []; // since the last commit
        private long _observations;
        private SourceCheckpoint? _checkpoint; // of the source that is being read, if it is a long one
        private bool _beginsAnew; // its checkpoint is of no use

        public IngestSession Session { get; } = run._archive.BeginIngest(options);

        /// <summary>What ended the work before its time.</summary>
        public ExceptionDispatchInfo? Fault { get; private set; }

        public void TryRun()
        {
            try
            {
                while (run.TakeNext() is { } place)
                {
                    _beginsAnew = false;
                    var outcome = TryIngest(run._sources[place], place);
                    _ended.Add(outcome);
                    if (outcome.Record?.Accounting is { } account) _observations += account[AnalysisFact.Observations] + account[AnalysisFact.NegativeAnswers];
                    run.End(place, outcome);
                    if (_checkpoint is not null || _ended.Count >= SourcesPerCommit || _observations >= ObservationsPerCommit) Commit();
                }

                // What is piped in may go on for hours; what has ended should not wait for it.
                if (_ended.Count > 0 && run.IsReadingFromPipe) Commit();
            }
            catch (OperationCanceledException)
            {
                if (_checkpoint is null) Session.AbandonSource();
                else Session.LeaveLongSource();
                run.GiveUp();
            }
            catch (Exception e) // of any kind: the first thread throws it on
            {
                Fault = ExceptionDispatchInfo.Capture(e);
                run.GiveUp();
            }
        }

        public void MarkCommitted()
        {
            _checkpoint?.Delete();
            _checkpoint = null;
            foreach (var outcome in _ended) outcome.IsCommitted = true;
            _ended.Clear();
            _observations = 0;
        }

        private void Commit()
        {
            Session.Commit();
            MarkCommitted();
            run.TellCommitted();
            if (run._request.WithCompaction) run._compaction.Begin();
        }

        private SourceOutcome TryIngest(SourcePath source, int place)
        {
            var started = run._context.Clock.GetUtcNow();
            try
            {
                return Ingest(source, place, started);
            }
            catch (UnusableStateException e)
            {
                run._context.Messages.Write($"{source.Path}: what an earlier ingest saved cannot be used ({e.Message}); it begins anew");
                Session.LeaveLongSource();
                _checkpoint!.Delete();
                _beginsAnew = true; // also where it could not be deleted
                return TryIngest(source, place);
            }
            catch (Exception e) when (IsFaultOfSource(e))
            {
                run._context.Interruption.ThrowIfCancellationRequested(); // the pipe's other end was interrupted too: no fault of the source
                GiveUpSource();
                var (code, sentence) = Failure.Explain(e)!.Value;
                sentence = FileFault.Reason(e) ?? sentence; // the path comes before it
                return new SourceOutcome(started, Now(), IngestOutcome.Unreadable) { Remark = sentence, Code = code };
            }
        }

        private SourceCheckpoint CheckpointOf(SourcePath source) =>
            Session.CheckpointOf(SourceReading.CheckpointName(source, run._request.OptionText));

        private void GiveUpSource()
        {
            if (_checkpoint is null)
            {
                Session.AbandonSource();
                return;
            }

            Session.LeaveLongSource();
            _checkpoint.Delete();
            _checkpoint = null;
        }

        /// <summary>Not of the archive: where that cannot be written, no other source fares better.</summary>
        private bool IsFaultOfSource(Exception e) => !Session.IsOver && e is UnreadableFileException or IOException or UnauthorizedAccessException;

        private SourceOutcome Ingest(SourcePath source, int place, DateTimeOffset started)
        {
            if (run.MayBeKnown(source) && SourceStream.HashFile(source.Path, run._context.Interruption) is var sha256 && run.IsKnown(sha256))
            {
                run._progress.Skip(source.Octets ?? 0);
                CheckpointOf(source).Delete(); // of a process that died right behind the commit
                return PassOver(sha256, started);
            }

            using var reading = Begin(source);
            using var progress = run._progress.Begin(source, reading.Stream, reading.Analysis);
            reading.Run(run._context.Interruption);

            var record = new SourceRecord
            {
                Sha256 = reading.Stream.Finish(),
                Path = source.Path,
                Octets = reading.Stream.Octets,
                Format = reading.Format,
                LinkTypes = reading.Analysis.LinkTypes,
                FirstPacketMilliseconds = reading.Analysis.FirstPacketMilliseconds,
                LastPacketMilliseconds = reading.Analysis.LastPacketMilliseconds,
                IsOneSided = reading.Analysis.IsOneSided,
                Accounting = reading.Analysis.Accounting,
                Damage = reading.Damage,
                ToolVersion = ToolVersion.Text,
                Options = run._request.OptionText,
                StartedMilliseconds = started.ToUnixTimeMilliseconds(),
                FinishedMilliseconds = Now().ToUnixTimeMilliseconds(),
            };
            run.WaitForLikeSources(place);
            if (Session.EndSource(record) == SourceVerdict.AlreadyKnown) return PassOver(record.Sha256, started);
            return record.Damage is [var damage, ..]
                ? new SourceOutcome(started, Now(), IngestOutcome.Damaged) { Record = record, Remark = damage.Reason, Code = ExitCode.DamagedInput }
                : new SourceOutcome(started, Now(), IngestOutcome.Added) { Record = record };
        }

        /// <summary>A long file is read from its last checkpoint on, if an ingest of it has come that far.</summary>
        private SourceReading Begin(SourcePath source)
        {
            var (request, context) = (run._request, run._context);
            _checkpoint = null;
            var isFile = source.Octets > 0; // a pipe cannot be read a second time
            if (isFile && (source.Octets >= request.LongSource || CheckpointOf(source).IsThere))
            {
                if (_ended.Count > 0) Commit();
                var start = SourceStream.ReadStart(source.Path, StateSeal.SourceStartLength);
                _checkpoint = Session.BeginLongSource(SourceReading.CheckpointName(source, request.OptionText), start);
            }

            if (_beginsAnew || _checkpoint is not { IsThere: true })
                return SourceReading.Begin(Session, source, request.OptionText, Open, _checkpoint, request.FramesPerCheckpoint);
            var resumed = SourceReading.Resume(
                Session, source, request.OptionText, Open, _checkpoint, request.FramesPerCheckpoint, context.Interruption);
            context.Messages.Write($"{source.Path}: an earlier ingest came to frame {resumed.Analysis.Accounting.FramesRead:N0}; it goes on from there");
            return resumed;

            SourceStream Open(SourcePrefix start) =>
                source.IsStandardInput ? new SourceStream(context.OpenInput()) : SourceStream.OpenFile(source.Path, start);
        }

        private SourceOutcome PassOver(string sha256, DateTimeOffset started) =>
            new(started, Now(), IngestOutcome.AlreadyKnown) { Sha256 = sha256, Known = run.KnownRecord(sha256) };

        private DateTimeOffset Now() => run._context.Clock.GetUtcNow();
    }
}

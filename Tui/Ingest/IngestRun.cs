using PassiveDns.Analyzer;
using PassiveDns.Formats;
using PassiveDns.Formats.Capture;
using PassiveDns.Formats.Records;
using PassiveDns.Indexer;
using PassiveDns.Indexer.Catalog;
using PassiveDns.Indexer.Ingest;
using PassiveDns.Tui.Commands;

namespace PassiveDns.Tui.Ingest;

/// <summary>Takes captures into an archive, one after the other: what one of them holds or lacks does not stop the others.</summary>
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
    private readonly IngestSession _session;
    private readonly Dictionary<string, SourceRecord> _pending = new(StringComparer.Ordinal); // ended and not yet committed, by SHA-256

    public IngestRun(Archive archive, IReadOnlyList<SourcePath> sources, IngestRequest request, CommandContext context, IngestReport report)
    {
        (_archive, _sources, _request, _context, _report) = (archive, sources, request, context, report);
        long? octets = sources.Any(source => source.Octets is null) ? null : sources.Sum(source => source.Octets);
        _progress = new IngestProgress(context.Messages, context.MessageColumns, octets, request.Quiet);
        _log = new IngestLog(archive, request, context.Clock, context.Messages);
        _session = archive.BeginIngest();
    }

    /// <summary>Ingests all sources and commits them.</summary>
    /// <exception cref="OperationCanceledException">The user interrupted; what had ended is committed.</exception>
    public ExitCode Run()
    {
        var code = ExitCode.Done;
        try
        {
            foreach (var source in _sources)
            {
                _context.Interruption.ThrowIfCancellationRequested();
                code = Failure.Worse(code, TryIngest(source));
                if (_pending.Count >= SourcesPerCommit || _pending.Values.Sum(Observations) >= ObservationsPerCommit) Commit();
            }
        }
        catch (OperationCanceledException)
        {
            _session.AbandonSource();
            Commit();
            throw;
        }

        Commit();
        return code;
    }

    public void Dispose()
    {
        _progress.Dispose();
        _session.Dispose();
        _log.Dispose();
    }

    private static long Observations(SourceRecord source) => source.Accounting[AnalysisFact.Observations];

    /// <summary>Not of the archive: where that cannot be written, no other source fares better.</summary>
    private bool IsFaultOfSource(Exception e) => !_session.IsOver && e is UnreadableFileException or IOException or UnauthorizedAccessException;

    private ExitCode TryIngest(SourcePath source)
    {
        var started = _context.Clock.GetUtcNow();
        try
        {
            return Ingest(source, started);
        }
        catch (Exception e) when (IsFaultOfSource(e))
        {
            _context.Interruption.ThrowIfCancellationRequested(); // the pipe's other end was interrupted too: no fault of the source
            _session.AbandonSource();
            var (code, sentence) = Failure.Explain(e)!.Value;
            sentence = FileFault.Reason(e) ?? sentence; // the path comes before it
            _log.Add(source, null, started, IngestOutcome.Unreadable, sentence);
            _report.Refused(source.Path, sentence);
            return code;
        }
    }

    private ExitCode Ingest(SourcePath source, DateTimeOffset started)
    {
        if (IsKnownByLength(source) && SourceStream.HashFile(source.Path, _context.Interruption) is var sha256 && IsKnown(sha256))
        {
            _progress.End(source.Octets ?? 0);
            return PassOver(source, sha256, started);
        }

        using var stream = source.IsStandardInput ? new SourceStream(_context.OpenInput()) : SourceStream.OpenFile(source.Path);
        try
        {
            return Ingest(source, stream, started);
        }
        finally
        {
            _progress.End(source.Octets ?? stream.OctetsRead);
        }
    }

    private ExitCode Ingest(SourcePath source, SourceStream stream, DateTimeOffset started)
    {
        using var capture = CaptureFile.Open(stream, source.Path);
        var analysis = new CaptureAnalysis(_session, IngestRequest.AnalysisOf(_request.OptionText));
        _progress.Begin(source.Path, stream, analysis);
        analysis.Run(capture, _context.Interruption);

        var record = new SourceRecord
        {
            Sha256 = stream.Finish(),
            Path = source.Path,
            Octets = stream.Octets,
            Format = capture.Format,
            LinkTypes = analysis.LinkTypes,
            FirstPacketMilliseconds = analysis.FirstPacketMilliseconds,
            LastPacketMilliseconds = analysis.LastPacketMilliseconds,
            IsOneSided = analysis.IsOneSided,
            Accounting = analysis.Accounting,
            Damage = capture.Damage,
            ToolVersion = ToolVersion.Text,
            Options = _request.OptionText,
            StartedMilliseconds = started.ToUnixTimeMilliseconds(),
            FinishedMilliseconds = _context.Clock.GetUtcNow().ToUnixTimeMilliseconds(),
        };
        if (_session.EndSource(record) == SourceVerdict.AlreadyKnown) return PassOver(source, record.Sha256, started);

        _pending.Add(record.Sha256, record);
        _report.Ingested(record);
        if (record.Damage is [var damage, ..])
        {
            _log.Add(source, record.Sha256, started, IngestOutcome.Damaged, damage.Reason);
            return ExitCode.DamagedInput;
        }

        _log.Add(source, record.Sha256, started, IngestOutcome.Added);
        return ExitCode.Done;
    }

    /// <summary>Only a source of the same length can be the same: others need not be read twice.</summary>
    private bool IsKnownByLength(SourcePath source) => source.Octets is { } octets
        && (_archive.HasSourceOfLength(octets) || _pending.Values.Any(pending => pending.Octets == octets));

    private bool IsKnown(string sha256) => _pending.ContainsKey(sha256) || _archive.HasSource(sha256);

    private ExitCode PassOver(SourcePath source, string sha256, DateTimeOffset started)
    {
        var known = _pending.GetValueOrDefault(sha256) ?? _archive.FindSource(sha256);
        _log.Add(source, sha256, started, IngestOutcome.AlreadyKnown);
        _report.AlreadyKnown(source.Path, known);
        return ExitCode.Done;
    }

    private void Commit()
    {
        _progress.BeginCommit();
        _session.Commit();
        _progress.EndCommit();
        _log.Commit([.. _pending.Values]);
        _pending.Clear();
    }
}

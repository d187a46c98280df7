using System.Runtime.ExceptionServices;
using PassiveDns.Analyzer;
using PassiveDns.Analyzer.Capture;
using PassiveDns.Formats.Capture;
using PassiveDns.Formats.Records;
using PassiveDns.Indexer.Ingest;
using PassiveDns.Tui.Commands;
using PassiveDns.Tui.Ingest;

namespace PassiveDns.Tui.Tap;

/// <summary>Takes what passes a tap into an archive: commits now and then, ends a source at each rotation, goes on until it is interrupted.</summary>
/// <remarks>
/// The analysis goes on over commits and rotations: a response is matched with its query, and a message put together from its segments, wherever the
/// boundary lies. What a frame brings to light belongs to the source that has the frame.
/// </remarks>
internal sealed class TapRun : IRRsetSink, IDisposable
{
    private static readonly TimeSpan Tick = TimeSpan.FromMilliseconds(200);
    private static readonly TimeSpan RateOver = TimeSpan.FromSeconds(1);

    private readonly TapRequest _request;
    private readonly CommandContext _context;
    private readonly LiveTap _tap;
    private readonly IReadOnlyList<PcapngInterfaceDescription> _interfaces;
    private readonly TapCommitter _committer;
    private readonly CaptureAnalysis _analysis;
    private ObservationInterval _interval;
    private TapRotation _rotation;
    private DateTimeOffset _rotationEnd;
    private DateTimeOffset _nextCommit;
    private DateTimeOffset _nextTick;
    private long _frames;
    private (DateTimeOffset Time, long Frames, double Rate) _rate;

    /// <param name="tap">Stays with the caller.</param>
    /// <param name="interfaces">Of the tap, in its order.</param>
    /// <param name="report">Tells of each source that has ended.</param>
    /// <exception cref="IOException">The first file of packets cannot be made.</exception>
    public TapRun(
        TapRequest request, LiveTap tap, IReadOnlyList<PcapngInterfaceDescription> interfaces, CommandContext context, IngestReport report, TextWriter output)
    {
        (_request, _tap, _interfaces, _context) = (request, tap, interfaces, context);
        _interval = new ObservationInterval(request.Suffixes);
        _committer = new TapCommitter(request, context, report, output);
        _analysis = new CaptureAnalysis(this, IngestRequest.AnalysisOf(request.OptionText));
        var now = Now;
        _rate = (now, 0, 0);
        _nextCommit = now + request.CommitEvery;
        _rotation = BeginRotation(now, default); // what the tap has lost already is the first one's
    }

    /// <summary>Read so far; may be asked by any thread.</summary>
    public long Frames => Volatile.Read(ref _frames);

    private DateTimeOffset Now => _context.Clock.GetUtcNow();

    private TapDrops Drops => TapDrops.Of(_tap.Counts);

    /// <summary>Taps until the user interrupts.</summary>
    /// <exception cref="TapException">An interface cannot be read any more; what was read is committed.</exception>
    /// <exception cref="IOException">Packets or the last commit could not be written; what was read is committed where it can be.</exception>
    public void Run()
    {
        using var interruption = _context.Interruption.Register(_tap.End);
        Exception? fault = null;
        while (Try(ReadAll) is { } latest)
        {
            fault ??= latest;
            if (latest is not TapException) break;
            _tap.End(); // what the other interfaces have is taken
        }

        _analysis.Finish();
        _committer.Wait();
        fault = Try(() => EndRotation(isLast: true)) ?? fault;
        if (fault is IOException or UnauthorizedAccessException) Commit(isLast: true); // the file of packets cannot be ended: its rotation stays open
        _committer.Wait();
        if (fault is not null) ExceptionDispatchInfo.Throw(fault);
    }

    public void Dispose()
    {
        _committer.Dispose();
        _rotation.Dispose();
        _interval.Dispose();
        _context.Messages.ClearStatus();
    }

    /// <summary>A message may have been completed by a frame of an earlier rotation, and given up only now: the frame that was read last made it known.</summary>
    void IRRsetSink.Add(in RRsetObservation observation)
    {
        var frame = observation.FrameNumber - _rotation.FramesBefore;
        _interval.Add(observation with { FrameNumber = frame > 0 ? frame : Math.Max(1, _frames - _rotation.FramesBefore) });
    }

    void IRRsetSink.Add(in QueryObservation query) => _interval.Add(query);

    private void ReadAll()
    {
        while (!_tap.IsOver)
        {
            if (_tap.TryRead(Tick, out var frame))
            {
                _frames++;
                _analysis.Add(frame);
                _rotation.Write(_tap.InterfaceNumber, frame);
            }

            if (Now is var now && now >= _nextTick) Look(now);
        }
    }

    /// <summary>Does what is due.</summary>
    private void Look(DateTimeOffset now)
    {
        _nextTick = now + Tick;
        foreach (var notice in _tap.TakeNotices()) _context.Messages.Write($"{notice}");
        var isFull = _interval.Octets >= _request.MemoryBudget;
        if (isFull || _committer.IsFree) _committer.Wait(); // memory is up: frames wait in the tap's; else only for a fault to be thrown
        if (_committer.IsFree && now >= _rotationEnd) EndRotation();
        else if (_committer.IsFree && (isFull || now >= _nextCommit)) Commit();
        Show(now);
    }

    private void Commit(bool isLast = false)
    {
        if (!isLast) _rotation.Flush();
        _nextCommit = Now + _request.CommitEvery;
        var part = _analysis.EndPart();
        _interval.End();
        if (part.Accounting.FramesRead > 0 || !_interval.IsEmpty) Begin(_rotation.EndPart(part, Drops, Now), whole: null, isLast);
    }

    /// <summary>Ends the source and begins the next. Without a frame nothing was there to be one.</summary>
    private void EndRotation(bool isLast = false)
    {
        _rotation.Flush(); // what can fail comes first
        var now = Now;
        _nextCommit = now + _request.CommitEvery;
        _rotationEnd = now + _request.RotateEvery;
        if (_rotation.Frames == 0) return;

        var drops = Drops;
        var part = _analysis.EndPart();
        _interval.End();
        SourceRecord? source = null;
        if (_rotation.Parts.Count > 0 && (part.Accounting.FramesRead > 0 || !_interval.IsEmpty))
        {
            source = _rotation.EndPart(part, drops, now);
            part = null;
        }

        var whole = _rotation.Close(part, drops, now);
        Begin(_rotation.Parts.Count == 0 ? whole : source, whole, isLast);
        if (!isLast) _rotation = BeginRotation(now, drops);
    }

    private void Begin(SourceRecord? source, SourceRecord? whole, bool isLast)
    {
        if (!_request.Quiet && !_context.Messages.CanAnimate) _context.Messages.Write($"{Status.Commit()}");
        var interval = _interval;
        _interval = interval.Next();
        _committer.Begin(new TapCommit(interval, source, whole, whole is null ? [] : _rotation.Parts), isLast);
    }

    private static Exception? Try(Action action)
    {
        try
        {
            action();
            return null;
        }
        catch (Exception e) when (e is TapException or IOException or UnauthorizedAccessException)
        {
            return e;
        }
    }

    private TapRotation BeginRotation(DateTimeOffset now, TapDrops drops)
    {
        _rotationEnd = now + _request.RotateEvery;
        return new TapRotation(_request, _interfaces, now, _frames, drops);
    }

    private void Show(DateTimeOffset now)
    {
        if (_request.Quiet || now - _rate.Time < RateOver) return;
        _rate = (now, _frames, (_frames - _rate.Frames) / (now - _rate.Time).TotalSeconds);
        _context.Messages.ShowStatus(Status.Line(_context.MessageColumns - 1));
    }

    private TapStatus Status => new(_rate.Rate, _frames, _interval.Count, Drops, _committer.LastCommit);
}

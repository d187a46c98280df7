using System.Diagnostics;
using PassiveDns.Analyzer;
using PassiveDns.Formats.Capture;
using PassiveDns.Tui.Output;

namespace PassiveDns.Tui.Ingest;

/// <summary>Shows how far an ingest has come: a status line on a terminal, else a line now and then.</summary>
/// <remarks>Reads the counters of the work, which knows nothing of it.</remarks>
internal sealed class IngestProgress : IDisposable
{
    private static readonly TimeSpan StatusEvery = TimeSpan.FromMilliseconds(200);
    private static readonly TimeSpan LineEvery = TimeSpan.FromSeconds(10);

    private readonly Messages _messages;
    private readonly int _columns;
    private readonly long? _octetsTotal;
    private readonly long _started = Stopwatch.GetTimestamp();
    private readonly Timer? _timer;
    private readonly Lock _lock = new();
    private readonly List<Reading> _readings = []; // under way, oldest first
    private long _octetsDone;
    private long _packetsDone;
    private bool _isCommitting;

    /// <param name="octetsTotal">Of all sources; null when one's length is not known.</param>
    public IngestProgress(Messages messages, int columns, long? octetsTotal, bool quiet)
    {
        (_messages, _columns, _octetsTotal) = (messages, columns, octetsTotal);
        var period = messages.CanAnimate ? StatusEvery : LineEvery;
        if (!quiet) _timer = new Timer(_ => Show(), null, period, period);
    }

    public TimeSpan Elapsed => Stopwatch.GetElapsedTime(_started);

    /// <summary>A source is being read; to be disposed of when it is done with, however it ended.</summary>
    /// <param name="analysis">Counts the packets.</param>
    public Reading Begin(SourcePath source, SourceStream stream, CaptureAnalysis analysis)
    {
        var reading = new Reading(this, source, stream, analysis);
        lock (_lock) _readings.Add(reading);
        return reading;
    }

    /// <summary>A source need not be read.</summary>
    /// <param name="octets">Its length.</param>
    public void Skip(long octets)
    {
        lock (_lock) _octetsDone += octets;
    }

    /// <summary>What was read is being written; a large archive takes seconds.</summary>
    public void BeginCommit()
    {
        lock (_lock) _isCommitting = true;
    }

    public void EndCommit()
    {
        lock (_lock) _isCommitting = false;
    }

    public void Dispose()
    {
        _timer?.Dispose();
        _messages.ClearStatus();
    }

    private void Show()
    {
        string line;
        lock (_lock)
        {
            if (_readings.Count == 0 && !_isCommitting) return;
            line = _isCommitting ? ProgressText.Committing : ReadingLine();
        }

        if (_messages.CanAnimate) _messages.ShowStatus(line);
        else _messages.Write($"{line}");
    }

    private string ReadingLine()
    {
        var octets = _octetsDone + _readings.Sum(reading => reading.Stream.OctetsRead);
        var packets = _packetsDone + _readings.Sum(reading => reading.Packets);
        return ProgressText.Line(new Progress(octets, _octetsTotal, packets, Elapsed, _readings[0].Source.Path), _columns - 1);
    }

    private void End(Reading reading)
    {
        lock (_lock)
        {
            _readings.Remove(reading);
            _octetsDone += reading.Source.Octets ?? reading.Stream.OctetsRead;
            _packetsDone += reading.Packets;
        }
    }

    /// <summary>A source that is being read.</summary>
    public sealed class Reading(IngestProgress progress, SourcePath source, SourceStream stream, CaptureAnalysis analysis) : IDisposable
    {
        public SourcePath Source => source;

        public SourceStream Stream => stream;

        public long Packets => analysis.Accounting.FramesRead;

        public void Dispose() => progress.End(this);
    }
}

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
    private long _octetsDone;
    private long _packetsDone;
    private string _source = "";
    private SourceStream? _stream;
    private CaptureAnalysis? _analysis;
    private bool _isCommitting;

    /// <param name="octetsTotal">Of all sources; null when one's length is not known.</param>
    public IngestProgress(Messages messages, int columns, long? octetsTotal, bool quiet)
    {
        (_messages, _columns, _octetsTotal) = (messages, columns, octetsTotal);
        var period = messages.CanAnimate ? StatusEvery : LineEvery;
        if (!quiet) _timer = new Timer(_ => Show(), null, period, period);
    }

    public TimeSpan Elapsed => Stopwatch.GetElapsedTime(_started);

    /// <summary>A source is being read by these two.</summary>
    public void Begin(string source, SourceStream stream, CaptureAnalysis analysis)
    {
        lock (_lock) (_source, _stream, _analysis) = (source, stream, analysis);
    }

    /// <summary>The source is done with, however it ended.</summary>
    /// <param name="octets">Its length, or what was read of it.</param>
    public void End(long octets)
    {
        lock (_lock)
        {
            _octetsDone += octets;
            _packetsDone += _analysis?.Accounting.FramesRead ?? 0;
            (_stream, _analysis) = (null, null);
        }
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
            if (_stream is null && !_isCommitting) return;
            line = _isCommitting ? ProgressText.Committing : ReadingLine(_stream!);
        }

        if (_messages.CanAnimate) _messages.ShowStatus(line);
        else _messages.Write($"{line}");
    }

    private string ReadingLine(SourceStream stream)
    {
        var octets = _octetsDone + stream.OctetsRead;
        var packets = _packetsDone + (_analysis?.Accounting.FramesRead ?? 0);
        return ProgressText.Line(new Progress(octets, _octetsTotal, packets, Elapsed, _source), _columns - 1);
    }
}

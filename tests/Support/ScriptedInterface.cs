using System.Collections.Concurrent;
using PassiveDns.Analyzer.Capture;
using PassiveDns.Formats.Capture;

namespace PassiveDns.Tests.Support;

/// <summary>An interface at which passes what a test says, when it says so.</summary>
public sealed class ScriptedInterface(string name = "eth7") : ILiveInterface
{
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(1);

    private readonly ConcurrentQueue<(LiveReading Reading, long Time, byte[] Octets, Exception? Fault)> _steps = new();
    private byte[] _current = [];

    public string Name => name;

    public LinkType LinkType { get; init; } = LinkType.Ethernet;

    public int SnapLength => 65_535;

    public long KernelDrops { get; set; }

    public long InterfaceDrops { get; set; }

    public bool IsDisposed { get; private set; }

    /// <summary>Steps that have not been taken yet.</summary>
    public int Left => _steps.Count;

    /// <param name="nanoseconds">Time of the frame.</param>
    public void Pass(long nanoseconds, byte[] frame) => _steps.Enqueue((LiveReading.Frame, nanoseconds, frame, null));

    public void GoDown() => _steps.Enqueue((LiveReading.Down, 0, [], null));

    public void Fail(Exception fault) => _steps.Enqueue((LiveReading.Nothing, 0, [], fault));

    public LiveReading Read(out CaptureFrame frame)
    {
        frame = default;
        if (!_steps.TryDequeue(out var step))
        {
            Thread.Sleep(Pause);
            return LiveReading.Nothing;
        }

        if (step.Fault is not null) throw step.Fault;
        if (step.Reading != LiveReading.Frame) return step.Reading;
        Array.Clear(_current); // a frame is valid until the next is read, and no longer
        _current = [.. step.Octets];
        frame = new CaptureFrame
        {
            Number = 0, TimeNanoseconds = step.Time, LinkType = LinkType, OriginalLength = (uint)_current.Length, Octets = _current,
        };
        return LiveReading.Frame;
    }

    public void CountDrops()
    {
    }

    public void Dispose() => IsDisposed = true;
}

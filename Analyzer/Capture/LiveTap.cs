using System.Runtime.ExceptionServices;
using PassiveDns.Formats.Capture;

namespace PassiveDns.Analyzer.Capture;

/// <summary>What a tap has counted at an interface.</summary>
/// <param name="Interface">Its name.</param>
/// <param name="Received">Frames that the tap has got.</param>
/// <param name="KernelDrops">Frames that the system could not keep until they were read.</param>
/// <param name="InterfaceDrops">Frames that the interface or its driver could not keep.</param>
/// <param name="OwnDrops">Frames that were read and thrown away, for the analysis was too far behind.</param>
public sealed record TapCounts(string Interface, long Received, long KernelDrops, long InterfaceDrops, long OwnDrops)
{
    /// <summary>Frames lost in all.</summary>
    public long Drops => KernelDrops + InterfaceDrops + OwnDrops;
}

/// <summary>The frames of one or several interfaces as they pass, in the order of their times.</summary>
/// <remarks>
/// Each interface is read by a thread of its own, which waits for nothing but the interface: it copies frames into chunks of memory, which the one who
/// analyses gives back when he is through with them. Where all are full, frames are thrown away and counted. So an analysis that
/// halts for a moment loses nothing as long as the memory lasts.
/// </remarks>
public sealed class LiveTap : IDisposable
{
    /// <summary>Octets of frames that may wait for the analysis.</summary>
    public const long UsualMemory = 64L << 20;

    // A frame waits so long for earlier ones of the other interfaces, even where a clock that was set back makes it look early.
    private const long LongestWait = 1_000; // ms

    // The system hands on what it holds after the interface's patience: then everything older has been seen.
    private static readonly long QuietNanoseconds = (long)(2 * ILiveInterface.Patience).TotalNanoseconds;

    private static readonly TimeSpan PauseWhenDown = TimeSpan.FromMilliseconds(500);
    private static readonly TimeSpan LongestDrain = TimeSpan.FromSeconds(2);
    private static readonly long HandOnEvery = (long)ILiveInterface.Patience.TotalMilliseconds;
    private const long CountEvery = 500; // ms

    private readonly object _gate = new(); // of what the ports share with the reader
    private readonly ManualResetEventSlim _isEnding = new();
    private readonly Port[] _ports;
    private readonly TimeProvider _clock;
    private readonly Queue<string> _notices = [];
    private long _frames;

    /// <summary>Begins to read at once.</summary>
    /// <param name="interfaces">Disposed of with the tap.</param>
    /// <param name="memory">Octets of frames that may wait for the analysis.</param>
    /// <param name="clock">That of the frames.</param>
    public LiveTap(IReadOnlyList<ILiveInterface> interfaces, long memory = UsualMemory, TimeProvider? clock = null)
    {
        _clock = clock ?? TimeProvider.System;
        var chunks = (int)Math.Max(2, memory / FrameChunk.Length / interfaces.Count);
        _ports = [.. interfaces.Select(one => new Port(this, one, chunks))];
        foreach (var port in _ports) port.Start();
    }

    /// <summary>The interface of the frame that was given last: its place in the list.</summary>
    public int InterfaceNumber { get; private set; }

    /// <summary>One for each interface. For any thread.</summary>
    public IReadOnlyList<TapCounts> Counts => [.. _ports.Select(port => port.Counts)];

    /// <summary>The frames that have been read have all been given, and faults thrown, and there will be no more.</summary>
    public bool IsOver => Array.TrueForAll(_ports, port => port is { IsOver: true, HasFailed: false });

    /// <summary>Gives the next frame; it is valid until the next call. Frames are numbered through, from 1.</summary>
    /// <param name="patience">How long to wait for one.</param>
    /// <returns>False when none came.</returns>
    /// <exception cref="TapException">
    /// An interface cannot be read any more; what had been read of it was given before. Said once: the others are read on.
    /// </exception>
    public bool TryRead(TimeSpan patience, out CaptureFrame frame)
    {
        frame = default;
        if (FindNext(patience) is not { } number) return false;
        InterfaceNumber = number;
        frame = _ports[number].Read(++_frames);
        return true;
    }

    /// <summary>What the user should know that happened since the last call: sentences.</summary>
    public IReadOnlyList<string> TakeNotices()
    {
        lock (_gate)
        {
            string[] notices = [.. _notices];
            _notices.Clear();
            return notices;
        }
    }

    /// <summary>No more frames are wanted: what the system holds is still read, and then <see cref="IsOver"/> comes.</summary>
    public void End() => _isEnding.Set();

    public void Dispose()
    {
        End();
        foreach (var port in _ports) port.Dispose();
        _isEnding.Dispose();
    }

    /// <returns>The interface whose frame is next.</returns>
    private int? FindNext(TimeSpan patience)
    {
        if (_ports is [{ HasNext: true }]) return 0;
        var deadline = Environment.TickCount64 + (long)patience.TotalMilliseconds;
        while (true)
        {
            lock (_gate)
            {
                foreach (var port in _ports) port.TakeChunk();
                if (Earliest() is { } number && IsDue(number)) return number;
                if (Array.Find(_ports, port => port.HasFailed) is { } failed) failed.Throw();
                var left = deadline - Environment.TickCount64;
                if (left <= 0 || IsOver || !Monitor.Wait(_gate, (int)left)) return null;
            }
        }
    }

    private int? Earliest()
    {
        int? earliest = null;
        for (var i = 0; i < _ports.Length; i++)
        {
            if (!_ports[i].HasNext) continue;
            if (earliest is not { } other || _ports[i].NextNanoseconds < _ports[other].NextNanoseconds) earliest = i;
        }

        return earliest;
    }

    /// <summary>No other interface can still have an earlier frame.</summary>
    private bool IsDue(int number)
    {
        var port = _ports[number];
        return Array.TrueForAll(_ports, other => other.HasNext || other.SeenNanoseconds >= port.NextNanoseconds)
            || Environment.TickCount64 - port.HandedOnAt > LongestWait;
    }

    private void Note(string notice)
    {
        lock (_gate) _notices.Enqueue(notice);
    }

    /// <summary>An interface with the thread that reads it.</summary>
    private sealed class Port : IDisposable
    {
        private readonly LiveTap _tap;
        private readonly ILiveInterface _interface;
        private readonly Thread _thread;
        private readonly Queue<FrameChunk> _full = []; // this and what follows: under the tap's gate
        private readonly Stack<FrameChunk> _free = [];
        private int _chunksLeft; // that have not been made yet
        private long _seenNanoseconds = long.MinValue;
        private bool _isEnded;
        private ExceptionDispatchInfo? _fault;

        private FrameChunk? _filling; // the reading thread's
        private long _lastNanoseconds = long.MinValue;
        private long _nextHandOn;
        private long _nextCount;
        private bool _isDown;

        private FrameChunk? _current; // the analysis's

        private long _received;
        private long _kernelDrops;
        private long _interfaceDrops;
        private long _ownDrops;

        public Port(LiveTap tap, ILiveInterface one, int chunks)
        {
            (_tap, _interface, _chunksLeft) = (tap, one, chunks);
            _thread = new Thread(Run) { IsBackground = true, Name = "tap", Priority = ThreadPriority.AboveNormal };
        }

        public TapCounts Counts => new(
            _interface.Name, Volatile.Read(ref _received), Volatile.Read(ref _kernelDrops), Volatile.Read(ref _interfaceDrops), Volatile.Read(ref _ownDrops));

        public bool HasNext => _current is { HasNext: true };

        public long NextNanoseconds => _current!.NextNanoseconds;

        public long HandedOnAt => _current!.HandedOnAt;

        /// <summary>All frames up to this time have been handed on.</summary>
        public long SeenNanoseconds => _seenNanoseconds;

        public bool IsOver => _isEnded && !HasNext && _full.Count == 0;

        public bool HasFailed => _fault is not null && IsOver;

        public void Start() => _thread.Start();

        public void Throw()
        {
            var fault = _fault!;
            _fault = null;
            fault.Throw();
        }

        /// <summary>Takes up the next chunk where the current one has been read, and gives that back.</summary>
        public void TakeChunk()
        {
            while (!HasNext)
            {
                if (_current is not null)
                {
                    _current.Clear();
                    _free.Push(_current);
                    _current = null;
                }

                if (!_full.TryDequeue(out _current)) return;
            }
        }

        public CaptureFrame Read(long number) => _current!.Read(number, _interface.LinkType, _interface.SnapLength);

        public void Dispose()
        {
            _thread.Join();
            _interface.Dispose();
        }

        private void Run()
        {
            try
            {
                while (!_tap._isEnding.IsSet) Step();
                var patience = Environment.TickCount64 + (long)LongestDrain.TotalMilliseconds;
                while (Environment.TickCount64 < patience && Step() == LiveReading.Frame)
                {
                }
            }
            catch (Exception e) // of any kind: the one who reads throws it on
            {
                _fault = ExceptionDispatchInfo.Capture(e);
            }

            TryCount();
            HandOn(long.MaxValue, isEnd: true);
        }

        private LiveReading Step()
        {
            var reading = _interface.Read(out var frame);
            var now = Environment.TickCount64;
            if (now >= _nextCount)
            {
                TryCount();
                _nextCount = now + CountEvery;
            }

            if (reading == LiveReading.Frame)
            {
                if (_isDown) NoteUp();
                Keep(frame);
                if (now >= _nextHandOn) HandOn(_lastNanoseconds);
                return reading;
            }

            HandOn((_tap._clock.GetUtcNow() - DateTimeOffset.UnixEpoch).Ticks * TimeSpan.NanosecondsPerTick - QuietNanoseconds);
            if (reading == LiveReading.Down) WaitWhileDown();
            return reading;
        }

        private void Keep(in CaptureFrame frame)
        {
            _received++;
            _lastNanoseconds = frame.TimeNanoseconds;
            if (_filling is { } chunk && chunk.TryAdd(frame)) return;
            if (_filling is not null) HandOn(_lastNanoseconds);
            _filling = TakeFree();
            if (_filling is null || !_filling.TryAdd(frame)) _ownDrops++;
        }

        private FrameChunk? TakeFree()
        {
            lock (_tap._gate)
            {
                if (_free.TryPop(out var chunk)) return chunk;
                return _chunksLeft-- > 0 ? new FrameChunk() : null;
            }
        }

        private void HandOn(long seenNanoseconds, bool isEnd = false)
        {
            _nextHandOn = Environment.TickCount64 + HandOnEvery;
            lock (_tap._gate)
            {
                if (_filling is { IsEmpty: false })
                {
                    _filling.HandedOnAt = Environment.TickCount64;
                    _full.Enqueue(_filling);
                    _filling = null;
                }

                _seenNanoseconds = seenNanoseconds;
                _isEnded = isEnd;
                Monitor.PulseAll(_tap._gate);
            }
        }

        private void WaitWhileDown()
        {
            if (!_isDown) _tap.Note($"{_interface.Name} is down; the tap waits for it to come back");
            _isDown = true;
            _tap._isEnding.Wait(PauseWhenDown);
        }

        private void NoteUp()
        {
            _isDown = false;
            _tap.Note($"{_interface.Name} is up again");
        }

        private void TryCount()
        {
            _interface.CountDrops();
            Volatile.Write(ref _kernelDrops, _interface.KernelDrops);
            Volatile.Write(ref _interfaceDrops, _interface.InterfaceDrops);
        }
    }
}

using PassiveDns.Analyzer.Evidence;
using PassiveDns.Formats.Records;
using PassiveDns.Formats.State;

namespace PassiveDns.Analyzer.Packets;

/// <summary>The TCP connections of a capture, within a memory budget.</summary>
/// <remarks>
/// A connection is forgotten after 120 s of silence in capture time. When memory is full the one that was quiet longest goes, after what
/// can be read of it was handed on.
/// </remarks>
/// <param name="memory">Budget in octets.</param>
/// <param name="accounting">Told of streams with a hole and of those given up because memory was full.</param>
/// <param name="trail">Told whose messages come next, and in which frames; null for an ordinary analysis.</param>
internal sealed class TcpStreamTable(
    long memory, DnsPorts ports, IMessageReceiver receiver, Accounting accounting, FrameTrail? trail = null)
{
    private const long IdleNanoseconds = 120_000_000_000;

    /// <summary>What the object of a connection costs beside its streams, octets.</summary>
    private const int ConnectionCost = 112;

    /// <summary>What a place in the dictionary costs, be it taken or free.</summary>
    private const int PlaceCost = 60;

    /// <summary>Connections kept to be used again. They are not part of the budget, so there must be few.</summary>
    private const int MaxSpare = 256;

    private readonly Dictionary<Flow, Connection> _connections = [];
    private readonly Stack<Connection> _spare = new();
    private Connection? _quietest;
    private Connection? _latest;
    private long _memory; // of the connections

    /// <summary>Octets of memory held, at most the budget.</summary>
    public long Memory => _memory + ((long)_connections.Capacity * PlaceCost);

    /// <inheritdoc cref="PacketAnalysis.Load"/>
    public void Load(StateReader state)
    {
        for (var spare = state.ReadInt32(0, MaxSpare); spare > 0; spare--) _spare.Push(LoadSpare(state));
        _connections.LoadCapacity(state, memory, PlaceCost);
        while (state.ReadBoolean())
        {
            var connection = LoadConnection(state);
            StateReader.Check(_connections.TryAdd(connection.Flow, connection));
            LinkLatest(connection);
            _memory += connection.Memory;
            StateReader.Check(Memory <= memory);
        }
    }

    /// <summary>Saves the connections, from the quietest to the latest. The spare ones count too, since they take memory when they are used again.</summary>
    public void Save(StateWriter state)
    {
        state.WriteNumber(_spare.Count);
        foreach (var connection in _spare.Reverse()) connection.SaveRoom(state);
        state.WriteNumber(_connections.Capacity);
        for (var connection = _quietest; connection is not null; connection = connection.Later)
        {
            state.WriteBoolean(true);
            connection.Save(state);
        }

        state.WriteBoolean(false);
    }

    private Connection LoadConnection(StateReader state)
    {
        var connection = NewConnection();
        connection.Load(state);
        return connection;
    }

    private Connection LoadSpare(StateReader state)
    {
        var connection = NewConnection();
        connection.LoadRoom(state);
        return connection;
    }

    private Connection NewConnection() => new(ports, receiver, accounting);

    /// <summary>A segment of this connection was taken before, in whichever direction.</summary>
    public bool Knows(in Flow flow) => _connections.ContainsKey(flow.IsForward ? flow : flow.Reversed);

    /// <summary>Takes a segment and hands on every message it completes.</summary>
    public void Add(in Flow flow, in TcpSegment segment, FrameMark mark)
    {
        Expire(mark.TimeNanoseconds);
        var isForward = flow.IsForward;
        var connection = Find(isForward ? flow : flow.Reversed, opens: segment.IsSyn || !segment.Payload.IsEmpty);
        if (connection is null) return;
        if (trail is not null) Follow(connection, segment, trail);

        connection.Mark = mark;
        _memory -= connection.Memory;
        connection.StreamOf(isForward).Add(segment, mark);
        if (segment.IsAck) connection.Opposite(isForward)?.Acknowledge(segment.Acknowledgement, mark);
        _memory += connection.Memory;

        while (Memory > memory && _quietest is not null) PushOut(_quietest);
    }

    /// <summary>The capture is over: hands on what can still be read.</summary>
    public void Finish()
    {
        while (_quietest is not null) Close(_quietest);
    }

    private void Expire(long timeNanoseconds)
    {
        while (_quietest is not null && CaptureTime.AreFarApart(_quietest.Mark.TimeNanoseconds, timeNanoseconds, IdleNanoseconds)) Close(_quietest);
    }

    private void PushOut(Connection connection)
    {
        if (!connection.IsFinished) accounting.Add(AnalysisFact.StreamsPushedOut);
        Close(connection);
    }

    private static void Follow(Connection connection, in TcpSegment segment, FrameTrail trail)
    {
        connection.Trail ??= new ConnectionTrail();
        connection.Trail.Add(trail.Packet, connection.IsQuiet && MessageStart.IsPlausible(segment.Payload, MessageRole.Query));
        trail.Enter(connection.Trail);
    }

    private Connection? Find(in Flow forward, bool opens)
    {
        if (_connections.TryGetValue(forward, out var connection))
        {
            if (connection == _latest) return connection;
            Unlink(connection);
        }
        else
        {
            if (!opens) return null;
            if (!_spare.TryPop(out connection)) connection = NewConnection();
            connection.Open(forward);
            _connections.Add(forward, connection);
            _memory += connection.Memory;
        }

        LinkLatest(connection);
        return connection;
    }

    private void Close(Connection connection)
    {
        _memory -= connection.Memory;
        _connections.Remove(connection.Flow);
        Unlink(connection);
        trail?.Enter(connection.Trail);
        connection.Close();
        if (_spare.Count < MaxSpare) _spare.Push(connection);
    }

    private void LinkLatest(Connection connection)
    {
        connection.Quieter = _latest;
        if (_latest is null) _quietest = connection;
        else _latest.Later = connection;
        _latest = connection;
    }

    private void Unlink(Connection connection)
    {
        if (connection.Quieter is null) _quietest = connection.Later;
        else connection.Quieter.Later = connection.Later;
        if (connection.Later is null) _latest = connection.Quieter;
        else connection.Later.Quieter = connection.Quieter;
        connection.Quieter = connection.Later = null;
    }

    private sealed class Connection(DnsPorts ports, IMessageReceiver receiver, Accounting accounting)
    {
        // A direction in which nothing was sent has no stream: most of a flood is one-sided.
        private TcpStream? _forward;
        private TcpStream? _backward;

        /// <summary>The forward direction; it is the connection's key.</summary>
        public Flow Flow { get; private set; }

        /// <summary>The last frame of the connection.</summary>
        public FrameMark Mark { get; set; }

        /// <summary>The frames it came in, where a trail is kept.</summary>
        public ConnectionTrail? Trail { get; set; }
        public Connection? Quieter { get; set; }
        public Connection? Later { get; set; }

        public int Memory => ConnectionCost + (_forward?.Memory ?? 0) + (_backward?.Memory ?? 0);
        /// <summary>No octet of a message is on its way.</summary>
        public bool IsQuiet => (_forward?.IsQuiet ?? true) && (_backward?.IsQuiet ?? true);
        public bool IsFinished => _forward is { IsFinished: true } && _backward is { IsFinished: true };

        public void Open(in Flow flow)
        {
            Flow = flow;
            Trail = null;
            _forward?.Open(flow, ports.RoleOf(flow));
            _backward?.Open(flow.Reversed, ports.RoleOf(flow.Reversed));
        }

        public void Load(StateReader state)
        {
            Open(Flow.Load(state));
            Mark = FrameMark.Load(state);
            if (state.ReadBoolean()) StreamOf(isForward: true).Load(state);
            if (state.ReadBoolean()) StreamOf(isForward: false).Load(state);
        }

        /// <summary>Takes as much memory as another connection that is closed.</summary>
        public void LoadRoom(StateReader state)
        {
            if (state.ReadBoolean()) StreamOf(isForward: true).LoadRoom(state);
            if (state.ReadBoolean()) StreamOf(isForward: false).LoadRoom(state);
        }

        public void SaveRoom(StateWriter state)
        {
            state.WriteBoolean(_forward is not null);
            _forward?.SaveRoom(state);
            state.WriteBoolean(_backward is not null);
            _backward?.SaveRoom(state);
        }

        public void Save(StateWriter state)
        {
            Flow.Save(state);
            Mark.Save(state);
            state.WriteBoolean(_forward is not null);
            _forward?.Save(state);
            state.WriteBoolean(_backward is not null);
            _backward?.Save(state);
        }

        public TcpStream StreamOf(bool isForward) =>
            isForward ? _forward ??= NewStream(Flow) : _backward ??= NewStream(Flow.Reversed);

        public TcpStream? Opposite(bool isForward) => isForward ? _backward : _forward;

        public void Close()
        {
            _forward?.Close(Mark);
            _backward?.Close(Mark);
        }

        private TcpStream NewStream(in Flow flow)
        {
            var stream = new TcpStream(receiver, accounting);
            stream.Open(flow, ports.RoleOf(flow));
            return stream;
        }
    }
}

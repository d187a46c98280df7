using PassiveDns.Formats.Records;

namespace PassiveDns.Analyzer.Packets;

/// <summary>The TCP connections of a capture, within a memory budget.</summary>
/// <remarks>
/// A connection is forgotten after 120 s of silence in capture time. When memory is full the one that was quiet longest goes, after what
/// can be read of it was handed on.
/// </remarks>
/// <param name="memory">Budget in octets.</param>
/// <param name="accounting">Told of streams with a hole and of those given up because memory was full.</param>
internal sealed class TcpStreamTable(long memory, DnsPorts ports, IMessageReceiver receiver, Accounting accounting)
{
    private const long IdleNanoseconds = 120_000_000_000;

    /// <summary>What a connection costs beside its buffers, octets.</summary>
    private const int ConnectionCost = 1_024;

    private readonly Dictionary<Flow, Connection> _connections = [];
    private readonly Stack<Connection> _spare = new();
    private Connection? _quietest;
    private Connection? _latest;

    /// <summary>Octets of memory held, at most the budget and one connection.</summary>
    public long Memory { get; private set; }

    /// <summary>Takes a segment and hands on every message it completes.</summary>
    public void Add(in Flow flow, in TcpSegment segment, FrameMark mark)
    {
        Expire(mark.TimeNanoseconds);
        var isForward = flow.IsForward;
        var connection = Find(isForward ? flow : flow.Reversed, opens: segment.IsSyn || !segment.Payload.IsEmpty);
        if (connection is null) return;

        connection.Mark = mark;
        Memory -= connection.Memory;
        var stream = isForward ? connection.Forward : connection.Backward;
        var opposite = isForward ? connection.Backward : connection.Forward;
        stream.Add(segment, mark);
        if (segment.IsAck) opposite.Acknowledge(segment.Acknowledgement, mark);
        Memory += connection.Memory;

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
            if (!_spare.TryPop(out connection)) connection = new Connection(receiver, accounting);
            connection.Open(forward, ports);
            _connections.Add(forward, connection);
            Memory += connection.Memory;
        }

        LinkLatest(connection);
        return connection;
    }

    private void Close(Connection connection)
    {
        Memory -= connection.Memory;
        _connections.Remove(connection.Flow);
        Unlink(connection);
        connection.Close();
        _spare.Push(connection);
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

    private sealed class Connection(IMessageReceiver receiver, Accounting accounting)
    {
        /// <summary>The forward direction; it is the connection's key.</summary>
        public Flow Flow { get; private set; }
        public TcpStream Forward { get; } = new(receiver, accounting);
        public TcpStream Backward { get; } = new(receiver, accounting);

        /// <summary>The last frame of the connection.</summary>
        public FrameMark Mark { get; set; }
        public Connection? Quieter { get; set; }
        public Connection? Later { get; set; }

        public int Memory => ConnectionCost + Forward.Memory + Backward.Memory;
        public bool IsFinished => Forward.IsFinished && Backward.IsFinished;

        public void Open(in Flow flow, DnsPorts ports)
        {
            Flow = flow;
            Forward.Open(flow, ports.RoleOf(flow));
            Backward.Open(flow.Reversed, ports.RoleOf(flow.Reversed));
        }

        public void Close()
        {
            Forward.Close(Mark);
            Backward.Close(Mark);
        }
    }
}

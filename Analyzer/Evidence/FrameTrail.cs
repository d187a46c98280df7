namespace PassiveDns.Analyzer.Evidence;

/// <summary>
/// Remembers, while a capture is read again for evidence, which frames a DNS message came in and which those of the query that it
/// answers: fragments, segments, and all that makes them readable by themselves.
/// </summary>
/// <remarks>
/// An ordinary analysis has none. What is remembered is at most some numbers per frame of the connections, datagrams and queries that the
/// analysis itself still remembers.
/// </remarks>
/// <param name="answers">Told of the same; null where conflicts are not looked for.</param>
internal sealed class FrameTrail(AnswerTrail? answers = null)
{
    private readonly Dictionary<int, List<long>> _byQuery = []; // by the query's place in the query table
    private long[] _message = [];
    private long[] _query = [];
    private ConnectionTrail? _connection; // of the message; null over UDP

    /// <summary>The frames that the packet being looked at came in: one, or those of its fragments.</summary>
    public IReadOnlyList<long> Packet { get; set; } = [];

    /// <summary>The next frame is looked at.</summary>
    public void BeginFrame(long number) => Packet = [number];

    /// <summary>The packet holds a message.</summary>
    public void BeginDatagram()
    {
        _connection = null;
        _message = [.. Packet];
    }

    /// <summary>A connection gets a packet, or is closed: what is complete from here on is its.</summary>
    public void Enter(ConnectionTrail? connection) => _connection = connection;

    /// <summary>The connection that was entered gives a message.</summary>
    /// <param name="isForward">Which of its two directions.</param>
    public void BeginMessage(bool isForward, bool isQuery) => _message = _connection!.TakeMessage(isForward, isQuery);

    /// <summary>The message is a query.</summary>
    /// <param name="index">Its place in the query table.</param>
    /// <param name="isFirst">No query in this place waits for its response.</param>
    public void Asked(int index, bool isFirst)
    {
        if (isFirst || !_byQuery.TryGetValue(index, out var frames)) _byQuery[index] = frames = [];
        frames.AddRange(_message);
        if (isFirst) answers?.Forget(index);
    }

    /// <summary>The message is a response that nobody asked for.</summary>
    public void Unasked() => _query = [];

    /// <summary>The message is a response to the queries in a place; what answered them before goes with them.</summary>
    public void FoundQuery(int index) => _query = [.. _byQuery[index]];

    /// <summary>The response counts as the answer: a later one that differs conflicts with it.</summary>
    public void Answered(int index)
    {
        _byQuery[index].AddRange(_message);
        answers?.Add(index);
    }

    /// <summary>The response differs from the answer that the queries in a place have had.</summary>
    public void Contradicted(int index) => answers?.Add(index);

    /// <summary>The response being handed on is evidence: adds its frames, and those that it cannot be understood without.</summary>
    public void TakeInto(ISet<long> frames)
    {
        frames.UnionWith(_message);
        frames.UnionWith(_query);
        _connection?.TakeInto(frames);
    }
}

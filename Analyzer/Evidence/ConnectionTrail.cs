namespace PassiveDns.Analyzer.Evidence;

/// <summary>The frames of a TCP connection from which on it must be read to understand its next response.</summary>
/// <remarks>
/// Where messages start in a stream, and which query a response answers, tells only what came before. The trail therefore begins with the
/// connection, or with the last query that was sent when nothing was on its way and that can be recognised as the start of a stream. Once
/// a response was evidence, all that follows up to the last such response belongs to it, since a hole between two of them would have to
/// be waited for.
/// </remarks>
internal sealed class ConnectionTrail
{
    private readonly List<long> _frames = [];
    private readonly int[] _starts = new int[2]; // of the message in the making, by direction
    private int _packet; // where the frames of the last packet stand
    private int _openQueries;
    private bool _hasMessage;
    private bool _isEvidence;

    /// <summary>Takes the frames of the next packet.</summary>
    /// <param name="mayBegin">It can be recognised as the start of a query, and nothing of another message is held.</param>
    public void Add(IReadOnlyList<long> packet, bool mayBegin)
    {
        if (mayBegin && _hasMessage && _openQueries == 0 && !_isEvidence) Clear();
        _packet = _frames.Count;
        _frames.AddRange(packet);
    }

    /// <summary>A message is complete: gives the frames since its predecessor in the same direction.</summary>
    public long[] TakeMessage(bool isForward, bool isQuery)
    {
        _hasMessage = true;
        _openQueries = isQuery ? _openQueries + 1 : Math.Max(0, _openQueries - 1);
        ref var start = ref _starts[isForward ? 1 : 0];
        var message = _frames[start..].ToArray();
        start = _packet; // the segment may hold the beginning of the next
        return message;
    }

    public void TakeInto(ISet<long> frames)
    {
        frames.UnionWith(_frames);
        Clear();
        _isEvidence = true;
    }

    private void Clear()
    {
        _frames.Clear();
        _starts.AsSpan().Clear();
        _packet = 0;
        _hasMessage = false;
    }
}

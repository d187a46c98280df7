using PassiveDns.Analyzer.Packets;
using PassiveDns.Formats.Dns;

namespace PassiveDns.Analyzer.Evidence;

/// <summary>Remembers, while a capture is read again for evidence, what answered each query: so that a conflicting answer stands beside those that it conflicts with.</summary>
/// <remarks>Bounded: some answers for each query that the analysis still remembers, and so many octets of messages.</remarks>
internal sealed class AnswerTrail
{
    /// <summary>Answers to one query that are remembered; beyond them only the latest.</summary>
    public const int MaxAnswers = 16;

    /// <summary>Octets of messages that are kept. A race needs some hundred.</summary>
    public const int MaxOctets = 64 << 20;

    private readonly Dictionary<int, List<Answer>> _byQuery = []; // by the query's place in the query table
    private byte[] _message = new byte[4_096]; // at hand
    private int _length;
    private (long Frame, byte? HopLimit, UdpChecksumState? Checksum) _place; // of the message at hand
    private long _octets;

    /// <summary>The answers to the query of the message at hand, which is the last of them.</summary>
    public IReadOnlyList<Answer> Answers { get; private set; } = [];

    /// <summary>The next message is looked at.</summary>
    public void Begin(in ObservedMessage message)
    {
        Answers = [];
        if (_message.Length < message.Octets.Length) _message = new byte[ushort.MaxValue];
        message.Octets.CopyTo(_message);
        _length = message.Octets.Length;
        _place = (message.FrameNumber, message.HopLimit, message.Checksum);
    }

    /// <summary>A query is asked, and none in its place waits: what answered there before was another's.</summary>
    public void Forget(int query)
    {
        if (!_byQuery.Remove(query, out var answers)) return;
        foreach (var answer in answers) Release(answer);
    }

    /// <summary>The message at hand answers a query, or contradicts its answer.</summary>
    public void Add(int query)
    {
        if (!_byQuery.TryGetValue(query, out var answers)) _byQuery.Add(query, answers = []);
        var number = answers.Count == 0 ? 1 : answers[^1].Number + 1;
        if (answers.Count == MaxAnswers)
        {
            Release(answers[^1]);
            answers.RemoveAt(answers.Count - 1);
        }

        answers.Add(new Answer
        {
            Number = number,
            FrameNumber = _place.Frame,
            HopLimit = _place.HopLimit,
            Checksum = _place.Checksum,
            ResponseCode = new DnsMessageReader(_message.AsSpan(0, _length)).Header.ResponseCode,
            Message = Keep(),
        });
        Answers = answers;
    }

    /// <summary>The answers so far, which stay.</summary>
    public IReadOnlyList<Answer> TakeEvidence()
    {
        foreach (var answer in Answers) answer.IsEvidence = true;
        return [.. Answers];
    }

    private byte[]? Keep()
    {
        if (_octets + _length > MaxOctets) return null;
        _octets += _length;
        return _message.AsSpan(0, _length).ToArray();
    }

    private void Release(Answer answer)
    {
        if (answer.IsEvidence || answer.Message is null) return;
        _octets -= answer.Message.Length;
        answer.Message = null;
    }
}

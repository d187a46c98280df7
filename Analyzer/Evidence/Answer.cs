using PassiveDns.Analyzer.Packets;

namespace PassiveDns.Analyzer.Evidence;

/// <summary>One of several answers to one query, and what it came in: what tells a forged one from the server's own.</summary>
public sealed class Answer
{
    /// <summary>Which of the answers, from 1; repeats of the one before do not count.</summary>
    public required int Number { get; init; }

    /// <summary>The frame that completed it, from 1.</summary>
    public required long FrameNumber { get; init; }

    /// <inheritdoc cref="ObservedMessage.HopLimit"/>
    public byte? HopLimit { get; init; }

    /// <inheritdoc cref="ObservedMessage.Checksum"/>
    public UdpChecksumState? Checksum { get; init; }

    /// <summary>The four bits of the header.</summary>
    public int ResponseCode { get; init; }

    /// <summary>As it was sent; null where too many answers had to be remembered to keep it.</summary>
    public byte[]? Message { get; set; }

    /// <summary>It is evidence, and stays when its query is forgotten.</summary>
    internal bool IsEvidence { get; set; }
}

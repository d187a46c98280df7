using PassiveDns.Analyzer.Packets;
using PassiveDns.Formats.Records;

namespace PassiveDns.Analyzer;

/// <summary>Is shown the DNS messages of a capture, octet for octet.</summary>
public interface IMessageObserver
{
    /// <summary>A message is complete, or as complete as the capture has it.</summary>
    void Observe(in ObservedMessage message);
}

/// <summary>A DNS message, and what it came in: a view that is valid during the call it is handed to. It knows clients: nothing of it may be written.</summary>
public readonly ref struct ObservedMessage
{
    /// <summary>The message without the length that stands before it in TCP.</summary>
    public required ReadOnlySpan<byte> Octets { get; init; }

    /// <summary>The frame that completed it, as <see cref="Sighting.FirstFrame"/> numbers them.</summary>
    public required long FrameNumber { get; init; }

    /// <summary>Time of that frame, nanoseconds since the epoch.</summary>
    public required long TimeNanoseconds { get; init; }

    public required IpAddress Source { get; init; }
    public required IpAddress Destination { get; init; }
    public required ushort SourcePort { get; init; }
    public required ushort DestinationPort { get; init; }

    /// <summary>It came over TCP, else over UDP.</summary>
    public required bool IsTcp { get; init; }

    /// <summary>The capture kept only the start of it.</summary>
    public bool IsCut { get; init; }

    /// <summary>
    /// TTL or hop limit of its packet, or of the last fragment to come (RFC 791 section 3.1, RFC 8200 section 3); null over TCP, where many packets may hold it.
    /// </summary>
    public byte? HopLimit { get; init; }

    /// <summary>Of its datagram; null over TCP.</summary>
    public UdpChecksumState? Checksum { get; init; }
}

using PassiveDns.Formats.Dns;

namespace PassiveDns.Formats.Records;

/// <summary>One RRset in one DNS response: a view that is valid during the call it is handed to.</summary>
public readonly ref struct RRsetObservation
{
    /// <summary>Owner, uncompressed wire format, A-Z folded to a-z.</summary>
    public required ReadOnlySpan<byte> Owner { get; init; }

    public required RRType Type { get; init; }

    /// <summary>The records' rdata in canonical form, as <see cref="RRsetKey"/> describes an rdata set.</summary>
    public required ReadOnlySpan<byte> RDataSet { get; init; }

    /// <summary>Time of the frame that completed the response, nanoseconds since the epoch.</summary>
    public required long TimeNanoseconds { get; init; }

    /// <summary>Number of the frame that completed the response, from 1.</summary>
    public required long FrameNumber { get; init; }

    /// <summary>Lowest TTL among the records, seconds.</summary>
    public required uint TtlMin { get; init; }

    /// <summary>Highest TTL among the records, seconds.</summary>
    public required uint TtlMax { get; init; }

    public required SightingStatus Status { get; init; }
    public required Vantage Vantage { get; init; }

    /// <inheritdoc cref="Sighting.Server"/>
    public IpAddress Server { get; init; }

    /// <inheritdoc cref="Sighting.IsForeign"/>
    public bool IsForeign { get; init; }
}

/// <summary>Takes observations: an archive's ingest session, or a counter in a benchmark. The analysis of one source calls it on one thread.</summary>
public interface IRRsetSink
{
    void Add(in RRsetObservation observation);
}

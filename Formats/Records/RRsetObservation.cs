using PassiveDns.Formats.Dns;

namespace PassiveDns.Formats.Records;

/// <summary>One RRset in one DNS response, or what the response said instead of one: a view that is valid during the call it is handed to.</summary>
public readonly ref struct RRsetObservation
{
    /// <summary>Owner, uncompressed wire format, A-Z folded to a-z.</summary>
    public required ReadOnlySpan<byte> Owner { get; init; }

    /// <summary>Of a negative answer the type asked for, which may be one that no record has.</summary>
    public required RRType Type { get; init; }

    /// <summary>The records' rdata in canonical form, as <see cref="RRsetKey"/> describes an rdata set; of a negative answer what <see cref="NegativeAnswer.Write"/> writes.</summary>
    public required ReadOnlySpan<byte> RDataSet { get; init; }

    /// <summary>It is a negative answer.</summary>
    public bool IsNegative { get; init; }

    /// <summary>What stands for a bailiwick in its key, before one is known.</summary>
    public byte Bailiwick => IsNegative ? RRsetKey.NegativeMark : RRsetKey.NoBailiwick;

    /// <summary>Time of the frame that completed the response, nanoseconds since the epoch.</summary>
    public required long TimeNanoseconds { get; init; }

    /// <summary>Number of the frame that completed the response, from 1.</summary>
    public required long FrameNumber { get; init; }

    /// <summary>Lowest TTL among the records, seconds; of a negative answer for how long it may be kept (RFC 2308 section 5), 0 where nothing says so.</summary>
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

    /// <summary>Takes a query and what became of it. Who only wants RRsets lets it pass.</summary>
    void Add(in QueryObservation query)
    {
    }
}

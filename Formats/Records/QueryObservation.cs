using PassiveDns.Formats.Dns;

namespace PassiveDns.Formats.Records;

/// <summary>What became of a query.</summary>
public enum QueryOutcome : byte
{
    /// <summary>No response was seen.</summary>
    Unanswered,

    /// <summary>NOERROR, with data, or with other servers to ask.</summary>
    Answered,

    /// <summary>NOERROR, and the name has no data of the type (RFC 2308 section 2.2).</summary>
    NoData,

    /// <summary>NXDOMAIN, for the name or for what it is an alias of.</summary>
    NxDomain,

    /// <summary>Any other response code.</summary>
    Failed,
}

/// <summary>A query of opcode QUERY and class IN with what became of it: a view that is valid during the call it is handed to. Who asked is not told.</summary>
public readonly ref struct QueryObservation
{
    /// <summary>What was asked for, uncompressed wire format, letter case as on the wire.</summary>
    public required ReadOnlySpan<byte> Name { get; init; }

    public required RRType Type { get; init; }

    /// <summary>Time of the query; of the response where no query was seen. Nanoseconds since the epoch.</summary>
    public required long TimeNanoseconds { get; init; }

    public required QueryOutcome Outcome { get; init; }

    /// <summary>Times that it was sent without being answered; 1 for one that was.</summary>
    public int Times { get; init; } = 1;

    /// <summary>Octets of the response; 0 where there is none, or the capture cut it.</summary>
    public int ResponseLength { get; init; }

    /// <summary><see cref="SightingStatus.Matched"/>, or <see cref="SightingStatus.Unsolicited"/> for a response to no query of the capture.</summary>
    public SightingStatus Status { get; init; }

    public QueryObservation()
    {
    }
}

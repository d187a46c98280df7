namespace PassiveDns.Formats.Records;

/// <summary>How far a response may be believed (design: query matching and bailiwick). The numbers are on disk.</summary>
public enum SightingStatus : byte
{
    /// <summary>Answered a query that the capture holds: what lookups show.</summary>
    Matched = 0,

    /// <summary>No query for it in the capture. Shown by default only for a source that holds no queries at all.</summary>
    Unsolicited = 1,

    /// <summary>A second, different answer to one query: a race or a spoof.</summary>
    Conflicting = 2,

    /// <summary>Said by a server that is known not to serve any ancestor of the owner.</summary>
    Quarantined = 3,

    /// <summary>Part of a zone transfer that was asked for (AXFR, RFC 5936; IXFR, RFC 1995). Believed and shown like <see cref="Matched"/>.</summary>
    /// <remarks>
    /// A transfer says what a zone holds, not what anybody looked up. The records that an IXFR deletes were no longer current when it was
    /// made, and it tells them from the others only by their order, which is not kept. An RRset whose records stand in two messages of a
    /// transfer is observed in two parts, and the SOAs of an IXFR's versions that share a message as one RRset.
    /// </remarks>
    Transfer = 4,
}

/// <summary>The word for a status in every output.</summary>
public static class SightingStatusText
{
    /// <summary>ASCII, lower case.</summary>
    public static ReadOnlySpan<byte> Of(SightingStatus status) => status switch
    {
        SightingStatus.Matched => "matched"u8,
        SightingStatus.Unsolicited => "unsolicited"u8,
        SightingStatus.Conflicting => "conflicting"u8,
        SightingStatus.Quarantined => "quarantined"u8,
        SightingStatus.Transfer => "transfer"u8,
        _ => throw new ArgumentOutOfRangeException(nameof(status), status, "no such status"),
    };
}

/// <summary>Where the tap sat. The numbers are on disk.</summary>
public enum Vantage : byte
{
    Unknown = 0,

    /// <summary>Between resolver and authority: the query did not ask for recursion (RD clear), or the server offers none and answers by itself.</summary>
    Authoritative = 1,

    /// <summary>Between client and resolver: recursion was asked for (RD set), and the server offers it or has the answer from others.</summary>
    Recursive = 2,

    /// <summary>Taken over from another collection.</summary>
    Imported = 3,
}

/// <summary>The word for a vantage in every output.</summary>
public static class VantageText
{
    /// <summary>ASCII, lower case.</summary>
    public static ReadOnlySpan<byte> Of(Vantage vantage) => vantage switch
    {
        Vantage.Unknown => "unknown"u8,
        Vantage.Authoritative => "authoritative"u8,
        Vantage.Recursive => "recursive"u8,
        Vantage.Imported => "imported"u8,
        _ => throw new ArgumentOutOfRangeException(nameof(vantage), vantage, "no such vantage"),
    };
}

/// <summary>One RRset in one source, of one status and vantage, said by one server.</summary>
/// <param name="Source">Index into the list of sources that comes with the sighting.</param>
/// <param name="FirstFrame">Lowest number of a frame that completed a response with this RRset, from 1; 0 where it is not known: in a rollup, and where it was taken over from elsewhere.</param>
/// <param name="TtlMin">Lowest TTL seen, seconds.</param>
/// <param name="TtlMax">Highest TTL seen, seconds.</param>
public readonly record struct Sighting(
    int Source,
    SightingStatus Status,
    Vantage Vantage,
    TimeWindow Window,
    long FirstFrame,
    uint TtlMin,
    uint TtlMax)
{
    /// <summary>The server that said it, where it stands between resolver and authority and answered a query; otherwise none. Never a client.</summary>
    public IpAddress Server { get; init; }

    /// <summary>
    /// The owner has nothing to do with the question: it is not the name that was asked for, and does not lie in the deepest zone above that name
    /// for which the response has an NS or SOA; without such a zone, it is not above that name. The root and top-level domains count as no zone.
    /// </summary>
    public bool IsForeign { get; init; }

    /// <summary>The order of the sightings of an RRset, and what makes two parts one sighting: source, status, vantage, server, foreignness.</summary>
    public static int CompareIdentity(Sighting a, Sighting b)
    {
        if (a.Source != b.Source) return a.Source.CompareTo(b.Source);
        if (a.Status != b.Status) return a.Status.CompareTo(b.Status);
        if (a.Vantage != b.Vantage) return a.Vantage.CompareTo(b.Vantage);
        return a.Server != b.Server ? a.Server.CompareTo(b.Server) : a.IsForeign.CompareTo(b.IsForeign);
    }

    /// <summary>Two parts of one sighting (see <see cref="CompareIdentity"/>) as one.</summary>
    public static Sighting Union(in Sighting a, in Sighting b) => a with
    {
        Window = TimeWindow.Union(a.Window, b.Window),
        FirstFrame = Math.Min(a.FirstFrame, b.FirstFrame),
        TtlMin = Math.Min(a.TtlMin, b.TtlMin),
        TtlMax = Math.Max(a.TtlMax, b.TtlMax),
    };
}

using PassiveDns.Formats.Dns;

namespace PassiveDns.Formats.Records;

/// <summary>What a lookup goes by.</summary>
public enum LookupSide : byte
{
    /// <summary>Everything, in key order.</summary>
    All,

    /// <summary>The owner is exactly <see cref="RRsetQuery.Name"/>.</summary>
    Owner,

    /// <summary>The owner lies below <see cref="RRsetQuery.Name"/> at any depth: dnsdbq's <c>*.NAME</c>.</summary>
    OwnerBelow,

    /// <summary>The owner begins with the labels of <see cref="RRsetQuery.Name"/>: dnsdbq's <c>NAME.*</c>.</summary>
    OwnerBeginning,

    /// <summary>An A or AAAA record's address lies in <see cref="RRsetQuery.Addresses"/>.</summary>
    Address,

    /// <summary>A name in the rdata (NS, CNAME, MX, PTR, SRV, SOA, SVCB ...) is exactly <see cref="RRsetQuery.Name"/>.</summary>
    RDataName,

    /// <summary>A name in the rdata lies below <see cref="RRsetQuery.Name"/>.</summary>
    RDataNameBelow,

    /// <summary>A name in the rdata begins with the labels of <see cref="RRsetQuery.Name"/>.</summary>
    RDataNameBeginning,

    /// <summary>A record's rdata is exactly <see cref="RRsetQuery.RData"/>, whatever its type.</summary>
    RDataOctets,
}

/// <summary>A question to an archive.</summary>
public sealed record RRsetQuery
{
    public required LookupSide Side { get; init; }

    /// <summary>Wire format, lower case; empty where the side needs no name.</summary>
    public ReadOnlyMemory<byte> Name { get; init; }

    /// <summary>Of <see cref="LookupSide.OwnerBelow"/> and <see cref="LookupSide.RDataNameBelow"/>, only names that are one label longer: dnsdbq's <c>+.NAME</c>.</summary>
    public bool OneLabel { get; init; }

    public AddressRange Addresses { get; init; }

    /// <summary>Canonical rdata: names uncompressed and in lower case.</summary>
    public ReadOnlyMemory<byte> RData { get; init; }

    /// <summary>Types wanted; null for all.</summary>
    public IReadOnlySet<RRType>? Types { get; init; }

    /// <summary>RRsets, or negative answers.</summary>
    public AnswerKinds Kinds { get; init; }

    /// <summary>Apex wanted, wire format, lower case; empty for any.</summary>
    public ReadOnlyMemory<byte> Bailiwick { get; init; }

    /// <summary>Measured on the window over the sightings that <see cref="Statuses"/> admits.</summary>
    public TimeFence Fence { get; init; }

    /// <summary>Fewest observations, over the sightings that count.</summary>
    public long CountFrom { get; init; }

    /// <summary>Milliseconds since the epoch: nothing that was seen before; null for any time.</summary>
    public long? NewSinceMilliseconds { get; init; }

    /// <summary>SHA-256 of each source whose sightings are wanted; null for all.</summary>
    public IReadOnlySet<string>? Captures { get; init; }

    /// <summary>Vantage of the sightings wanted; null for all.</summary>
    public Vantage? Vantage { get; init; }

    /// <summary>Which sightings count.</summary>
    public StatusFilter Statuses { get; init; } = StatusFilter.Default;

    /// <summary>A result with this window is wanted.</summary>
    public bool Admits(TimeWindow window) =>
        window.Count >= CountFrom && !(window.FirstMilliseconds < NewSinceMilliseconds) && Fence.Admits(window);
}

/// <summary>What a question asks for.</summary>
public enum AnswerKinds : byte
{
    RRsets,
    Negative,
    Both,
}

/// <summary>Which sightings a question takes into account.</summary>
public enum StatusFilter : byte
{
    /// <summary>
    /// Matched ones, those of zone transfers, and unsolicited ones of a source that holds no queries (a one-sided capture); none that is in quarantine.
    /// </summary>
    Default,

    /// <summary>Every one. An RRset comes once for each status it was seen with, so that what transfers said stands beside what was looked up.</summary>
    All,

    /// <summary>Those of servers that are known not to serve any zone at or above the owner, and said it unasked: poison, or a mistake.</summary>
    Quarantined,
}

/// <summary>Answers questions about RRsets: an archive, or another engine that holds one.</summary>
/// <remarks>
/// Results come in the order of their owner, type and rdata (see <see cref="RRsetKey"/>), as they are found. An RRset comes once for each bailiwick in which it
/// was verified and once for where it was not; <see cref="StatusFilter"/> says how often more. A negative answer comes behind the RRsets of its name and type.
/// </remarks>
public interface IRRsetSource
{
    /// <summary>What <see cref="Sighting.Source"/> refers to.</summary>
    IReadOnlyList<SourceRecord> Sources { get; }

    IEnumerable<RRset> Find(RRsetQuery query);
}

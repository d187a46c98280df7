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
}

/// <summary>A question to an archive.</summary>
public sealed record RRsetQuery
{
    public required LookupSide Side { get; init; }

    /// <summary>Wire format, lower case; empty where the side needs no name.</summary>
    public ReadOnlyMemory<byte> Name { get; init; }

    public AddressRange Addresses { get; init; }

    /// <summary>Types wanted; null for all.</summary>
    public IReadOnlySet<RRType>? Types { get; init; }

    /// <summary>Apex wanted, wire format, lower case; empty for any.</summary>
    public ReadOnlyMemory<byte> Bailiwick { get; init; }

    /// <summary>Measured on the window over the sightings that <see cref="Statuses"/> admits.</summary>
    public TimeFence Fence { get; init; }

    /// <summary>Which sightings count.</summary>
    public StatusFilter Statuses { get; init; } = StatusFilter.Default;
}

/// <summary>Which sightings a question takes into account.</summary>
public enum StatusFilter : byte
{
    /// <summary>Matched ones, those of zone transfers, and unsolicited ones of a source that holds no queries (a one-sided capture). An RRset comes once.</summary>
    Default,

    /// <summary>Every one. An RRset comes once for each status it was seen with, so that what transfers said stands beside what was looked up.</summary>
    All,
}

/// <summary>Answers questions about RRsets: an archive, or another engine that holds one.</summary>
/// <remarks>Results come in key order (see <see cref="RRsetKey"/>), as they are found; <see cref="StatusFilter"/> says how often an RRset comes.</remarks>
public interface IRRsetSource
{
    /// <summary>What <see cref="Sighting.Source"/> refers to.</summary>
    IReadOnlyList<SourceRecord> Sources { get; }

    IEnumerable<RRset> Find(RRsetQuery query);
}

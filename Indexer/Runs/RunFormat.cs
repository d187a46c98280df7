using PassiveDns.Formats.Records;
using PassiveDns.Indexer.Domains;

namespace PassiveDns.Indexer.Runs;

/// <summary>Numbers of the run file format. See FORMAT.md section 3.</summary>
internal static class RunFormat
{
    /// <summary>What is written.</summary>
    public const uint Version = 2;

    /// <summary>The earliest that is read: it has no servers.</summary>
    public const uint FirstVersion = 1;

    /// <summary>Magic, version and check sum.</summary>
    public const int HeaderLength = 16;

    public const int MagicLength = 8;

    /// <summary>Raw length before a section's frame.</summary>
    public const int SectionHeadLength = sizeof(uint);

    /// <summary>Check sum behind a section's frame.</summary>
    public const int SectionTailLength = sizeof(uint);

    /// <summary>What a section has beside its frame.</summary>
    public const int SmallestSection = SectionHeadLength + SectionTailLength;

    /// <summary>Raw octets at which a block is closed. Larger ones take less room and longer to look into: 87 us for 32 KiB, 55 for 16.</summary>
    public const int BlockLength = 16 * 1024;

    /// <summary>Raw octets of the largest section that is read. A block closes behind the entry that fills it, so this bounds one entry.</summary>
    public const int MaxSectionLength = 1 << 27;

    /// <summary>Octets of the longest key. A DNS message has room for an rdata set of some 2.3 million octets (names expanded).</summary>
    public const int MaxKeyLength = 1 << 22;

    /// <summary>Milliseconds, before and after the epoch, beyond which no time lies; nanoseconds in 64 bits end well before.</summary>
    public const long MaxMilliseconds = 10_000_000_000_000_000;

    public static ReadOnlySpan<byte> Magic(RunFileKind kind) => kind switch
    {
        RunFileKind.RRset => "pdnsrrst"u8,
        RunFileKind.RData => "pdnsrdat"u8,
        RunFileKind.Domains => "pdnsdoms"u8,
        _ => "pdnszone"u8,
    };

    /// <summary>What the filters of a file know of a key: the owner of an RRset, the whole target of the inverse.</summary>
    public static ReadOnlySpan<byte> FilterKey(RunFileKind kind, ReadOnlySpan<byte> key) =>
        kind == RunFileKind.RRset ? key[..RRsetKey.OwnerLength(key)] : key;

    /// <summary>Blocks of the kind have filters: those in which names and addresses are looked for one by one.</summary>
    public static bool HasFilters(RunFileKind kind) => kind != RunFileKind.Domains;

    /// <summary>Number of columns that follow the three of the keys.</summary>
    public static int ValueColumns(RunFileKind kind, uint version) => kind switch
    {
        RunFileKind.RRset => version == FirstVersion ? RRsetColumns.Server : RRsetColumns.Count,
        RunFileKind.RData => RDataColumns.Count,
        RunFileKind.Domains => DomainColumns.Count,
        _ => ZoneColumns.Count,
    };
}

/// <summary>The files of a run, and what is made of all runs in the same manner.</summary>
internal enum RunFileKind : byte
{
    /// <summary>RRset keys and their sightings.</summary>
    RRset,

    /// <summary>The inverse: addresses and names in rdata, and the RRsets they stand in.</summary>
    RData,

    /// <summary>Verified zones and their servers.</summary>
    Zones,

    /// <summary>What was counted of queries by domain and day.</summary>
    Domains,
}

/// <summary>Value columns of a block of RRsets: one number for each RRset, then one for each sighting unless told otherwise.</summary>
internal static class RRsetColumns
{
    /// <summary>Sightings of each RRset.</summary>
    public const int Sightings = 0;

    /// <summary>Place of the source in the run's list.</summary>
    public const int Source = 1;

    /// <summary>Status + 16 * vantage + 256 where it is foreign to its question.</summary>
    public const int Mark = 2;

    /// <summary>One number: first seen of the block's first sighting, zigzag.</summary>
    public const int Base = 3;

    /// <summary>First seen minus base, zigzag.</summary>
    public const int First = 4;

    /// <summary>Last seen minus first seen.</summary>
    public const int Duration = 5;

    /// <summary>Times seen, minus 1.</summary>
    public const int Times = 6;

    public const int FirstFrame = 7;

    public const int TtlMin = 8;

    /// <summary>Highest minus lowest TTL.</summary>
    public const int TtlSpan = 9;

    /// <summary>0 for none, otherwise 1 + the place in the block's list of servers. From version 2 on, like those that follow.</summary>
    public const int Server = 10;

    /// <summary>The block's servers, as sightings first refer to them: first eight octets of the address, that of IPv4 mapped into IPv6 (RFC 4291 section 2.5.5.2).</summary>
    public const int ServerHigh = 11;

    /// <summary>The last eight octets.</summary>
    public const int ServerLow = 12;

    public const int Count = 13;
}

/// <summary>Value columns of a block of the inverse.</summary>
internal static class RDataColumns
{
    /// <summary>Ordinal of the RRset; where the key is that of the entry before, the distance from that entry's ordinal.</summary>
    public const int Ordinal = 0;

    public const int Count = 1;
}

/// <summary>Value columns of a block of zones: one number for each entry, then one for each of its servers.</summary>
internal static class ZoneColumns
{
    /// <summary>Servers of each entry.</summary>
    public const int Servers = 0;

    /// <summary>First eight octets of the address; see <see cref="RRsetColumns.ServerHigh"/>.</summary>
    public const int High = 1;

    public const int Low = 2;

    /// <summary>From when on it serves the zone, milliseconds, zigzag.</summary>
    public const int First = 3;

    /// <summary>Until when, minus from when on.</summary>
    public const int Duration = 4;

    public const int Count = 5;
}

/// <summary>Value columns of the block index.</summary>
internal static class IndexColumns
{
    /// <summary>Octets of the filter before the block's section; 0 without one.</summary>
    public const int FilterLength = 0;

    /// <summary>Octets of the block's section on disk.</summary>
    public const int StoredLength = 1;

    /// <summary>Entries in the block.</summary>
    public const int Entries = 2;

    public const int Count = 3;
}

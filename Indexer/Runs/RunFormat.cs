using PassiveDns.Formats.Records;

namespace PassiveDns.Indexer.Runs;

/// <summary>Numbers of the run file format, version 1. See FORMAT.md section 3.</summary>
internal static class RunFormat
{
    public const uint Version = 1;

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

    public static ReadOnlySpan<byte> Magic(RunFileKind kind) => kind == RunFileKind.RRset ? "pdnsrrst"u8 : "pdnsrdat"u8;

    /// <summary>What the filters of a file know of a key: the owner of an RRset, the whole target of the inverse.</summary>
    public static ReadOnlySpan<byte> FilterKey(RunFileKind kind, ReadOnlySpan<byte> key) =>
        kind == RunFileKind.RRset ? key[..RRsetKey.OwnerLength(key)] : key;

    /// <summary>Number of columns that follow the three of the keys.</summary>
    public static int ValueColumns(RunFileKind kind) => kind == RunFileKind.RRset ? RRsetColumns.Count : RDataColumns.Count;
}

/// <summary>The two files of a run.</summary>
internal enum RunFileKind : byte
{
    /// <summary>RRset keys and their sightings.</summary>
    RRset,

    /// <summary>The inverse: addresses and names in rdata, and the RRsets they stand in.</summary>
    RData,
}

/// <summary>Value columns of a block of RRsets: one number for each RRset, then one for each sighting unless told otherwise.</summary>
internal static class RRsetColumns
{
    /// <summary>Sightings of each RRset.</summary>
    public const int Sightings = 0;

    /// <summary>Place of the source in the run's list.</summary>
    public const int Source = 1;

    /// <summary>Status + 16 * vantage.</summary>
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

    public const int Count = 10;
}

/// <summary>Value columns of a block of the inverse.</summary>
internal static class RDataColumns
{
    /// <summary>Ordinal of the RRset; where the key is that of the entry before, the distance from that entry's ordinal.</summary>
    public const int Ordinal = 0;

    public const int Count = 1;
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

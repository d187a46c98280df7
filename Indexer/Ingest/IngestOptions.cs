using PassiveDns.Indexer.Runs;

namespace PassiveDns.Indexer.Ingest;

/// <summary>How an ingest session works.</summary>
public sealed record IngestOptions
{
    /// <summary>Octets of memory for de-duplication and sorting: 192 MiB, and a quarter more for what is counted by domain. The session spills to the archive's folder beyond it.</summary>
    public long MemoryBudget { get; init; } = 192L * 1024 * 1024;

    /// <summary>Raw octets at which a block of a run is closed; tests make small ones.</summary>
    internal int BlockLength { get; init; } = RunFormat.BlockLength;
}

/// <summary>What became of a source at its end.</summary>
public enum SourceVerdict : byte
{
    /// <summary>Its sightings are part of the next commit.</summary>
    Added,

    /// <summary>The archive, or this session, had it already: its sightings have been dropped.</summary>
    AlreadyKnown,
}

using System.Security.Cryptography;

namespace PassiveDns.Indexer.Catalog;

/// <summary>How an attempt to take in a file ended, or what became of a source later.</summary>
public enum IngestOutcome : byte
{
    /// <summary>Read to its end and committed.</summary>
    Added,

    /// <summary>The archive holds a source with this SHA-256; nothing was done.</summary>
    AlreadyKnown,

    /// <summary>Nothing could be read of it.</summary>
    Unreadable,

    /// <summary>Committed, but a part of it could not be read.</summary>
    Damaged,

    /// <summary>Taken out of the archive.</summary>
    Removed,

    /// <summary>A rollup that took the place of others.</summary>
    RolledUp,
}

/// <summary>One attempt to take in a file, or one change to the sources there are.</summary>
public sealed record IngestAttempt
{
    /// <summary>As the user gave it.</summary>
    public required string Path { get; init; }

    /// <summary>64 lower-case hexadecimal digits; null where the file could not be read that far.</summary>
    public required string? Sha256 { get; init; }

    /// <summary>Since the epoch.</summary>
    public required long StartedMilliseconds { get; init; }

    /// <summary>Since the epoch.</summary>
    public required long FinishedMilliseconds { get; init; }

    public required IngestOutcome Outcome { get; init; }

    /// <summary>A sentence for the user where the outcome needs one: why a file is unreadable, what is damaged.</summary>
    public string Remark { get; init; } = "";

    /// <summary>Version of the program.</summary>
    public required string ToolVersion { get; init; }

    /// <summary>Options that bear on the result, as on the command line; empty for the defaults.</summary>
    public required string Options { get; init; }

    /// <summary>Generation of the archive after the attempt.</summary>
    public required long Generation { get; init; }
}

/// <summary>An attempt in the ingest log. Each entry holds the hash of the one before it, so that none can be changed, taken out or moved
/// without all later ones saying so.</summary>
/// <param name="Number">Place in the log, from 1.</param>
/// <param name="PreviousHash">Hash of the entry before; 64 zeros in the first.</param>
/// <param name="Hash">SHA-256 of the entry's canonical JSON (FORMAT.md, "catalog.db"), 64 lower-case hexadecimal digits.</param>
public sealed record IngestEntry(long Number, IngestAttempt Attempt, string PreviousHash, string Hash)
{
    /// <summary>What stands for the hash before the first entry.</summary>
    public static string NoHash { get; } = new('0', 64);

    /// <summary>The entry that continues a log.</summary>
    public static IngestEntry Continue(long number, IngestAttempt attempt, string previousHash) =>
        new(number, attempt, previousHash, ComputeHash(number, attempt, previousHash));

    /// <summary>True when the hash is that of the entry as it is now.</summary>
    public bool IsGenuine => Hash == ComputeHash(Number, Attempt, PreviousHash);

    private static string ComputeHash(long number, IngestAttempt attempt, string previousHash) =>
        Convert.ToHexStringLower(SHA256.HashData(CanonicalJson.Write(number, attempt, previousHash)));
}

/// <summary>Where the ingest log is not what was written.</summary>
/// <param name="Number">Place of the first entry that is changed, missing or moved.</param>
/// <param name="Reason">A sentence for the user.</param>
public sealed record ChainFault(long Number, string Reason);

/// <summary>Checks an ingest log.</summary>
public static class IngestChain
{
    /// <summary>The first fault of a log; null when there is none. That entries were cut off at its end can only be seen by who
    /// has kept the hash of the last one.</summary>
    public static ChainFault? Verify(IReadOnlyList<IngestEntry> entries)
    {
        var previous = IngestEntry.NoHash;
        for (var i = 0; i < entries.Count; i++)
        {
            var (number, entry) = (i + 1L, entries[i]);
            if (entry.Number != number) return new(number, $"Entry {number} of the ingest log is missing or stands in another place.");
            if (!entry.IsGenuine) return new(number, $"Entry {number} of the ingest log was changed after it was written.");
            if (entry.PreviousHash != previous)
                return new(number, $"Entry {number} of the ingest log does not continue the entry before it: one of the two was replaced.");
            previous = entry.Hash;
        }

        return null;
    }
}

using PassiveDns.Formats.Capture;

namespace PassiveDns.Formats.Records;

/// <summary>One input and what was found in it, or several that were rolled up into one. Its SHA-256 is its identity.</summary>
public sealed record SourceRecord
{
    /// <summary>SHA-256 of the file's octets as they are (compressed ones not expanded): 64 lower-case hexadecimal digits.
    /// Of a rollup: see FORMAT.md section 3.3.</summary>
    public required string Sha256 { get; init; }

    /// <summary>The path as the user gave it; <c>-</c> for standard input.</summary>
    public required string Path { get; init; }

    /// <summary>Length in octets, as the SHA-256 covers them.</summary>
    public required long Octets { get; init; }

    /// <summary>Capture format and compression, for people: <c>pcap</c>, <c>pcapng, zstd</c> ...</summary>
    public required string Format { get; init; }

    /// <summary>Link types met, ascending, each once.</summary>
    public required IReadOnlyList<LinkType> LinkTypes { get; init; }

    /// <summary>Time of the earliest frame, milliseconds since the epoch; null without frames.</summary>
    public required long? FirstPacketMilliseconds { get; init; }

    /// <summary>Time of the latest frame, milliseconds since the epoch; null without frames.</summary>
    public required long? LastPacketMilliseconds { get; init; }

    /// <summary>The capture holds responses and no query at all: its unsolicited responses are shown by default.</summary>
    public required bool IsOneSided { get; init; }

    public required Accounting Accounting { get; init; }

    /// <summary>What could not be read; empty for a sound file.</summary>
    public required IReadOnlyList<FileDamage> Damage { get; init; }

    /// <summary>Version of the program that read it.</summary>
    public required string ToolVersion { get; init; }

    /// <summary>Options that bear on the result, as on the command line; empty for the defaults.</summary>
    public required string Options { get; init; }

    /// <summary>When reading began, milliseconds since the epoch.</summary>
    public required long StartedMilliseconds { get; init; }

    /// <summary>When reading ended, milliseconds since the epoch.</summary>
    public required long FinishedMilliseconds { get; init; }

    /// <summary>The inputs that a rollup stands for, ascending by SHA-256, each once; empty for a source that is an input itself.</summary>
    public IReadOnlyList<SourcePart> Parts { get; init; } = [];

    /// <summary>It stands for several inputs that were rolled up: which of them proves a sighting, and in which frame, is given up.</summary>
    public bool IsRollup => Parts.Count > 0;
}

/// <summary>An input that a rollup stands for.</summary>
/// <param name="Sha256">64 lower-case hexadecimal digits.</param>
/// <param name="Path">As the user gave it.</param>
/// <param name="Octets">Length.</param>
public sealed record SourcePart(string Sha256, string Path, long Octets);

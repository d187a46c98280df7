using PassiveDns.Formats.Dns;

namespace PassiveDns.Tui.Tap;

/// <summary>A tap as the command line asks for it.</summary>
internal sealed record TapRequest
{
    public static readonly TimeSpan UsualCommit = TimeSpan.FromSeconds(60);
    public static readonly TimeSpan UsualRotation = TimeSpan.FromHours(1);

    public required string ArchiveFolder { get; init; }

    /// <summary>Names of the interfaces, for people and for names of files.</summary>
    public required IReadOnlyList<string> Interfaces { get; init; }

    /// <summary>Options that bear on the result and are not as usual, in the words of the command line.</summary>
    public string OptionText { get; init; } = "";

    /// <summary>Time from one commit to the next.</summary>
    public TimeSpan CommitEvery { get; init; } = UsualCommit;

    /// <summary>Time that a source covers.</summary>
    public TimeSpan RotateEvery { get; init; } = UsualRotation;

    /// <summary>By which queries are counted.</summary>
    public PublicSuffixList Suffixes { get; init; } = PublicSuffixList.Default;

    /// <summary>Folder for the packets; null to keep none.</summary>
    public string? WriteFolder { get; init; }

    /// <summary>Octets of observations that are gathered at most before they are committed; as many again may be on their way into the archive.</summary>
    public long MemoryBudget { get; init; } = 96L << 20;

    /// <summary>Bring the names index up to date at each rotation.</summary>
    public bool WithNamesIndex { get; init; } = true;

    /// <summary>Only say what went wrong.</summary>
    public bool Quiet { get; init; }
}

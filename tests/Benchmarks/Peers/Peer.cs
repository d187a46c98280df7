using PassiveDns.Benchmarks.Stages;

namespace PassiveDns.Benchmarks.Peers;

/// <summary>A row of the comparison: a program, or a part of one, and the work that it is given.</summary>
/// <param name="Name">The program, and what it does where the name does not tell.</param>
/// <param name="Run">One run; null where it is not installed.</param>
internal sealed record Peer(string Name, Func<StageRun>? Run)
{
    /// <summary>Packets it goes through; 0 for one that does not see packets.</summary>
    public long Packets { get; init; }

    /// <summary>RRsets it writes or reads; 0 for one that keeps none.</summary>
    public long RRsets { get; init; }

    /// <summary>What it leaves on disk, asked for after its last run; null for one that leaves nothing.</summary>
    public Func<long>? Octets { get; init; }

    /// <summary>What Debian calls the package.</summary>
    public string Package { get; init; } = "";
}

namespace PassiveDns.Indexer.Names;

/// <summary>A name that matches.</summary>
/// <param name="Name">Wire format, lower case.</param>
/// <param name="AsOwner">It owns an RRset.</param>
/// <param name="AsRData">It stands in the rdata of one.</param>
public readonly record struct NameMatch(ReadOnlyMemory<byte> Name, bool AsOwner, bool AsRData);

/// <summary>How one run was searched.</summary>
/// <param name="Run">Name of the run.</param>
/// <param name="WhyScanned">Why its names were scanned one by one, a clause for the user; null where its index served.</param>
/// <param name="LacksIndex">An index that the run should have is missing or damaged; catching up builds it.</param>
/// <param name="NamesLookedAt">Names that were compared with the pattern so far.</param>
public sealed record RunSearch(string Run, string? WhyScanned, bool LacksIndex, long NamesLookedAt);

/// <summary>How a search went; complete when its results have been read.</summary>
public sealed class NameSearchReport
{
    private readonly List<Func<RunSearch>> _runs = [];

    /// <summary>The runs begun so far, in the archive's order.</summary>
    public IReadOnlyList<RunSearch> Runs => [.. _runs.Select(run => run())];

    public int RunsByIndex => Runs.Count(run => run.WhyScanned is null);

    public int RunsScanned => Runs.Count(run => run.WhyScanned is not null);

    public long NamesLookedAt => Runs.Sum(run => run.NamesLookedAt);

    internal void Add(Func<RunSearch> run) => _runs.Add(run);
}

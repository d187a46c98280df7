using PassiveDns.Indexer.Runs;

namespace PassiveDns.Indexer.Maintenance;

/// <summary>Makes few runs of many, since every lookup looks into each.</summary>
/// <remarks>
/// Runs of like size make a tier, and a tier that has got eight runs becomes one run of the next. So an archive of any size has at most eight runs a
/// tier, and each RRset is written once more whenever the archive has grown to eight times its size (size-tiered, as log-structured archives have it).
/// Runs whose lists of sources would be longer together than a run may hold stay apart: that takes some 250,000 sources.
/// </remarks>
public static class ArchiveCompactor
{
    /// <summary>Runs that make a tier full.</summary>
    public const int RunsPerTier = 8;

    // Runs with fewer RRsets are all of the lowest tier.
    private const long SecondTier = 1 << 16;

    /// <summary>Compacts the lowest tier that is full: eight of its runs, or more, fit into one.</summary>
    /// <returns>What was done; null when no tier is full.</returns>
    /// <exception cref="ArchiveException">A part of a run is damaged; nothing is changed then.</exception>
    /// <exception cref="OperationCanceledException">It was interrupted; nothing is changed then.</exception>
    public static Compaction? CompactTier(Archive archive, CancellationToken interruption = default)
    {
        var tiers = archive.Runs.GroupBy(run => Tier(run.Manifest.Entries)).OrderBy(tier => tier.Key).Select(tier => FitTogether(tier, archive.SourcesRoom));
        var full = tiers.FirstOrDefault(tier => tier.Count >= RunsPerTier);
        return full is null ? null : Compact(archive, full, interruption);
    }

    /// <summary>Makes one run of all that can be read, or of as many as fit into one.</summary>
    /// <returns>What was done; null when no two runs that can be read fit into one.</returns>
    /// <inheritdoc cref="CompactTier"/>
    public static Compaction? CompactAll(Archive archive, CancellationToken interruption = default)
    {
        var runs = FitTogether(archive.Runs, archive.SourcesRoom);
        return runs.Count < 2 ? null : Compact(archive, runs, interruption);
    }

    /// <summary>The tier of a run: 0 below 65,536 RRsets, 1 below eight times as many, and so on.</summary>
    public static int Tier(long rrsets)
    {
        var tier = 0;
        for (var end = SecondTier; rrsets >= end; end *= RunsPerTier) tier++;
        return tier;
    }

    /// <summary>How many times an octet of the live runs has been written, on the average: as it was taken in, and by each compaction since.</summary>
    /// <remarks>
    /// An estimate from what the manifest keeps: the sum over the live runs of octets x (level + 1), divided by their octets. 1 without any.
    /// </remarks>
    public static double WriteAmplification(Archive archive)
    {
        var runs = archive.Manifest.Runs;
        var octets = runs.Sum(run => (double)run.Octets);
        return octets > 0 ? runs.Sum(run => run.Octets * (run.Level + 1.0)) / octets : 1;
    }

    /// <summary>As many runs as have room in one for their sources.</summary>
    private static List<Run> FitTogether(IEnumerable<Run> runs, long room) =>
        [.. runs.OrderBy(run => run.SourcesLength).TakeWhile(run => (room -= run.SourcesLength) >= 0)];

    private static Compaction Compact(Archive archive, List<Run> read, CancellationToken interruption)
    {
        var runs = read.ConvertAll(run => run.Manifest);
        var written = RunRewrite.Rewrite(archive, [.. runs.Select(run => run.Name)], source => source, interruption);
        return new Compaction(runs.Count, runs.Sum(run => run.RRsets), runs.Sum(run => run.Octets), written?.RRsets ?? 0, written?.Octets ?? 0);
    }
}

/// <summary>What a compaction did.</summary>
/// <param name="Runs">How many it read.</param>
/// <param name="EntriesRead">RRsets of all of them; one that stood in two counts twice.</param>
/// <param name="OctetsRead">Length of their files.</param>
/// <param name="RRsets">Of the new run.</param>
/// <param name="OctetsWritten">Length of its files.</param>
public sealed record Compaction(int Runs, long EntriesRead, long OctetsRead, long RRsets, long OctetsWritten);

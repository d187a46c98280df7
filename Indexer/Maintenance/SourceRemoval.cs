using PassiveDns.Formats.Records;

namespace PassiveDns.Indexer.Maintenance;

/// <summary>Takes sources out of an archive: what is left is what would be there if they had never been taken in.</summary>
public static class SourceRemoval
{
    /// <summary>What removing sources would write anew.</summary>
    /// <param name="sources">Of the archive's own.</param>
    public static RewritePlan Plan(Archive archive, IReadOnlyList<SourceRecord> sources) => RewritePlan.Of(archive, sources);

    /// <summary>Removes sources, in one commit: all of them or none.</summary>
    /// <exception cref="ArchiveException">A part of a run that holds one is damaged; nothing is changed then.</exception>
    /// <exception cref="OperationCanceledException">It was interrupted; nothing is changed then.</exception>
    public static void Remove(Archive archive, RewritePlan plan, CancellationToken interruption = default)
    {
        var gone = plan.Sources.Select(source => source.Sha256).ToHashSet(StringComparer.Ordinal);
        RunRewrite.Rewrite(archive, plan.RunNames, source => gone.Contains(source.Sha256) ? null : source, interruption);
    }
}

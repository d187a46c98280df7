using PassiveDns.Formats.Records;

namespace PassiveDns.Indexer.Maintenance;

/// <summary>What a change to some sources writes anew: the runs that hold them, as one.</summary>
/// <param name="Sources">That are to change.</param>
/// <param name="RunNames">Of the runs that hold them.</param>
/// <param name="RRsets">Of these runs, as the manifest counts them.</param>
/// <param name="Octets">Of their files.</param>
public sealed record RewritePlan(IReadOnlyList<SourceRecord> Sources, IReadOnlyList<string> RunNames, long RRsets, long Octets)
{
    internal static RewritePlan Of(Archive archive, IReadOnlyList<SourceRecord> sources)
    {
        var sha256s = sources.Select(source => source.Sha256).ToHashSet(StringComparer.Ordinal);
        var runs = archive.Manifest.Runs.Where(run => run.Sources.Any(sha256s.Contains)).ToList();
        return new(sources, [.. runs.Select(run => run.Name)], runs.Sum(run => run.RRsets), runs.Sum(run => run.Octets));
    }
}

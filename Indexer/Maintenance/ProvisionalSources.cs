using PassiveDns.Formats.Records;

namespace PassiveDns.Indexer.Maintenance;

/// <summary>Sources that stand in the archive for the parts of one that has not ended yet: what a tap commits now and then.</summary>
public static class ProvisionalSources
{
    /// <summary>Puts the whole source in the place of its parts, in one commit.</summary>
    /// <param name="parts">SHA-256 of the provisional sources; those that the archive does not have are passed over.</param>
    /// <param name="whole">Where the archive has it already, the parts only go.</param>
    /// <exception cref="ArchiveException">A part of a run is damaged; nothing is changed then.</exception>
    public static void Close(Archive archive, IReadOnlyCollection<string> parts, SourceRecord whole)
    {
        var gone = archive.Sources.Where(source => parts.Contains(source.Sha256)).ToList();
        if (gone.Count == 0) return;
        var place = archive.HasSource(whole.Sha256) ? null : whole;
        var plan = RewritePlan.Of(archive, gone);
        RunRewrite.Rewrite(
            archive, plan.RunNames, source => parts.Contains(source.Sha256) ? place : source, CancellationToken.None);
    }
}

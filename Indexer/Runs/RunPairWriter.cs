using PassiveDns.Formats.Records;

namespace PassiveDns.Indexer.Runs;

/// <summary>Writes runs, both files, from RRsets in key order.</summary>
/// <param name="parts">For what the inverse spills.</param>
/// <param name="inverseBudget">Octets of memory for the inverse.</param>
internal sealed class RunPairWriter(ArchiveLayout layout, RunWriting writing, PartFolder parts, long inverseBudget)
{
    /// <summary>Writes a run and waits until the medium has it. On failure what was written is deleted.</summary>
    /// <param name="sources">By SHA-256: what the RRsets' sightings refer to.</param>
    public ManifestRun Write(string name, int level, IRRsetCursor rrsets, IReadOnlyList<SourceRecord> sources)
    {
        var (rrsetPath, rdataPath) = (layout.RRsets(name), layout.RData(name));
        try
        {
            var inverse = new InverseBuilder(parts, inverseBudget);
            var rrsetFile = WriteRRsets(rrsetPath, rrsets, sources, inverse);
            var rdataFile = inverse.Write(writing, rdataPath, rrsetFile);
            writing.Files.SyncFolder(layout.Runs);
            return Describe(name, level, rrsetFile, rdataFile, sources);
        }
        catch
        {
            writing.Files.TryDelete(rrsetPath);
            writing.Files.TryDelete(rdataPath);
            throw;
        }
    }

    private WrittenRunFile WriteRRsets(string path, IRRsetCursor rrsets, IReadOnlyList<SourceRecord> sources, InverseBuilder inverse)
    {
        using var file = new RRsetRunWriter(writing, path);
        while (rrsets.MoveNext())
        {
            if (file.Count == int.MaxValue) throw new InvalidOperationException("A run holds 2,147,483,647 RRsets at most.");
            inverse.Add(rrsets.Key, file.Count);
            file.Add(rrsets.Key, rrsets.Sightings);
        }

        return file.Finish(SourceRecordJson.Write(sources));
    }

    private static ManifestRun Describe(
        string name, int level, WrittenRunFile rrsets, WrittenRunFile rdata, IReadOnlyList<SourceRecord> sources) => new()
    {
        Name = name,
        Level = level,
        RRsetFile = new ManifestFile(rrsets.Octets, rrsets.Sha256),
        RDataFile = new ManifestFile(rdata.Octets, rdata.Sha256),
        RRsets = rrsets.Totals.Entries,
        Sightings = rrsets.Totals.Sightings,
        Observations = rrsets.Totals.Observations,
        FirstMilliseconds = rrsets.Totals.FirstMilliseconds,
        LastMilliseconds = rrsets.Totals.LastMilliseconds,
        Sources = [.. sources.Select(source => source.Sha256)],
    };
}

using PassiveDns.Formats.Records;

namespace PassiveDns.Indexer.Runs;

/// <summary>Writes runs, both files.</summary>
internal sealed class RunPairWriter(ArchiveLayout layout, RunWriting writing)
{
    /// <summary>Writes a run and waits until the medium has it. On failure what was written is deleted.</summary>
    /// <param name="sources">By SHA-256: what the RRsets' sightings refer to.</param>
    public ManifestRun Write(string name, int level, IRunContent content, IReadOnlyList<SourceRecord> sources)
    {
        var (rrsetPath, rdataPath) = (layout.RRsets(name), layout.RData(name));
        using var isGivenUp = new CancellationTokenSource();
        try
        {
            var written = new TaskCompletionSource<WrittenRunFile>();
            var inverse = Task.Factory.StartNew(
                () => WriteInverse(rdataPath, content, written.Task, isGivenUp.Token), CancellationToken.None, TaskCreationOptions.LongRunning,
                TaskScheduler.Default);
            try
            {
                written.SetResult(WriteRRsets(rrsetPath, content, sources));
            }
            catch (Exception e)
            {
                isGivenUp.Cancel();
                written.SetException(e);
                Task.WaitAny(inverse); // whatever became of it
                throw;
            }

            var rdataFile = inverse.GetAwaiter().GetResult();
            writing.Files.SyncFolder(layout.Runs);
            return Describe(name, level, written.Task.Result, rdataFile, sources);
        }
        catch
        {
            writing.Files.TryDelete(rrsetPath);
            writing.Files.TryDelete(rdataPath);
            throw;
        }
    }

    private WrittenRunFile WriteRRsets(string path, IRunContent content, IReadOnlyList<SourceRecord> sources)
    {
        using var rrsets = content.OpenRRsets();
        using var file = new RRsetRunWriter(writing, path);
        while (rrsets.MoveNext())
        {
            if (file.Count == int.MaxValue) throw new InvalidOperationException("A run holds 2,147,483,647 RRsets and negative answers at most.");
            file.Add(rrsets.Key, rrsets.Sightings);
        }

        return file.Finish(SourceRecordJson.Write(sources));
    }

    private WrittenRunFile WriteInverse(string path, IRunContent content, Task<WrittenRunFile> rrsetFile, CancellationToken isGivenUp)
    {
        using var file = new RDataRunWriter(writing, path);
        content.WriteInverse(file, rrsetFile, isGivenUp);
        return file.Finish(rrsetFile.GetAwaiter().GetResult());
    }

    private static ManifestRun Describe(
        string name, int level, WrittenRunFile rrsets, WrittenRunFile rdata, IReadOnlyList<SourceRecord> sources) => new()
    {
        Name = name,
        Level = level,
        RRsetFile = new ManifestFile(rrsets.Octets, rrsets.Sha256),
        RDataFile = new ManifestFile(rdata.Octets, rdata.Sha256),
        RRsets = rrsets.Totals.RRsets,
        Negatives = rrsets.Totals.Negatives,
        Sightings = rrsets.Totals.Sightings,
        Observations = rrsets.Totals.Observations,
        FirstMilliseconds = rrsets.Totals.FirstMilliseconds,
        LastMilliseconds = rrsets.Totals.LastMilliseconds,
        Sources = [.. sources.Select(source => source.Sha256)],
    };
}

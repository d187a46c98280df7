using System.Globalization;
using PassiveDns.Formats.Records;
using PassiveDns.Indexer.Domains;

namespace PassiveDns.Indexer.Runs;

/// <summary>Writes runs, all their files.</summary>
internal sealed class RunWriter(ArchiveLayout layout, RunWriting writing)
{
    /// <summary>Writes a run and waits until the medium has it. On failure what was written is deleted.</summary>
    /// <param name="sources">By SHA-256: what the RRsets' sightings refer to.</param>
    /// <exception cref="ArchiveException">There are more sources than a run can hold; nothing is written then.</exception>
    public ManifestRun Write(string name, int level, IRunContent content, IReadOnlyList<SourceRecord> sources)
    {
        var list = ListOf(sources);
        var (rrsetPath, rdataPath, domainPath) = (layout.RRsets(name), layout.RData(name), layout.Domains(name));
        using var isGivenUp = new CancellationTokenSource();
        try
        {
            var written = new TaskCompletionSource<WrittenRunFile>();
            WrittenRunFile? domains;
            var inverse = Task.Factory.StartNew(
                () => WriteInverse(rdataPath, content, written.Task, isGivenUp.Token), CancellationToken.None, TaskCreationOptions.LongRunning,
                TaskScheduler.Default);
            try
            {
                written.SetResult(WriteRRsets(rrsetPath, content, list));
                domains = WriteDomains(domainPath, content, written.Task.Result);
            }
            catch (Exception e)
            {
                isGivenUp.Cancel();
                written.TrySetException(e);
                Task.WaitAny(inverse); // whatever became of it
                throw;
            }

            var rdataFile = inverse.GetAwaiter().GetResult();
            writing.Files.SyncFolder(layout.Runs);
            return Describe(name, level, written.Task.Result, rdataFile, domains, sources);
        }
        catch
        {
            writing.Files.TryDelete(rrsetPath);
            writing.Files.TryDelete(rdataPath);
            writing.Files.TryDelete(domainPath);
            throw;
        }
    }

    private byte[] ListOf(IReadOnlyList<SourceRecord> sources)
    {
        var list = SourceRecordJson.Write(sources);
        if (list.Length <= writing.SourcesRoom) return list;
        throw new ArchiveException(string.Create(CultureInfo.InvariantCulture,
            $"The records of {sources.Count} sources take {list.Length} octets, and one run has room for {writing.SourcesRoom}: nothing was changed. "
            + $"pdns rollup makes one source of many; the later its time, the fewer are left."));
    }

    private WrittenRunFile WriteRRsets(string path, IRunContent content, byte[] sources)
    {
        using var rrsets = content.OpenRRsets();
        using var file = new RRsetRunWriter(writing, path);
        while (rrsets.MoveNext())
        {
            if (file.Count == int.MaxValue) throw new InvalidOperationException("A run holds 2,147,483,647 RRsets and negative answers at most.");
            file.Add(rrsets.Key, rrsets.Sightings);
        }

        return file.Finish(sources);
    }

    private WrittenRunFile WriteInverse(string path, IRunContent content, Task<WrittenRunFile> rrsetFile, CancellationToken isGivenUp)
    {
        using var file = new RDataRunWriter(writing, path);
        content.WriteInverse(file, rrsetFile, isGivenUp);
        return file.Finish(rrsetFile.GetAwaiter().GetResult());
    }

    /// <returns>Null, and no file, where there are none.</returns>
    private WrittenRunFile? WriteDomains(string path, IRunContent content, WrittenRunFile rrsetFile)
    {
        using var domains = content.OpenDomains();
        if (!domains.MoveNext()) return null;
        using var file = new DomainRunWriter(writing, path);
        do file.Add(domains.Key, domains.Rows);
        while (domains.MoveNext());
        return file.Finish(rrsetFile);
    }

    private static ManifestRun Describe(
        string name, int level, WrittenRunFile rrsets, WrittenRunFile rdata, WrittenRunFile? domains, IReadOnlyList<SourceRecord> sources) => new()
    {
        Name = name,
        Level = level,
        RRsetFile = new ManifestFile(rrsets.Octets, rrsets.Sha256),
        RDataFile = new ManifestFile(rdata.Octets, rdata.Sha256),
        DomainFile = domains is null ? null : new ManifestFile(domains.Octets, domains.Sha256),
        RRsets = rrsets.Totals.RRsets,
        Negatives = rrsets.Totals.Negatives,
        Sightings = rrsets.Totals.Sightings,
        Observations = rrsets.Totals.Observations,
        FirstMilliseconds = rrsets.Totals.FirstMilliseconds,
        LastMilliseconds = rrsets.Totals.LastMilliseconds,
        Sources = [.. sources.Select(source => source.Sha256)],
    };
}

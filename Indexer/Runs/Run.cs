using PassiveDns.Formats;
using PassiveDns.Formats.Records;

namespace PassiveDns.Indexer.Runs;

/// <summary>A run, open: its RRsets, its inverse, its sources. It closes when all who hold it have let go.</summary>
internal sealed class Run
{
    private readonly RunFileReader _rrsets;
    private readonly RunFileReader _rdata;
    private int _holders;

    private Run(ManifestRun manifest, RunFileReader rrsets, RunFileReader rdata, IReadOnlyList<SourceRecord> sources)
    {
        (Manifest, _rrsets, _rdata, Sources) = (manifest, rrsets, rdata, sources);
    }

    public ManifestRun Manifest { get; }

    public string Name => Manifest.Name;

    /// <summary>The run's own list, by SHA-256: what sightings inside the run refer to.</summary>
    public IReadOnlyList<SourceRecord> Sources { get; }

    /// <summary>Figures of the footers.</summary>
    public RunFileReader RRsetFile => _rrsets;

    public RunFileReader RDataFile => _rdata;

    /// <exception cref="ArchiveException">A file is not there, is damaged, or is not what the manifest says.</exception>
    public static Run Open(ArchiveLayout layout, ManifestRun manifest)
    {
        RunFileReader? rrsets = null, rdata = null;
        try
        {
            rrsets = OpenFile(layout.RRsets(manifest.Name), RunFileKind.RRset, manifest.RRsetFile);
            rdata = OpenFile(layout.RData(manifest.Name), RunFileKind.RData, manifest.RDataFile);
            CheckPair(manifest, rrsets, rdata);
            var sources = SourceRecordJson.Read(rrsets.Path, rrsets.SourcesOffset, rrsets.ReadSources());
            if (!sources.Select(source => source.Sha256).SequenceEqual(manifest.Sources))
                throw new DamagedArchiveException(rrsets.Path, rrsets.SourcesOffset, "the sources that the manifest names", "others");
            return new Run(manifest, rrsets, rdata, sources);
        }
        catch (Exception e)
        {
            rrsets?.Dispose();
            rdata?.Dispose();
            if (e is IOException or UnauthorizedAccessException)
                throw new ArchiveException($"Run {manifest.Name} cannot be read. {FileFault.Sentence(e)}.", e);
            throw;
        }
    }

    /// <summary>Walks the run's RRsets.</summary>
    /// <param name="cache">Where blocks are kept for the next lookup; null for a scan.</param>
    /// <param name="lost">Takes the blocks that cannot be read; null where none may be passed over.</param>
    public RRsetRunCursor OpenRRsets(BlockCache? cache, LostBlocks? lost = null) => new(_rrsets, cache, Sources.Count, lost);

    /// <summary>Walks the run's inverse.</summary>
    /// <inheritdoc cref="OpenRRsets"/>
    public RDataRunCursor OpenRData(BlockCache? cache, LostBlocks? lost = null) => new(_rdata, cache, _rrsets.Totals.Entries, lost);

    /// <summary>Walks the owners of the run's RRsets, each once, in key order.</summary>
    public UniqueKeyCursor OpenOwners(LostBlocks? lost = null) => UniqueKeyCursor.Owners(OpenRRsets(cache: null, lost));

    /// <summary>Walks the names that the run's rdata point to, each once, in key order.</summary>
    public UniqueKeyCursor OpenTargetNames(LostBlocks? lost = null) => UniqueKeyCursor.TargetNames(OpenRData(cache: null, lost));

    public void Hold() => Interlocked.Increment(ref _holders);

    public void LetGo()
    {
        if (Interlocked.Decrement(ref _holders) == 0) Close();
    }

    /// <summary>For a run that nobody came to hold.</summary>
    public void Close()
    {
        _rrsets.Dispose();
        _rdata.Dispose();
    }

    private static RunFileReader OpenFile(string path, RunFileKind kind, ManifestFile manifest)
    {
        if (!File.Exists(path))
            throw new ArchiveException($"{path} is missing. Restore it from a copy, or ingest its sources again into a new archive.");
        var file = RunFileReader.Open(path, kind);
        if (file.Length == manifest.Octets) return file;
        file.Dispose();
        throw new DamagedArchiveException(path, 0, $"a file of {manifest.Octets} octets, as the manifest says", $"{file.Length}");
    }

    private static void CheckPair(ManifestRun manifest, RunFileReader rrsets, RunFileReader rdata)
    {
        var totals = rrsets.Totals;
        if ((totals.RRsets, totals.Negatives, totals.Sightings, totals.Observations)
            != (manifest.RRsets, manifest.Negatives, manifest.Sightings, manifest.Observations)
            || (totals.FirstMilliseconds, totals.LastMilliseconds) != (manifest.FirstMilliseconds, manifest.LastMilliseconds))
            throw new DamagedArchiveException(rrsets.Path, rrsets.Length - RunFooter.Length, "the totals that the manifest names", "others");
        if (rdata.Footer.Partner != rrsets.Footer.Checksum)
        {
            var partner = Path.GetFileName(rrsets.Path);
            throw new DamagedArchiveException(rdata.Path, rdata.Length - RunFooter.Length, $"the inverse of {partner}", "that of another file");
        }
    }
}

using PassiveDns.Formats;
using PassiveDns.Formats.Records;
using PassiveDns.Indexer.Domains;

namespace PassiveDns.Indexer.Runs;

/// <summary>A run, open: its RRsets, its inverse, its domain-days, its sources. It closes when all who hold it have let go.</summary>
internal sealed class Run
{
    private readonly RunFileReader _rrsets;
    private readonly RunFileReader _rdata;
    private int _holders;

    private Run(ManifestRun manifest, RunFileReader rrsets, RunFileReader rdata, RunFileReader? domains, IReadOnlyList<SourceRecord> sources, int sourcesLength)
    {
        (Manifest, _rrsets, _rdata, DomainFile, Sources, SourcesLength) = (manifest, rrsets, rdata, domains, sources, sourcesLength);
    }

    public ManifestRun Manifest { get; }

    public string Name => Manifest.Name;

    /// <summary>The run's own list, by SHA-256: what sightings inside the run refer to.</summary>
    public IReadOnlyList<SourceRecord> Sources { get; }

    /// <summary>Octets of that list as JSON, of which a run holds <see cref="RunFormat.MaxSectionLength"/>.</summary>
    public int SourcesLength { get; }

    /// <summary>Figures of the footers.</summary>
    public RunFileReader RRsetFile => _rrsets;

    public RunFileReader RDataFile => _rdata;

    /// <summary>Null where no query was counted.</summary>
    public RunFileReader? DomainFile { get; }

    /// <exception cref="ArchiveException">A file is not there, is damaged, or is not what the manifest says.</exception>
    public static Run Open(ArchiveLayout layout, ManifestRun manifest)
    {
        RunFileReader? rrsets = null, rdata = null, domains = null;
        try
        {
            rrsets = OpenFile(layout.RRsets(manifest.Name), RunFileKind.RRset, manifest.RRsetFile);
            rdata = OpenFile(layout.RData(manifest.Name), RunFileKind.RData, manifest.RDataFile);
            CheckTotals(manifest, rrsets);
            CheckPartner(rdata, rrsets, "the inverse");
            if (manifest.DomainFile is { } file)
            {
                domains = OpenFile(layout.Domains(manifest.Name), RunFileKind.Domains, file);
                CheckPartner(domains, rrsets, "the domain-days");
            }

            var list = rrsets.ReadSources();
            var sources = SourceRecordJson.Read(rrsets.Path, rrsets.SourcesOffset, list);
            if (!sources.Select(source => source.Sha256).SequenceEqual(manifest.Sources))
                throw new DamagedArchiveException(rrsets.Path, rrsets.SourcesOffset, "the sources that the manifest names", "others");
            return new Run(manifest, rrsets, rdata, domains, sources, list.Length);
        }
        catch (Exception e)
        {
            rrsets?.Dispose();
            rdata?.Dispose();
            domains?.Dispose();
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

    /// <summary>Walks what was counted by domain and day; null where no query was.</summary>
    /// <inheritdoc cref="OpenRRsets"/>
    public DomainRunCursor? OpenDomains(BlockCache? cache = null, LostBlocks? lost = null) =>
        DomainFile is null ? null : new DomainRunCursor(DomainFile, Sources.Count, cache, lost);

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
        DomainFile?.Dispose();
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

    private static void CheckTotals(ManifestRun manifest, RunFileReader rrsets)
    {
        var totals = rrsets.Totals;
        if ((totals.RRsets, totals.Negatives, totals.Sightings, totals.Observations)
            != (manifest.RRsets, manifest.Negatives, manifest.Sightings, manifest.Observations)
            || (totals.FirstMilliseconds, totals.LastMilliseconds) != (manifest.FirstMilliseconds, manifest.LastMilliseconds))
            throw new DamagedArchiveException(rrsets.Path, rrsets.Length - RunFooter.Length, "the totals that the manifest names", "others");
    }

    /// <param name="what">What the file is of the RRsets.</param>
    private static void CheckPartner(RunFileReader file, RunFileReader rrsets, string what)
    {
        if (file.Footer.Partner == rrsets.Footer.Checksum) return;
        var partner = Path.GetFileName(rrsets.Path);
        throw new DamagedArchiveException(file.Path, file.Length - RunFooter.Length, $"{what} of {partner}", "that of another file");
    }
}

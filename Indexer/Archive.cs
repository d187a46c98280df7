using PassiveDns.Formats.Records;
using PassiveDns.Indexer.Ingest;
using PassiveDns.Indexer.Lookup;
using PassiveDns.Indexer.Runs;

namespace PassiveDns.Indexer;

/// <summary>A folder of RRsets that were seen in sources, open for lookups and, by one process at a time, for ingest. See FORMAT.md.</summary>
/// <remarks>Lookups may come from any number of threads, also while a session ingests: each sees the archive as it was when it began.</remarks>
public sealed class Archive : IRRsetSource, IDisposable
{
    private readonly BlockCache _cache = new();
    private readonly LostBlocks _lost = new();
    private readonly ArchiveLock? _lock;
    private volatile ArchiveState _state;
    private IngestSession? _session;
    private bool _isCommitOpen;

    private Archive(ArchiveLayout layout, DurableFiles files, ArchiveLock? writeLock, ArchiveState state) =>
        (Layout, Files, _lock, _state) = (layout, files, writeLock, state);

    public ArchiveLayout Layout { get; }

    /// <summary>Made once, with the archive.</summary>
    public Guid Id => _state.Manifest.ArchiveId;

    /// <summary>0 for the empty archive, one more with each commit.</summary>
    public long Generation => _state.Manifest.Generation;

    /// <summary>This process may write.</summary>
    public bool IsWritable => _lock is not null;

    /// <inheritdoc/>
    /// <remarks>By SHA-256. A commit makes a new list, with other places.</remarks>
    public IReadOnlyList<SourceRecord> Sources => _state.Sources;

    /// <summary>RRsets there are at most, from the manifest alone: what stands in two runs counts twice.</summary>
    public long RRsetBound => _state.Manifest.Runs.Sum(run => run.RRsets);

    /// <summary>Live runs. In one alone each RRset stands once, so that <see cref="RRsetBound"/> is then their number.</summary>
    public int RunCount => _state.Manifest.Runs.Count;

    /// <summary>Runs that could not be opened; what they hold is missing from every answer.</summary>
    public IReadOnlyList<RunDamage> Damage => _state.Damage;

    /// <summary>
    /// Parts of open runs that lookups and searches came upon and could not read, so far: what they hold is missing from the answers.
    /// </summary>
    public IReadOnlyList<RunDamage> LostParts => _lost.ByRun(_state.Manifest);

    /// <summary>Where lookups and searches enter the blocks that they cannot read.</summary>
    internal LostBlocks Lost => _lost;

    /// <summary>The runs that can be read, by number.</summary>
    internal IReadOnlyList<Run> Runs => _state.Runs;

    /// <summary>What all changes to the folder go through.</summary>
    internal DurableFiles Files { get; }

    internal ArchiveManifest Manifest => _state.Manifest;

    /// <summary>Opens an archive for lookups. Others may read and write at the same time.</summary>
    /// <exception cref="ArchiveException">There is none, or its manifest is damaged or of another format.</exception>
    public static Archive OpenRead(string folder)
    {
        var layout = new ArchiveLayout(folder);
        if (!Directory.Exists(folder)) throw new ArchiveException($"No archive at {folder}. Make one with: pdns ingest PATH -a {folder}");
        if (!File.Exists(layout.Manifest)) throw new ArchiveException($"{folder} is no archive: it has no {Path.GetFileName(layout.Manifest)}.");
        return new Archive(layout, DurableFiles.Default, null, ArchiveState.Open(layout, ArchiveManifest.Read(layout)));
    }

    /// <summary>Opens an archive for ingest and lookups; makes an empty one where there is no folder, or an empty one.</summary>
    /// <exception cref="ArchiveException">The folder is no archive, or its manifest is damaged or of another format.</exception>
    /// <exception cref="ArchiveLockedException">Another process writes to it.</exception>
    public static Archive OpenOrCreate(string folder) => OpenOrCreate(folder, DurableFiles.Default);

    internal static Archive OpenOrCreate(string folder, DurableFiles files)
    {
        var layout = new ArchiveLayout(folder);
        ArchiveFolder.CheckIsOursOrEmpty(layout);
        if (!File.Exists(layout.Manifest)) files.EnsureFolder(layout.Folder);
        var writeLock = ArchiveLock.Take(layout);
        try
        {
            var manifest = ArchiveFolder.ReadOrCreateManifest(layout, files);
            ArchiveFolder.Sweep(layout, manifest, files);
            return new Archive(layout, files, writeLock, ArchiveState.Open(layout, manifest));
        }
        catch
        {
            writeLock.Dispose();
            throw;
        }
    }

    /// <summary>The archive has sightings of a source, or would have if its run were not damaged.</summary>
    /// <param name="sha256">64 lower-case hexadecimal digits.</param>
    public bool HasSource(string sha256) => _state.Sha256s.Contains(sha256);

    /// <summary>Some source of the archive has this length: only then can a file of it be known.</summary>
    public bool HasSourceOfLength(long octets) => _state.Lengths.Contains(octets) || _state.Damage.Count > 0;

    /// <inheritdoc/>
    /// <remarks>
    /// Every sighting of a result has the result's status, but that zone transfers stand together with matched ones where the question asks
    /// for the default. In a source without queries unsolicited responses count as matched, and say so.
    /// What stands in a damaged part of a run is left out: <see cref="LostParts"/> tells of it afterwards.
    /// </remarks>
    public IEnumerable<RRset> Find(RRsetQuery query)
    {
        var state = _state;
        using var rrsets = OpenRRsets(state, query);
        var statuses = new StatusSelection(query.Statuses, state.Sources);
        while (rrsets.MoveNext())
        {
            foreach (var sightings in statuses.Select(rrsets.Sightings))
            {
                var rrset = new RRset(rrsets.Key.ToArray(), sightings);
                if (query.Fence.Admits(rrset.Window)) yield return rrset;
            }
        }
    }

    /// <summary>Begins to take in sources; one session at a time.</summary>
    /// <exception cref="InvalidOperationException">
    /// The archive was opened for reading, or another session has not ended, or a commit failed at its last step.
    /// </exception>
    public IngestSession BeginIngest(IngestOptions? options = null)
    {
        if (_lock is null) throw new InvalidOperationException("The archive was opened for reading.");
        if (_isCommitOpen) throw new InvalidOperationException("A commit failed at its last step: open the archive again.");
        if (_session is not null) throw new InvalidOperationException("Another session has not ended.");
        return _session = new IngestSession(this, options ?? new IngestOptions());
    }

    public void Dispose()
    {
        _session?.Dispose();
        foreach (var run in _state.Runs) run.Dispose();
        _lock?.Dispose();
    }

    /// <summary>Walks all RRsets with all sightings, in key order.</summary>
    internal IRRsetCursor OpenAll(CancellationToken interruption) => OpenRRsets(_state, new RRsetQuery { Side = LookupSide.All }, interruption);

    internal void EndSession(IngestSession session)
    {
        if (_session == session) _session = null;
    }

    /// <summary>Adds a run and makes it live.</summary>
    /// <param name="write">Writes the run of the given name.</param>
    internal void CommitRun(Func<string, ManifestRun> write)
    {
        var state = _state;
        Files.EnsureFolder(Layout.Runs);
        var written = write(ArchiveLayout.RunName(state.Manifest.NextRun));
        var manifest = state.Manifest with
        {
            Generation = state.Manifest.Generation + 1,
            NextRun = state.Manifest.NextRun + 1,
            Runs = [.. state.Manifest.Runs, written],
        };
        var run = Run.Open(Layout, written);
        try
        {
            manifest.Commit(Layout, Files);
        }
        catch
        {
            // Whether the new manifest took its name is not known, so neither is which run number is free.
            _isCommitOpen = true;
            run.Dispose();
            throw;
        }

        _state = state.With(manifest, run);
    }

    private RRsetMerge OpenRRsets(ArchiveState state, RRsetQuery query, CancellationToken interruption = default)
    {
        var filter = new KeyFilter(query);
        var inputs = new List<(IRRsetCursor, int[])>();
        for (var i = 0; i < state.Runs.Count; i++) inputs.Add((RunLookup.Open(state.Runs[i], _cache, _lost, query, filter), state.SourceMaps[i]));
        return new RRsetMerge(inputs, interruption);
    }
}

/// <summary>A run that could not be opened, or could not be read everywhere.</summary>
/// <param name="Run">Its name.</param>
/// <param name="Reason">A sentence for the user.</param>
/// <param name="RRsets">How many it held, as the manifest says; of a part, how many may be lost with it.</param>
/// <param name="Sources">SHA-256 of each of its sources.</param>
/// <param name="IsPart">The rest of the run could be read.</param>
public sealed record RunDamage(string Run, string Reason, long RRsets, IReadOnlyList<string> Sources, bool IsPart = false);

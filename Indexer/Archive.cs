using PassiveDns.Formats;
using PassiveDns.Formats.Dns;
using PassiveDns.Formats.Records;
using PassiveDns.Indexer.Bailiwick;
using PassiveDns.Indexer.Domains;
using PassiveDns.Indexer.Ingest;
using PassiveDns.Indexer.Lookup;
using PassiveDns.Indexer.Runs;

namespace PassiveDns.Indexer;

/// <summary>A folder of RRsets that were seen in sources, open for lookups and, by one process at a time, for ingest. See FORMAT.md.</summary>
/// <remarks>Lookups may come from any number of threads, also while a session ingests: each sees the archive as it was when it began.</remarks>
public sealed class Archive : IRRsetSource, IDisposable
{
    private const long LargeSightings = 2_000_000; // all of it is verified in some seconds

    private readonly BlockCache _cache = new();
    private readonly LostBlocks _lost = new();
    private readonly ArchiveLock? _lock;
    private readonly Lock _gate = new(); // of all below
    private readonly HashSet<IngestSession> _sessions = [];
    private readonly HashSet<string> _claimed = new(StringComparer.Ordinal); // sources of sessions, not committed yet
    private volatile ArchiveState _state;
    private PublicSuffixList? _suffixes;
    private int _nextRun;
    private bool _isCommitOpen;

    private Archive(ArchiveLayout layout, DurableFiles files, ArchiveLock? writeLock, ArchiveState state) =>
        (Layout, Files, _lock, _state, _nextRun) = (layout, files, writeLock, state, state.Manifest.NextRun);

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

    /// <summary>Where verification begins: what the archive was given, or what comes with the program.</summary>
    /// <exception cref="UnreadableFileException">What it was given is no hints any more.</exception>
    public Hints Hints => Hints.Of(Layout);

    /// <summary>By which queries are counted that are taken in from now on: what the archive was given, or what comes with the program.</summary>
    /// <exception cref="UnreadableFileException">What it was given is no public suffix list any more.</exception>
    public PublicSuffixList Suffixes => _suffixes ??= SuffixesOf(Layout.Folder);

    /// <summary>From the earliest sighting to the latest with all observations there are at most, from the manifest alone; null without any.</summary>
    public TimeWindow? WindowBound
    {
        get
        {
            var runs = _state.Manifest.Runs.Where(run => run.Observations > 0).ToList();
            if (runs.Count == 0) return null;
            return runs.Select(run => new TimeWindow(run.FirstMilliseconds, run.LastMilliseconds, run.Observations)).Aggregate(TimeWindow.Union);
        }
    }

    /// <summary>Live runs. In one alone each RRset stands once, so that <see cref="RRsetBound"/> is then their number.</summary>
    public int RunCount => _state.Manifest.Runs.Count;

    /// <summary>Runs that could not be opened; what they hold is missing from every answer.</summary>
    public IReadOnlyList<RunDamage> Damage => _state.Damage;

    /// <summary>
    /// Parts of open runs that lookups and searches came upon and could not read, so far: what they hold is missing from the answers.
    /// </summary>
    public IReadOnlyList<RunDamage> LostParts => _lost.ByRun(_state.Manifest);

    /// <summary>A sentence where the table of zones could not be read, so that no bailiwick is known; null for a sound one, or none.</summary>
    public string? BailiwickDamage => _state.ZoneDamage;

    /// <summary>Where lookups and searches enter the blocks that they cannot read.</summary>
    internal LostBlocks Lost => _lost;

    /// <summary>Where lookups keep the blocks that they read.</summary>
    internal BlockCache Cache => _cache;

    /// <summary>The runs that can be read, by number.</summary>
    internal IReadOnlyList<Run> Runs => _state.Runs;

    /// <summary>What all changes to the folder go through.</summary>
    internal DurableFiles Files { get; }

    internal ArchiveManifest Manifest => _state.Manifest;

    /// <summary>Octets of sources, as JSON, that a run is given where runs are put together; tests make it small.</summary>
    internal int SourcesRoom { get; set; } = RunFormat.MaxSectionLength;

    /// <summary>Opens an archive for lookups. Others may read and write at the same time.</summary>
    /// <exception cref="ArchiveException">There is none, or its manifest is damaged or of another format.</exception>
    public static Archive OpenRead(string folder)
    {
        var layout = new ArchiveLayout(folder);
        CheckIsThere(layout);
        return new Archive(layout, DurableFiles.Default, null, OpenState(layout));
    }

    /// <summary>Opens an archive for ingest and lookups; there must be one.</summary>
    /// <summary>There is an archive; where there is none, there is room to make one.</summary>
    /// <exception cref="ArchiveException">The folder is something else.</exception>
    public static bool IsThere(string folder)
    {
        var layout = new ArchiveLayout(folder);
        ArchiveFolder.CheckIsOursOrEmpty(layout);
        return File.Exists(layout.Manifest);
    }

    /// <inheritdoc cref="OpenOrCreate(string)"/>
    public static Archive OpenExisting(string folder)
    {
        CheckIsThere(new ArchiveLayout(folder));
        return OpenOrCreate(folder);
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

    /// <summary>The archive has sightings of a source, as such or rolled up with others, or would have if its run were not damaged.</summary>
    /// <param name="sha256">64 lower-case hexadecimal digits.</param>
    public bool HasSource(string sha256) => _state.Sha256s.Contains(sha256);

    /// <summary>The record of a source, or of the rollup that it is part of; null where the archive has none, or a damaged run has it.</summary>
    /// <param name="sha256">64 lower-case hexadecimal digits.</param>
    public SourceRecord? FindSource(string sha256) => Sources.FirstOrDefault(
        source => source.Sha256 == sha256 || source.Parts.Any(part => part.Sha256 == sha256));

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
        using var state = HoldState();
        using var rrsets = OpenRRsets(state, query);
        using var zones = new ZonePath(state.Zones, _cache);
        var judgement = new Judgement(query, state.Sources, zones);
        while (rrsets.MoveNext())
        {
            var results = judgement.Judge(rrsets.Key, rrsets.Sightings);
            for (var result = 0; result < results; result++)
            {
                if (query.Admits(judgement.Window(result))) yield return judgement.Make(result, rrsets.Key);
            }
        }
    }

    /// <summary>Walks what a question finds without making RRsets of it; to be disposed of. Fence and counts of the question are not held against it.</summary>
    /// <remarks>What stands in a damaged part of a run is left out, as in <see cref="Find"/>.</remarks>
    public RRsetScan Scan(RRsetQuery query)
    {
        var state = HoldState();
        return new RRsetScan(state, OpenRRsets(state, query), new ZonePath(state.Zones, _cache), query);
    }

    /// <summary>Of what <see cref="Find"/> gives, the RRsets that were seen last, latest first; of equal ones in key order.</summary>
    /// <param name="limit">Most results.</param>
    /// <param name="found">How many there are in all.</param>
    /// <exception cref="OperationCanceledException">It was interrupted.</exception>
    public IReadOnlyList<RRset> FindNewest(RRsetQuery query, int limit, out long found, CancellationToken interruption = default)
    {
        using var state = HoldState();
        using var rrsets = OpenRRsets(state, query, CancellationToken.None); // asked about below
        using var zones = new ZonePath(state.Zones, _cache);
        var judgement = new Judgement(query, state.Sources, zones);
        var newest = new NewestRRsets(limit);
        while (rrsets.MoveNext())
        {
            interruption.ThrowIfCancellationRequested();
            var results = judgement.Judge(rrsets.Key, rrsets.Sightings);
            for (var result = 0; result < results; result++)
            {
                if (query.Admits(judgement.Window(result)) && newest.Wants(judgement.Window(result))) newest.Add(judgement.Make(result, rrsets.Key));
            }
        }

        found = newest.Seen;
        return newest.ToList();
    }

    /// <summary>What was counted of the queries for domains, in the order of their keys: one result for each domain, or for each domain and day.</summary>
    /// <remarks>
    /// What was unsolicited counts in sources without queries only (one-sided captures), as in the default of a lookup. What stands in a damaged part of a run is
    /// left out: <see cref="LostParts"/> tells of it afterwards.
    /// </remarks>
    public IEnumerable<DomainStatistics> FindDomains(DomainQuery query)
    {
        using var state = HoldState();
        foreach (var found in DomainLookup.Find(state, query, Suffixes, _lost)) yield return found;
    }

    /// <summary>The public suffix list of the archive in a folder, be it there yet or not.</summary>
    /// <inheritdoc cref="Suffixes"/>
    public static PublicSuffixList SuffixesOf(string folder) =>
        new ArchiveLayout(folder).Suffixes is var path && File.Exists(path) ? PublicSuffixList.Read(path) : PublicSuffixList.Default;

    /// <summary>Gives the archive a public suffix list, for what is taken in from now on: what was counted stays as it is.</summary>
    /// <exception cref="InvalidOperationException">The archive was opened for reading.</exception>
    public void KeepSuffixes(PublicSuffixList given)
    {
        if (_lock is null) throw new InvalidOperationException("The archive was opened for reading.");
        var unfinished = Layout.Suffixes + ".new";
        using (var file = Files.Create(unfinished))
        {
            file.Write(given.Text.Span);
            Files.Sync(file);
        }

        Files.Rename(unfinished, Layout.Suffixes);
        Files.SyncFolder(Layout.Folder);
        _suffixes = given;
    }

    /// <summary>Begins to take in sources. Several sessions may be at it, each for one thread.</summary>
    /// <exception cref="InvalidOperationException">The archive was opened for reading, or a commit failed at its last step.</exception>
    public IngestSession BeginIngest(IngestOptions? options = null)
    {
        if (_lock is null) throw new InvalidOperationException("The archive was opened for reading.");
        lock (_gate)
        {
            CheckCommits();
            var session = new IngestSession(this, options ?? new IngestOptions());
            _sessions.Add(session);
            return session;
        }
    }

    public void Dispose()
    {
        foreach (var session in _sessions.ToList()) session.Dispose();
        _state.Dispose();
        _lock?.Dispose();
    }

    /// <summary>The archive as it is now; to be disposed of.</summary>
    internal ArchiveState HoldState()
    {
        while (true)
        {
            if (_state is var state && state.TryHold()) return state;
        }
    }

    /// <summary>Verifies which servers serve which zones, unless that is known of the sources and hints already: what every bailiwick follows from.</summary>
    /// <remarks>Derived: what was written is made again at any time, and lookups do with the latest there is.</remarks>
    /// <exception cref="InvalidOperationException">The archive was opened for reading.</exception>
    /// <exception cref="ArchiveException">A part of a run is damaged; nothing is changed then.</exception>
    /// <exception cref="OperationCanceledException">It was interrupted; nothing is changed then.</exception>
    /// <exception cref="UnreadableFileException">The archive's own hints are no hints any more.</exception>
    /// <exception cref="IOException">The result cannot be written.</exception>
    /// <param name="given">Hints that are the archive's from now on; null for those that it has.</param>
    public BailiwickUpdate VerifyBailiwick(Hints? given = null, CancellationToken interruption = default)
    {
        if (_lock is null) throw new InvalidOperationException("The archive was opened for reading.");
        given?.Save(Layout, Files);
        var hints = given ?? Hints;
        using var state = HoldState();
        var basis = ZoneTable.BasisOf(state.Sources, hints);
        if (state.Zones is { } known && known.Basis == basis) return new BailiwickUpdate(false, known.Zones);
        using var parts = new PartFolder(Layout.Parts, new RunWriting { Files = Files });
        using var verified = ZoneVerification.Run(state.Runs, hints, parts, interruption);
        var table = ZoneTable.Write(Layout, Files, state.Manifest.Generation, basis, SightingsOf(state), verified);
        lock (_gate)
        {
            using var old = _state;
            _state = old.With(table);
        }

        return new BailiwickUpdate(true, table.Zones);
    }

    /// <summary>What lookups and searches of this instance have read of the live runs, so far; what they found in memory is not counted.</summary>
    public ArchiveReads Reads
    {
        get
        {
            using var state = HoldState();
            var read = state.Runs.Select(run => (RRsets: run.RRsetFile.Read, RData: run.RDataFile.Read)).ToList();
            return new ArchiveReads(
                read.Count, read.Count(run => run.RRsets.Blocks + run.RData.Blocks > 0),
                read.Sum(run => run.RRsets.Blocks + run.RData.Blocks), read.Sum(run => run.RRsets.Octets + run.RData.Octets),
                state.Runs.Sum(run => run.RRsetFile.Length + run.RDataFile.Length));
        }
    }

    /// <summary>What is known of zones, and whether it follows from the sources and hints as they are now.</summary>
    public BailiwickState Bailiwick
    {
        get
        {
            using var state = HoldState();
            return new BailiwickState(state.Zones?.Zones ?? 0, state.Zones?.Basis == ZoneTable.BasisOf(state.Sources, Hints));
        }
    }

    /// <summary>Less is new in a large archive than was there when all of it was verified: that may wait until as much again has been added, or somebody asks for it.</summary>
    /// <remarks>Verifying reads the whole archive. Done at each doubling it costs every RRset two readings on average, however large the archive gets; done at each eighth it was nine.</remarks>
    public bool BailiwickMayWait => MayBailiwickWait(LargeSightings);

    /// <param name="large">Sightings of an archive that is large.</param>
    internal bool MayBailiwickWait(long large)
    {
        using var state = HoldState();
        if (state.Zones is not { } known) return false;
        var (now, then) = (SightingsOf(state), known.Sightings);
        return now > large && now >= then && now - then < then;
    }

    private static long SightingsOf(ArchiveState state) => state.Manifest.Runs.Sum(run => run.Sightings);

    /// <summary>Reads the whole table of zones; a sentence where it is damaged.</summary>
    public string? FindBailiwickDamage() => ZoneTable.FindDamage(Layout);

    /// <summary>Walks all RRsets and negative answers with all sightings, in key order.</summary>
    internal IRRsetCursor OpenAll(ArchiveState state, CancellationToken interruption) =>
        OpenRRsets(state, new RRsetQuery { Side = LookupSide.All, Kinds = AnswerKinds.Both }, interruption);

    /// <summary>Takes a source for the calling session, unless the archive or another session has it.</summary>
    internal bool TryClaim(string sha256)
    {
        lock (_gate) return !HasSource(sha256) && _claimed.Add(sha256);
    }

    /// <summary>Sources that a session has committed, or given up.</summary>
    internal void Release(IEnumerable<string> sha256s)
    {
        lock (_gate) _claimed.ExceptWith(sha256s);
    }

    internal void EndSession(IngestSession session, IEnumerable<string> uncommitted)
    {
        Release(uncommitted);
        lock (_gate) _sessions.Remove(session);
    }

    /// <summary>Adds a run and makes it live.</summary>
    /// <param name="write">Writes the run of the given name.</param>
    internal void CommitRun(Func<string, ManifestRun> write) => ReplaceRuns([], write);

    /// <summary>Makes one run live in place of others. Runs are written side by side, commits come one after the other.</summary>
    /// <param name="retired">Names of live runs.</param>
    /// <param name="write">Writes the run of the given name; null where nothing takes their place.</param>
    /// <returns>The new run.</returns>
    internal ManifestRun? ReplaceRuns(IReadOnlyCollection<string> retired, Func<string, ManifestRun>? write)
    {
        Files.EnsureFolder(Layout.Runs);
        int number;
        lock (_gate) number = _nextRun++;
        var written = write?.Invoke(ArchiveLayout.RunName(number));
        var run = written is null ? null : Run.Open(Layout, written);
        lock (_gate)
        {
            try
            {
                CheckCommits();
                Commit(retired, run);
            }
            catch
            {
                run?.Close();
                throw;
            }
        }

        foreach (var name in retired)
        {
            Files.TryDelete(Layout.RRsets(name));
            Files.TryDelete(Layout.RData(name));
            if (File.Exists(Layout.Domains(name))) Files.TryDelete(Layout.Domains(name));
        }

        return written;
    }

    private void Commit(IReadOnlyCollection<string> retired, Run? added)
    {
        if (retired.Count(name => _state.Manifest.Runs.Any(run => run.Name == name)) != retired.Count)
            throw new InvalidOperationException("A run to be replaced is not live any more.");
        var live = _state.Manifest.Runs.Where(run => !retired.Contains(run.Name));
        if (added is not null) live = live.Append(added.Manifest);
        var manifest = _state.Manifest with
        {
            Generation = _state.Manifest.Generation + 1,
            NextRun = _nextRun,
            Runs = [.. live.OrderBy(run => run.Name.Length).ThenBy(run => run.Name, StringComparer.Ordinal)],
        };
        _isCommitOpen = true; // until it is known that the new manifest has taken its name
        manifest.Commit(Layout, Files);
        _isCommitOpen = false;
        using var old = _state;
        _state = old.With(manifest, added);
    }

    private void CheckCommits()
    {
        if (_isCommitOpen) throw new InvalidOperationException("A commit failed at its last step: open the archive again.");
    }

    private static void CheckIsThere(ArchiveLayout layout)
    {
        var folder = layout.Folder;
        if (!Directory.Exists(folder)) throw new ArchiveException($"No archive at {folder}. Make one with: pdns ingest PATH -a {folder}");
        if (!File.Exists(layout.Manifest)) throw new ArchiveException($"{folder} is no archive: it has no {Path.GetFileName(layout.Manifest)}.");
    }

    /// <summary>
    /// A writer may replace runs between our reading the manifest and opening them. Then there is a newer manifest, and that is read; the runs
    /// that are open stay readable when their files are deleted.
    /// </summary>
    private static ArchiveState OpenState(ArchiveLayout layout)
    {
        var manifest = ArchiveManifest.Read(layout);
        while (true)
        {
            var state = ArchiveState.Open(layout, manifest);
            if (state.Damage.Count == 0) return state;
            var latest = ArchiveManifest.Read(layout);
            if (latest.Generation == manifest.Generation) return state;
            state.Dispose();
            manifest = latest;
        }
    }

    private IRRsetCursor OpenRRsets(ArchiveState state, RRsetQuery query, CancellationToken interruption = default)
    {
        var filter = new KeyFilter(query);
        var inputs = new List<(IRRsetCursor, int[])>();
        for (var i = 0; i < state.Runs.Count; i++) inputs.Add((RunLookup.Open(state.Runs[i], _cache, _lost, query, filter), state.SourceMaps[i]));
        return RRsetMerge.Of(inputs, interruption);
    }
}

/// <summary>A run that could not be opened, or could not be read everywhere.</summary>
/// <param name="Run">Its name.</param>
/// <param name="Reason">A sentence for the user.</param>
/// <param name="RRsets">How many it held, as the manifest says; of a part, how many may be lost with it.</param>
/// <param name="Sources">SHA-256 of each of its sources.</param>
/// <param name="IsPart">The rest of the run could be read.</param>
public sealed record RunDamage(string Run, string Reason, long RRsets, IReadOnlyList<string> Sources, bool IsPart = false);

/// <summary>What was read of an archive's runs.</summary>
/// <param name="Runs">Live runs.</param>
/// <param name="RunsRead">Of how many a block was read: filters and indexes tell of the others.</param>
/// <param name="OctetsRead">Of the blocks, as they are stored.</param>
/// <param name="Octets">Of all runs.</param>
public sealed record ArchiveReads(int Runs, int RunsRead, long BlocksRead, long OctetsRead, long Octets);

/// <summary>What is known of zones.</summary>
/// <param name="Zones">Zones of which servers are known.</param>
/// <param name="IsCurrent">It follows from the sources and hints as they are now.</param>
public sealed record BailiwickState(long Zones, bool IsCurrent);

/// <summary>What <see cref="Archive.VerifyBailiwick"/> did.</summary>
/// <param name="IsNew">There was something to do.</param>
/// <param name="Zones">Zones of which servers are known.</param>
public sealed record BailiwickUpdate(bool IsNew, long Zones);

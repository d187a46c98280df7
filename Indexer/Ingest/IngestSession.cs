using PassiveDns.Formats.Records;
using PassiveDns.Formats.State;
using PassiveDns.Indexer.Domains;
using PassiveDns.Indexer.Runs;

namespace PassiveDns.Indexer.Ingest;

/// <summary>Takes observations, source after source, and commits them to an archive. For one thread; an archive may have several sessions.</summary>
/// <remarks>
/// Observations belong to the source that the next <see cref="EndSource"/> names. Sources that have ended are in the archive with the
/// next <see cref="Commit()"/>, all or none of them; what was not committed is forgotten by <see cref="Dispose"/>, or by the end of the
/// process however it comes. When to commit is the caller's: a commit makes one run.
/// <para>
/// The caller's thread only copies observations. A second one unites them in a table; a third sorts and writes a table that is full, while the
/// second fills the next.
/// </para>
/// </remarks>
public sealed class IngestSession : IRRsetSink, IDisposable
{
    // Of the budget, what a table leaves free when it is written aside. It is the next table's meanwhile, or the inverse's at a commit.
    private const int FreeShare = 5;

    // As much as of the budget, beside it, for what is counted by domain: a hundred thousand domain-days and more, before they are written aside.
    private const int DomainShare = 4;

    // 64 KiB each: more would only make the session lag further behind.
    private const int BatchesUnderway = 16;

    private readonly Archive _archive;
    private readonly RunWriting _writing;
    private readonly long _budget;
    private readonly long _fullTable;
    private readonly long _domainBudget;
    private readonly int _batchLength;
    private readonly ChunkPool _pool = new();
    private readonly Relay<ObservationBatch> _uniting;
    private readonly List<SpilledPart> _spilled = [];
    private readonly DomainTable _domains;
    private readonly List<SpilledPart> _spilledDomains = [];

    /// <summary>Sources since the last commit by the number that sightings carry; null for one that was dropped.</summary>
    private readonly List<SourceRecord?> _sources = [];
    private ObservationBatch _batch;
    private ObservationTable _table;
    private PartFolder _parts;
    private ObservationTable.Extent _beforeSource;
    private bool _isInSource;
    private bool _isEnded;
    private Task _spilling = Task.CompletedTask;
    private long _spillingOctets;

    internal IngestSession(Archive archive, IngestOptions options)
    {
        _archive = archive;
        _writing = new RunWriting { Files = archive.Files, BlockLength = options.BlockLength };
        _budget = options.MemoryBudget;
        _fullTable = _budget - (_budget / FreeShare);
        _domainBudget = _budget / DomainShare;
        _batchLength = (int)Math.Min(ObservationBatch.UsualLength, _budget / BatchesUnderway);
        _uniting = new Relay<ObservationBatch>(BatchesUnderway, Unite);
        _batch = _uniting.Take();
        _table = new ObservationTable(_pool);
        _domains = new DomainTable(_pool, archive.Suffixes);
        _parts = new PartFolder(archive.Layout.Parts, _writing);
    }

    /// <summary>Sources that the next <see cref="Commit()"/> will make part of the archive.</summary>
    public int UncommittedSources => _sources.Count(source => source is not null);

    /// <summary>Nothing more can be added or committed: the session was disposed of, or a file of the archive could not be written.</summary>
    public bool IsOver => _isEnded;

    /// <summary>Waits until all that was added is in the table.</summary>
    /// <returns>Memory taken, octets.</returns>
    public long Settle()
    {
        EndOnFault(UniteAll);
        return _table.Octets + _spillingOctets + _domains.Octets;
    }

    /// <inheritdoc/>
    /// <exception cref="IOException">What does not fit into memory could not be written; the session is over.</exception>
    public void Add(in RRsetObservation observation)
    {
        ObjectDisposedException.ThrowIf(_isEnded, this);
        _isInSource = true;
        if (_batch.TryAdd(observation, _batchLength)) return;
        EndOnFault(SendBatch);
        _batch.TryAdd(observation, _batchLength);
    }

    /// <inheritdoc cref="Add(in RRsetObservation)"/>
    public void Add(in QueryObservation query)
    {
        ObjectDisposedException.ThrowIf(_isEnded, this);
        _isInSource = true;
        if (_batch.Queries.TryAdd(query, _batchLength)) return;
        EndOnFault(SendBatch);
        _batch.Queries.TryAdd(query, _batchLength);
    }

    /// <summary>Ends a source: the observations since the end of the one before it are its own.</summary>
    /// <exception cref="ArgumentException">The record has no SHA-256.</exception>
    public SourceVerdict EndSource(SourceRecord record)
    {
        ObjectDisposedException.ThrowIf(_isEnded, this);
        if (!Sha256Text.IsValid(record.Sha256)) throw new ArgumentException("The source's SHA-256 is not one.", nameof(record));
        EndOnFault(UniteAll);
        if (!_archive.TryClaim(record.Sha256))
        {
            AbandonSource();
            return SourceVerdict.AlreadyKnown;
        }

        StartSource(record);
        return SourceVerdict.Added;
    }

    /// <summary>Forgets the observations since the end of the last source.</summary>
    public void AbandonSource()
    {
        ObjectDisposedException.ThrowIf(_isEnded, this);
        if (!_isInSource) return;
        EndOnFault(UniteAll);
        _table.Truncate(_beforeSource);
        StartSource(null);
    }

    /// <summary>
    /// Begins a source so long that an ingest of it should survive its process: what ended before it is committed, and from here to its own commit
    /// the session may save how far it has come.
    /// </summary>
    /// <param name="name">Of the source, the same whenever it is ingested; good as the name of a folder.</param>
    /// <param name="sourceStart">The source's first <see cref="StateSeal.SourceStartLength"/> octets: without them nobody reads what is saved.</param>
    public SourceCheckpoint BeginLongSource(string name, byte[] sourceStart)
    {
        Commit();
        _parts = new PartFolder(_archive.Layout.CheckpointOf(name), _writing, isLasting: true);
        return new SourceCheckpoint(_archive, name, sourceStart);
    }

    /// <summary>What an ingest of a long source may have left: whether it is there, not what it says.</summary>
    /// <inheritdoc cref="BeginLongSource"/>
    public SourceCheckpoint CheckpointOf(string name) => new(_archive, name, []);

    /// <summary>Saves all that was added, so that another session can go on from here.</summary>
    /// <param name="saveCaller">Saves what the caller needs for that.</param>
    /// <exception cref="IOException">It could not be written; the session is over.</exception>
    public void Save(SourceCheckpoint checkpoint, Action<StateWriter> saveCaller) => EndOnFault(() =>
    {
        UniteAll();
        if (_table.Count > 0) SpillAside();
        if (_domains.Count > 0) SpillDomains();
        WaitForSpill();
        checkpoint.Save(state =>
        {
            saveCaller(state);
            state.WriteText(_archive.Suffixes.Sha256);
            SaveParts(state, _spilled);
            SaveParts(state, _spilledDomains);
        });
    });

    /// <summary>Goes on from where a session was that saved a checkpoint of this source. To be called before anything is added.</summary>
    /// <param name="loadCaller">Loads what the caller saved. It may be used only when this returns.</param>
    /// <exception cref="UnusableStateException">The checkpoint is damaged, or of something else; the session is as it was.</exception>
    public void Load(SourceCheckpoint checkpoint, Action<StateReader> loadCaller)
    {
        ObjectDisposedException.ThrowIf(_isEnded, this);
        List<SpilledPart> parts = [], domains = [];
        checkpoint.Load(state =>
        {
            loadCaller(state);
            StateReader.Check(state.ReadText() == _archive.Suffixes.Sha256, "it is of an ingest with another public suffix list");
            LoadParts(state, parts);
            LoadParts(state, domains);
        });
        _spilled.AddRange(parts);
        _spilledDomains.AddRange(domains);
        string[] paths = [.. parts.Concat(domains).Select(part => part.Path)];
        foreach (var path in paths) _parts.Adopt(path);
        _isInSource = true;
        checkpoint.DeleteAllBut(paths);
    }

    /// <summary>Leaves a long source as its last checkpoint has it, and forgets the rest.</summary>
    public void LeaveLongSource()
    {
        ObjectDisposedException.ThrowIf(_isEnded, this);
        EndOnFault(UniteAll);
        EndOnFault(WaitForSpill);
        _parts.Leave();
        _table.Clear();
        _domains.Clear();
        _isInSource = false;
        StartAnew();
    }

    /// <summary>Makes the sources that have ended part of the archive: one new run, one new generation. Without any it does nothing.</summary>
    /// <exception cref="InvalidOperationException">A source has begun and not ended.</exception>
    /// <exception cref="IOException">
    /// The session is over, and nothing of the commit is in the archive; only a fault at its very last step leaves open whether it is, until
    /// the archive is opened again.
    /// </exception>
    public void Commit() => Commit([this]);

    /// <summary>Commits what several sessions of one archive have taken in, as one run.</summary>
    /// <inheritdoc cref="Commit()"/>
    public static void Commit(IReadOnlyList<IngestSession> sessions)
    {
        foreach (var session in sessions) session.PrepareCommit();
        var busy = sessions.Where(session => session.UncommittedSources > 0).ToList();
        if (busy.Count > 0) EndOnFault(() => CommitSources(busy), busy);
        foreach (var session in sessions) session.Clear();
    }

    public void Dispose()
    {
        if (_isEnded) return;
        _isEnded = true;
        _uniting.Dispose();
        Task.WaitAny(_spilling);
        if (_parts.IsLasting) _parts.Leave();
        else _parts.Dispose();
        _archive.EndSession(this, [.. _sources.OfType<SourceRecord>().Select(source => source.Sha256)]);
    }

    private static void CommitSources(List<IngestSession> sessions)
    {
        var sources = sessions.SelectMany(session => session._sources).OfType<SourceRecord>()
            .OrderBy(source => source.Sha256, StringComparer.Ordinal).ToArray();
        var first = sessions[0];
        (Func<IRRsetCursor>, int[])[] inputs = [.. sessions.SelectMany(session => session.Inputs(sources))]; // tables are sorted by now, and take less
        var inverseBudget = sessions.Sum(session => Math.Max(session._budget - session._table.Octets, session._budget / FreeShare));
        var content = new CollectedContent(
            inputs, [.. sessions.SelectMany(session => session.DomainInputs(sources))], first._parts, inverseBudget, first._pool);
        var writer = new RunWriter(first._archive.Layout, first._writing);
        first._archive.CommitRun(name => writer.Write(name, level: 0, content, sources));
    }

    private void StartSource(SourceRecord? ended)
    {
        _sources.Add(ended);
        _beforeSource = _table.Now;
        _isInSource = false;
    }

    private void PrepareCommit()
    {
        ObjectDisposedException.ThrowIf(_isEnded, this);
        if (_isInSource) throw new InvalidOperationException("A source has begun: end or abandon it before the commit.");
        EndOnFault(WaitForSpill);
    }

    private void Clear()
    {
        _archive.Release([.. _sources.OfType<SourceRecord>().Select(source => source.Sha256)]);
        _table.Clear();
        _domains.Clear();
        _parts.Dispose();
        StartAnew();
    }

    private void StartAnew()
    {
        _parts = new PartFolder(_archive.Layout.Parts, _writing);
        _spilled.Clear();
        _spilledDomains.Clear();
        _sources.Clear();
        _beforeSource = default;
    }

    /// <summary>What was spilled and what is in the table.</summary>
    private IEnumerable<(Func<IRRsetCursor> Open, int[] Map)> Inputs(SourceRecord[] sources)
    {
        var (parts, count, table, map) = (_parts, _sources.Count, _table, MapTo(sources));
        foreach (var part in _spilled)
            yield return (() => new RRsetRunCursor(parts.Open(part.Path, RunFileKind.RRset), cache: null, count), map);
        table.Sort();
        yield return (table.OpenSorted, map);
    }

    /// <inheritdoc cref="Inputs"/>
    private IEnumerable<(Func<IDomainCursor> Open, int[] Map)> DomainInputs(SourceRecord[] sources)
    {
        var (parts, count, domains, map) = (_parts, _sources.Count, _domains, MapTo(sources));
        foreach (var part in _spilledDomains) yield return (() => new DomainRunCursor(parts.Open(part.Path, RunFileKind.Domains), count), map);
        domains.Sort();
        yield return (domains.OpenSorted, map);
    }

    /// <summary>For each source since the last commit the place in a list.</summary>
    private int[] MapTo(SourceRecord[] sources) => [.. _sources.Select(source => source is null ? RRsetMerge.LeftOut : Array.IndexOf(sources, source))];

    private static void SaveParts(StateWriter state, List<SpilledPart> parts)
    {
        state.WriteNumber(parts.Count);
        foreach (var part in parts) part.Save(state);
    }

    /// <exception cref="UnusableStateException">One is not there any more.</exception>
    private void LoadParts(StateReader state, List<SpilledPart> parts)
    {
        for (var left = state.ReadNumber(0, int.MaxValue); left > 0; left--) parts.Add(SpilledPart.Load(state, _parts.Folder));
    }

    /// <summary>A table that has been sorted takes no more observations, so after a fault there is no way on.</summary>
    private void EndOnFault(Action write) => EndOnFault(write, [this]);

    private static void EndOnFault(Action write, IReadOnlyList<IngestSession> sessions)
    {
        try
        {
            write();
        }
        catch
        {
            foreach (var session in sessions) session.Dispose();
            throw;
        }
    }

    private void SendBatch()
    {
        _batch.Source = _sources.Count;
        _uniting.Send(_batch);
        _batch = _uniting.Take();
    }

    /// <summary>The second thread is idle afterwards, and the table has everything. A small source needs no second thread.</summary>
    private void UniteAll()
    {
        _uniting.Drain();
        if (_batch.IsEmpty) return;
        _batch.Source = _sources.Count;
        Unite(_batch);
    }

    private void Unite(ObservationBatch batch)
    {
        _table.Add(batch);
        _domains.Add(batch.Queries, batch.Source);
        batch.Clear();
        if (_domains.Octets >= _domainBudget && _domains.Count > 0) SpillDomains();
        if (_table.Octets + _spillingOctets >= _budget) WaitForSpill();
        if (_table.Octets >= _fullTable) SpillAside();
    }

    private void SpillAside()
    {
        WaitForSpill();
        var full = _table;
        _spillingOctets = full.Octets;
        _table = new ObservationTable(_pool);
        _beforeSource = default;
        _spilling = Task.Factory.StartNew(() => Spill(full), CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default);
    }

    /// <summary>Far fewer octets than of RRsets: the thread that counts them writes them, too.</summary>
    private void SpillDomains()
    {
        var path = _parts.NextPath(ArchiveLayout.DomainsExtension);
        using (var part = new DomainRunWriter(_parts.Writing, path))
        {
            _domains.Sort();
            using var sorted = _domains.OpenSorted();
            while (sorted.MoveNext()) part.Add(sorted.Key, sorted.Rows);
            var written = part.Finish();
            _spilledDomains.Add(new SpilledPart(path, written.Octets, written.Sha256));
        }

        _domains.Clear();
    }

    private void WaitForSpill()
    {
        _spilling.GetAwaiter().GetResult();
        _spillingOctets = 0;
    }

    private void Spill(ObservationTable full)
    {
        var path = _parts.NextPath(ArchiveLayout.RRsetExtension);
        using (var part = new RRsetRunWriter(_parts.Writing, path))
        {
            full.Sort();
            using var sorted = full.OpenSorted();
            while (sorted.MoveNext()) part.Add(sorted.Key, sorted.Sightings);
            var written = part.Finish(sources: default);
            _spilled.Add(new SpilledPart(path, written.Octets, written.Sha256));
        }

        full.Clear();
    }
}

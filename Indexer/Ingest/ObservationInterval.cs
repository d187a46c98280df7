using PassiveDns.Formats.Dns;
using PassiveDns.Formats.Records;
using PassiveDns.Indexer.Domains;
using PassiveDns.Indexer.Runs;

namespace PassiveDns.Indexer.Ingest;

/// <summary>Observations of a source that has no end, from one commit to the next: gathered while nobody holds the archive, and committed as one run.</summary>
/// <remarks>
/// Everything stays in memory: <see cref="Octets"/> tells its owner when to commit. The caller's thread only copies observations; a second one unites
/// them. <see cref="Commit"/> may be called by another thread, and again where it failed.
/// </remarks>
public sealed class ObservationInterval : IRRsetSink, IDisposable
{
    // 64 KiB each, as a session has it.
    private const int BatchesUnderway = 16;

    private const long InverseBudget = 32L << 20;

    private readonly ChunkPool _pool;
    private readonly Relay<ObservationBatch> _uniting;
    private readonly PublicSuffixList _suffixes;
    private readonly ObservationTable _table;
    private readonly DomainTable _domains;
    private ObservationBatch _batch;
    private bool _isDisposed;

    /// <param name="suffixes">By which queries are counted.</param>
    public ObservationInterval(PublicSuffixList suffixes)
        : this(new ChunkPool(), suffixes)
    {
    }

    private ObservationInterval(ChunkPool pool, PublicSuffixList suffixes)
    {
        (_pool, _suffixes) = (pool, suffixes);
        _table = new ObservationTable(_pool);
        _domains = new DomainTable(_pool, suffixes);
        _uniting = new Relay<ObservationBatch>(BatchesUnderway, Unite);
        _batch = _uniting.Take();
    }

    /// <summary>Nothing has been added; what is under way is left out. For any thread.</summary>
    public bool IsEmpty => _table.Count == 0 && _domains.Count == 0;

    /// <summary>RRsets so far, those counted twice that have been seen with several statuses or vantages; what is under way is left out. For any thread.</summary>
    public int Count => _table.Count;

    /// <summary>Memory taken, octets; what is under way is left out. For any thread.</summary>
    public long Octets => _table.Octets + _domains.Octets;

    public void Add(in RRsetObservation observation)
    {
        if (_batch.TryAdd(observation, ObservationBatch.UsualLength)) return;
        _uniting.Send(_batch);
        _batch = _uniting.Take();
        _batch.TryAdd(observation, ObservationBatch.UsualLength);
    }

    public void Add(in QueryObservation query)
    {
        if (_batch.Queries.TryAdd(query, ObservationBatch.UsualLength)) return;
        _uniting.Send(_batch);
        _batch = _uniting.Take();
        _batch.Queries.TryAdd(query, ObservationBatch.UsualLength);
    }

    /// <summary>Nothing more will be added: waits until all of it is united.</summary>
    public void End()
    {
        _uniting.Drain();
        Unite(_batch);
    }

    /// <summary>Commits all of it as a run of a source, unless the archive has that.</summary>
    /// <exception cref="IOException">It could not be written; the archive is as it was, and may be opened again.</exception>
    public void Commit(Archive archive, SourceRecord source)
    {
        if (archive.HasSource(source.Sha256)) return;
        var writing = new RunWriting { Files = archive.Files };
        using var parts = new PartFolder(archive.Layout.Parts, writing);
        _table.Sort();
        _domains.Sort();
        var content = new CollectedContent([(_table.OpenSorted, [0])], [(_domains.OpenSorted, [0])], parts, InverseBudget, _pool);
        var writer = new RunWriter(archive.Layout, writing);
        archive.CommitRun(name => writer.Write(name, level: 0, content, [source]));
    }

    /// <summary>The next interval, which uses the memory of this one again when that is disposed of.</summary>
    public ObservationInterval Next() => new(_pool, _suffixes);

    public void Dispose()
    {
        if (_isDisposed) return;
        _isDisposed = true;
        _uniting.Dispose();
        _table.Clear();
        _domains.Clear();
    }

    private void Unite(ObservationBatch batch)
    {
        _table.Add(batch);
        _domains.Add(batch.Queries, source: 0);
        batch.Clear();
    }
}

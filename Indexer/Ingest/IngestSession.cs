using PassiveDns.Formats.Records;
using PassiveDns.Indexer.Runs;

namespace PassiveDns.Indexer.Ingest;

/// <summary>Takes observations, source after source, and commits them to an archive. For one thread.</summary>
/// <remarks>
/// Observations belong to the source that the next <see cref="EndSource"/> names. Sources that have ended are in the archive with the
/// next <see cref="Commit"/>, all or none of them; what was not committed is forgotten by <see cref="Dispose"/>, or by the end of the
/// process however it comes. When to commit is the caller's: a commit makes one run.
/// </remarks>
public sealed class IngestSession : IRRsetSink, IDisposable
{
    // Of the budget, for the inverse while the table is still full; the rest is the table's.
    private const int InverseShare = 4;

    private readonly Archive _archive;
    private readonly RunWriting _writing;
    private readonly long _inverseBudget;
    private readonly long _tableBudget;
    private readonly ObservationTable _table = new();
    private readonly List<string> _spilled = [];

    /// <summary>Sources since the last commit by the number that sightings carry; null for one that was dropped.</summary>
    private readonly List<SourceRecord?> _sources = [];
    private PartFolder _parts;
    private int _entriesBeforeSource;
    private bool _isInSource;
    private bool _isEnded;

    internal IngestSession(Archive archive, IngestOptions options)
    {
        _archive = archive;
        _writing = new RunWriting { Files = archive.Files, BlockLength = options.BlockLength };
        _inverseBudget = options.MemoryBudget / InverseShare;
        _tableBudget = options.MemoryBudget - _inverseBudget;
        _parts = new PartFolder(archive.Layout, _writing);
    }

    /// <summary>Sources that the next <see cref="Commit"/> will make part of the archive.</summary>
    public int UncommittedSources => _sources.Count(source => source is not null);

    /// <summary>Nothing more can be added or committed: the session was disposed of, or a file of the archive could not be written.</summary>
    public bool IsOver => _isEnded;

    /// <summary>Memory taken, octets.</summary>
    public long MemoryOctets => _table.Octets;

    /// <inheritdoc/>
    /// <exception cref="IOException">What does not fit into memory could not be written; the session is over.</exception>
    public void Add(in RRsetObservation observation)
    {
        ObjectDisposedException.ThrowIf(_isEnded, this);
        _isInSource = true;
        _table.Add(observation, _sources.Count);
        if (_table.Octets >= _tableBudget) EndOnFault(Spill);
    }

    /// <summary>Ends a source: the observations since the end of the one before it are its own.</summary>
    /// <exception cref="ArgumentException">The record has no SHA-256.</exception>
    public SourceVerdict EndSource(SourceRecord record)
    {
        ObjectDisposedException.ThrowIf(_isEnded, this);
        if (!Sha256Text.IsValid(record.Sha256)) throw new ArgumentException("The source's SHA-256 is not one.", nameof(record));
        if (_archive.HasSource(record.Sha256) || _sources.Any(source => source?.Sha256 == record.Sha256))
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
        _table.Truncate(_entriesBeforeSource);
        StartSource(null);
    }

    /// <summary>Makes the sources that have ended part of the archive: one new run, one new generation. Without any it does nothing.</summary>
    /// <exception cref="InvalidOperationException">A source has begun and not ended.</exception>
    /// <exception cref="IOException">
    /// The session is over, and nothing of the commit is in the archive; only a fault at its very last step leaves open whether it is, until
    /// the archive is opened again.
    /// </exception>
    public void Commit()
    {
        ObjectDisposedException.ThrowIf(_isEnded, this);
        if (_isInSource) throw new InvalidOperationException("A source has begun: end or abandon it before the commit.");
        if (UncommittedSources > 0) EndOnFault(CommitSources);
        _table.Clear();
        _parts.Dispose();
        _parts = new PartFolder(_archive.Layout, _writing);
        _spilled.Clear();
        _sources.Clear();
        _entriesBeforeSource = 0;
    }

    public void Dispose()
    {
        if (_isEnded) return;
        _isEnded = true;
        _parts.Dispose();
        _archive.EndSession(this);
    }

    private void StartSource(SourceRecord? ended)
    {
        _sources.Add(ended);
        _entriesBeforeSource = _table.Count;
        _isInSource = false;
    }

    private void CommitSources()
    {
        var sources = _sources.OfType<SourceRecord>().OrderBy(source => source.Sha256, StringComparer.Ordinal).ToArray();
        using var rrsets = OpenRRsets(sources);
        var writer = new RunPairWriter(_archive.Layout, _writing, _parts, _inverseBudget);
        _archive.CommitRun(name => writer.Write(name, level: 0, rrsets, sources));
    }

    /// <summary>A table that has been sorted takes no more observations, so after a fault there is no way on.</summary>
    private void EndOnFault(Action write)
    {
        try
        {
            write();
        }
        catch
        {
            Dispose();
            throw;
        }
    }

    /// <summary>What was spilled and what is in the table, as one.</summary>
    private RRsetMerge OpenRRsets(SourceRecord[] sources)
    {
        var map = _sources.Select(source => source is null ? RRsetMerge.LeftOut : Array.IndexOf(sources, source)).ToArray();
        var inputs = new List<(IRRsetCursor, int[])>();
        foreach (var path in _spilled) inputs.Add((new RRsetRunCursor(_parts.Open(path, RunFileKind.RRset), cache: null, _sources.Count), map));
        inputs.Add((_table.OpenSorted(), map));
        return new RRsetMerge(inputs);
    }

    private void Spill()
    {
        var path = _parts.NextPath(ArchiveLayout.RRsetExtension);
        using (var part = new RRsetRunWriter(_parts.Writing, path))
        {
            using var sorted = _table.OpenSorted();
            while (sorted.MoveNext()) part.Add(sorted.Key, sorted.Sightings);
            part.Finish(sources: default);
        }

        _spilled.Add(path);
        _table.Clear();
        _entriesBeforeSource = 0;
    }
}

using PassiveDns.Formats.Records;

namespace PassiveDns.Indexer.Runs;

/// <summary>Writes the RRsets and negative answers of a run with their sightings. See FORMAT.md section 3.5.</summary>
internal sealed class RRsetRunWriter : IDisposable
{
    private readonly RunFileWriter _file;
    private readonly Dictionary<IpAddress, uint> _servers = []; // of the block: place in its list + 1
    private long _base;
    private bool _hasBase;
    private long _negatives;
    private long _sightings;
    private long _observations;
    private long _earliest = long.MaxValue;
    private long _latest = long.MinValue;

    public RRsetRunWriter(RunWriting writing, string path) => _file = new RunFileWriter(writing, path, RunFileKind.RRset);

    /// <summary>RRsets and negative answers written so far: the ordinal of the next.</summary>
    public long Count { get; private set; }

    /// <param name="key">Above the key before it.</param>
    /// <param name="sightings">At least one, as <see cref="Sighting.CompareIdentity"/> orders them.</param>
    public void Add(ReadOnlySpan<byte> key, ReadOnlySpan<Sighting> sightings)
    {
        if (_file.AddKey(key)) StartBlock();
        _file.AddValue(RRsetColumns.Sightings, (uint)sightings.Length);
        foreach (ref readonly var sighting in sightings) Add(sighting);
        if (RRsetKeyParts.IsNegative(key, RRsetKey.OwnerLength(key))) _negatives++;
        Count++;
    }

    /// <param name="sources">What <see cref="Sighting.Source"/> refers to, as <see cref="SourceRecordJson"/> writes it.</param>
    public WrittenRunFile Finish(ReadOnlySpan<byte> sources)
    {
        var totals = _sightings == 0 ? default : new RunTotals
        {
            Negatives = _negatives, Sightings = _sightings, Observations = _observations, FirstMilliseconds = _earliest, LastMilliseconds = _latest,
        };
        return _file.Finish(totals, sources, partner: 0);
    }

    public void Dispose() => _file.Dispose();

    private void StartBlock()
    {
        _hasBase = false;
        _servers.Clear();
    }

    private void AddServer(IpAddress server)
    {
        var place = 0u;
        if (!server.IsNone && !_servers.TryGetValue(server, out place))
        {
            place = (uint)_servers.Count + 1;
            _servers.Add(server, place);
            _file.AddValue(RRsetColumns.ServerHigh, server.High);
            _file.AddValue(RRsetColumns.ServerLow, server.Low);
        }

        _file.AddValue(RRsetColumns.Server, place);
    }

    private void Add(in Sighting sighting)
    {
        var window = sighting.Window;
        if (!_hasBase)
        {
            (_base, _hasBase) = (window.FirstMilliseconds, true);
            _file.AddValue(RRsetColumns.Base, Leb128.ZigZag(_base));
        }

        _file.AddValue(RRsetColumns.Source, (uint)sighting.Source);
        _file.AddValue(RRsetColumns.Mark, (uint)sighting.Status | ((uint)sighting.Vantage << 4) | (sighting.IsForeign ? RRsetRunCursor.ForeignMark : 0));
        _file.AddValue(RRsetColumns.First, Leb128.ZigZag(window.FirstMilliseconds - _base));
        _file.AddValue(RRsetColumns.Duration, (ulong)(window.LastMilliseconds - window.FirstMilliseconds));
        _file.AddValue(RRsetColumns.Times, (ulong)(window.Count - 1));
        _file.AddValue(RRsetColumns.FirstFrame, (ulong)sighting.FirstFrame);
        _file.AddValue(RRsetColumns.TtlMin, sighting.TtlMin);
        _file.AddValue(RRsetColumns.TtlSpan, sighting.TtlMax - sighting.TtlMin);
        AddServer(sighting.Server);
        _sightings++;
        _observations += window.Count;
        _earliest = Math.Min(_earliest, window.FirstMilliseconds);
        _latest = Math.Max(_latest, window.LastMilliseconds);
    }
}

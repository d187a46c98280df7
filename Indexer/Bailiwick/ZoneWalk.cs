using PassiveDns.Formats.Records;

namespace PassiveDns.Indexer.Bailiwick;

/// <summary>The zones at and above names that come in key order, out of a table that is in that order, too: the walk goes along beside them.</summary>
internal sealed class ZoneWalk : IDisposable
{
    private readonly PeriodCursor _zones;
    private readonly List<Zone> _path = [];
    private readonly Stack<Zone> _spare = new(); // used again
    private bool _isAhead; // the table stands on the first zone behind the name

    public ZoneWalk(PeriodFile zones)
    {
        _zones = zones.Open();
        _isAhead = _zones.MoveNext();
    }

    /// <summary>The last round has found something new of a zone at or above the name.</summary>
    public bool HasNews { get; private set; }

    /// <param name="name">Owner-key; not below the one before.</param>
    public void MoveTo(ReadOnlySpan<byte> name)
    {
        while (_path.Count > 0 && !_path[^1].IsAtOrAbove(name)) Leave();
        while (_isAhead && PeriodKey.Owner(_zones.Key).SequenceCompareTo(name) <= 0) Enter(name);
        HasNews = _path.Count > 0 && _path[^1].HasNews;
    }

    /// <summary>A zone at or above the name was served by a server at some time of a window.</summary>
    public bool IsServedBy(IpAddress server, TimeWindow window)
    {
        foreach (var zone in _path)
        {
            if (zone.IsServedBy(server, window)) return true;
        }

        return false;
    }

    public void Dispose() => _zones.Dispose();

    private void Leave()
    {
        _spare.Push(_path[^1]);
        _path.RemoveAt(_path.Count - 1);
    }

    /// <summary>Puts the zone that the table stands on at the end of the path, if it is at or above the name, and goes to the next one.</summary>
    private void Enter(ReadOnlySpan<byte> name)
    {
        var zone = _spare.Count > 0 ? _spare.Pop() : new Zone();
        zone.Begin(PeriodKey.Owner(_zones.Key), _path.Count > 0 && _path[^1].HasNews);
        var isWanted = zone.IsAtOrAbove(name);
        do
        {
            if (isWanted) zone.Add(_zones);
        }
        while ((_isAhead = _zones.MoveNext()) && zone.IsOf(_zones.Key));
        (isWanted ? _path.Add : (Action<Zone>)_spare.Push)(zone);
    }

    private sealed class Zone
    {
        private readonly Runs.OctetBuffer _ownerKey = new();
        private readonly List<IpAddress> _servers = []; // ascending
        private readonly List<Period> _periods = []; // of each

        /// <summary>Of this zone, or of one above it.</summary>
        public bool HasNews { get; private set; }

        public void Begin(ReadOnlySpan<byte> ownerKey, bool hasNewsAbove)
        {
            _ownerKey.Replace(0, ownerKey);
            _servers.Clear();
            _periods.Clear();
            HasNews = hasNewsAbove;
        }

        public void Add(PeriodCursor entry)
        {
            _servers.Add(PeriodKey.ReadAddress(entry.Key[_ownerKey.Length..]));
            _periods.Add(entry.Period);
            HasNews |= entry.IsNew;
        }

        /// <summary>All names in a zone begin with its owner-key without the last 00.</summary>
        public bool IsAtOrAbove(ReadOnlySpan<byte> name) => name.StartsWith(_ownerKey.Span[..^1]);

        public bool IsOf(ReadOnlySpan<byte> key) => key.Length == _ownerKey.Length + PeriodKey.AddressLength && key.StartsWith(_ownerKey.Span);

        public bool IsServedBy(IpAddress server, TimeWindow window) => _servers.BinarySearch(server) is >= 0 and var place && _periods[place].Meets(window);
    }
}

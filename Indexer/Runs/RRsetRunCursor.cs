using PassiveDns.Formats.Records;

namespace PassiveDns.Indexer.Runs;

/// <summary>Walks the RRsets of one run. Sightings are read only where they are asked for. See FORMAT.md section 3.5.</summary>
/// <param name="sources">Number of sources in the run's list.</param>
internal sealed class RRsetRunCursor(RunFileReader file, BlockCache? cache, int sources, LostBlocks? lost = null)
    : RunCursor(file, cache, lost), IRRsetCursor
{
    /// <summary>In a sighting's mark: it is foreign to its question.</summary>
    public const uint ForeignMark = 0x100;

    private readonly List<IpAddress> _servers = []; // of the block
    private Sighting[] _sightings = new Sighting[4];
    private int _count;
    private int _passedOver; // entries of this block whose sightings have not been read
    private bool _isRead;
    private long? _base;
    private bool _hasServers; // those of the block have been read

    public ReadOnlySpan<Sighting> Sightings
    {
        get
        {
            if (!_isRead) ReadSightings();
            return _sightings.AsSpan(0, _count);
        }
    }

    protected override void OnMoved(bool isFirstOfBlock)
    {
        if (isFirstOfBlock) (_passedOver, _base, _hasServers) = (0, null, false);
        else if (!_isRead) _passedOver++;
        _isRead = false;
    }

    private void ReadSightings()
    {
        if (!RRsetKeyParts.IsWellFormed(Key)) Reader.Fail("an RRset's key", "other octets");
        PassOver();
        var count = Reader.ReadValue(RRsetColumns.Sightings);
        if (count == 0 || count > (ulong)RunFormat.MaxSectionLength) Reader.Fail("an RRset's number of sightings", $"{count}");
        _base ??= ReadMilliseconds(RRsetColumns.Base, 0);
        // Grows by doubling as sightings are really there: a claimed number alone allocates nothing.
        for (_count = 0; _count < (int)count; _count++)
        {
            if (_count == _sightings.Length) Array.Resize(ref _sightings, 2 * _count);
            _sightings[_count] = ReadSighting();
        }

        _isRead = true;
    }

    private void PassOver()
    {
        if (_passedOver == 0) return;
        var sightings = 0L;
        for (; _passedOver > 0; _passedOver--)
            sightings += (long)Math.Min(Reader.ReadValue(RRsetColumns.Sightings), (ulong)RunFormat.MaxSectionLength);

        Reader.SkipValues(RRsetColumns.Source, sightings);
        Reader.SkipValues(RRsetColumns.Mark, sightings);
        var end = Version == RunFormat.FirstVersion ? RRsetColumns.Server : RRsetColumns.Server + 1;
        for (var column = RRsetColumns.First; column < end; column++) Reader.SkipValues(column, sightings);
    }

    private Sighting ReadSighting()
    {
        var source = Reader.ReadValue(RRsetColumns.Source);
        var mark = Reader.ReadValue(RRsetColumns.Mark);
        var first = ReadMilliseconds(RRsetColumns.First, _base!.Value);
        var duration = Reader.ReadValue(RRsetColumns.Duration);
        var times = Reader.ReadValue(RRsetColumns.Times);
        var frame = Reader.ReadValue(RRsetColumns.FirstFrame);
        var ttlMin = Reader.ReadValue(RRsetColumns.TtlMin);
        var ttlSpan = Reader.ReadValue(RRsetColumns.TtlSpan);
        var (status, vantage) = ((SightingStatus)(mark & 0xF), (Vantage)((mark >> 4) & 0xF));
        if (source >= (ulong)sources) Reader.Fail($"a source below {sources}", $"{source}");
        if (mark >= 2 * ForeignMark || status > SightingStatus.Transfer || vantage > Vantage.Imported) Reader.Fail("a status and a vantage", $"{mark}");
        if (duration > 2 * (ulong)RunFormat.MaxMilliseconds || times >= long.MaxValue || frame > long.MaxValue)
            Reader.Fail("a sighting", "figures out of range");
        if (ttlMin > uint.MaxValue || ttlSpan > uint.MaxValue - ttlMin) Reader.Fail("a sighting's TTL", "one out of range");
        return new Sighting((int)source, status, vantage, new TimeWindow(first, first + (long)duration, (long)times + 1), (long)frame,
            (uint)ttlMin, (uint)(ttlMin + ttlSpan)) { Server = ReadServer(), IsForeign = (mark & ForeignMark) != 0 };
    }

    private IpAddress ReadServer()
    {
        if (Version == RunFormat.FirstVersion) return default;
        var place = Reader.ReadValue(RRsetColumns.Server);
        if (place == 0) return default;
        if (!_hasServers) ReadServers();
        if (place > (ulong)_servers.Count) Reader.Fail($"one of {_servers.Count} servers", $"{place}");
        return _servers[(int)place - 1];
    }

    private void ReadServers()
    {
        _servers.Clear();
        while (Reader.HasValue(RRsetColumns.ServerHigh))
            _servers.Add(new IpAddress(Reader.ReadValue(RRsetColumns.ServerHigh), Reader.ReadValue(RRsetColumns.ServerLow)));
        _hasServers = true;
    }

    private long ReadMilliseconds(int column, long after)
    {
        var distance = Leb128.UnZigZag(Reader.ReadValue(column));
        var time = unchecked(after + distance);
        if (Math.Abs(distance / 2) > RunFormat.MaxMilliseconds || time is > RunFormat.MaxMilliseconds or < -RunFormat.MaxMilliseconds)
            Reader.Fail("a time", "one out of range");
        return time;
    }
}

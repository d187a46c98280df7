using PassiveDns.Formats.Records;
using PassiveDns.Indexer.Runs;

namespace PassiveDns.Indexer.Bailiwick;

/// <summary>The verified zones at and above a name, for names that mostly come in key order.</summary>
/// <remarks>
/// The table has the order of the RRsets, so that a long walk over RRsets is one walk over the table beside it. Where the next name is further away,
/// the zones above it are looked up one by one, but for those that are above the name before it, too, and those that other lookups came by; and the walk is
/// only put in place again when some names have come in order.
/// </remarks>
/// <param name="zones">Null without a table: then no zone is known.</param>
/// <param name="cache">Where blocks are kept.</param>
internal sealed class ZonePath(ZoneTable? zones, BlockCache cache) : IDisposable
{
    // Entries that are walked over rather than looked up past.
    private const int FewEntries = 32;

    // Names in order, looked up one by one, behind which the walk is put in its place.
    private const int FewNames = 4;

    private readonly Dictionary<IpAddress, ZoneServer?> _known = [];
    private readonly List<Zone> _path = [];
    private readonly OctetBuffer _name = new();
    private ZoneCursor? _walk; // many lookups need none
    private ZoneCursor? _servers;
    private bool _hasName;
    private bool _isPlaced; // the walk stands behind all entries up to the name
    private bool _isAhead; // and on one above it; the table has not ended
    private int _inOrder; // names in a row, each above the one before, that were looked up

    /// <summary>Goes to a name.</summary>
    /// <param name="name">Owner-key.</param>
    /// <exception cref="ArchiveException">The table is damaged there.</exception>
    public void MoveTo(ReadOnlySpan<byte> name)
    {
        if (zones is null || (_hasName && name.SequenceEqual(_name.Span))) return;
        try
        {
            Move(name);
        }
        catch (DamagedArchiveException e)
        {
            throw new ArchiveException(ZoneTable.Sentence(e), e);
        }
    }

    /// <summary>The number of labels of the deepest zone at or above the name that a server served; null where none is known.</summary>
    public int? FindZone(IpAddress server, TimeWindow window)
    {
        for (var i = _path.Count - 1; i >= 0; i--)
        {
            if (_path[i].Servers.HasServer(server, window)) return _path[i].Labels;
        }

        return null;
    }

    /// <summary>Some zone is known that the server served.</summary>
    public bool IsKnown(IpAddress server, TimeWindow window)
    {
        if (zones is null) return false;
        try
        {
            if (!_known.TryGetValue(server, out var known)) _known[server] = known = LookUp(server);
            return known is { } any && any.ServedIn(window);
        }
        catch (DamagedArchiveException e)
        {
            throw new ArchiveException(ZoneTable.Sentence(e), e);
        }
    }

    public void Dispose()
    {
        _walk?.Dispose();
        _servers?.Dispose();
    }

    private ZoneCursor Walk => _walk ??= zones!.OpenCursor(cache);

    private void Move(ReadOnlySpan<byte> name)
    {
        var isLater = _hasName && name.SequenceCompareTo(_name.Span) > 0;
        while (_path.Count > 0 && !name.StartsWith(_path[^1].Prefix)) _path.RemoveAt(_path.Count - 1);
        if (!isLater) (_isPlaced, _inOrder) = (false, 0);
        if (!_isPlaced && _inOrder == FewNames) Place();
        if (!_isPlaced || !TryWalkTo(name))
        {
            _isPlaced = false;
            _inOrder = Math.Min(FewNames, _inOrder + 1);
            LookUp(name);
        }

        _name.Replace(0, name);
        _hasName = true;
    }

    /// <summary>Puts the walk behind the name that the path is of.</summary>
    private void Place()
    {
        Span<byte> key = stackalloc byte[ZoneKey.MaxLength];
        Walk.Seek(ZoneKey.OfZone(_name.Span, key));
        do _isAhead = Walk.MoveNext();
        while (_isAhead && !IsAbove(Walk.Key, _name.Span));
        (_isPlaced, _inOrder) = (true, 0);
    }

    private bool TryWalkTo(ReadOnlySpan<byte> name)
    {
        if (_isAhead && IsAbove(Walk.Key, name)) return true;
        if (!_isAhead) return true; // the table has ended
        for (var i = 0; i < FewEntries; i++)
        {
            Enter(Walk, name);
            _isAhead = Walk.MoveNext();
            if (!_isAhead || IsAbove(Walk.Key, name)) return true;
        }

        return false;
    }

    /// <summary>Completes the path by the zones that are not above the name before.</summary>
    private void LookUp(ReadOnlySpan<byte> name)
    {
        var known = _hasName ? name.CommonPrefixLength(_name.Span) : -1;
        Span<byte> zone = stackalloc byte[RRsetKey.MaxOwnerKeyLength];
        var length = 0;
        while (true)
        {
            zone[length] = 0;
            if (length > known && Find(zone[..(length + 1)]) is { } found) _path.Add(found);

            var label = ZoneKey.LabelLength(name[length..]);
            if (label == 0) break;
            name.Slice(length, label).CopyTo(zone[length..]);
            length += label;
        }
    }

    /// <returns>Null where the name is no zone.</returns>
    private Zone? Find(ReadOnlySpan<byte> name)
    {
        if (zones!.Cache.TryFind(name, out var zone)) return zone;
        Span<byte> key = stackalloc byte[ZoneKey.MaxLength];
        var wanted = ZoneKey.OfZone(name, key);
        if (zones.MayHold(wanted))
        {
            Walk.Seek(wanted);
            if (Walk.MoveNext() && Walk.Key.SequenceEqual(wanted)) zone = ZoneOf(Walk);
        }

        zones.Cache.Add(name, zone);
        return zone;
    }

    private ZoneServer? LookUp(IpAddress server)
    {
        Span<byte> key = stackalloc byte[ZoneKey.MaxLength];
        var wanted = ZoneKey.OfServer(server, key);
        if (!zones!.MayHold(wanted)) return null;
        _servers ??= zones.OpenCursor(cache);
        _servers.Seek(wanted);
        return _servers.MoveNext() && _servers.Key.SequenceEqual(wanted) ? _servers.Servers.Servers[0] : null;
    }

    /// <summary>Puts the entry that a cursor stands on at the end of the path, if it is a zone at or above the name and not there yet.</summary>
    private void Enter(ZoneCursor entry, ReadOnlySpan<byte> name)
    {
        if (entry.Key[0] != ZoneKey.ZoneTag) return;
        var prefix = entry.Key[1..^1];
        if (!name.StartsWith(prefix) || (_path.Count > 0 && _path[^1].Prefix.Length >= prefix.Length)) return;
        _path.Add(ZoneOf(entry));
    }

    private static Zone ZoneOf(ZoneCursor entry)
    {
        var prefix = entry.Key[1..^1];
        return new Zone(prefix.ToArray(), prefix.Count((byte)0), entry.Servers);
    }

    private static bool IsAbove(ReadOnlySpan<byte> key, ReadOnlySpan<byte> name) =>
        key[0] == ZoneKey.ZoneTag && key[1..].SequenceCompareTo(name) > 0;
}

using PassiveDns.Formats.Records;
using PassiveDns.Indexer.Runs;

namespace PassiveDns.Indexer.Bailiwick;

/// <summary>Walks a zone table: keys ascending. Servers are read only where they are asked for. See FORMAT.md section 5.</summary>
internal sealed class ZoneCursor(RunFileReader file, BlockCache? cache) : RunCursor(file, cache, lost: null)
{
    private ServerList? _servers; // of the current entry
    private int _passedOver; // entries of this block whose servers have not been read

    /// <summary>A list of its own for each entry, which stays as it is.</summary>
    public ServerList Servers => _servers ??= ReadServers();

    protected override void OnMoved(bool isFirstOfBlock)
    {
        if (isFirstOfBlock) _passedOver = 0;
        else if (_servers is null) _passedOver++;
        _servers = null;
        if (!ZoneKey.IsWellFormed(Key)) Reader.Fail("a zone or a server", "other octets");
    }

    private ServerList ReadServers()
    {
        var passed = 0L;
        for (; _passedOver > 0; _passedOver--) passed += ReadCount();
        for (var column = ZoneColumns.High; column < ZoneColumns.Count; column++) Reader.SkipValues(column, passed);
        var servers = new ZoneServer[ReadCount()];
        foreach (ref var server in servers.AsSpan()) server = ReadServer();
        return new ServerList(servers);
    }

    private int ReadCount()
    {
        var count = Reader.ReadValue(ZoneColumns.Servers);
        if (count is 0 or > ServerList.MaxServers) Reader.Fail("a zone's number of servers", $"{count}");
        return (int)count;
    }

    private ZoneServer ReadServer()
    {
        var address = new IpAddress(Reader.ReadValue(ZoneColumns.High), Reader.ReadValue(ZoneColumns.Low));
        var (first, duration) = (Leb128.UnZigZag(Reader.ReadValue(ZoneColumns.First)), Reader.ReadValue(ZoneColumns.Duration));
        if (first is > RunFormat.MaxMilliseconds or < -RunFormat.MaxMilliseconds || duration > 2 * (ulong)RunFormat.MaxMilliseconds)
            Reader.Fail("a time", "one out of range");
        return new ZoneServer(address, first, first + (long)duration);
    }
}

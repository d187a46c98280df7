using PassiveDns.Formats.Records;
using PassiveDns.Indexer.Runs;

namespace PassiveDns.Indexer.Bailiwick;

/// <summary>Walks a zone table: keys ascending, with the servers of each. See FORMAT.md section 4.</summary>
internal sealed class ZoneCursor(RunFileReader file, BlockCache? cache) : RunCursor(file, cache, lost: null)
{
    /// <summary>A list of its own for each entry, which stays as it is.</summary>
    public ServerList Servers { get; private set; } = new([]);

    protected override void OnMoved(bool isFirstOfBlock)
    {
        var count = Reader.ReadValue(ZoneColumns.Servers);
        if (count is 0 or > ServerList.MaxServers) Reader.Fail("a zone's number of servers", $"{count}");
        var servers = new ZoneServer[(int)count];
        foreach (ref var server in servers.AsSpan()) server = ReadServer();
        Servers = new ServerList(servers);
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

using PassiveDns.Formats.Records;
using PassiveDns.Indexer.Bailiwick;
using Xunit;

namespace PassiveDns.Indexer.Tests.Bailiwick;

public class ZoneCacheTests
{
    [Fact]
    public void What_was_found_is_known_and_so_is_that_nothing_was()
    {
        var cache = new ZoneCache();
        var zone = Zone(1);
        cache.Add(Name(1), zone);
        cache.Add(Name(2), null);

        Assert.True(cache.TryFind(Name(1), out var found) && found == zone);
        Assert.True(cache.TryFind(Name(2), out found) && found is null);
        Assert.False(cache.TryFind(Name(3), out _));
    }

    /// <summary>What is asked for again and again outlives any number of others; what is not, goes.</summary>
    [Fact]
    public void What_nobody_asks_for_is_forgotten()
    {
        var cache = new ZoneCache(halfCost: 10_000);
        cache.Add(Name(-1), Zone(1));
        cache.Add(Name(-2), Zone(1));
        for (var number = 0; number < 10_000; number++)
        {
            cache.Add(Name(number), number % 2 == 0 ? null : Zone(4));
            Assert.True(cache.TryFind(Name(-1), out _));
        }

        Assert.False(cache.TryFind(Name(-2), out _));
        Assert.InRange(Enumerable.Range(0, 10_000).Count(number => cache.TryFind(Name(number), out _)), 1, 2 * 10_000 / 80);
    }

    /// <summary>A zone of a thousand servers counts as much as it takes.</summary>
    [Fact]
    public void Large_zones_leave_room_for_few()
    {
        var cache = new ZoneCache(halfCost: 100_000);
        for (var number = 0; number < 100; number++) cache.Add(Name(number), Zone(ServerList.MaxServers));

        Assert.InRange(Enumerable.Range(0, 100).Count(number => cache.TryFind(Name(number), out _)), 2, 8);
    }

    private static byte[] Name(int number) => [.. BitConverter.GetBytes(number), 0, 0];

    private static Zone Zone(int servers) => new([1, 0], 1, new ServerList([.. Enumerable.Range(1, servers).Select(number => new ZoneServer(new IpAddress(0, (ulong)number), 0, 1))]));
}

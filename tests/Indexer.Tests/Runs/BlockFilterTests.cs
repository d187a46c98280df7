using System.Text;
using PassiveDns.Indexer.Runs;
using Xunit;

namespace PassiveDns.Indexer.Tests.Runs;

public class BlockFilterTests
{
    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(300)]
    public void A_filter_knows_its_own_and_few_others(int keys)
    {
        var filter = new OctetBuffer();
        BlockFilter.Write([.. Enumerable.Range(0, keys).Select(i => BlockFilter.Hash(Key(i)))], filter);

        Assert.Equal(BlockFilter.LengthOf(keys), filter.Length);
        Assert.True(BlockFilter.IsSound(filter.Span));
        for (var i = 0; i < keys; i++) Assert.True(BlockFilter.MayHold(filter.Span, BlockFilter.Hash(Key(i))));
        var strangers = 0;
        for (var i = keys; i < keys + 10_000; i++) strangers += BlockFilter.MayHold(filter.Span, BlockFilter.Hash(Key(i))) ? 1 : 0;
        Assert.InRange(strangers, 0, 500);
    }

    [Fact]
    public void Every_octet_of_a_filter_is_under_its_check_sum()
    {
        var filter = new OctetBuffer();
        BlockFilter.Write([1, 2, 3], filter);
        for (var i = 0; i < filter.Length; i++)
        {
            var changed = filter.Span.ToArray();
            changed[i] ^= 0x10;
            Assert.False(BlockFilter.IsSound(changed));
        }

        Assert.False(BlockFilter.IsSound([]));
    }

    /// <summary>The hash is on disk and may never change; the values were worked out apart, from FORMAT.md.</summary>
    [Theory]
    [InlineData("", 0x0)] // the root of nothing
    [InlineData("com\0\0", 0x20CCE3CC747915EA)] // fewer octets than a step
    [InlineData("example\0www\0\0", 0x18D675820CA6F5A)] // a step and a rest
    public void The_hash_is_that_of_the_format(string key, ulong expected) => Assert.Equal(expected, BlockFilter.Hash(Encoding.ASCII.GetBytes(key)));

    private static byte[] Key(int number) => Encoding.ASCII.GetBytes($"example\0host{number}\0\0");
}

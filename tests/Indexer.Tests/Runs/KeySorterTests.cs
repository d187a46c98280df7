using CsCheck;
using PassiveDns.Indexer.Runs;
using Xunit;

namespace PassiveDns.Indexer.Tests.Runs;

public class KeySorterTests
{
    // Few octets, many zeros, long common beginnings, keys that others begin with: what the eight-octet steps could get wrong.
    private static readonly Gen<byte[]> Key = Gen.Select(Gen.Int[0, 3], Gen.OneOf<byte>(0, 0, 1, 255).Array[0, 20])
        .Select((repeats, end) => (byte[])[.. Enumerable.Repeat((byte)7, repeats * 8), .. end]);

    [Fact]
    public void Sorts_as_octets_compare_and_equal_keys_by_number() =>
        Key.Array[0, 200].Sample(keys =>
        {
            var expected = Enumerable.Range(0, keys.Length).OrderBy(i => keys[i], Comparer<byte[]>.Create((a, b) => a.AsSpan().SequenceCompareTo(b)));

            Assert.Equal(expected, Sorted(keys));
        });

    [Fact]
    public void Keys_that_share_a_million_octets_are_sorted_within_the_stack()
    {
        var keys = Enumerable.Range(0, 40).Select(i => (byte[])[.. new byte[1_000_000], (byte)(40 - i)]).ToArray();

        Assert.Equal(Enumerable.Range(0, 40).Reverse(), Sorted(keys));
    }

    [Fact]
    public void Many_keys_are_sorted_by_several_threads_as_by_one()
    {
        var random = new Random(7);
        var keys = Enumerable.Range(0, 60_000).Select(i =>
        {
            var key = new byte[12 + (i % 9)];
            random.NextBytes(key.AsSpan(i % 2 == 0 ? 9 : 2)); // half of them share nine octets: a group that is too large for one share
            return key;
        }).ToArray();

        Assert.Equal(Enumerable.Range(0, keys.Length).OrderBy(i => keys[i], Comparer<byte[]>.Create((a, b) => a.AsSpan().SequenceCompareTo(b))), Sorted(keys));
    }

    private static int[] Sorted(byte[][] keys)
    {
        var order = Enumerable.Range(0, keys.Length).ToArray();
        KeySorter.Sort(new Keys(keys), order);
        return order;
    }

    private readonly struct Keys(byte[][] keys) : IKeyList
    {
        public ReadOnlySpan<byte> KeyAt(int number) => keys[number];
    }
}

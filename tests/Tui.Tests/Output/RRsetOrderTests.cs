using CsCheck;
using PassiveDns.Formats.Dns;
using PassiveDns.Formats.Records;
using PassiveDns.Tui.Output;
using Xunit;

namespace PassiveDns.Tui.Tests.Output;

public class RRsetOrderTests
{
    private static readonly RRset[] Sets =
    [
        //           label  owner            type          rdata (wire)                     first last count
        TestRRset.Of("www.b.example", RRType.A, "c0000209", first: 100, last: 900, count: 3),
        TestRRset.Of("a.example", RRType.A, "c000020a", first: 200, last: 300, count: 9),
        TestRRset.Of("c.b.example", RRType.NS, "036e7331 03636f6d 00", first: 300, last: 350, count: 1),
        TestRRset.Of("z.com", RRType.NS, "036e7332 01610363 6f6d00", first: 50, last: 60, count: 2),
        TestRRset.Of("a.example", RRType.AAAA, "20010db8000000000000000000000001", first: 400, last: 400, count: 4),
    ];

    public static TheoryData<string, SortKey[], bool, string[]> Orders => new()
    {
        { "time first seen", [SortKey.First], false, ["z.com. NS", "www.b.example. A", "a.example. A", "c.b.example. NS", "a.example. AAAA"] },
        { "newest first", [SortKey.Last], true, ["www.b.example. A", "a.example. AAAA", "c.b.example. NS", "a.example. A", "z.com. NS"] },
        { "how long", [SortKey.Duration], true, ["www.b.example. A", "a.example. A", "c.b.example. NS", "z.com. NS", "a.example. AAAA"] },
        { "how often", [SortKey.Count], false, ["c.b.example. NS", "z.com. NS", "www.b.example. A", "a.example. AAAA", "a.example. A"] },
        { "names from the top-level domain", [SortKey.Name], false, ["z.com. NS", "a.example. A", "a.example. AAAA", "c.b.example. NS", "www.b.example. A"] },
        { "types, then names", [SortKey.Type, SortKey.Name], false, ["a.example. A", "www.b.example. A", "z.com. NS", "c.b.example. NS", "a.example. AAAA"] },
        { "addresses by number, then names", [SortKey.Data], false, ["www.b.example. A", "a.example. A", "a.example. AAAA", "z.com. NS", "c.b.example. NS"] },
    };

    [Theory, MemberData(nameof(Orders))]
    public void Sorts_by_the_users_keys(string why, SortKey[] keys, bool descending, string[] expected)
    {
        var sorted = new RRsetOrder([.. keys.Select(key => new SortTerm(key, descending))]).Sort(Sets, 0, out var leftOut);

        Assert.True(expected.SequenceEqual(sorted.Select(TestRRset.Name)), $"{why}: {string.Join(", ", sorted.Select(TestRRset.Name))}");
        Assert.Equal(0, leftOut);
    }

    [Fact]
    public void Each_key_has_its_own_way() => Assert.Equal(
        ["z.com. NS", "a.example. AAAA", "a.example. A", "c.b.example. NS", "www.b.example. A"],
        new RRsetOrder([new(SortKey.Name, IsDescending: false), new(SortKey.Type, IsDescending: true)]).Sort(Sets, 0, out _).Select(TestRRset.Name));

    [Fact]
    public void A_limit_keeps_the_best_and_says_how_many_it_left_out() =>
        Gen.Select(Gen.Long[0, 20].Array[0, 60], Gen.Int[1, 10]).Sample((firsts, limit) =>
        {
            var sets = firsts.Select((first, i) => TestRRset.Of($"n{i}.example", RRType.A, "c0000201", first, first, 1)).ToList();
            var order = new RRsetOrder([new SortTerm(SortKey.First, IsDescending: false)]);

            var all = order.Sort(sets, 0, out _);
            var best = order.Sort(sets, limit, out var leftOut);

            Assert.Equal(all.Take(limit).Select(TestRRset.Name), best.Select(TestRRset.Name));
            Assert.Equal(Math.Max(0, sets.Count - limit), leftOut);
        });

    [Fact]
    public void The_order_of_arrival_does_not_matter() =>
        Gen.Shuffle(Sets).Sample(shuffled => Assert.Equal(
            RRsetOrder.ByAll(isDescending: false).Sort(Sets, 0, out _).Select(TestRRset.Name),
            RRsetOrder.ByAll(isDescending: false).Sort(shuffled, 0, out _).Select(TestRRset.Name)));
}

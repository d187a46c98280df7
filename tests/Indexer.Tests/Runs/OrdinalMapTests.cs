using PassiveDns.Indexer.Runs;
using Xunit;

namespace PassiveDns.Indexer.Tests.Runs;

public class OrdinalMapTests
{
    public static TheoryData<int, int, int> Shapes => new()
    {
        { 0, 0, 0 }, // a run without RRsets
        { 1, 1, 0 }, // merged with nothing
        { 1, 100_000_000, 0 }, // one RRset in a run that is far larger
        { 1_000, 1, 0 }, // every RRset is new in its place: no low bits
        { 1_000, 2, 3 }, // some are left out
        { 1_000, 8, 0 }, // eight runs of one size
        { 1_000, 8, 2 },
        { 64, 50, 1 }, // all left out, one sample
        { 65, 50_000, 4 }, // set bits far apart: many words are passed
        { 20_000, 13, 7 },
    };

    /// <param name="spread">How many ordinals of the new run there are for each entry, about.</param>
    /// <param name="leaveOut">Each so-manieth entry is left out; 0 for none.</param>
    [Theory, MemberData(nameof(Shapes))]
    public void Each_entry_is_found_as_it_was_entered(int entries, int spread, int leaveOut)
    {
        var random = new Random(entries + spread);
        var expected = new long[entries];
        var added = new (long Ordinal, bool IsLeftOut)[entries];
        var next = 0L;
        for (var i = 0; i < entries; i++)
        {
            next += spread == 1 ? 0 : random.Next(2 * spread - 1);
            added[i] = (next, leaveOut > 0 && i % leaveOut == 0);
            expected[i] = added[i].IsLeftOut ? OrdinalMap.LeftOut : next;
            if (!added[i].IsLeftOut) next++;
        }

        var map = new OrdinalMap(entries, Math.Max(next + 1, (long)entries * spread));
        foreach (var (ordinal, isLeftOut) in added) map.Add(ordinal, isLeftOut);

        for (var i = 0; i < entries; i++) Assert.Equal(expected[i], map[i]);
    }

    [Fact]
    public void An_entry_that_was_not_entered_is_refused()
    {
        var map = new OrdinalMap(2, 10);
        map.Add(3, isLeftOut: false);
        Assert.Throws<ArgumentOutOfRangeException>(() => map[1]);
    }
}

using PassiveDns.Formats.Dns;
using PassiveDns.Formats.Records;
using PassiveDns.Tui.Questions;
using Xunit;

namespace PassiveDns.Tui.Tests.Questions;

public class RRsetComparisonTests
{
    /// <summary>Why; each side as owner/type/rdata, an RRset a word; what differs, and the counts: appeared, vanished, changed, same.</summary>
    public static TheoryData<string, string, string, string, string> Sides => new()
    {
        { "two empty sides", "", "", "", "0 0 0 0" },
        { "nothing to compare with, before", "", "a.test/A/01020304", "appeared + a.test. A 01020304", "1 0 0 0" },
        { "nothing to compare with, after", "a.test/A/01020304", "", "vanished - a.test. A 01020304", "0 1 0 0" },
        { "the same", "a.test/A/01020304", "a.test/A/01020304", "", "0 0 0 1" },
        { "another address", "a.test/A/01020304", "a.test/A/01020305", "changed - a.test. A 01020304; changed + a.test. A 01020305", "0 0 1 0" },
        { "what went stands before what came, whatever is lower", "a.test/A/09020304", "a.test/A/01020305", "changed - a.test. A 09020304; changed + a.test. A 01020305", "0 0 1 0" },
        { "one more beside what stayed", "a.test/A/02020202", "a.test/A/01010101 a.test/A/02020202", "changed + a.test. A 01010101", "0 0 1 0" },
        { "one less", "a.test/A/01010101 a.test/A/02020202", "a.test/A/02020202", "changed - a.test. A 01010101", "0 0 1 0" },
        { "another type is a set of its own", "a.test/A/01020304", "a.test/TXT/0161", "vanished - a.test. A 01020304; appeared + a.test. TXT 0161", "1 1 0 0" },
        { "names in key order: a parent before its children", "b.a.test/A/01020304", "a.test/A/01020304 b.a.test/A/01020304 c.test/A/01020304", "appeared + a.test. A 01020304; appeared + c.test. A 01020304", "2 0 0 1" },
        { "a set of two records is one RRset", "a.test/A/01020304,01020305", "a.test/A/01020304", "changed - a.test. A 01020304,01020305; changed + a.test. A 01020304", "0 0 1 0" },
    };

    [Theory, MemberData(nameof(Sides))]
    public void Tells_what_differs(string why, string earlier, string later, string differences, string counts)
    {
        var comparison = new RRsetComparison(Side(earlier), Side(later));

        var found = string.Join("; ", comparison.Differences().Select(Text));

        Assert.True(differences == found, $"{why}: {found}");
        Assert.Equal(counts, $"{comparison.Appeared} {comparison.Vanished} {comparison.Changed} {comparison.Same}");
    }

    /// <summary>What differs makes the one side of the other, and each owner and type is in one count.</summary>
    [Fact]
    public void The_differences_lead_from_one_side_to_the_other()
    {
        var random = new Random(7);
        for (var round = 0; round < 300; round++)
        {
            var (earlier, later) = (Sample(random), Sample(random));
            var comparison = new RRsetComparison(Side(earlier), Side(later));
            var side = new SortedSet<string>(Side(earlier).Select(Text), StringComparer.Ordinal);

            foreach (var difference in comparison.Differences())
                Assert.True(difference.IsLater ? side.Add(Text(difference.RRset)) : side.Remove(Text(difference.RRset)), Text(difference));

            Assert.Equal(Side(later).Select(Text).Order(StringComparer.Ordinal), side);
            var sets = Side(earlier).Concat(Side(later)).Select(TestRRset.Name).Distinct().Count();
            Assert.Equal(sets, comparison.Different + comparison.Same);
        }
    }

    /// <summary>An owner with more RRsets than are held back: what came may then stand before what went, and nothing is lost.</summary>
    [Fact]
    public void An_owner_with_very_many_RRsets_is_not_held_in_memory()
    {
        const int many = 10_000;
        var read = 0;
        var earlier = Enumerable.Range(0, many).Select(number => Address(2 * number)).Select(Count);
        var later = Enumerable.Range(0, many).Select(number => Address((2 * number) + 1)).Select(Count);
        var farthest = 0;

        var given = 0;
        foreach (var difference in new RRsetComparison(earlier, later).Differences()) farthest = Math.Max(farthest, read - ++given);

        Assert.Equal(2 * many, given);
        Assert.InRange(farthest, 0, 1_100);

        RRset Count(RRset rrset)
        {
            read++;
            return rrset;
        }
    }

    /// <summary>A reader that stops at a limit can tell by the counts which differences are beyond it.</summary>
    [Fact]
    public void A_difference_is_counted_before_it_is_given()
    {
        var comparison = new RRsetComparison(Side("a.test/A/01020304 b.test/A/01020304 c.test/A/01020304"), Side("a.test/A/01020305 b.test/A/01020305 d.test/A/01020304"));

        Assert.Equal(["a.test. A 1", "a.test. A 1", "b.test. A 2", "b.test. A 2", "c.test. A 3", "d.test. A 4"], comparison.Differences().Select(difference => $"{TestRRset.Name(difference.RRset)} {comparison.Different}"));
    }

    private static RRset Address(int number) => TestRRset.Of("a.test", RRType.A, number.ToString("x8", System.Globalization.CultureInfo.InvariantCulture), 0, 0, 1);

    private static string Sample(Random random) => string.Join(' ', Enumerable.Range(0, random.Next(12)).Select(_ =>
        $"{"abc"[random.Next(3)]}.test/{(random.Next(2) == 0 ? "A" : "TXT")}/{(random.Next(2) == 0 ? "03616161" : "03616162")}").Distinct());

    private static IEnumerable<RRset> Side(string text) => new TestRRsets(text.Split(' ', StringSplitOptions.RemoveEmptyEntries).Select(word =>
    {
        var parts = word.Split('/');
        return TestRRset.Of(parts[0], Enum.Parse<RRType>(parts[1]), parts[2], 0, 0, 1);
    })).Find(new RRsetQuery { Side = LookupSide.All });

    private static string Text(RRsetDifference difference) => $"{difference.Change.ToString().ToLowerInvariant()} {(difference.IsLater ? '+' : '-')} {Text(difference.RRset)}";

    private static string Text(RRset rrset)
    {
        var records = new List<string>();
        var set = rrset.RDataSet;
        while (RRsetKey.TryReadRData(ref set, out var rdata)) records.Add(Convert.ToHexStringLower(rdata));
        return $"{TestRRset.Name(rrset)} {string.Join(',', records)}";
    }
}

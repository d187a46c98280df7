using PassiveDns.Formats.Dns;
using PassiveDns.Formats.Records;
using PassiveDns.Tui.Questions;
using Xunit;

namespace PassiveDns.Tui.Tests.Questions;

public class UnitedRRsetsTests
{
    private static readonly RRset Unverified = Seen(0, RRsetKey.NoBailiwick, (0, 10, 20), (1, 70, 80));
    private static readonly RRset Verified = Seen(0, 3, (1, 71, 75));
    private static readonly RRset Other = Seen(1, RRsetKey.NoBailiwick, (0, 30, 40));

    [Fact]
    public void An_RRset_of_several_bailiwicks_is_one()
    {
        var united = Of(default);

        Assert.Equal([(10_000, 80_000, 3), (30_000, 40_000, 1)], united.Select(rrset => (rrset.Window.FirstMilliseconds, rrset.Window.LastMilliseconds, (int)rrset.Window.Count)));
        Assert.All(united, rrset => Assert.Null(rrset.BailiwickLabels));
        Assert.Equal([0, 1, 1], united[0].Sightings.Select(sighting => sighting.Source));
    }

    /// <summary>Why; the fence, seconds; what is left of the windows.</summary>
    public static TheoryData<string, long?, long?, string> Fences => new()
    {
        { "a time between two sightings has neither of them", 50, 60, "" },
        { "the first sighting alone", null, 20, "10-20" },
        { "a sighting is taken whole", 15, 16, "10-20" },
        { "the later ones", 41, null, "70-80" },
        { "one of two bailiwicks", 76, 77, "70-80" },
        { "all", 0, 100, "10-80 30-40" },
    };

    [Theory, MemberData(nameof(Fences))]
    public void A_fence_is_held_against_each_sighting(string why, long? after, long? before, string windows)
    {
        var found = Of(new TimeFence(after * 1_000, before * 1_000, Strict: false));

        var text = string.Join(' ', found.Select(rrset => $"{rrset.Window.FirstSeconds}-{rrset.Window.LastSeconds}"));
        Assert.True(windows == text, $"{why}: {text}");
    }

    /// <summary>Stored with a bailiwick, as imported RRsets are, the same records stand apart in key order.</summary>
    [Fact]
    public void They_come_by_owner_type_and_rdata_whatever_bailiwick_they_are_stored_with()
    {
        RRset[] stored = [Seen(2, 1, (0, 1, 1)), Seen(1, 2, (0, 2, 2)), Seen(0, 3, (0, 3, 3)), Seen(0, 1, (1, 4, 4)), Seen(1, RRsetKey.NoBailiwick, (1, 5, 5))];

        var united = UnitedRRsets.Of(new TestRRsets(stored), new RRsetQuery { Side = LookupSide.All }, CancellationToken.None);

        Assert.Equal(["c0000200 3-4 of 2", "c0000201 2-5 of 2", "c0000202 1-1 of 1"], united.Select(rrset =>
            $"{Convert.ToHexStringLower(rrset.RDataSet[1..])} {rrset.Window.FirstSeconds}-{rrset.Window.LastSeconds} of {rrset.Sightings.Count}"));
    }

    [Fact]
    public void It_ends_when_it_is_interrupted() => Assert.Throws<OperationCanceledException>(
        () => UnitedRRsets.Of(new TestRRsets(Other), new RRsetQuery { Side = LookupSide.All }, new CancellationToken(canceled: true)).Count());

    private static List<RRset> Of(TimeFence fence) =>
        [.. UnitedRRsets.Of(new TestRRsets(Unverified, Verified, Other), new RRsetQuery { Side = LookupSide.All, Fence = fence }, CancellationToken.None)];

    private static RRset Seen(int number, byte bailiwick, params (int Source, long First, long Last)[] sightings)
    {
        var key = TestRRset.Of("www.example.com", RRType.A, $"c000020{number}", 0, 0, 1).Key.ToArray();
        key[RRsetKey.OwnerLength(key) + 2] = bailiwick;
        return new RRset(key, [.. sightings.Select(seen => new Sighting(
            seen.Source, SightingStatus.Matched, Vantage.Recursive, new TimeWindow(seen.First * 1_000, seen.Last * 1_000, 1), 2, 300, 300))]);
    }
}

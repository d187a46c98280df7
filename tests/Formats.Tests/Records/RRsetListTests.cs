using PassiveDns.Formats.Dns;
using PassiveDns.Formats.Records;
using Xunit;

namespace PassiveDns.Formats.Tests.Records;

/// <summary>That it answers as an archive does is tested beside the archive, in ArchiveProperties.</summary>
public class RRsetListTests
{
    private static readonly RRsetQuery Everything = new() { Side = LookupSide.All };

    [Fact]
    public void Equal_records_are_united_and_come_in_the_order_of_keys()
    {
        var list = new RRsetList(
            [At("b.example.", 5, 9, 2), At("a.example.", 1, 2, 1), At("b.example.", 3, 4, 7), At("b.example.", 3, 4, 7)], []);

        var found = list.Find(Everything).ToList();

        Assert.Equal(2, list.Count);
        Assert.Equal([new TimeWindow(1, 2, 1), new TimeWindow(3, 9, 16)], found.Select(rrset => rrset.Window));
        Assert.All(found, rrset => Assert.Single(rrset.Sightings));
    }

    [Fact]
    public void Counts_beyond_all_bounds_stay_the_greatest_number()
    {
        var list = new RRsetList([At("a.", 1, 1, long.MaxValue), At("a.", 1, 1, long.MaxValue)], []);

        Assert.Equal(long.MaxValue, Assert.Single(list.Find(Everything)).Window.Count);
    }

    [Fact]
    public void Another_bailiwick_is_another_RRset_and_can_be_asked_for()
    {
        byte[][] rdata = [[192, 0, 2, 1]];
        var list = new RRsetList(
            [RRsets.Make("a.example.com.", RRType.A, null, rdata), RRsets.Make("a.example.com.", RRType.A, 1, rdata), RRsets.Make("a.example.com.", RRType.A, 2, rdata)], []);

        Assert.Equal([null, 1, 2], list.Find(Everything).Select(rrset => rrset.BailiwickLabels));
        Assert.Equal([2], list.Find(Everything with { Bailiwick = DomainNameFormat.Parse("example.com.") }).Select(rrset => rrset.BailiwickLabels));
        Assert.Empty(list.Find(Everything with { Bailiwick = DomainNameFormat.Parse("example.net.") }));
    }

    [Fact]
    public void A_status_has_a_result_of_its_own_where_all_are_asked_for()
    {
        var list = new RRsetList(
            [At("a.", 1, 1, 1, SightingStatus.Transfer), At("a.", 2, 2, 1), At("a.", 3, 3, 1, SightingStatus.Unsolicited), At("a.", 4, 4, 1, SightingStatus.Quarantined)], []);

        Assert.Equal([new TimeWindow(1, 2, 2)], list.Find(Everything).Select(rrset => rrset.Window));
        Assert.Equal(
            [SightingStatus.Matched, SightingStatus.Unsolicited, SightingStatus.Quarantined, SightingStatus.Transfer],
            list.Find(Everything with { Statuses = StatusFilter.All }).Select(rrset => rrset.Status));
        Assert.Equal([new TimeWindow(4, 4, 1)], list.Find(Everything with { Statuses = StatusFilter.Quarantined }).Select(rrset => rrset.Window));
        Assert.Empty(list.Find(Everything with { Vantage = Vantage.Recursive }));
        Assert.Empty(list.Find(Everything with { Fence = new TimeFence(5, null, false) }));
    }

    [Fact]
    public void An_empty_list_has_no_answers() => Assert.Empty(new RRsetList([], []).Find(new RRsetQuery { Side = LookupSide.OwnerBelow, Name = new byte[] { 0 } }));

    private static RRset At(string owner, long first, long last, long count, SightingStatus status = SightingStatus.Matched) =>
        RRsets.Make(owner, RRType.A, null, [[192, 0, 2, 1]], new Sighting(0, status, Vantage.Imported, new TimeWindow(first, last, count), 0, 0, 0));
}

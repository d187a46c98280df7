using PassiveDns.Formats.Dns;
using PassiveDns.Formats.Records;
using PassiveDns.Tests.Support;
using Xunit;

namespace PassiveDns.Formats.Tests.Records;

public class RRsetTests
{
    [Fact]
    public void Gives_the_parts_of_its_key()
    {
        var rrset = RRsets.Make("www.example.com.", RRType.A, 2, [[192, 0, 2, 1], [192, 0, 2, 2]]);
        Span<byte> name = stackalloc byte[DomainName.MaxLength];

        Assert.Equal(RRType.A, rrset.Type);
        Assert.Equal("www.example.com.", DomainNameFormat.ToText(name[..rrset.ReadOwner(name)]));
        Assert.Equal(2, rrset.BailiwickLabels);
        Assert.Equal("example.com.", DomainNameFormat.ToText(name[..rrset.ReadBailiwick(name)]));
        Assert.Equal("04c000020104c0000202", Hex.Text(rrset.RDataSet));
    }

    [Theory]
    [InlineData(0, ".")]
    [InlineData(3, "www.example.com.")]
    public void The_zone_may_be_the_root_or_the_owner(int labels, string expected)
    {
        var rrset = RRsets.Make("www.example.com.", RRType.A, labels, [[192, 0, 2, 1]]);
        Span<byte> name = stackalloc byte[DomainName.MaxLength];

        Assert.Equal(expected, DomainNameFormat.ToText(name[..rrset.ReadBailiwick(name)]));
    }

    [Fact]
    public void A_zone_that_is_not_known_is_not_the_root()
    {
        var rrset = RRsets.Make("www.example.com.", RRType.A, null, [[192, 0, 2, 1]]);
        Span<byte> name = stackalloc byte[DomainName.MaxLength];

        Assert.Null(rrset.BailiwickLabels);
        Assert.Equal(0, rrset.ReadBailiwick(name));
    }

    [Fact]
    public void Sums_up_its_sightings_by_source()
    {
        Sighting[] sightings =
        [
            new(4, SightingStatus.Matched, Vantage.Authoritative, new TimeWindow(2_000, 3_000, 5), 9, 60, 60),
            new(2, SightingStatus.Transfer, Vantage.Authoritative, new TimeWindow(1_000, 1_500, 1), 3, 300, 600),
            new(4, SightingStatus.Matched, Vantage.Recursive, new TimeWindow(2_500, 9_000, 2), 1, 30, 90),
        ];
        var rrset = RRsets.Make("a.", RRType.A, null, [[192, 0, 2, 1]], sightings);

        Assert.Equal(new TimeWindow(1_000, 9_000, 8), rrset.Window);
        Assert.Equal((30u, 600u), (rrset.TtlMin, rrset.TtlMax));
        Assert.Equal(2, rrset.SourceCount);
        Assert.Equal(SightingStatus.Matched, rrset.Status);
        Assert.Equal(SightingStatus.Transfer, RRsets.Make("a.", RRType.A, null, [[192, 0, 2, 1]], sightings[1]).Status);
    }

    [Fact]
    public void Without_a_sighting_there_is_no_RRset() =>
        Assert.Throws<ArgumentOutOfRangeException>(() => new RRset([0, 0, 1, 0], []));
}

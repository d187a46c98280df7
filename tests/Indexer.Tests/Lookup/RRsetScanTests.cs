using PassiveDns.Formats.Dns;
using PassiveDns.Formats.Records;
using Xunit;

namespace PassiveDns.Indexer.Tests.Lookup;

public class RRsetScanTests
{
    /// <summary>Why; the question.</summary>
    public static TheoryData<string, RRsetQuery> Questions => new()
    {
        { "all there is", new RRsetQuery { Side = LookupSide.All, Kinds = AnswerKinds.Both, Statuses = StatusFilter.All } },
        { "what is believed", new RRsetQuery { Side = LookupSide.All } },
        { "of some types", new RRsetQuery { Side = LookupSide.All, Types = new HashSet<RRType> { RRType.NS } } },
        { "below a name", new RRsetQuery { Side = LookupSide.OwnerBelow, Name = DomainNameFormat.Parse("a.test."), Statuses = StatusFilter.All } },
        { "of one source", new RRsetQuery { Side = LookupSide.All, Captures = new HashSet<string> { Make.Sha256(2) } } },
        { "nothing", new RRsetQuery { Side = LookupSide.All, Statuses = StatusFilter.Quarantined } },
    };

    [Theory, MemberData(nameof(Questions))]
    public void It_comes_by_the_sightings_of_all_that_is_found(string why, RRsetQuery query)
    {
        using var folder = new TemporaryFolder();
        using var archive = Make.Archive(
            folder["a.pdns"],
            new ObservedSource(Make.Source(1), [Make.A("www.a.test.", "192.0.2.1"), Make.A("a.test.", "192.0.2.1"), Make.NS("a.test.", "ns.b.test."), Make.Negative("no.a.test.", RRType.A, NegativeKind.NxDomain)]),
            new ObservedSource(Make.Source(2), [Make.A("www.a.test.", "192.0.2.1", 1_700_000_009), Make.A("www.a.test.", "192.0.2.1", status: SightingStatus.Conflicting), Make.A("z.test.", "192.0.2.9")]));

        var scanned = new List<string>();
        using (var scan = archive.Scan(query))
        {
            while (scan.MoveNext())
            {
                foreach (var sighting in scan.Sightings) scanned.Add($"{Convert.ToHexString(scan.Key)} {sighting}");
            }
        }

        var found = archive.Find(query).SelectMany(rrset => rrset.Sightings.Select(sighting => $"{Convert.ToHexString(rrset.Key)} {sighting}"));
        Assert.True(found.Order(StringComparer.Ordinal).SequenceEqual(scanned.Order(StringComparer.Ordinal)), why);
    }

    [Fact]
    public void The_manifest_tells_the_window_of_all()
    {
        using var folder = new TemporaryFolder();
        using (var empty = Make.Archive(folder["empty.pdns"])) Assert.Null(empty.WindowBound);
        using var archive = Make.Archive(
            folder["a.pdns"], new ObservedSource(Make.Source(1), [Make.A("a.test.", "192.0.2.1", 100)]), new ObservedSource(Make.Source(2), [Make.A("a.test.", "192.0.2.1", 50), Make.A("b.test.", "192.0.2.1", 200)]));

        Assert.Equal(new TimeWindow(50_000, 200_000, 3), archive.WindowBound);
    }
}

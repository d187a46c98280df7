using PassiveDns.Formats.Records;
using PassiveDns.Indexer.Lookup;
using Xunit;

namespace PassiveDns.Indexer.Tests.Lookup;

public class StatusSelectionTests
{
    private static readonly SourceRecord[] Sources = [Make.Source(1), Make.Source(2, isOneSided: true)];

    public static TheoryData<string, SightingStatus[], StatusFilter, SightingStatus[][]> Results => new()
    {
        // why                                      sightings                                                   filter                results
        { "matched alone",                          [SightingStatus.Matched],                                   StatusFilter.Default, [[SightingStatus.Matched]] },
        { "a transfer is believed and keeps its mark", [SightingStatus.Matched, SightingStatus.Transfer],       StatusFilter.Default, [[SightingStatus.Matched, SightingStatus.Transfer]] },
        { "a transfer alone",                       [SightingStatus.Transfer],                                  StatusFilter.Default, [[SightingStatus.Transfer]] },
        { "nothing that is believed",               [SightingStatus.Unsolicited, SightingStatus.Conflicting, SightingStatus.Quarantined], StatusFilter.Default, [] },
        { "all, each by itself", [SightingStatus.Matched, SightingStatus.Unsolicited, SightingStatus.Transfer], StatusFilter.All, [[SightingStatus.Matched], [SightingStatus.Unsolicited], [SightingStatus.Transfer]] },
    };

    [Theory, MemberData(nameof(Results))]
    public void Sightings_make_results_by_status(string why, SightingStatus[] statuses, StatusFilter filter, SightingStatus[][] expected)
    {
        var sightings = statuses.Select(status => SightingOf(0, status)).ToArray();
        var results = new StatusSelection(filter, Sources).Select(sightings).ToList();

        Assert.True(expected.Length == results.Count, why);
        Assert.All(expected.Zip(results), pair => Assert.Equal(pair.First, pair.Second.Select(sighting => sighting.Status)));
    }

    [Fact]
    public void In_a_source_without_queries_unsolicited_counts_as_matched()
    {
        Sighting[] sightings = [SightingOf(0, SightingStatus.Unsolicited), SightingOf(1, SightingStatus.Unsolicited), SightingOf(1, SightingStatus.Transfer)];

        var result = Assert.Single(new StatusSelection(StatusFilter.Default, Sources).Select(sightings));

        Assert.Equal([(1, SightingStatus.Matched), (1, SightingStatus.Transfer)], result.Select(sighting => (sighting.Source, sighting.Status)));
    }

    private static Sighting SightingOf(int source, SightingStatus status) => new(source, status, Vantage.Authoritative, new TimeWindow(1, 2, 1), 1, 60, 60);
}

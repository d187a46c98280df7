using PassiveDns.Formats.Records;
using PassiveDns.Indexer.Bailiwick;
using PassiveDns.Indexer.Lookup;
using PassiveDns.Indexer.Runs;
using Xunit;

namespace PassiveDns.Indexer.Tests.Lookup;

public class JudgementTests
{
    private static readonly SourceRecord[] Sources = [Make.Source(1), Make.Source(2, isOneSided: true)];

    public static TheoryData<string, SightingStatus[], StatusFilter, SightingStatus[][]> Results => new()
    {
        // why                                      sightings                                                   filter                results
        { "matched alone",                          [SightingStatus.Matched],                                   StatusFilter.Default, [[SightingStatus.Matched]] },
        { "a transfer is believed and keeps its mark", [SightingStatus.Matched, SightingStatus.Transfer],       StatusFilter.Default, [[SightingStatus.Matched, SightingStatus.Transfer]] },
        { "a transfer alone",                       [SightingStatus.Transfer],                                  StatusFilter.Default, [[SightingStatus.Transfer]] },
        { "nothing that is believed",               [SightingStatus.Unsolicited, SightingStatus.Conflicting, SightingStatus.Quarantined], StatusFilter.Default, [] },
        { "what is in quarantine",                  [SightingStatus.Matched, SightingStatus.Quarantined],       StatusFilter.Quarantined, [[SightingStatus.Quarantined]] },
        { "all, each by itself", [SightingStatus.Matched, SightingStatus.Unsolicited, SightingStatus.Transfer], StatusFilter.All, [[SightingStatus.Matched], [SightingStatus.Unsolicited], [SightingStatus.Transfer]] },
    };

    [Theory, MemberData(nameof(Results))]
    public void Sightings_make_results_by_status(string why, SightingStatus[] statuses, StatusFilter filter, SightingStatus[][] expected)
    {
        var sightings = statuses.Select(status => SightingOf(0, status)).ToArray();
        var results = Judge(filter, sightings);

        Assert.True(expected.Length == results.Count, why);
        Assert.All(expected.Zip(results), pair => Assert.Equal(pair.First, pair.Second.Select(sighting => sighting.Status)));
    }

    [Fact]
    public void In_a_source_without_queries_unsolicited_counts_as_matched()
    {
        Sighting[] sightings = [SightingOf(0, SightingStatus.Unsolicited), SightingOf(1, SightingStatus.Unsolicited), SightingOf(1, SightingStatus.Transfer)];

        var result = Assert.Single(Judge(StatusFilter.Default, sightings));

        Assert.Equal([(1, SightingStatus.Matched), (1, SightingStatus.Transfer)], result.Select(sighting => (sighting.Source, sighting.Status)));
    }

    private static List<IReadOnlyList<Sighting>> Judge(StatusFilter filter, Sighting[] sightings)
    {
        var key = Make.A("www.example.", "192.0.2.1").Key;
        using var zones = new ZonePath(null, new BlockCache());
        var judgement = new Judgement(new RRsetQuery { Side = LookupSide.All, Statuses = filter }, Sources, zones);
        return [.. Enumerable.Range(0, judgement.Judge(key, sightings)).Select(place => judgement.Make(place, key).Sightings)];
    }

    private static Sighting SightingOf(int source, SightingStatus status) => new(source, status, Vantage.Authoritative, new TimeWindow(1, 2, 1), 1, 60, 60);
}

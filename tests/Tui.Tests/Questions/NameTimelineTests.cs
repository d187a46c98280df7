using PassiveDns.Formats.Dns;
using PassiveDns.Formats.Records;
using PassiveDns.Tui.Questions;
using Xunit;

namespace PassiveDns.Tui.Tests.Questions;

public class NameTimelineTests
{
    private static readonly TestRRsets Source = new(
        [Spanning(100, 200), Spanning(150, 900)],
        TestRRset.Of("www.test", RRType.TXT, "0161", 300, 300, 1),
        TestRRset.Of("www.test", RRType.A, "c0000203", 300, 400, 1),
        TestRRset.Of("www.test", RRType.A, "c0000201", 500, 900, 1),
        TestRRset.Of("www.test", RRType.A, "c0000202", 110, 120, 1),
        TestRRset.Of("other.test", RRType.A, "c0000201", 100, 100, 1));

    [Fact]
    public void RRsets_stand_by_when_they_were_first_seen_then_by_type()
    {
        var timeline = Of(default, limit: 0);

        Assert.Equal(["110 A", "300 A", "300 TXT", "500 A"], timeline.RRsets.Select(rrset => $"{rrset.Window.FirstSeconds} {rrset.Type}"));
        Assert.Equal(0, timeline.LeftOut);
    }

    [Fact]
    public void A_limit_leaves_out_what_was_first_seen_last()
    {
        var timeline = Of(default, limit: 3);

        Assert.Equal(["110 A", "300 A", "300 TXT"], timeline.RRsets.Select(rrset => $"{rrset.Window.FirstSeconds} {rrset.Type}"));
        Assert.Equal(1, timeline.LeftOut);
    }

    /// <summary>Why; the fence and the span that it leaves, seconds.</summary>
    public static TheoryData<string, long?, long?, long, long> Spans => new()
    {
        { "that of the archive, from the first packet of any source to the last", null, null, 100, 900 },
        { "from the fence on", 300, null, 300, 900 },
        { "up to the fence", null, 350, 100, 350 },
        { "a fence wider than the archive: its own", 0, 5_000, 0, 5_000 },
        { "a fence behind the archive", 2_000, null, 2_000, 2_000 },
    };

    [Theory, MemberData(nameof(Spans))]
    public void The_span_is(string why, long? after, long? before, long first, long last)
    {
        var timeline = Of(new TimeFence(after * 1_000, before * 1_000, Strict: false), limit: 0);

        Assert.True((first * 1_000, last * 1_000) == (timeline.FirstMilliseconds, timeline.LastMilliseconds), $"{why}: {timeline.FirstMilliseconds}..{timeline.LastMilliseconds}");
    }

    [Fact]
    public void Sources_without_packets_leave_the_span_to_the_sightings()
    {
        var source = new TestRRsets([Spanning(null, null)], TestRRset.Of("www.test", RRType.A, "c0000203", 300, 400, 1));

        var timeline = NameTimeline.Of(source, Query(default), 0, CancellationToken.None);

        Assert.Equal((300_000, 400_000), (timeline.FirstMilliseconds, timeline.LastMilliseconds));
    }

    private static NameTimeline Of(TimeFence fence, int limit) => NameTimeline.Of(Source, Query(fence), limit, CancellationToken.None);

    private static RRsetQuery Query(TimeFence fence) => new() { Side = LookupSide.Owner, Name = DomainNameFormat.Parse("www.test")!, Fence = fence };

    private static SourceRecord Spanning(long? first, long? last) =>
        TestSource.Of("a.pcap") with { FirstPacketMilliseconds = first * 1_000, LastPacketMilliseconds = last * 1_000 };
}

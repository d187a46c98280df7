using PassiveDns.Formats.Dns;
using PassiveDns.Formats.Records;
using PassiveDns.Tui.Presentation;
using PassiveDns.Tui.Questions;
using Xunit;

namespace PassiveDns.Tui.Tests.Presentation;

public class TimelineTextTests
{
    private const long Day = 86_400; // seconds
    private const long Start = 1_772_323_200; // 2026-03-01T00:00:00Z

    private static readonly RRset[] Moves =
    [
        Seen(RRType.A, "c0000201", (0, 0), (3 * Day, 4 * Day)),
        Seen(RRType.A, "c6336401,c6336402", (5 * Day, 9 * Day)),
        Seen(RRType.TXT, "03616263", (9 * Day, 9 * Day)),
    ];

    /// <summary>The first RRset was seen in two sources: its bar is in two pieces.</summary>
    [Fact]
    public void Bars_stand_below_an_axis_of_days() => Assert.Equal(
        [
            "                                                 2026-03-01           2026-03-10",
            "type rdata           first      last       count ┴─────────────────────────────┴",
            "A    192.0.2.1       2026-03-01 2026-03-05     2 ▏         ███▊",
            "A    198.51.100.1 +1 2026-03-06 2026-03-10     1                  ██████████████",
            "TXT  \"abc\"           2026-03-10 2026-03-10     1                               █",
        ],
        Lines(80, isAscii: false, Moves));

    [Fact]
    public void Without_block_characters_all_of_it_is_ASCII() => Assert.Equal(
        [
            "                                               2026-03-01",
            "type rdata         first      last       count +------------",
            "A    192.0.2.1     2026-03-01 2026-03-05     2 |   ##",
            "A    198.5~00.1 +1 2026-03-06 2026-03-10     1        ######",
            "TXT  \"abc\"         2026-03-10 2026-03-10     1             #",
        ],
        Lines(60, isAscii: true, Moves));

    [Fact]
    public void On_a_wide_screen_times_are_complete_and_the_axis_has_more_of_them()
    {
        var lines = Lines(200, isAscii: false, Moves).ToList();

        Assert.EndsWith(" 2026-03-01T00:00:00Z  2026-03-03T06:00:00Z             2026-03-05T12:00:00Z            2026-03-07T18:00:00Z    2026-03-10T00:00:00Z", lines[0], StringComparison.Ordinal);
        Assert.Equal(5, lines[1].Count(character => character == '┴'));
        Assert.StartsWith("A    192.0.2.1       2026-03-01T00:00:00Z 2026-03-05T00:00:00Z     2 ▏   ", lines[2], StringComparison.Ordinal);
    }

    [Fact]
    public void Within_two_days_it_is_the_time_of_day_that_tells()
    {
        var lines = TimelineText.Lines(
            NameTimeline.Of(new TestRRsets(TestRRset.Of("www.test", RRType.A, "c0000201", 1_772_359_200, 1_772_359_471, 3)), new RRsetQuery { Side = LookupSide.All }, 0, CancellationToken.None), 80, isAscii: false);

        Assert.StartsWith("A    192.0.2.1 10:00:00Z 10:04:31Z     3 ███", lines.Last(), StringComparison.Ordinal);
    }

    [Fact]
    public void Labels_of_the_axis_do_not_touch()
    {
        for (var width = 60; width <= 220; width++)
        {
            var labels = Lines(width, isAscii: false, Moves).First().Split(' ', StringSplitOptions.RemoveEmptyEntries);
            Assert.All(labels, label => Assert.True(label.Length is 10 or 20, $"{width}: {label}"));
        }
    }

    /// <summary>Whatever the width, also one for which there is no room.</summary>
    [Fact]
    public void Every_width_shows_every_RRset_in_that_width()
    {
        for (var width = 55; width <= 220; width++) Assert.All(Lines(width, isAscii: false, Moves), line => Assert.True(line.Length <= width, line));
        for (var width = 1; width < 55; width++) Assert.Equal(2 + Moves.Length, Lines(width, isAscii: false, Moves).Count());
    }

    private static IEnumerable<string> Lines(int width, bool isAscii, params RRset[] rrsets)
    {
        var nineDays = TestSource.Of("a.pcap") with { FirstPacketMilliseconds = Start * 1_000, LastPacketMilliseconds = (Start + (9 * Day)) * 1_000 };
        var source = new TestRRsets([nineDays, nineDays], rrsets);
        var timeline = NameTimeline.Of(source, new RRsetQuery { Side = LookupSide.All }, 0, CancellationToken.None);
        return TimelineText.Lines(timeline, width, isAscii);
    }

    private static RRset Seen(RRType type, string rdata, params (long First, long Last)[] sightings) => new(
        TestRRset.Of("www.test", type, rdata, 0, 0, 1).Key.ToArray(),
        [.. sightings.Select((seen, source) => new Sighting(
            source, SightingStatus.Matched, Vantage.Recursive, new TimeWindow((Start + seen.First) * 1_000, (Start + seen.Last) * 1_000, 1), 2, 300, 300))]);
}

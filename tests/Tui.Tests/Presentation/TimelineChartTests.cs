using PassiveDns.Formats.Dns;
using PassiveDns.Formats.Records;
using PassiveDns.Tui.Output;
using PassiveDns.Tui.Presentation;
using PassiveDns.Tui.Questions;
using PassiveDns.Tui.Screens;
using PassiveDns.Tui.Tests.Screens;
using Xunit;

namespace PassiveDns.Tui.Tests.Presentation;

public class TimelineChartTests
{
    private static readonly RRset[] Moves =
    [
        SampleArchive.Set("www.test", RRType.A, 0, 4, 1_234, [192, 0, 2, 1]),
        SampleArchive.Set("www.test", RRType.A, 5, 8, 3, [198, 51, 100, 1], [198, 51, 100, 2]),
        SampleArchive.Set("www.test", RRType.MX, 2, 2, 1, [0, 10, .. SampleArchive.Wire("mail.test")]),
        SampleArchive.Set("www.test", RRType.TXT, 8, 8, 1, [5, 27, .. "[2Jx"u8]),
    ];

    [Fact]
    public void At_80_columns() => Assert.Equal(
        [
            "2 address sets, 3 addresses, median life 3 d; 4 RRsets",
            "at 2026-03-01T10:00:00Z: 1 RRset",
            "                             2026-03-01 2026-03-04       2026-03-06   2026-03-09",
            "  type rdata           count ▼───────────────┴────────────────┴────────────────┴",
            "● A    192.0.2.1       1,234 █████████████████████████▌",
            "  MX   10 mail.test.       1 │           ▊",
            "  A    198.51.100.1 +1     3 │                              ████████████████████",
            "  TXT  \"\\027[2Jx\"          1 │                                                 █",
            "2026-03-03T10:00:00Z .. 2026-03-03T10:00:00Z (0 s), 1 time, 1 source",
            "MX 10 mail.test.",
        ],
        Lines(80, isAscii: false, _ => { }, Moves));

    [Fact]
    public void A_part_of_the_time_at_the_cursor() => Assert.Equal(
        [
            "2 address sets, 3 addresses, median life 3 d; 4 RRsets",
            "at 2026-03-06T10:00:00Z: 1 RRset; 4 d shown",
            "                             2026-03-03 2026-03-05       2026-03-06   2026-03-07",
            "  type rdata           count ┴───────────────┴──────────────▼─┴────────────────┴",
            "  A    192.0.2.1       1,234 ███████████████████▏           │",
            "  MX   10 mail.test.       1                                │",
            "● A    198.51.100.1 +1     3                                ████████████████████",
            "  TXT  \"\\027[2Jx\"          1                                │",
            "2026-03-03T10:00:00Z .. 2026-03-03T10:00:00Z (0 s), 1 time, 1 source",
            "MX 10 mail.test.",
        ],
        Lines(80, isAscii: false, window =>
        {
            window.MoveCursorTo(SampleArchive.Start + (5 * 86_400_000L));
            window.ZoomIn();
        }, Moves));

    [Fact]
    public void Without_block_characters_all_of_it_is_ASCII() => Assert.Equal(
        [
            "2 address sets, 3 addresses, median life 3 d; 4 RRsets",
            "at 2026-03-02T05:12:00Z: 1 RRset",
            "                             2026-03-01           2026-03-09",
            "  type rdata           count +--v--------------------------+",
            "* A    192.0.2.1       1,234 ################",
            "  MX   10 mail.test.       1    :   #",
            "  A    198.51.100.1 +1     3    :               ############",
            "  TXT  \"\\027[2Jx\"          1    :                          #",
            "2026-03-03T10:00:00Z .. 2026-03-03T10:00:00Z (0 s), 1 time,",
            "MX 10 mail.test.",
        ],
        Lines(60, isAscii: true, window => window.MoveCursor(3, 30), Moves));

    [Fact]
    public void At_160_columns() => Assert.Equal(
        [
            "2 address sets, 3 addresses, median life 3 d; 4 RRsets",
            "at 2026-03-02T05:12:00Z: 1 RRset",
            "                             2026-03-01T10:00:00Z  2026-03-03T10:00:00Z             2026-03-05T10:00:00Z            2026-03-07T10:00:00Z    2026-03-09T10:00:00Z",
            "  type rdata           count ┴────────────▼──────────────────┴────────────────────────────────┴───────────────────────────────┴────────────────────────────────┴",
            "● A    192.0.2.1       1,234 █████████████████████████████████████████████████████████████████▌",
            "  MX   10 mail.test.       1              │                  ▊",
            "  A    198.51.100.1 +1     3              │                                                                   ██████████████████████████████████████████████████",
            "  TXT  \"\\027[2Jx\"          1              │                                                                                                                    █",
            "2026-03-03T10:00:00Z .. 2026-03-03T10:00:00Z (0 s), 1 time, 1 source",
            "MX 10 mail.test.",
        ],
        Lines(160, isAscii: false, window => window.MoveCursor(10, 100), Moves));

    /// <summary>Many short rows that follow each other, and a head that says so.</summary>
    [Fact]
    public void Fast_flux_is_seen_at_a_glance() => Assert.Equal(
        [
            "8 address sets, 16 addresses, median life 4 m; 8 RRsets",
            "at 2026-03-01T10:00:00Z: 1 RRset",
            "                         2026-03-01   2026-03-04        2026-03-06    2026-03-09",
            "  type rdata       count ▼─────────────────┴─────────────────┴─────────────────┴",
            "● A    10.0.0.1 +1     5 ▏",
            "  A    10.0.1.1 +1     5 │     ▉",
            "  A    10.0.2.1 +1     5 │            ▊",
            "  A    10.0.3.1 +1     5 │                   ▋",
            "  A    10.0.4.1 +1     5 │                          ▌",
            "  A    10.0.5.1 +1     5 │                                 ▍",
            "  A    10.0.6.1 +1     5 │                                        ▎",
            "  A    10.0.7.1 +1     5 │                                               ▏",
            "2026-03-02T10:00:00Z .. 2026-03-02T10:02:00Z (2 m), 5 times, 1 source",
            "A 10.0.1.1, 10.0.1.2",
        ],
        Lines(80, isAscii: false, _ => { }, [.. Enumerable.Range(0, 8).Select(Flux)]));

    /// <summary>A name that lived for some minutes of an archive of days fills the screen when its own time is shown.</summary>
    [Fact]
    public void Its_own_time_fills_the_screen()
    {
        var timeline = NameTimeline.Of(new TestRRsets(new SampleArchive().Sources, Flux(3)), new RRsetQuery { Side = LookupSide.All }, 0, CancellationToken.None);
        var window = new TimelineWindow(timeline.FirstMilliseconds, timeline.LastMilliseconds);
        window.Show(timeline.Seen.First, timeline.Seen.Last);
        var chart = new TimelineChart(timeline, window, 80, isAscii: false);

        Assert.EndsWith(" " + new string('█', chart.BarWidth), chart.Rows(0, 1)[0].Text(), StringComparison.Ordinal);
    }

    [Fact]
    public void A_row_leads_to_what_its_record_points_to() => Assert.Equal(
        ["192.0.2.1", "mail.test.", "198.51.100.1", null], Chart(80, isAscii: false, _ => { }, Moves).Rows(0, 9).Select(line => line.Target?.Text));

    [Fact]
    public void Only_what_is_asked_for_is_written() => Assert.Contains("mail.test.", Assert.Single(Chart(80, isAscii: false, _ => { }, Moves).Rows(1, 1)).Text(), StringComparison.Ordinal);

    [Fact]
    public void Every_width_is_kept_to_and_nothing_hostile_gets_through()
    {
        for (var width = 0; width <= 200; width++)
        {
            foreach (var line in Lines(width, isAscii: false, window => window.MoveCursor(5, 40), Moves))
            {
                Assert.True(TerminalText.Columns(line) <= width, $"{width}: {line}");
                Assert.Equal(line, TerminalText.Sanitise(line));
            }
        }
    }

    [Fact]
    public void A_name_without_RRsets() => Assert.Equal("no addresses; 0 RRsets", Chart(80, isAscii: false, _ => { }).Heads()[0].Text());

    private static RRset Flux(int turn)
    {
        var key = SampleArchive.Set("flux.test", RRType.A, 0, 0, 1, [10, 0, (byte)turn, 1], [10, 0, (byte)turn, 2]).Key.ToArray();
        var start = SampleArchive.Start + (turn * 86_400_000L);
        return new RRset(key, [new Sighting(0, SightingStatus.Matched, Vantage.Recursive, new TimeWindow(start, start + (turn * 60_000) + 60_000, 5), 1, 60, 60)]);
    }

    /// <summary>The heads, the rows, and what is told of the second row.</summary>
    private static string[] Lines(int width, bool isAscii, Action<TimelineWindow> move, params RRset[] rrsets)
    {
        var chart = Chart(width, isAscii, move, rrsets);
        return chart.Heads().Concat(chart.Rows(0, 100)).Concat(chart.Told(1)).Text();
    }

    private static TimelineChart Chart(int width, bool isAscii, Action<TimelineWindow> move, params RRset[] rrsets)
    {
        var timeline = NameTimeline.Of(new TestRRsets(new SampleArchive().Sources, rrsets), new RRsetQuery { Side = LookupSide.All }, 0, CancellationToken.None);
        var window = new TimelineWindow(timeline.FirstMilliseconds, timeline.LastMilliseconds);
        move(window);
        return new TimelineChart(timeline, window, width, isAscii);
    }
}

using PassiveDns.Formats.Dns;
using PassiveDns.Formats.Records;
using PassiveDns.Tui.Output;
using PassiveDns.Tui.Presentation;
using PassiveDns.Tui.Questions;
using PassiveDns.Tui.Tests.Screens;
using Xunit;

namespace PassiveDns.Tui.Tests.Presentation;

public class OverviewTextTests
{
    private const long Day = 86_400_000;

    [Fact]
    public void At_80_columns() => Assert.Equal(
        [
            "archive  case.pdns",
            "sources  12, 1 damaged, 3 frames cut short, 1,200 malformed",
            "time     2026-03-01T10:00:00Z .. 2026-03-09T10:00:00Z",
            "RRsets   1,234,567 of 400,123 names",
            "damage   1 run cannot be read everywhere",
            "observations: 1,940, at most 103 in 2.4 h (each spread over its window)",
            "                    ██████████",
            "                    ██████████                             ▄",
            "▃▃▃▃▃▃▃▃▃▃▃▃▃▃▃▃▃▃▃▃██████████▃▃▃▃▃▃▃▃▃▃▃▃▃▃▃▃▃▃▃▃▃▃▃▃▃▃▃▃▃█▃▃▃▃▃▃▃▃▃▃▃▃▃▃▃▃▃▃▃▃",
            "┬──────────────────┬───────────────────┬───────────────────┬───────────────────┬",
            "2026-03-01    2026-03-03          2026-03-05          2026-03-07      2026-03-09",
            "newest domains                                            first seen      RRsets",
            "  xn--bcher-kva.test. (bücher.test.)            2026-03-08T10:00:00Z           3 -> xn--bcher-kva.test. *.xn--bcher-kva.test.",
            "  new.test.                                     2026-03-06T10:00:00Z           1 -> new.test. *.new.test.",
            "  aaaaaaaaaaaaaaaa…aaaaaaaaaaaaaaaaaaa.example. 2026-03-05T10:00:00Z           1 -> aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa.example. *.aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa.example.",
            "most changed names                                         addresses       a day",
            "  flux.test.                                                 65,536+    16,384.0 -> flux.test.",
            "names seen most often                                                      times",
            "  www.old.test.                                                          123,456 -> www.old.test.",
            "types                                                         RRsets       names",
            "  A                                                        1,000,000     390,000 -> type:A",
            "  NS                                                         234,567      11,000 -> type:NS",
            "negative answers                                                         answers",
            "  NXDOMAIN                                                                52,000 -> is:negative",
            "  SERVFAIL                                                                     3 -> is:negative",
            "not in usual answers                                                      RRsets",
            "  conflicting                                                                  2",
            "  quarantined                                                                 17 -> status:quarantine",
        ],
        OverviewText.Lines(Figures(), 80, 20, isAscii: false).WithTargets());

    [Fact]
    public void Without_block_characters_all_of_it_is_ASCII() => Assert.Equal(
        [
            "archive  case.pdns",
            "sources  12, 1 damaged, 3 frames cut short, 1,200 malformed",
            "time     2026-03-01T10:00:00Z .. 2026-03-09T10:00:00Z",
            "RRsets   1,234,567 of 400,123 names",
            "damage   1 run cannot be read everywhere",
            "observations: 1,940, at most 137 in 3.2 h (each spread over~",
            "               #######",
            "               ########                     .",
            "...............########.....................#...............",
            "+------------------+-------------------+-------------------+",
            "2026-03-01    2026-03-04          2026-03-06      2026-03-09",
            "newest domains                        first seen      RRsets",
            "  xn--bcher-kva.test.       2026-03-08T10:00:00Z           3",
            "  new.test.                 2026-03-06T10:00:00Z           1",
            "  aaaaaaaa~aaaaaaa.example. 2026-03-05T10:00:00Z           1",
            "most changed names                     addresses       a day",
            "  flux.test.                             65,536+    16,384.0",
            "names seen most often                                  times",
            "  www.old.test.                                      123,456",
            "types                                     RRsets       names",
            "  A                                    1,000,000     390,000",
            "  NS                                     234,567      11,000",
            "negative answers                                     answers",
            "  NXDOMAIN                                            52,000",
            "  SERVFAIL                                                 3",
            "not in usual answers                                  RRsets",
            "  conflicting                                              2",
            "  quarantined                                             17",
        ],
        OverviewText.Lines(Figures(), 60, 20, isAscii: true).Text());

    [Fact]
    public void At_200_columns() => Assert.Equal(
        [
            "newest domains                                                                                  first seen      RRsets   archive  case.pdns",
            "  xn--bcher-kva.test. (bücher.test.)                                                  2026-03-08T10:00:00Z           3   sources  12, 1 damaged, 3 frames cut short, 1,200 malformed -> xn--bcher-kva.test. *.xn--bcher-kva.test.",
            "  new.test.                                                                           2026-03-06T10:00:00Z           1   time     2026-03-01T10:00:00Z .. 2026-03-09T10:00:00Z -> new.test. *.new.test.",
            "  aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa.example.            2026-03-05T10:00:00Z           1   RRsets   1,234,567 of 400,123 names -> aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa.example. *.aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa.example.",
            "  old.test.                                                                           2026-03-01T10:00:00Z     900,000   damage   1 run cannot be read everywhere -> old.test. *.old.test.",
            "most changed names                                                                               addresses       a day   observations: 1,940, at most 104 in 2.4 h (each spread over its window)",
            "  flux.test.                                                                                       65,536+    16,384.0                       █████████ -> flux.test.",
            "names seen most often                                                                                            times                       █████████",
            "  www.old.test.                                                                                                123,456                       █████████ -> www.old.test.",
            "types                                                                                               RRsets       names                       █████████",
            "  A                                                                                              1,000,000     390,000                       ██████████ -> type:A",
            "  NS                                                                                               234,567      11,000                       ██████████                             ▁ -> type:NS",
            "negative answers                                                                                               answers                       ██████████                             █",
            "  NXDOMAIN                                                                                                      52,000                      ▁██████████                             █ -> is:negative",
            "  SERVFAIL                                                                                                           3                      ███████████                             █ -> is:negative",
            "not in usual answers                                                                                            RRsets                      ███████████                             █",
            "  conflicting                                                                                                        2   ▄▄▄▄▄▄▄▄▄▄▄▄▄▄▄▄▄▄▄███████████▄▄▄▄▄▄▄▄▄▄▄▄▄▄▄▄▄▄▄▄▄▄▄▄▄▄▄▄▄█▄▄▄▄▄▄▄▄▄▄▄▄▄▄▄▄▄▄▄",
            "  quarantined                                                                                                       17   ███████████████████████████████████████████████████████████████████████████████ -> status:quarantine",
            "                                                                                                                         ┬──────────────────┬───────────────────┬──────────────────┬───────────────────┬",
            "                                                                                                                         2026-03-01    2026-03-03          2026-03-05         2026-03-07      2026-03-09",
        ],
        OverviewText.Lines(Figures(), 200, 60, isAscii: false).WithTargets());

    [Fact]
    public void While_it_is_read() => Assert.Equal(
        [
            "RRsets   up to 12,000,000; reading 34 %",
            "damage   1 run cannot be read everywhere",
            "observations: 1,940, at most 103 in 2.4 h (each spread over its window)",
            "                    ██████████",
            "                    ██████████                             ▄",
            "▃▃▃▃▃▃▃▃▃▃▃▃▃▃▃▃▃▃▃▃██████████▃▃▃▃▃▃▃▃▃▃▃▃▃▃▃▃▃▃▃▃▃▃▃▃▃▃▃▃▃█▃▃▃▃▃▃▃▃▃▃▃▃▃▃▃▃▃▃▃▃",
            "┬──────────────────┬───────────────────┬───────────────────┬───────────────────┬",
            "2026-03-01    2026-03-03          2026-03-05          2026-03-07      2026-03-09",
            "newest domains                                            first seen      RRsets",
            "  xn--bcher-kva.test. (bücher.test.)            2026-03-08T10:00:00Z           3",
            "  new.test.                                     2026-03-06T10:00:00Z           1",
            "  aaaaaaaaaaaaaaaa…aaaaaaaaaaaaaaaaaaa.example. 2026-03-05T10:00:00Z           1",
            "most changed names                                         addresses       a day",
        ],
        OverviewText.Lines(Figures() with { IsComplete = false, Share = 0.349, RRsetBound = 12_000_000, MostChanged = [] }, 80, 20, isAscii: false).Take(16).Skip(3).ToList().Text());

    [Fact]
    public void Of_an_empty_archive() => Assert.Equal(
        [
            "archive  case.pdns",
            "sources  0",
            "RRsets   0 of 0 names",
            "         nothing has been taken in yet: pdns ingest PATH -a ARCHIVE",
        ],
        OverviewText.Lines(new ArchiveFigures { Folder = "case.pdns", IsComplete = true }, 80, 20, isAscii: false).Text());

    [Fact]
    public void Every_size_is_kept_to_and_nothing_hostile_gets_through()
    {
        var hostile = Figures() with
        {
            Folder = "\u001b[2J\u202Egpj",
            Newest = [new NewDomain([3, 27, (byte)'[', (byte)'m', 0], 0, 1), new NewDomain([63, .. new byte[63], 63, .. new byte[63], 0], long.MaxValue, long.MaxValue)],
        };
        for (var width = 0; width <= 230; width++)
        {
            foreach (var line in OverviewText.Lines(hostile, width, width / 4, isAscii: false).Text())
            {
                Assert.True(TerminalText.Columns(line) <= width, $"{width}: {line}");
                Assert.Equal(line, TerminalText.Sanitise(line));
            }
        }
    }

    private static ArchiveFigures Figures()
    {
        const long start = SampleArchive.Start;
        var histogram = new TimeHistogram(start, start + (8 * Day));
        histogram.Add(new TimeWindow(start, start + (8 * Day), 1_000));
        histogram.Add(new TimeWindow(start + (2 * Day), start + (3 * Day), 900));
        histogram.Add(new TimeWindow(start + (6 * Day), start + (6 * Day), 40));
        return new ArchiveFigures
        {
            Folder = "case.pdns",
            Sources = 12,
            Span = (start, start + (8 * Day)),
            RRsetBound = 1_234_600,
            Faults = new ArchiveFaults { DamagedSources = 1, CutFrames = 3, MalformedFrames = 1_200, DamagedRuns = 1 },
            Share = 1,
            IsComplete = true,
            RRsets = 1_234_567,
            Names = 400_123,
            Types = [new TypeFigures(RRType.A, 1_000_000, 390_000), new TypeFigures(RRType.NS, 234_567, 11_000)],
            Negatives = [(NegativeKind.NxDomain, 52_000), (NegativeKind.ServFail, 3)],
            SetAside = [(SightingStatus.Conflicting, 2), (SightingStatus.Quarantined, 17)],
            Observations = histogram,
            Newest = [Newest("xn--bcher-kva.test", 7, 3), Newest("new.test", 5, 1), Newest($"{new string('a', 63)}.example", 4, 1), Newest("old.test", 0, 900_000)],
            MostChanged = [new ChangingName(SampleArchive.Wire("flux.test"), 65_536, IsCut: true, new TimeWindow(start, start + (4 * Day), 9_000))],
            MostSeen = [new SeenName(SampleArchive.Wire("www.old.test"), 123_456)],
        };

        static NewDomain Newest(string name, int day, long rrsets) => new(SampleArchive.Wire(name), start + (day * Day), rrsets);
    }
}

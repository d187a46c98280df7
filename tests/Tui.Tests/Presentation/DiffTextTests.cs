using PassiveDns.Formats.Dns;
using PassiveDns.Formats.Records;
using PassiveDns.Tui.Output;
using PassiveDns.Tui.Presentation;
using PassiveDns.Tui.Questions;
using PassiveDns.Tui.Tests.Screens;
using Xunit;

namespace PassiveDns.Tui.Tests.Presentation;

public class DiffTextTests
{
    private static readonly RRset[] Before =
    [
        SampleArchive.Set("gone.test", RRType.MX, 0, 1, 12, [0, 10, .. SampleArchive.Wire("mail.gone.test")]),
        SampleArchive.Set("same.test", RRType.A, 0, 1, 1, [192, 0, 2, 1]),
        SampleArchive.Set("www.test", RRType.A, 0, 1, 1_234, [192, 0, 2, 1], [192, 0, 2, 2]),
    ];

    private static readonly RRset[] After =
    [
        SampleArchive.Set("same.test", RRType.A, 4, 5, 1, [192, 0, 2, 1]),
        SampleArchive.Set("www.test", RRType.A, 4, 5, 3, [198, 51, 100, 1]),
        SampleArchive.Set("xn--bcher-kva.test", RRType.TXT, 4, 5, 1, [5, 27, .. "[2Jx"u8], [200, .. Enumerable.Repeat((byte)'t', 200)]),
    ];

    [Fact]
    public void At_80_columns() => Assert.Equal(
        [
            "- 1 March  + b",
            "+ 1 appeared  - 1 vanished  ~ 1 changed  1 the same",
            "- gone.test. MX -> gone.test.",
            "    - 10 mail.gone.test.                      2026-03-01 .. 2026-03-02        12 -> mail.gone.test.",
            "~ www.test. A -> www.test.",
            "    - 192.0.2.1                               2026-03-01 .. 2026-03-02     1,234 -> 192.0.2.1",
            "      192.0.2.2 -> 192.0.2.2",
            "    + 198.51.100.1                            2026-03-05 .. 2026-03-06         3 -> 198.51.100.1",
            "+ xn--bcher-kva.test. (bücher.test.) TXT -> xn--bcher-kva.test.",
            "    + \"\\027[2Jx\"                              2026-03-05 .. 2026-03-06         1",
            "      \"tttttttttttttt…ttttttttttttttttttttt\"",
        ],
        Page(80, isAscii: false).WithTargets());

    [Fact]
    public void Without_other_characters_all_of_it_is_ASCII() => Assert.Equal(
        [
            "- 1 March  + b",
            "+ 1 appeared  - 1 vanished  ~ 1 changed  1 the same",
            "- gone.test. MX",
            "    - 10 mail.gone.test.",
            "~ www.test. A",
            "    - 192.0.2.1",
            "      192.0.2.2",
            "    + 198.51.100.1",
            "+ xn--bcher-kva.test. TXT",
            "    + \"\\027[2Jx\"",
            "      \"tttttttttttttttttttt~ttttttttttttttttttttttttttttttt\"",
        ],
        Page(60, isAscii: true).Text());

    [Fact]
    public void At_120_columns() => Assert.Equal(
        [
            "- 1 March  + b",
            "+ 1 appeared  - 1 vanished  ~ 1 changed  1 the same",
            "- gone.test. MX",
            "    - 10 mail.gone.test.                                                              2026-03-01 .. 2026-03-02        12",
            "~ www.test. A",
            "    - 192.0.2.1                                                                       2026-03-01 .. 2026-03-02     1,234",
            "      192.0.2.2",
            "    + 198.51.100.1                                                                    2026-03-05 .. 2026-03-06         3",
            "+ xn--bcher-kva.test. (bücher.test.) TXT",
            "    + \"\\027[2Jx\"                                                                      2026-03-05 .. 2026-03-06         1",
            "      \"tttttttttttttttttttttttttttttt…ttttttttttttttttttttttttttttttttttttttttttttt\"",
        ],
        Page(120, isAscii: false).Text());

    [Fact]
    public void Without_a_difference_the_head_says_so() => Assert.Equal(
        ["- \\u{1b}  + b", "+ 0 appeared  - 0 vanished  ~ 0 changed  3 the same  (reading)"], Page(80, isAscii: false, Before, Before, "\u001b", isReading: true).Text());

    [Fact]
    public void Every_width_is_kept_to_and_nothing_hostile_gets_through()
    {
        for (var width = 0; width <= 150; width++)
        {
            foreach (var line in Page(width, isAscii: false).Text())
            {
                Assert.True(TerminalText.Columns(line) <= width, $"{width}: {line}");
                Assert.Equal(line, TerminalText.Sanitise(line));
            }
        }
    }

    private static IEnumerable<PageLine> Page(int width, bool isAscii) => Page(width, isAscii, Before, After, "1 March", isReading: false);

    private static IEnumerable<PageLine> Page(int width, bool isAscii, RRset[] before, RRset[] after, string earlier, bool isReading)
    {
        var comparison = new RRsetComparison(before, after);
        var differences = comparison.Differences().ToList();
        return DiffText.Heads(comparison, earlier, "b", width, isReading).Concat(DiffText.Lines(differences, width, isAscii));
    }
}

using PassiveDns.Tui.Output;
using PassiveDns.Tui.Presentation;
using PassiveDns.Tui.Questions;
using PassiveDns.Tui.Tests.Questions;
using PassiveDns.Tui.Tests.Screens;
using Xunit;

namespace PassiveDns.Tui.Tests.Presentation;

public class SubdomainTreeTextTests
{
    private static readonly string[] Owners =
        ["www.a.test", "x.deep.a.test", "y.deep.a.test", "*.a.test", "_dmarc.a.test", "xn--bcher-kva.a.test", "xn--80ak6aa92e.a.test", @"\027[2J.a.test", $"{new string('l', 63)}.a.test"];

    [Fact]
    public void At_80_columns() => Assert.Equal(
        [
            "name                                     names     RRsets  first      last      ",
            "▾ a.test.                                    9          9  2026-03-01 2026-03-02",
            "    \\027[2j                                  0          1  2026-03-01 2026-03-02",
            "    *                                        0          1  2026-03-01 2026-03-02",
            "    _dmarc                                   0          1  2026-03-01 2026-03-02",
            "  ▾ deep                                     2          2  2026-03-01 2026-03-02",
            "      x                                      0          1  2026-03-01 2026-03-02",
            "      y                                      0          1  2026-03-01 2026-03-02",
            "    lllllllll…lllllllllllllllllllll          0          1  2026-03-01 2026-03-02",
            "    www                                      0          1  2026-03-01 2026-03-02",
            "    xn--80ak6…ӏе, looks like apple)          0          1  2026-03-01 2026-03-02",
            "    xn--bcher-kva (bücher)                   0          1  2026-03-01 2026-03-02",
        ],
        Lines(80, isAscii: false).Prepend(SubdomainTreeText.Heads(80)));

    [Fact]
    public void Without_triangles_all_of_it_is_ASCII() => Assert.Equal(
        [
            "- a.test.                                       9          9",
            "    \\027[2j                                     0          1",
            "    *                                           0          1",
            "    _dmarc                                      0          1",
            "  - deep                                        2          2",
            "      x                                         0          1",
            "      y                                         0          1",
            "    lllllllllll~llllllllllllllllllllll          0          1",
            "    www                                         0          1",
            "    xn--80ak6aa92e                              0          1",
            "    xn--bcher-kva                               0          1",
        ],
        Lines(60, isAscii: true));

    [Fact]
    public void At_130_columns() => Assert.Equal(
        [
            "name                                                                   names     RRsets  first                last                ",
            "▾ a.test.                                                                  9          9  2026-03-01T10:00:00Z 2026-03-02T10:00:00Z",
            "    \\027[2j                                                                0          1  2026-03-01T10:00:00Z 2026-03-02T10:00:00Z",
            "    *                                                                      0          1  2026-03-01T10:00:00Z 2026-03-02T10:00:00Z",
            "    _dmarc                                                                 0          1  2026-03-01T10:00:00Z 2026-03-02T10:00:00Z",
            "  ▾ deep                                                                   2          2  2026-03-01T10:00:00Z 2026-03-02T10:00:00Z",
            "      x                                                                    0          1  2026-03-01T10:00:00Z 2026-03-02T10:00:00Z",
            "      y                                                                    0          1  2026-03-01T10:00:00Z 2026-03-02T10:00:00Z",
            "    lllllllllllllllllllll…lllllllllllllllllllllllllllllllllllllll          0          1  2026-03-01T10:00:00Z 2026-03-02T10:00:00Z",
            "    www                                                                    0          1  2026-03-01T10:00:00Z 2026-03-02T10:00:00Z",
            "    xn--80ak6aa92e (аррӏе, looks like apple)                               0          1  2026-03-01T10:00:00Z 2026-03-02T10:00:00Z",
            "    xn--bcher-kva (bücher)                                                 0          1  2026-03-01T10:00:00Z 2026-03-02T10:00:00Z",
        ],
        Lines(130, isAscii: false).Prepend(SubdomainTreeText.Heads(130)));

    [Fact]
    public void A_row_leads_to_its_name_and_only_what_is_asked_for_is_written()
    {
        var lines = SubdomainTreeText.Lines(Tree(), 1, 2, 80, isAscii: false);

        Assert.Equal([@"\027\0912j.a.test.", @"\042.a.test."], lines.Select(line => line.Target!.Text));
    }

    [Fact]
    public void What_is_left_out_is_told_below()
    {
        var tree = Tree();
        tree.Show(tree.Root, tree.Root.Level! with { LeftOut = 1_234 });
        Assert.Equal("    (1,234 more names at this level)", SubdomainTreeText.Lines(tree, tree.Rows.Count - 1, 1, 80, isAscii: false).Single().Text());
        tree.Show(tree.Root, tree.Root.Level! with { LeftOut = 0, IsComplete = false });
        Assert.Equal("    (reading)", SubdomainTreeText.Lines(tree, tree.Rows.Count - 1, 1, 80, isAscii: false).Single().Text());
    }

    [Fact]
    public void Every_width_is_kept_to()
    {
        for (var width = 0; width <= 200; width++)
        {
            Assert.All(SubdomainTreeText.Lines(Tree(), 0, 100, width, isAscii: false), line => Assert.True(TerminalText.Columns(line.Text()) <= width, $"{width}: {line.Text()}"));
        }
    }

    private static string[] Lines(int width, bool isAscii) => SubdomainTreeText.Lines(Tree(), 0, 100, width, isAscii).Text();

    private static SubdomainTree Tree()
    {
        var source = new TestRRsets(Owners.Select(owner => NeighbourhoodTests.A(owner, "192.0.2.1")));
        var tree = new SubdomainTree(SampleArchive.Wire("a.test"));
        tree.Show(tree.Root, tree.Read(tree.Root, source, CancellationToken.None).Last());
        var deep = tree.Root.Level!.Children.Single(child => child.HasChildren);
        tree.Show(deep, tree.Read(deep, source, CancellationToken.None).Last());
        return tree;
    }
}

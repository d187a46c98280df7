using PassiveDns.Formats.Dns;
using PassiveDns.Tui.Output;
using PassiveDns.Tui.Presentation;
using PassiveDns.Tui.Questions;
using PassiveDns.Tui.Tests.Questions;
using PassiveDns.Tui.Tests.Screens;
using Xunit;

namespace PassiveDns.Tui.Tests.Presentation;

public class NeighbourhoodTextTests
{
    private static readonly TestRRsets Source = new(
        [
            NeighbourhoodTests.A("www.a.test", "192.0.2.1"), NeighbourhoodTests.A("a.test", "192.0.2.1"), NeighbourhoodTests.Ns("a.test", "ns.b.test"),
            NeighbourhoodTests.A("ns.b.test", "192.0.2.53"), .. Enumerable.Range(0, 9).Select(i => NeighbourhoodTests.Ns($"d{i}.test", "ns.b.test")),
            NeighbourhoodTests.A("x.test", "192.0.2.1"), NeighbourhoodTests.A("y.test", "192.0.2.1"),
        ]);

    [Fact]
    public void A_tree_with_a_reason_before_each_node_and_times_at_the_end_of_80_columns() => Assert.Equal(
        [
            "www.a.test.",
            "  A 192.0.2.1                                           2026-03-01 .. 2026-03-02",
            "    A of x.test.                                        2026-03-01 .. 2026-03-02",
            "    A of y.test.                                        2026-03-01 .. 2026-03-02",
            "  below a.test.                                         2026-03-01 .. 2026-03-02",
            "    NS ns.b.test.                                       2026-03-01 .. 2026-03-02",
            "      (shared by 10 domains: not walked through)",
        ],
        Lines(new NeighbourhoodLimits { Depth = 3, SharedHosting = 5 }));

    [Fact]
    public void What_a_fanout_leaves_out_is_said_below_its_node()
    {
        var lines = Lines(new NeighbourhoodLimits { Depth = 3, Fanout = 3 });

        Assert.Contains("      (7 more neighbours)", lines);
        Assert.Contains($"{"      NS of d0.test.",-54}  2026-03-01 .. 2026-03-02", lines);
    }

    [Fact]
    public void An_internationalised_name_stands_there_as_it_reads_too() => Assert.Contains(
        "  NS xn--bcher-kva.test. (bücher.test.)                 2026-03-01 .. 2026-03-02",
        NeighbourhoodText.Lines(NeighbourhoodTests.Walk(new TestRRsets(NeighbourhoodTests.Ns("a.test", "xn--bcher-kva.test")), "a.test", new NeighbourhoodLimits()), 80));

    [Fact]
    public void A_long_name_keeps_all_of_itself()
    {
        var name = string.Join('.', Enumerable.Repeat(new string('a', 60), 3)) + ".test";
        var source = new TestRRsets(SampleArchive.Set("a.test", RRType.CNAME, 0, 1, 1, SampleArchive.Wire(name)));

        var lines = NeighbourhoodText.Lines(NeighbourhoodTests.Walk(source, "a.test", new NeighbourhoodLimits()), 80);

        Assert.Contains($"  CNAME {name}.  2026-03-01 .. 2026-03-02", lines);
    }

    [Fact]
    public void On_a_screen_branches_show_what_belongs_to_what_and_each_node_leads_on() => Assert.Equal(
        [
            "www.a.test. -> www.a.test.",
            "├ A 192.0.2.1                                           2026-03-01 .. 2026-03-02 -> 192.0.2.1",
            "│ ├ A of x.test.                                        2026-03-01 .. 2026-03-02 -> x.test.",
            "│ └ A of y.test.                                        2026-03-01 .. 2026-03-02 -> y.test.",
            "└ below a.test.                                         2026-03-01 .. 2026-03-02 -> a.test.",
            "  └ NS ns.b.test.                                       2026-03-01 .. 2026-03-02 -> ns.b.test.",
            "      (shared by 10 domains: not walked through)",
        ],
        Page(80, TreeBranches.Lines).WithTargets());

    [Fact]
    public void In_ASCII_too() => Assert.Equal(
        [
            "www.a.test.",
            "|-A 192.0.2.1                       2026-03-01 .. 2026-03-02",
            "| |-A of x.test.                    2026-03-01 .. 2026-03-02",
            "| `-A of y.test.                    2026-03-01 .. 2026-03-02",
            "`-below a.test.                     2026-03-01 .. 2026-03-02",
            "  `-NS ns.b.test.                   2026-03-01 .. 2026-03-02",
            "      (shared by 10 domains: not walked through)",
        ],
        Page(60, TreeBranches.Ascii).Text());

    /// <summary>So who has a line has its node, to collapse it.</summary>
    [Fact]
    public void The_target_of_a_line_is_called_as_its_node()
    {
        var walk = NeighbourhoodTests.Walk(Source, "www.a.test", new NeighbourhoodLimits { Depth = 3, SharedHosting = 5 });

        Assert.Equal(walk.Nodes.Count, Page(80, TreeBranches.Lines).Count(line => line.Target is { } target && walk.Find(target.Text) is not null));
        Assert.Null(walk.Find("other.test."));
    }

    [Fact]
    public void What_is_collapsed_is_counted() => Assert.Equal(
        [
            "www.a.test.",
            "├ A 192.0.2.1                                                               2026-03-01 .. 2026-03-02",
            "│   (2 nodes not shown)",
            "└ below a.test.                                                             2026-03-01 .. 2026-03-02",
            "  └ NS ns.b.test.                                                           2026-03-01 .. 2026-03-02",
            "      (shared by 10 domains: not walked through)",
        ],
        Page(100, TreeBranches.Lines, "192.0.2.1", "y.test.").Text());

    [Fact]
    public void Every_width_is_kept_to_on_a_screen()
    {
        for (var width = 0; width <= 120; width++)
            Assert.All(Page(width, TreeBranches.Lines), line => Assert.True(TerminalText.Columns(line.Text()) <= width, $"{width}: {line.Text()}"));
    }

    [Fact]
    public void On_a_screen_a_long_name_keeps_its_ends()
    {
        var source = new TestRRsets(SampleArchive.Set("a.test", RRType.CNAME, 0, 1, 1, SampleArchive.Wire($"{new string('a', 60)}.{new string('b', 60)}.test")));

        Assert.Equal(
            "└ CNAME aaaaaaaaaaaaaaaaaa…bbbbbbbbbbbbbbbbbbbbb.test.  2026-03-01 .. 2026-03-02",
            NeighbourhoodText.Lines(NeighbourhoodTests.Walk(source, "a.test", new NeighbourhoodLimits()), 80, new HashSet<NeighbourhoodNode>(), TreeBranches.Lines)[1].Text());
    }

    private static IReadOnlyList<PageLine> Page(int width, TreeBranches branches, params string[] collapsed)
    {
        var walk = NeighbourhoodTests.Walk(Source, "www.a.test", new NeighbourhoodLimits { Depth = 3, SharedHosting = 5 });
        return NeighbourhoodText.Lines(walk, width, walk.Nodes.Where(node => collapsed.Contains(node.Text)).ToHashSet(), branches);
    }

    private static IEnumerable<string> Lines(NeighbourhoodLimits limits) =>
        NeighbourhoodText.Lines(NeighbourhoodTests.Walk(Source, "www.a.test", limits), 80);
}

using PassiveDns.Formats.Dns;
using PassiveDns.Tui.Output;
using PassiveDns.Tui.Questions;
using PassiveDns.Tui.Tests.Questions;
using PassiveDns.Tui.Tests.Screens;
using Xunit;

namespace PassiveDns.Tui.Tests.Output;

public class NeighbourhoodDotTests
{
    [Fact]
    public void Arrows_go_from_a_records_owner_to_what_it_points_to()
    {
        var source = new TestRRsets(
            [NeighbourhoodTests.A("www.a.test", "192.0.2.1"), NeighbourhoodTests.A("a.test", "192.0.2.2"), .. Enumerable.Range(0, 3).Select(i => NeighbourhoodTests.A($"d{i}.test", "192.0.2.1"))]);

        Assert.Equal(
            """
            digraph pivot {
              rankdir=LR;
              node [shape=box];
              n0 [label="www.a.test.", style=bold];
              n1 [label="192.0.2.1\nshared by 4 domains", shape=ellipse, style=dashed];
              n2 [label="a.test."];
              n3 [label="192.0.2.2", shape=ellipse];
              n0 -> n1 [label="A"];
              n0 -> n2 [label="below", style=dotted];
              n2 -> n3 [label="A"];
            }

            """.ReplaceLineEndings("\n"),
            Print(source, "www.a.test", new NeighbourhoodLimits { SharedHosting = 3 }));
    }

    /// <summary>What attackers write into a name is text of a label: it ends none, and is neither an escape nor an entity.</summary>
    [Theory]
    [InlineData("a\"];x", """a\\\"]\\;x.test.""")]
    [InlineData("a\\n", """a\\\\n.test.""")]
    [InlineData("a&lt", "a&amp;lt.test.")]
    [InlineData("<b>", "<b>.test.")]
    [InlineData("a\e[2J", """a\\027[2J.test.""")]
    [InlineData("a\n}", """a\\010}.test.""")]
    public void Hostile_names_stay_labels(string label, string expected)
    {
        byte[] name = [(byte)label.Length, .. label.Select(character => (byte)character), .. SampleArchive.Wire("test")];
        var source = new TestRRsets(SampleArchive.Set("a.test", RRType.CNAME, 0, 0, 1, name));

        var lines = Print(source, "a.test", new NeighbourhoodLimits { Depth = 1 }).Split('\n');

        Assert.Contains($"  n1 [label=\"{expected}\"];", lines);
        Assert.Equal(8, lines.Length);
    }

    private static string Print(TestRRsets source, string start, NeighbourhoodLimits limits)
    {
        var output = new StringWriter { NewLine = "\n" };
        new NeighbourhoodDot(output).Write(NeighbourhoodTests.Walk(source, start, limits));
        return output.ToString();
    }
}

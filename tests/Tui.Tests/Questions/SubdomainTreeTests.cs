using PassiveDns.Formats.Dns;
using PassiveDns.Formats.Records;
using PassiveDns.Tui.Questions;
using PassiveDns.Tui.Tests.Screens;
using Xunit;

namespace PassiveDns.Tui.Tests.Questions;

public class SubdomainTreeTests
{
    private static readonly TestRRsets Source = new(
        NeighbourhoodTests.A("a.test", "192.0.2.1"), NeighbourhoodTests.A("www.a.test", "192.0.2.1"), NeighbourhoodTests.A("www.a.test", "192.0.2.2"),
        SampleArchive.Set("x.deep.a.test", RRType.A, 0, 1, 1, [192, 0, 2, 1]), SampleArchive.Set("y.deep.a.test", RRType.A, 4, 9, 2, [192, 0, 2, 1]),
        NeighbourhoodTests.A("*.a.test", "192.0.2.1"), NeighbourhoodTests.A("_dmarc.a.test", "192.0.2.1"), NeighbourhoodTests.A("aa.test", "192.0.2.1"));

    /// <summary>Why; below what; children as label, names below, RRsets.</summary>
    public static TheoryData<string, string, string> Levels => new()
    {
        { "wildcards and services are labels as others; a name that owns nothing is there for those below", "a.test", "*.a.test. 0 1, _dmarc.a.test. 0 1, deep.a.test. 2 2, www.a.test. 0 2" },
        { "below such a name", "deep.a.test", "x.deep.a.test. 0 1, y.deep.a.test. 0 1" },
        { "a name does not lie below another that its label begins with", "test", "a.test. 5 7, aa.test. 0 1" },
        { "below the root", ".", "test. 7 8" },
        { "nothing below", "www.a.test", "" },
    };

    [Theory, MemberData(nameof(Levels))]
    public void A_level_has_each_name_once_with_what_lies_below(string why, string name, string children)
    {
        var tree = Tree(name);
        var level = Assert.Single(tree.Read(tree.Root, Source, CancellationToken.None));

        var found = string.Join(", ", level.Children.Select(child => $"{Text(child)} {child.Names} {child.RRsets}"));
        Assert.True(children == found, $"{why}: {found}");
        Assert.Equal((level.Children.Sum(child => child.RRsets), true, 0), (level.RRsets, level.IsComplete, level.LeftOut));
    }

    [Fact]
    public void A_window_is_of_all_that_lies_below()
    {
        var tree = Opened("a.test");
        var deep = tree.Root.Level!.Children.Single(child => child.Names == 2);

        Assert.Equal(new TimeWindow(SampleArchive.Start, SampleArchive.Start + (9 * 86_400_000), 3), deep.Window);
    }

    [Fact]
    public void What_is_opened_and_closed_are_the_rows()
    {
        var tree = Opened("a.test");
        var deep = tree.Root.Level!.Children.Single(child => child.HasChildren);
        Assert.False(tree.Open(deep));
        tree.Show(deep, tree.Read(deep, Source, CancellationToken.None).Last());
        Assert.Equal(["a.test.", "*.a.test.", "_dmarc.a.test.", "deep.a.test.", "x.deep.a.test.", "y.deep.a.test.", "www.a.test."], Rows(tree));

        tree.Close(tree.Root);
        Assert.Equal(["a.test."], Rows(tree));

        Assert.True(tree.Open(tree.Root));
        Assert.Equal(7, tree.Rows.Count);
        tree.Close(deep);
        Assert.Equal(["a.test.", "*.a.test.", "_dmarc.a.test.", "deep.a.test.", "www.a.test."], Rows(tree));
    }

    [Fact]
    public void Children_are_bounded_and_told_and_snapshots_come_on_the_way()
    {
        const int many = 130_000;
        var source = new TestRRsets(Enumerable.Range(0, many).Select(i => NeighbourhoodTests.A($"h{i}.test", "192.0.2.1")));
        var tree = new SubdomainTree(SampleArchive.Wire("test"));

        var levels = tree.Read(tree.Root, source, CancellationToken.None).ToList();

        Assert.Equal([(false, 100_000), (true, many)], levels.Select(level => (level.IsComplete, level.RRsets)));
        Assert.Equal((SubdomainTree.MostChildren, many - SubdomainTree.MostChildren), (levels[^1].Children.Count, levels[^1].LeftOut));
        tree.Show(tree.Root, levels[0]);
        Assert.False(tree.Open(tree.Root)); // it has not been read to its end
        tree.Show(tree.Root, levels[^1]);
        Assert.Equal((SubdomainTree.MostChildren + 2, true), (tree.Rows.Count, tree.Rows[^1].IsNote));
    }

    /// <summary>Each name counts for all above it, whatever its labels: held against counting one by one.</summary>
    [Fact]
    public void Counts_are_those_of_the_names()
    {
        var random = new Random(7);
        string[] labels = ["a", "b", "aa", @"\000", @"\001", @"\001a", "*", @"x\.y"];
        var owners = Enumerable.Range(0, 400).Select(_ => string.Join('.', Enumerable.Range(0, random.Next(1, 6)).Select(_ => labels[random.Next(labels.Length)])) + ".test").Distinct().ToList();
        var source = new TestRRsets(owners.Select(owner => NeighbourhoodTests.A(owner, "192.0.2.1")));
        var tree = new SubdomainTree(SampleArchive.Wire("test"));

        var open = new Stack<SubdomainNode>([tree.Root]);
        var seen = 0;
        while (open.TryPop(out var node))
        {
            tree.Show(node, tree.Read(node, source, CancellationToken.None).Last());
            var below = owners.Count(owner => SampleArchive.Wire(owner) is var wire && wire.Length > node.Name.Length && DomainName.IsAtOrBelow(wire, node.Name.Span));
            Assert.Equal(below, node.Names);
            foreach (var child in node.Level!.Children) open.Push(child);
            seen++;
        }

        Assert.Equal(seen, tree.Rows.Count);
    }

    [Fact]
    public void It_ends_when_it_is_stopped()
    {
        var tree = Tree("test");

        Assert.Throws<OperationCanceledException>(() => tree.Read(tree.Root, Source, new CancellationToken(canceled: true)).ToList());
    }

    private static SubdomainTree Tree(string name) => new(SampleArchive.Wire(name));

    private static SubdomainTree Opened(string name)
    {
        var tree = Tree(name);
        tree.Show(tree.Root, tree.Read(tree.Root, Source, CancellationToken.None).Last());
        return tree;
    }

    private static IEnumerable<string> Rows(SubdomainTree tree) => tree.Rows.Select(row => Text(row.Node));

    private static string Text(SubdomainNode node) => DomainNameFormat.ToText(node.Name.Span);
}

using System.Net;
using PassiveDns.Formats.Dns;
using PassiveDns.Formats.Records;
using PassiveDns.Tui.Presentation;
using PassiveDns.Tui.Questions;
using PassiveDns.Tui.Tests.Screens;
using Xunit;

namespace PassiveDns.Tui.Tests.Questions;

public class NeighbourhoodTests
{
    private static readonly IRRsetSource Gang = new TestRRsets(
        A("shop.test", "192.0.2.1"), A("www.shop.test", "192.0.2.1"), Ns("shop.test", "ns1.gang.test", "ns2.gang.test"), Mx("shop.test", "mail.shop.test"),
        Soa("shop.test", "ns1.gang.test"), Cname("buy.other.test", "www.shop.test"), A("bank.test", "192.0.2.1"), Ns("bank.test", "ns1.gang.test"),
        A("ns1.gang.test", "192.0.2.53"), A("gang.test", "192.0.2.9"), A("mail.shop.test", "192.0.2.25"),
        A("www.shop.co.uk", "192.0.2.7"), A("shop.co.uk", "192.0.2.7"));

    /// <summary>Why; where it begins; steps; the nodes behind their reasons, in the order of the walk.</summary>
    public static TheoryData<string, string, int, string> Walks => new()
    {
        { "no step", "shop.test", 0, "shop.test." },
        {
            "from a domain: its records by type, then what lies below it", "shop.test", 1,
            "shop.test., A 192.0.2.1, NS ns1.gang.test., NS ns2.gang.test., MX mail.shop.test., subdomain www.shop.test."
        },
        { "from a name: its records, its domain, its aliases", "www.shop.test", 1, "www.shop.test., A 192.0.2.1, below shop.test., CNAME of buy.other.test." },
        { "from an address: its names in key order", "192.0.2.1", 1, "192.0.2.1, A of bank.test., A of shop.test., A of www.shop.test." },
        { "from a name server: its address, its domain, its customers", "ns1.gang.test", 1, "ns1.gang.test., A 192.0.2.53, below gang.test., NS of bank.test., NS of shop.test." },
        { "a domain that was not seen is no node", "buy.other.test", 1, "buy.other.test., CNAME www.shop.test." },
        { "two steps, each node once, by the shortest way", "bank.test", 2,
            "bank.test., A 192.0.2.1, NS ns1.gang.test., A of shop.test., A of www.shop.test., A 192.0.2.53, below gang.test." },
        { "a name that is not there", "nothing.test", 3, "nothing.test." },
        { "a domain below a suffix of two labels is of three", "www.shop.co.uk", 1, "www.shop.co.uk., A 192.0.2.7, below shop.co.uk." },
        { "from such a suffix it goes to nothing below", "co.uk", 1, "co.uk." },
        { "from a public suffix it goes to nothing below", "test", 1, "test." },
    };

    [Theory, MemberData(nameof(Walks))]
    public void Walks_breadth_first(string why, string start, int depth, string nodes)
    {
        var found = Walk(Gang, start, new NeighbourhoodLimits { Depth = depth });

        Assert.True(nodes == Nodes(found), $"{why}: {Nodes(found)}");
        Assert.Distinct(found.Nodes.Select(node => node.Text));
        Assert.All(found.Nodes, node => Assert.InRange(node.Depth, 0, depth));
        Assert.False(found.IsCut);
    }

    [Fact]
    public void Edges_point_from_the_owner_whichever_way_the_walk_came_and_stand_there_once()
    {
        var found = Walk(Gang, "192.0.2.1", new NeighbourhoodLimits { Depth = 2 });

        var edges = found.Edges.Select(edge => $"{edge.From.Text} {(edge.IsBelow ? "below" : edge.Type)} {edge.To.Text}").ToList();
        Assert.Distinct(edges);
        Assert.Equal(
            [
                "bank.test. A 192.0.2.1", "shop.test. A 192.0.2.1", "www.shop.test. A 192.0.2.1", "bank.test. NS ns1.gang.test.", "shop.test. NS ns1.gang.test.",
                "shop.test. NS ns2.gang.test.", "shop.test. SOA ns1.gang.test.", "shop.test. MX mail.shop.test.", "mail.shop.test. below shop.test.",
                "www.shop.test. below shop.test.", "buy.other.test. CNAME www.shop.test.",
            ],
            edges);
    }

    [Fact]
    public void An_edge_has_the_window_of_all_RRsets_that_say_it()
    {
        var source = new TestRRsets(
            TestRRset.Of("a.test", RRType.A, "c0000201", 100, 200, 3), TestRRset.Of("a.test", RRType.A, "c0000201,c0000202", 150, 400, 4));

        var edges = Walk(source, "a.test", new NeighbourhoodLimits { Depth = 2 }).Edges;

        Assert.Equal([new TimeWindow(100_000, 400_000, 7), new TimeWindow(150_000, 400_000, 4)], edges.Select(edge => edge.Window!.Value));
    }

    /// <summary>Why; registrable domains on one address; where the walk begins; whether the address is walked through; nodes.</summary>
    public static TheoryData<string, int, string, bool, int> Hostings => new()
    {
        { "as many domains as may be", 5, "d0.test", true, 6 },
        { "one more: named, and the end", 6, "d0.test", false, 2 },
        { "very many", 300, "d0.test", false, 2 },
        { "also where the walk begins", 300, "192.0.2.1", false, 1 },
    };

    [Theory, MemberData(nameof(Hostings))]
    public void A_walk_ends_at_shared_hosting(string why, int domains, string start, bool isWalkedThrough, int nodes)
    {
        // Each domain has two names there: it is domains that count.
        var source = new TestRRsets(Enumerable.Range(0, domains).SelectMany(i => new[] { A($"d{i}.test", "192.0.2.1"), A($"www.d{i}.test", "192.0.2.1") }));

        var found = Walk(source, start, new NeighbourhoodLimits { Depth = 2, SharedHosting = 5 });

        var address = found.Nodes.Single(node => node.IsAddress);
        Assert.True((isWalkedThrough, domains) == (!address.IsShared, address.Sharers), why);
        Assert.Equal(nodes, found.Nodes.Count(node => !node.Text.StartsWith("www.", StringComparison.Ordinal)));
    }

    /// <summary>Of what the user asks about, its own records are shown, however many share it.</summary>
    [Fact]
    public void A_shared_name_server_as_the_start_shows_where_it_stands()
    {
        var source = new TestRRsets([A("ns.host.test", "192.0.2.53"), .. Enumerable.Range(0, 60).Select(i => Ns($"d{i}.test", "ns.host.test"))]);

        var found = Walk(source, "ns.host.test", new NeighbourhoodLimits());

        Assert.Equal("ns.host.test., A 192.0.2.53", Nodes(found));
        Assert.True(found.Nodes[0].IsShared);
        Assert.Equal(60, found.Nodes[0].Sharers);
    }

    [Fact]
    public void The_fanout_is_of_new_nodes_and_tells_what_it_leaves_out()
    {
        var source = new TestRRsets(Enumerable.Range(0, 30).Select(i => A($"www{i:00}.d.test", "192.0.2.1")));

        var found = Walk(source, "192.0.2.1", new NeighbourhoodLimits { Depth = 1, Fanout = 10 });

        Assert.Equal((11, 20, false), (found.Nodes.Count, found.Nodes[0].LeftOut, found.IsCut));
        Assert.Equal("www00.d.test.", found.Nodes[1].Text);
    }

    [Fact]
    public void The_number_of_nodes_is_bounded_and_the_edges_among_them_are_complete()
    {
        var source = new TestRRsets(Enumerable.Range(0, 40).SelectMany(i => new[] { A($"w{i:00}.d.test", "192.0.2.1"), A($"w{i:00}.d.test", "192.0.2.2") }));

        var found = Walk(source, "192.0.2.1", new NeighbourhoodLimits { Depth = 5, Nodes = 7 });

        Assert.Equal((7, true), (found.Nodes.Count, found.IsCut));
        Assert.Equal(6, found.Edges.Count);
    }

    /// <summary>One owner with more records than a question may read: what is read is bounded, and it is said.</summary>
    [Fact]
    public void What_is_read_of_one_node_is_bounded()
    {
        const int many = 30_000;
        var source = new TestRRsets(Enumerable.Range(0, many).Select(i => A($"w{i}.d.test", "192.0.2.1")));

        var found = Walk(source, "192.0.2.1", new NeighbourhoodLimits { Depth = 1 });

        Assert.True(found.Nodes[0].IsCut);
        Assert.InRange(source.Read, 10_000, 10_100);
    }

    [Fact]
    public void It_ends_when_it_is_interrupted()
    {
        var walk = new Neighbourhood(Start("192.0.2.1"), Gang, new RRsetQuery { Side = LookupSide.All }, new NeighbourhoodLimits(), PublicSuffixList.Default);

        Assert.Throws<OperationCanceledException>(() => walk.WalkOn(new CancellationToken(canceled: true)));
    }

    internal static Neighbourhood Walk(IRRsetSource source, string start, NeighbourhoodLimits limits)
    {
        var walk = new Neighbourhood(Start(start), source, new RRsetQuery { Side = LookupSide.All }, limits, PublicSuffixList.Default);
        while (walk.WalkOn(CancellationToken.None)) { }
        return walk;
    }

    internal static RRset A(string owner, string address) => SampleArchive.Set(owner, RRType.A, 0, 1, 2, IPAddress.Parse(address).GetAddressBytes());

    internal static RRset Ns(string owner, params string[] servers) => SampleArchive.Set(owner, RRType.NS, 0, 1, 2, [.. servers.Select(SampleArchive.Wire)]);

    private static RRset Mx(string owner, string server) => SampleArchive.Set(owner, RRType.MX, 0, 1, 2, [0, 10, .. SampleArchive.Wire(server)]);

    private static RRset Soa(string owner, string server) => SampleArchive.Set(owner, RRType.SOA, 0, 1, 2, [.. SampleArchive.Wire(server), .. SampleArchive.Wire("mail.test"), .. new byte[20]]);

    private static RRset Cname(string owner, string target) => SampleArchive.Set(owner, RRType.CNAME, 0, 1, 2, SampleArchive.Wire(target));

    private static NeighbourhoodNode Start(string text) =>
        IPAddress.TryParse(text, out var address) ? NeighbourhoodNode.OfAddress(address.GetAddressBytes()) : NeighbourhoodNode.OfName(SampleArchive.Wire(text));

    private static string Nodes(Neighbourhood found) =>
        string.Join(", ", found.Nodes.Select(node => node.FoundBy is null ? node.Text : $"{NeighbourhoodText.Reason(node)} {node.Text}"));
}

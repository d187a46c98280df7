using System.Text.Json;
using Xunit;

namespace PassiveDns.EndToEnd.Tests;

/// <summary>From a name in a spam mail to the rest of the gang, which test-data/README.md names.</summary>
public sealed class PivotTests(OwnArchive archive) : IClassFixture<OwnArchive>
{
    private static readonly string[] Gang =
    [
        "account-verify.example.", "customs-clearance.test.", "invoice-overdue.test.", "parcel-tracking.example.", "post-tracking.test.", "redelivery-fee.example.",
        "silent-harbor.test.", "stream-update.test.", "webmail-quota.example.",
    ];

    [Fact]
    public void Three_steps_lead_from_one_name_to_the_whole_gang()
    {
        var nodes = Json("www.parcel-tracking.example", "-d", "3").Where(line => line.TryGetProperty("node", out _)).ToDictionary(line => line.GetProperty("node").GetString()!);

        Assert.All(Gang, name => Assert.Contains(name, nodes.Keys));
        Assert.Equal(["203.0.113.53", "203.0.113.54", "203.0.113.66", "203.0.113.77"], nodes.Keys.Where(node => node.StartsWith("203.0.113.", StringComparison.Ordinal) && !node.EndsWith('.')).Except(["203.0.113.67"]).Order(StringComparer.Ordinal));
        Assert.Equal(0, nodes["www.parcel-tracking.example."].GetProperty("depth").GetInt32());
    }

    [Fact]
    public void An_ordinary_host_that_many_share_ends_the_walk()
    {
        var result = Pivot("www.parcel-tracking.example", "-d", "3", "--shared-hosting", "10");

        var host = result.Lines.ToList().FindIndex(line => line.StartsWith("    NS ns1.hosting.example. ", StringComparison.Ordinal));
        Assert.Equal("      (shared by 12 domains: not walked through)", result.Lines[host + 1]);
        Assert.StartsWith("    NS ns2.hosting.example. ", result.Lines[host + 2], StringComparison.Ordinal);
        Assert.DoesNotContain("city-library.test.", result.Output, StringComparison.Ordinal); // its customer alone
        Assert.EndsWith("\n1 node not walked through, shared by more than 10 domains: --shared-hosting for more\n", result.Errors, StringComparison.Ordinal);
        Assert.Contains("NS of account-verify.example. ", result.Output, StringComparison.Ordinal);
    }

    [Fact]
    public void The_tree_tells_why()
    {
        var result = Pivot("customs-clearance.test", "-d", "1");

        Assert.Equal(
            """
            customs-clearance.test.
              A 203.0.113.66                                        2026-11-17 .. 2026-11-17
              A 203.0.113.77                                        2026-11-23 .. 2026-11-23
              NS ns1.silent-harbor.test.                            2026-11-17 .. 2026-11-23
              NS ns2.silent-harbor.test.                            2026-11-17 .. 2026-11-23
              subdomain pay.customs-clearance.test.                 2026-11-17 .. 2026-11-17

            """.ReplaceLineEndings("\n"),
            result.Output);
        Assert.Equal("6 nodes, 5 edges\n", result.Errors);
    }

    [Fact]
    public void Every_edge_is_a_record_that_a_lookup_shows()
    {
        var lines = Json("203.0.113.77", "-d", "2");
        var edges = lines.Where(line => line.TryGetProperty("edge", out _)).ToList();
        var nodes = lines.Where(line => line.TryGetProperty("node", out _)).Select(line => line.GetProperty("node").GetString()).ToHashSet();

        Assert.True(edges.Count > 30, $"{edges.Count}");
        Assert.Distinct(edges.Select(edge => $"{edge.GetProperty("edge")} {edge.GetProperty("from")} {edge.GetProperty("to")}"));
        var known = archive.Lookup("*", "-l", "0").ToLookup(result => $"{result.GetProperty("rrname")} {result.GetProperty("rrtype")}");
        foreach (var edge in edges)
        {
            var (from, to, type) = (edge.GetProperty("from").GetString()!, edge.GetProperty("to").GetString()!, edge.GetProperty("edge").GetString());
            Assert.Contains(from, nodes);
            Assert.Contains(to, nodes);
            if (type == "below") Assert.EndsWith("." + to, from, StringComparison.Ordinal);
            else Assert.Contains(known[$"{from} {type}"], result => result.GetProperty("rdata").ToString().Contains(to, StringComparison.Ordinal));
        }
    }

    [Fact]
    public void The_number_of_nodes_is_bounded_and_that_is_said()
    {
        var result = Pivot("bookshop.example", "--max-nodes", "10", "-d", "5");

        Assert.Equal(10, result.Lines.Count(line => !line.TrimStart().StartsWith('(')));
        Assert.Contains("10 nodes of more, ", result.Errors, StringComparison.Ordinal);
        Assert.Contains("\nended at 10 nodes: --max-nodes for more\n", result.Errors, StringComparison.Ordinal);
    }

    [Fact]
    public void A_fanout_that_leaves_out_neighbours_is_said()
    {
        var result = Pivot("account-verify.example", "-d", "1", "--max-fanout", "3");

        Assert.Equal(5, result.Lines.Count);
        Assert.Matches(@"^  \(\d+ more neighbours\)$", result.Lines[1]);
        Assert.EndsWith("\n1 node with more neighbours than shown: --max-fanout for more\n", result.Errors, StringComparison.Ordinal);
    }

    [Fact]
    public void A_picture_is_a_graph_of_Graphviz()
    {
        var lines = Pivot("customs-clearance.test", "-d", "1", "--format", "dot").Lines;

        Assert.Equal("digraph pivot {", lines[0]);
        Assert.Contains("  n0 [label=\"customs-clearance.test.\", style=bold];", lines);
        Assert.Contains("  n0 -> n1 [label=\"A\"];", lines);
        Assert.Equal("}", lines[^1]);
    }

    [Fact]
    public void A_time_bounds_what_counts()
    {
        var nodes = Pivot("customs-clearance.test", "-d", "1", "-A", "2026-11-20").Lines;

        Assert.Equal("  A 203.0.113.77                                        2026-11-23 .. 2026-11-23", nodes[1]);
        Assert.DoesNotContain(nodes, line => line.Contains("203.0.113.66", StringComparison.Ordinal));
    }

    public static TheoryData<string, string[], int, string> Outcomes => new()
    {
        { "nothing there", ["nothing.invalid"], 0, "nothing found for nothing.invalid. in " },
        { "nothing there, and that is a failure", ["192.0.2.99", "--fail-empty"], 1, "nothing found for 192.0.2.99 in " },
        { "many names", ["*.example"], 2, "pdns pivot: a walk begins at one name or one address, not at *.example. See pdns pivot --help." },
        { "a network", ["203.0.113.0/24"], 2, "pdns pivot: a walk begins at one name or one address, not at 203.0.113.0/24. See pdns pivot --help." },
        { "a name that is none", ["a..b"], 2, "pdns pivot: 'a..b' is no domain name: it has an empty label. See pdns pivot --help." },
        { "no step", ["a.test", "--depth", "0"], 2, "pdns pivot: '0' is no number from 1 to 100. See pdns pivot --help." },
    };

    [Theory, MemberData(nameof(Outcomes))]
    public void What_comes_to_nothing_is_said(string why, string[] arguments, int code, string sentence)
    {
        var result = Pivot(arguments);

        Assert.True((code, "") == (result.ExitCode, result.Output), $"{why}: {result}");
        Assert.StartsWith(sentence, result.Errors, StringComparison.Ordinal);
    }

    private List<JsonElement> Json(params string[] arguments) => [.. Pivot([.. arguments, "--format", "jsonl"]).Lines.Select(line => JsonDocument.Parse(line).RootElement)];

    private PdnsResult Pivot(params string[] arguments) => Pdns.Run(["pivot", .. arguments, "-a", archive.Path]);
}

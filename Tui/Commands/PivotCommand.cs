using System.CommandLine;
using PassiveDns.Formats.Records;
using PassiveDns.Indexer;
using PassiveDns.Tui.Arguments;
using PassiveDns.Tui.Output;
using PassiveDns.Tui.Presentation;
using PassiveDns.Tui.Questions;

namespace PassiveDns.Tui.Commands;

/// <summary>A walk as the command line asks for it.</summary>
internal sealed record PivotRequest
{
    public required string ArchiveFolder { get; init; }

    /// <summary>Where it begins.</summary>
    public required NeighbourhoodNode Start { get; init; }

    /// <summary>Fence and statuses.</summary>
    public required RRsetQuery Query { get; init; }

    public required NeighbourhoodLimits Limits { get; init; }
    public OutputFormat Format { get; init; }
    public bool FailEmpty { get; init; }
}

/// <summary><c>pdns pivot</c>: what stands around a name or an address.</summary>
internal static class PivotCommand
{
    private const int Most = 1_000_000;
    private const string SeeHelp = "See pdns pivot --help.";

    private static readonly NeighbourhoodLimits Usual = new();

    public static Command Build(CommandContext context)
    {
        var what = new Argument<string>("what") { HelpName = "WHAT", Description = "NAME or an address." };
        var depth = Number("--depth", "-d", "Steps to go.", Usual.Depth, 100);
        var fanout = Number("--max-fanout", null, "Most new neighbours of one node.", Usual.Fanout, Most);
        var shared = Number("--shared-hosting", null, "Go no further from what more registrable domains than so many point to.", Usual.SharedHosting, Most);
        var nodes = Number("--max-nodes", null, "Most nodes.", Usual.Nodes, Most);
        var after = CommonOptions.Time("--after", "-A", "Seen at or after this time.", context.Clock);
        var before = CommonOptions.Time("--before", "-B", "Seen at or before this time.", context.Clock);
        var all = CommonOptions.Flag("--all", "Also unsolicited, conflicting and quarantined RRsets.");
        var format = CommonOptions.Format(OutputFormat.Table, OutputFormat.Jsonl, OutputFormat.Dot);
        var failEmpty = CommonOptions.FailEmpty();
        var archive = CommonOptions.Archive(context);
        var command = new DocumentedCommand("pivot", "What stands around a name or an address, and why.")
        {
            Remarks = "Goes from a name to what its records point to, to the owners of records that point to it, to its domain and its subdomains; "
                + "from an address to the owners; breadth first, to each once. Indented below a node stands what it led to: "
                + "\"A\" is an address that it has, \"A of\" a name that has it, and so on; \"below\" is the domain it lies in. "
                + "dot is for Graphviz; it and jsonl have all edges.",
            Examples =
            [
                ("pdns pivot www.example.com", "what two steps lead to"),
                ("pdns pivot 192.0.2.1 -d 3 --shared-hosting 20", "a step further, but not through what 21 domains share"),
                ("pdns pivot example.com --format dot | dot -Tsvg > example.svg", "a picture"),
            ],
        };
        command.Arguments.Add(what);
        command.AddGroup("What", depth, fanout, shared, nodes, after, before, all);
        command.AddGroup("Output", format, failEmpty);
        command.AddGroup("Archive", archive);
        command.SetAction(parsed => (int)Run(
            new PivotRequest
            {
                ArchiveFolder = parsed.GetRequiredValue(archive),
                Start = Start(parsed.GetRequiredValue(what)),
                Query = new RRsetQuery
                {
                    Side = LookupSide.Owner,
                    Fence = TimeFence.OfSeconds(parsed.GetValue(after), parsed.GetValue(before)),
                    Statuses = CommonOptions.Statuses(parsed.GetValue(all), quarantine: false),
                },
                Limits = new NeighbourhoodLimits
                {
                    Depth = parsed.GetValue(depth),
                    Fanout = parsed.GetValue(fanout),
                    SharedHosting = parsed.GetValue(shared),
                    Nodes = parsed.GetValue(nodes),
                },
                Format = parsed.GetValue(format),
                FailEmpty = parsed.GetValue(failEmpty),
            },
            context));
        return command;
    }

    public static ExitCode Run(PivotRequest request, CommandContext context)
    {
        using var archive = Archive.OpenRead(request.ArchiveFolder);
        var found = new Neighbourhood(request.Start, archive, request.Query, request.Limits, archive.Suffixes);
        while (found.WalkOn(context.Interruption)) { }

        var isEmpty = found is { Nodes.Count: 1 } && !request.Start.IsShared;
        if (!isEmpty) Print(found, request.Format, context);
        Report(request, found, isEmpty, archive, context.Messages);
        var code = ArchiveDamage.Report(archive, context.Messages);
        return Failure.Worse(code, isEmpty && request.FailEmpty ? ExitCode.Empty : ExitCode.Done);
    }

    private static Option<int> Number(string name, string? alias, string description, int usual, int high) => new(name, alias is null ? [] : [alias])
    {
        Description = $"{description} Without it: {Quantity.Number(usual)}.",
        HelpName = "N",
        DefaultValueFactory = _ => usual,
        CustomParser = result => CommonOptions.Number(result, result.Tokens[0], 1, high),
    };

    private static NeighbourhoodNode Start(string text)
    {
        if (!LookupArgument.TryParse(text, inRData: false, out var query, out var error)) throw new UsageException($"{error}. {SeeHelp}");
        if (query!.Side == LookupSide.Owner) return NeighbourhoodNode.OfName(query.Name.Span);
        if (query.Side == LookupSide.Address && query.Addresses.First.Span.SequenceEqual(query.Addresses.Last.Span))
            return NeighbourhoodNode.OfAddress(query.Addresses.First.Span);
        throw new UsageException($"a walk begins at one name or one address, not at {text}. {SeeHelp}");
    }

    private static void Print(Neighbourhood found, OutputFormat format, CommandContext context)
    {
        using var text = context.OpenText();
        if (format == OutputFormat.Jsonl) new NeighbourhoodJsonLines(context.Output).Write(found);
        else if (format == OutputFormat.Dot) new NeighbourhoodDot(text).Write(found);
        else foreach (var line in NeighbourhoodText.Lines(found, context.OutputColumns ?? CommandContext.UsualColumns)) text.WriteLine(line);
    }

    private static void Report(PivotRequest request, Neighbourhood found, bool isEmpty, Archive archive, Messages messages)
    {
        if (isEmpty)
        {
            messages.Write($"nothing found for {request.Start.Text} in {request.ArchiveFolder} ({ArchiveOverview.Extent(archive)})");
            return;
        }

        messages.Write($"{Quantity.Count(found.Nodes.Count, "node")}{(found.IsCut ? " of more" : "")}, {Quantity.Count(found.Edges.Count, "edge")}");
        if (found.IsCut) messages.Write($"ended at {Quantity.Count(request.Limits.Nodes, "node")}: --max-nodes for more");
        var shared = found.Nodes.Count(node => node.IsShared);
        if (shared > 0)
            messages.Write($"{Quantity.Count(shared, "node")} not walked through, shared by more than {Quantity.Count(request.Limits.SharedHosting, "domain")}: --shared-hosting for more");
        var cut = found.Nodes.Count(node => node.LeftOut > 0);
        if (cut > 0 && !found.IsCut) messages.Write($"{Quantity.Count(cut, "node")} with more neighbours than shown: --max-fanout for more");
    }
}

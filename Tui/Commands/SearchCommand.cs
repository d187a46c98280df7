using System.CommandLine;
using PassiveDns.Formats.Records;
using PassiveDns.Indexer;
using PassiveDns.Indexer.Names;
using PassiveDns.Tui.Output;

namespace PassiveDns.Tui.Commands;

/// <summary>A search as the command line asks for it.</summary>
internal sealed record SearchRequest
{
    public required string ArchiveFolder { get; init; }
    public required NameQuery Query { get; init; }

    /// <summary>Most names; 0 for all.</summary>
    public int Limit { get; init; }

    public OutputFormat Format { get; init; }
    public bool FailEmpty { get; init; }
}

/// <summary><c>pdns search</c>: names by what they look like.</summary>
internal static class SearchCommand
{
    public static Command Build(CommandContext context)
    {
        var pattern = new Argument<string>("pattern")
        {
            HelpName = "PATTERN",
            Description = "A part of the name; with a final dot, its end.",
        };
        var glob = CommonOptions.Flag("--glob", "PATTERN is a whole name with *, ?, [abc] and [!abc].");
        var regex = CommonOptions.Flag("--regex", "PATTERN is a regular expression.");
        var fuzzy = CommonOptions.Flag("--fuzzy", "PATTERN is a name or labels, differing by a few letters.");
        var distance = new Option<int>("--distance")
        {
            Description = "With --fuzzy: letters that may differ, 1 or 2. Without it: 1.",
            HelpName = "N",
            DefaultValueFactory = _ => 1,
            CustomParser = result => CommonOptions.Number(result, result.Tokens[0], 1, NameQuery.MaxDistance),
        };
        var limit = CommonOptions.Limit();
        var format = CommonOptions.Format(OutputFormat.Table, OutputFormat.Jsonl);
        var failEmpty = CommonOptions.FailEmpty();
        var archive = CommonOptions.Archive(context);
        var command = new DocumentedCommand("search", "Names by what they look like: owners and names in rdata.")
        {
            Examples =
            [
                ("pdns search paypa", "names that contain it"),
                ("pdns search --glob 'login-*.example.*'", "whole names"),
                ("pdns search --regex '^[a-z0-9]{16,}\\.com\\.$'", "names that look made by a machine"),
                ("pdns search --fuzzy examp1e --distance 2", "look-alikes"),
            ],
        };
        command.Arguments.Add(pattern);
        command.AddGroup("Pattern", glob, regex, fuzzy, distance);
        command.AddGroup("Output", limit, format, failEmpty);
        command.AddGroup("Archive", archive);
        command.SetAction(parsed =>
        {
            var most = parsed.GetValue(limit);
            return (int)Run(
                new SearchRequest
                {
                    ArchiveFolder = parsed.GetRequiredValue(archive),
                    Query = new NameQuery
                    {
                        Pattern = parsed.GetRequiredValue(pattern),
                        Kind = Kind(parsed.GetValue(glob), parsed.GetValue(regex), parsed.GetValue(fuzzy)),
                        Distance = parsed.GetValue(distance),
                    },
                    Limit = most,
                    Format = parsed.GetValue(format),
                    FailEmpty = parsed.GetValue(failEmpty),
                },
                context);
        });
        return command;
    }

    public static ExitCode Run(SearchRequest request, CommandContext context)
    {
        using var archive = Archive.OpenRead(request.ArchiveFolder);
        using var text = context.OpenText();
        var table = new NameTable(text, promptly: context.OutputColumns is not null, withNames: false);
        var lines = new NameJsonLines(context.Output);
        var search = NameSearch.Find(archive, request.Query, context.Interruption);

        var shown = 0L;
        var isCut = false;
        foreach (var match in search)
        {
            isCut = request.Limit > 0 && shown == request.Limit;
            if (isCut) break;
            var summary = match.AsOwner ? Summary(archive, match.Name) : null;
            if (request.Format == OutputFormat.Jsonl) lines.Write(match.Name.Span, summary, match.AsOwner, match.AsRData);
            else if (summary is not null) table.Write(summary);
            else table.Write(match.Name.Span, match.AsOwner ? "(in unsolicited responses)" : "(in rdata)");
            shown++;
        }

        table.Flush();
        context.Output.Flush();
        Report(request, shown, isCut, archive, search.Report, context.Messages);
        var code = ArchiveDamage.Report(archive, context.Messages);
        return Failure.Worse(code, shown == 0 && request.FailEmpty ? ExitCode.Empty : ExitCode.Done);
    }

    private static NamePatternKind Kind(bool glob, bool regex, bool fuzzy)
    {
        if ((glob && regex) || (glob && fuzzy) || (regex && fuzzy))
            throw new UsageException("--glob, --regex and --fuzzy exclude each other. See pdns search --help.");
        return glob ? NamePatternKind.Glob : regex ? NamePatternKind.Regex : fuzzy ? NamePatternKind.Fuzzy : NamePatternKind.Substring;
    }

    private static NameSummary? Summary(Archive archive, ReadOnlyMemory<byte> name) =>
        NameSummary.Of(archive.Find(new RRsetQuery { Side = LookupSide.Owner, Name = name })).SingleOrDefault();

    private static void Report(SearchRequest request, long shown, bool isCut, Archive archive, NameSearchReport how, Messages messages)
    {
        foreach (var lacking in how.Runs.Where(run => run.LacksIndex).GroupBy(run => run.WhyScanned))
        {
            var names = Quantity.Count(lacking.Sum(run => run.NamesLookedAt), "name");
            messages.Write($"{Quantity.Count(lacking.Count(), "run")} scanned ({names}): {lacking.Key}; the next ingest builds it");
        }

        if (isCut) messages.Write($"{Quantity.Number(shown)} of more names shown: -l 0 for all");
        else if (shown > 0) messages.Write($"{Quantity.Count(shown, "name")}");
        else messages.Write($"nothing found for {request.Query.Pattern} in {request.ArchiveFolder} ({ArchiveOverview.Extent(archive)})");
    }
}

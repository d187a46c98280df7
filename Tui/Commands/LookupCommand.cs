using System.CommandLine;
using PassiveDns.Formats.Records;
using PassiveDns.Indexer;
using PassiveDns.Tui.Arguments;
using PassiveDns.Tui.Output;

namespace PassiveDns.Tui.Commands;

/// <summary>A lookup as the command line asks for it.</summary>
internal sealed record LookupRequest
{
    public required string ArchiveFolder { get; init; }

    /// <summary>What was asked for, in the user's words.</summary>
    public required string Text { get; init; }

    public required RRsetQuery Query { get; init; }

    /// <summary>Null leaves results in key order, printed as they are found.</summary>
    public RRsetOrder? Order { get; init; }

    /// <summary>Most results; 0 for all.</summary>
    public int Limit { get; init; }

    public OutputFormat Format { get; init; }

    public bool IsNegative => Query.Kinds == AnswerKinds.Negative;

    public bool FailEmpty { get; init; }
}

/// <summary><c>pdns lookup</c>: RRsets by owner, by address or by a name in the rdata.</summary>
internal static class LookupCommand
{
    public static Command Build(CommandContext context)
    {
        var what = new Argument<string>("what")
        {
            HelpName = "WHAT",
            Description = "NAME, *.NAME (below it), NAME.* (any domain), an address, A/LENGTH, A-B",
        };
        var inRData = CommonOptions.Flag("--rdata", "WHAT is a name on the right-hand side: name server, mail server, alias ...", "-n");
        var types = CommonOptions.Types();
        var bailiwick = CommonOptions.Bailiwick();
        var after = CommonOptions.Time("--after", "-A", "Seen at or after this time.", context.Clock);
        var before = CommonOptions.Time("--before", "-B", "Seen at or before this time.", context.Clock);
        var strict = CommonOptions.Flag("--strict", "-A and -B bound the whole window, not just a part of it.", "-c");
        var negative = CommonOptions.Negative();
        var all = CommonOptions.Flag("--all", "Also unsolicited, conflicting and quarantined RRsets, with their status.");
        var quarantine = CommonOptions.Quarantine();
        var vantage = CommonOptions.VantageOption();
        var ascending = CommonOptions.Flag("--sort", "Sort, lowest first.", "-s");
        var descending = CommonOptions.Flag("--reverse-sort", "Sort, highest first.", "-S");
        var keys = CommonOptions.SortKeys();
        var limit = CommonOptions.Limit();
        var format = CommonOptions.Format(OutputFormat.Table, OutputFormat.Jsonl, OutputFormat.Cof, OutputFormat.Csv, OutputFormat.CsvExcel);
        var failEmpty = CommonOptions.FailEmpty();
        var archive = CommonOptions.Archive(context);

        var command = new DocumentedCommand("lookup", "RRsets by owner, by address or network, or by a name in the rdata.")
        {
            Remarks = "TIME is UTC: 2026-03-01, 2026-03-01T10:00:00Z, seconds since 1970, or time ago "
                + "as seconds (-3600) or units (1w2d3h).",
            Examples =
            [
                ("pdns lookup www.example.com", "where the name pointed to"),
                ("pdns lookup -n ns1.example.net -t NS", "domains that a name server serves"),
                ("pdns lookup 192.0.2.0/24", "names that point into a network"),
                ("pdns lookup '*.example.com' -S -k last -l 20", "what was seen last below a domain"),
                ("pdns lookup '*.example.com' --negative", "what was asked for below a domain and was not there"),
                ("pdns lookup example.com -A 2026-03-01 -B 2026-03-08 --format jsonl", "a week, with the sources that prove it"),
            ],
        };
        command.Arguments.Add(what);
        command.AddGroup("What", inRData, types, bailiwick, after, before, strict, vantage, negative, all, quarantine);
        command.AddGroup("Output", ascending, descending, keys, limit, format, failEmpty);
        command.AddGroup("Archive", archive);
        command.SetAction(parsed =>
        {
            var asked = parsed.GetRequiredValue(what);
            if (!LookupArgument.TryParse(asked, parsed.GetValue(inRData), out var query, out var error))
                throw new UsageException(error + ". See pdns lookup --help.");
            if (parsed.GetValue(negative)) CheckNegative(query!, parsed.GetValue(format));
            return (int)Run(
                new LookupRequest
                {
                    ArchiveFolder = parsed.GetRequiredValue(archive),
                    Text = asked,
                    Query = query! with
                    {
                        Kinds = CommonOptions.Kinds(parsed.GetValue(negative)),
                        Types = parsed.GetValue(types),
                        Bailiwick = parsed.GetValue(bailiwick),
                        Fence = Fence(parsed.GetValue(after), parsed.GetValue(before), parsed.GetValue(strict)),
                        Vantage = parsed.GetValue(vantage),
                        Statuses = CommonOptions.Statuses(parsed.GetValue(all), parsed.GetValue(quarantine)),
                    },
                    Order = Order(parsed.GetValue(ascending), parsed.GetValue(descending), parsed.GetValue(keys)),
                    Limit = parsed.GetValue(limit),
                    Format = parsed.GetValue(format),
                    FailEmpty = parsed.GetValue(failEmpty),
                },
                context);
        });
        return command;
    }

    public static ExitCode Run(LookupRequest request, CommandContext context)
    {
        using var archive = Archive.OpenRead(request.ArchiveFolder);
        using var text = context.OpenText();
        var withStatus = request.Query.Statuses != StatusFilter.Default;
        var table = new RRsetTable(text, context.OutputColumns, withStatus);
        IRRsetWriter writer = request.Format switch
        {
            OutputFormat.Table when request.IsNegative => new NegativeTable(text, isTerminal: context.OutputColumns is not null, withStatus),
            OutputFormat.Jsonl when request.IsNegative => new NegativeJsonLines(context.Output, archive.Sources),
            OutputFormat.Table => table,
            OutputFormat.Jsonl => new RRsetJsonLines(context.Output, archive.Sources),
            OutputFormat.Cof => new RRsetCof(context.Output),
            _ => new RRsetCsv(context.Output, withStatus, request.Format == OutputFormat.CsvExcel),
        };

        var (shown, leftOut) = Print(archive, request, writer, context.Interruption);
        context.Output.Flush();
        Report(request, shown, leftOut, archive, context.Messages);
        if (table.RecordsCut > 0)
            context.Messages.Write($"{Quantity.Count(table.RecordsCut, "record")} cut to fit: --format jsonl shows all");
        var code = ArchiveDamage.Report(archive, context.Messages);
        return Failure.Worse(code, shown == 0 && request.FailEmpty ? ExitCode.Empty : ExitCode.Done);
    }

    private static void CheckNegative(RRsetQuery query, OutputFormat format)
    {
        CommonOptions.CheckNegative(format);
        if (query.Side is LookupSide.Address or LookupSide.RDataName or LookupSide.RDataNameBelow)
            throw new UsageException("--negative needs a name that was asked for: a negative answer has no rdata. See pdns lookup --help.");
    }

    /// <summary>Times are whole seconds to the user, so the second of <c>-B</c> counts to its end.</summary>
    private static TimeFence Fence(long? afterSeconds, long? beforeSeconds, bool strict) =>
        new(afterSeconds * 1_000, (beforeSeconds * 1_000) + 999, strict);

    private static RRsetOrder? Order(bool ascending, bool descending, SortKey[]? keys)
    {
        if (ascending && descending) throw new UsageException("-s and -S exclude each other. See pdns lookup --help.");
        if (keys is { Length: > 0 }) return new RRsetOrder(keys, descending);
        return ascending || descending ? new RRsetOrder(RRsetOrder.DefaultKeys, descending) : null;
    }

    /// <returns>Results printed, and how many were left out: null when there are more, nobody counted how many.</returns>
    private static (long Shown, long? LeftOut) Print(
        Archive archive, LookupRequest request, IRRsetWriter writer, CancellationToken interruption)
    {
        long? leftOut = 0;
        IEnumerable<RRset> results;
        if (request is { Order.IsNewestFirst: true, Limit: > 0 })
        {
            var newest = archive.FindNewest(request.Query, request.Limit, out var found, interruption);
            (results, leftOut) = (newest, found - newest.Count);
        }
        else if (request.Order is { } order)
        {
            results = order.Sort(archive.Find(request.Query).Select(rrset => Pass(rrset, interruption)), request.Limit, out var over);
            leftOut = over;
        }
        else
        {
            results = archive.Find(request.Query);
        }

        var shown = 0L;
        foreach (var rrset in results)
        {
            interruption.ThrowIfCancellationRequested();
            if (request.Limit > 0 && shown == request.Limit)
            {
                leftOut = null;
                break;
            }

            writer.Write(rrset);
            shown++;
        }

        writer.Finish();
        return (shown, leftOut);
    }

    private static RRset Pass(RRset rrset, CancellationToken interruption)
    {
        interruption.ThrowIfCancellationRequested();
        return rrset;
    }

    private static void Report(LookupRequest request, long shown, long? leftOut, Archive archive, Messages messages)
    {
        var total = leftOut is { } over ? Quantity.Number(shown + over) : "more";
        var unit = request.IsNegative ? "negative answer" : "RRset";
        if (leftOut is not 0) messages.Write($"{Quantity.Number(shown)} of {total} {unit}s shown: -l 0 for all");
        else if (shown > 0) messages.Write($"{Quantity.Count(shown, unit)}");
        else messages.Write($"nothing found for {request.Text} in {request.ArchiveFolder} ({ArchiveOverview.Extent(archive)})");
    }
}

using System.CommandLine;
using PassiveDns.Formats.Dns;
using PassiveDns.Formats.Records;
using PassiveDns.Indexer;
using PassiveDns.Tui.Output;

namespace PassiveDns.Tui.Commands;

/// <summary>The subdomains that are asked for.</summary>
internal sealed record SubdomainsRequest
{
    public required string ArchiveFolder { get; init; }

    /// <summary>Wire format, lower case.</summary>
    public required byte[] Name { get; init; }

    /// <summary>Labels below the name; deeper names count for the one above them. Null for any depth.</summary>
    public int? Depth { get; init; }

    public StatusFilter Statuses { get; init; }

    /// <summary>Most names; 0 for all.</summary>
    public int Limit { get; init; }

    public OutputFormat Format { get; init; }
    public bool FailEmpty { get; init; }
}

/// <summary><c>pdns subdomains</c>: the names that exist below a name.</summary>
internal static class SubdomainsCommand
{
    public static Command Build(CommandContext context)
    {
        var name = new Argument<byte[]>("name")
        {
            HelpName = "NAME",
            Description = "The domain.",
            Arity = ArgumentArity.ExactlyOne,
            CustomParser = result => CommonOptions.Name(result),
        };
        var depth = new Option<int?>("--depth")
        {
            Description = "Labels below NAME; deeper names are counted for the one above them.",
            HelpName = "N",
            CustomParser = result => CommonOptions.Number(result, result.Tokens[0], 1, DomainName.MaxLabels),
        };
        var all = CommonOptions.Flag("--all", "Also names that were only seen in unsolicited or conflicting responses.");
        var quarantine = CommonOptions.Quarantine();
        var limit = CommonOptions.Limit();
        var format = CommonOptions.Format(OutputFormat.Table, OutputFormat.Jsonl);
        var failEmpty = CommonOptions.FailEmpty();
        var archive = CommonOptions.Archive(context);
        var command = new DocumentedCommand("subdomains", "The names that were seen below a name.")
        {
            Examples =
            [
                ("pdns subdomains example.com", "every name below it"),
                ("pdns subdomains com --depth 1", "the domains below a top-level domain, with how many names each has"),
            ],
        };
        command.Arguments.Add(name);
        command.AddGroup("Options", depth, all, quarantine, limit, format, failEmpty, archive);
        command.SetAction(parsed => (int)Run(
            new SubdomainsRequest
            {
                ArchiveFolder = parsed.GetRequiredValue(archive),
                Name = parsed.GetRequiredValue(name),
                Depth = parsed.GetValue(depth),
                Statuses = CommonOptions.Statuses(parsed.GetValue(all), parsed.GetValue(quarantine)),
                Limit = parsed.GetValue(limit),
                Format = parsed.GetValue(format),
                FailEmpty = parsed.GetValue(failEmpty),
            },
            context));
        return command;
    }

    public static ExitCode Run(SubdomainsRequest request, CommandContext context)
    {
        using var archive = Archive.OpenRead(request.ArchiveFolder);
        using var text = context.OpenText();
        var table = new NameTable(text, promptly: context.OutputColumns is not null, withNames: request.Depth is not null);
        var lines = new NameJsonLines(context.Output);
        var below = archive.Find(new RRsetQuery { Side = LookupSide.OwnerBelow, Name = request.Name, Statuses = request.Statuses });
        var labels = request.Depth is { } depth ? DomainName.LabelCount(request.Name) + depth : DomainName.MaxLabels;

        var shown = 0L;
        var isCut = false;
        foreach (var summary in NameSummary.Of(below, labels))
        {
            context.Interruption.ThrowIfCancellationRequested();
            isCut = request.Limit > 0 && shown == request.Limit;
            if (isCut) break;
            if (request.Format == OutputFormat.Table) table.Write(summary);
            else lines.Write(summary.Name.Span, summary);
            shown++;
        }

        table.Flush();
        context.Output.Flush();
        var name = DomainNameFormat.ToText(request.Name);
        if (isCut) context.Messages.Write($"{Quantity.Number(shown)} of more names shown: -l 0 for all");
        else if (shown > 0) context.Messages.Write($"{Quantity.Count(shown, "name")} below {name}");
        else context.Messages.Write($"nothing found below {name} in {request.ArchiveFolder} ({ArchiveOverview.Extent(archive)})");
        var code = ArchiveDamage.Report(archive, context.Messages);
        return Failure.Worse(code, shown == 0 && request.FailEmpty ? ExitCode.Empty : ExitCode.Done);
    }
}

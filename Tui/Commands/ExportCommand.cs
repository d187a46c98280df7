using System.CommandLine;
using PassiveDns.Formats.Records;
using PassiveDns.Indexer;
using PassiveDns.Tui.Output;

namespace PassiveDns.Tui.Commands;

/// <summary>An export as the command line asks for it.</summary>
internal sealed record ExportRequest
{
    public required string ArchiveFolder { get; init; }

    /// <summary>Null for standard output.</summary>
    public string? File { get; init; }

    public AnswerKinds Kinds { get; init; }
    public StatusFilter Statuses { get; init; }
    public OutputFormat Format { get; init; }
}

/// <summary><c>pdns export</c>: every RRset in key order. The same sources give the same octets.</summary>
internal static class ExportCommand
{
    public static Command Build(CommandContext context)
    {
        var all = CommonOptions.Flag("--all", "Also unsolicited, conflicting and quarantined RRsets, marked by a status.");
        var quarantine = CommonOptions.Quarantine();
        var negative = CommonOptions.Negative();
        var format = CommonOptions.Format(OutputFormat.Cof, OutputFormat.Jsonl, OutputFormat.Csv, OutputFormat.CsvExcel);
        format.Description = $"cof, jsonl, csv, csv-excel. Without it: cof. {CommonOptions.CsvExcelExplained}";
        format.DefaultValueFactory = _ => OutputFormat.Cof;
        var file = new Option<string?>("--output", "-o")
        {
            Description = "A new file for the export, instead of standard output.",
            HelpName = "FILE",
        };
        var archive = CommonOptions.Archive(context);
        var command = new DocumentedCommand("export", "Every RRset in key order, as Common Output Format.")
        {
            Examples =
            [
                ("pdns export | dnsdbq -J - -p csv", "on to other passive DNS tools"),
                ("pdns export --negative --format jsonl", "what was asked for and was not there"),
                ("pdns export --all -o case.jsonl --format jsonl", "everything, with every sighting"),
            ],
        };
        command.AddGroup("Options", negative, all, quarantine, format, file, archive);
        command.SetAction(parsed =>
        {
            if (parsed.GetValue(negative)) CommonOptions.CheckNegative(parsed.GetValue(format));
            return (int)Run(
                new ExportRequest
                {
                    ArchiveFolder = parsed.GetRequiredValue(archive),
                    File = parsed.GetValue(file),
                    Kinds = CommonOptions.Kinds(parsed.GetValue(negative)),
                    Statuses = CommonOptions.Statuses(parsed.GetValue(all), parsed.GetValue(quarantine)),
                    Format = parsed.GetValue(format),
                },
                context);
        });
        return command;
    }

    public static ExitCode Run(ExportRequest request, CommandContext context)
    {
        using var archive = Archive.OpenRead(request.ArchiveFolder);
        if (request.File is null)
        {
            Write(archive, request, context.Output, context.Interruption);
        }
        else
        {
            using var file = new FileStream(request.File, FileMode.CreateNew, FileAccess.Write);
            var written = Write(archive, request, file, context.Interruption);
            context.Messages.Write($"{Quantity.Count(written, request.Kinds == AnswerKinds.Negative ? "negative answer" : "RRset")} in {request.File}");
        }

        return ArchiveDamage.Report(archive, context.Messages);
    }

    private static long Write(Archive archive, ExportRequest request, Stream output, CancellationToken interruption)
    {
        var style = new OutputStyle { WithStatus = request.Statuses != StatusFilter.Default };
        IRRsetWriter writer = request.Format switch
        {
            OutputFormat.Jsonl when request.Kinds == AnswerKinds.Negative => new NegativeJsonLines(output, style, archive.Sources),
            OutputFormat.Jsonl => new RRsetJsonLines(output, style, archive.Sources),
            OutputFormat.Csv or OutputFormat.CsvExcel => new RRsetCsv(output, style, request.Format == OutputFormat.CsvExcel),
            _ => new RRsetCof(output, style),
        };
        var written = 0L;
        foreach (var rrset in archive.Find(new RRsetQuery { Side = LookupSide.All, Kinds = request.Kinds, Statuses = request.Statuses }))
        {
            interruption.ThrowIfCancellationRequested();
            writer.Write(rrset);
            written++;
        }

        writer.Finish();
        output.Flush();
        return written;
    }
}

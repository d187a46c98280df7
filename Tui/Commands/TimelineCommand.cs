using System.CommandLine;
using PassiveDns.Formats;
using PassiveDns.Formats.Dns;
using PassiveDns.Formats.Records;
using PassiveDns.Indexer;
using PassiveDns.Tui.Output;
using PassiveDns.Tui.Presentation;
using PassiveDns.Tui.Questions;

namespace PassiveDns.Tui.Commands;

/// <summary>A timeline as the command line asks for it.</summary>
internal sealed record TimelineRequest
{
    public required string ArchiveFolder { get; init; }

    /// <summary>Goes by one owner.</summary>
    public required RRsetQuery Query { get; init; }

    /// <summary>Most RRsets; 0 for all.</summary>
    public int Limit { get; init; }

    public OutputFormat Format { get; init; }

    /// <summary>No other characters, whatever the terminal can show.</summary>
    public bool IsAscii { get; init; }

    public bool FailEmpty { get; init; }
}

/// <summary><c>pdns timeline</c>: what a name had over time.</summary>
internal static class TimelineCommand
{
    public static Command Build(CommandContext context)
    {
        var name = new Argument<byte[]>("name")
        {
            HelpName = "NAME",
            Description = "The owner.",
            Arity = ArgumentArity.ExactlyOne,
            CustomParser = result => CommonOptions.Name(result),
        };
        var types = CommonOptions.Types();
        var after = CommonOptions.Time("--after", "-A", "Start of the time that is drawn. Without it: the archive's first packet.", context.Clock);
        var before = CommonOptions.Time("--before", "-B", "End of the time that is drawn. Without it: the archive's last packet.", context.Clock);
        var vantage = CommonOptions.VantageOption();
        var all = CommonOptions.Flag("--all", "Also unsolicited, conflicting and quarantined RRsets.");
        var quarantine = CommonOptions.Quarantine();
        var limit = CommonOptions.Limit();
        var ascii = CommonOptions.Flag("--ascii", "Bars of # and |. Without it: where the locale of the terminal is not UTF-8.");
        var format = CommonOptions.Format(OutputFormat.Table, OutputFormat.Jsonl);
        var failEmpty = CommonOptions.FailEmpty();
        var archive = CommonOptions.Archive(context);
        var command = new DocumentedCommand("timeline", "What a name had over time, as bars.")
        {
            Remarks = "A row for each RRset, the first seen first. Its bar has a piece for each source that saw it, so that gaps show. "
                + "With -A and -B only sightings that touch that time count. TIME as in pdns lookup.",
            Examples =
            [
                ("pdns timeline example.com", "all of it"),
                ("pdns timeline www.example.com -t A,AAAA,CNAME -A 4w", "where it pointed to in the last four weeks"),
            ],
        };
        command.Arguments.Add(name);
        command.AddGroup("What", types, after, before, vantage, all, quarantine);
        command.AddGroup("Output", limit, ascii, format, failEmpty);
        command.AddGroup("Archive", archive);
        command.SetAction(parsed => (int)Run(
            new TimelineRequest
            {
                ArchiveFolder = parsed.GetRequiredValue(archive),
                Query = new RRsetQuery
                {
                    Side = LookupSide.Owner,
                    Name = parsed.GetRequiredValue(name),
                    Types = parsed.GetValue(types),
                    Fence = Fence(parsed.GetValue(after), parsed.GetValue(before)),
                    Vantage = parsed.GetValue(vantage),
                    Statuses = CommonOptions.Statuses(parsed.GetValue(all), parsed.GetValue(quarantine)),
                },
                Limit = parsed.GetValue(limit),
                IsAscii = parsed.GetValue(ascii) || context.IsAsciiTerminal,
                Format = parsed.GetValue(format),
                FailEmpty = parsed.GetValue(failEmpty),
            },
            context));
        return command;
    }

    public static ExitCode Run(TimelineRequest request, CommandContext context)
    {
        using var archive = Archive.OpenRead(request.ArchiveFolder);
        var timeline = NameTimeline.Of(archive, request.Query, request.Limit, context.Interruption);
        if (timeline.RRsets.Count > 0) Print(timeline, request, archive, context);
        Report(request, timeline, archive, context.Messages);
        var code = ArchiveDamage.Report(archive, context.Messages);
        return Failure.Worse(code, timeline.RRsets.Count == 0 && request.FailEmpty ? ExitCode.Empty : ExitCode.Done);
    }

    private static void Print(NameTimeline timeline, TimelineRequest request, Archive archive, CommandContext context)
    {
        if (request.Format == OutputFormat.Jsonl)
        {
            var writer = new RRsetJsonLines(context.Output, new OutputStyle(), archive.Sources);
            foreach (var rrset in timeline.RRsets) writer.Write(rrset);
            writer.Finish();
        }
        else
        {
            using var text = context.OpenText();
            var columns = context.OutputColumns ?? CommandContext.UsualColumns;
            text.WriteLine($"{DomainNameFormat.ToText(request.Query.Name.Span)}  {UtcText.Seconds(timeline.FirstMilliseconds)} .. {UtcText.Seconds(timeline.LastMilliseconds)}");
            foreach (var line in TimelineText.Lines(timeline, columns, request.IsAscii)) text.WriteLine(line);
        }

        context.Output.Flush();
    }

    private static TimeFence Fence(long? afterSeconds, long? beforeSeconds) => afterSeconds > beforeSeconds
        ? throw new UsageException("-A is later than -B. See pdns timeline --help.")
        : TimeFence.OfSeconds(afterSeconds, beforeSeconds);

    private static void Report(TimelineRequest request, NameTimeline timeline, Archive archive, Messages messages)
    {
        var shown = timeline.RRsets.Count;
        if (timeline.LeftOut > 0) messages.Write($"{Quantity.Number(shown)} of {Quantity.Number(shown + timeline.LeftOut)} RRsets shown: -l 0 for all");
        else if (shown > 0) messages.Write($"{Quantity.Count(shown, "RRset")}");
        else messages.Write($"nothing found for {DomainNameFormat.ToText(request.Query.Name.Span)} in {request.ArchiveFolder} ({ArchiveOverview.Extent(archive)})");
    }
}

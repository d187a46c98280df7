using System.CommandLine;
using PassiveDns.Formats;
using PassiveDns.Formats.Records;
using PassiveDns.Indexer;
using PassiveDns.Tui.Arguments;
using PassiveDns.Tui.Output;
using PassiveDns.Tui.Questions;

namespace PassiveDns.Tui.Commands;

/// <summary>One side of a comparison.</summary>
/// <param name="ArchiveFolder">The archive.</param>
/// <param name="Fence">Sightings that touch it count.</param>
internal sealed record DiffSide(string ArchiveFolder, TimeFence Fence)
{
    /// <summary>What tells it from the other side.</summary>
    public string Text => Fence == default ? ArchiveFolder : $"{Edge(Fence.AfterMilliseconds)}..{Edge(Fence.BeforeMilliseconds)}";

    private static string Edge(long? milliseconds) => milliseconds is { } time ? UtcText.Seconds(time) : "";
}

/// <summary>A comparison as the command line asks for it.</summary>
internal sealed record DiffRequest
{
    public required DiffSide Earlier { get; init; }
    public required DiffSide Later { get; init; }

    /// <summary>What is compared, in the user's words; null for all.</summary>
    public string? Text { get; init; }

    /// <summary>Without a fence: the sides have theirs.</summary>
    public required RRsetQuery Query { get; init; }

    /// <summary>Most owners and types; 0 for all.</summary>
    public int Limit { get; init; }

    public OutputFormat Format { get; init; }
    public bool FailEmpty { get; init; }
}

/// <summary><c>pdns diff</c>: what appeared, vanished and changed between two archives or two windows of time.</summary>
internal static class DiffCommand
{
    private const string SeeHelp = "See pdns diff --help.";

    public static Command Build(CommandContext context)
    {
        var words = new Argument<string[]>("words")
        {
            HelpName = "OLD NEW",
            Arity = new ArgumentArity(0, 3),
            Description = "Two archives; what is behind them is WHAT to compare, as in pdns lookup: NAME, *.NAME, NAME.*, an address, A/LENGTH. Without it: everything.",
        };
        var from = Window("--from", "The earlier window, of the one archive.", context.Clock);
        var to = Window("--to", "The later window.", context.Clock);
        var types = CommonOptions.Types();
        var vantage = CommonOptions.VantageOption();
        var all = CommonOptions.Flag("--all", "Also unsolicited, conflicting and quarantined RRsets.");
        var quarantine = CommonOptions.Quarantine();
        var limit = CommonOptions.Limit();
        var format = CommonOptions.Format(OutputFormat.Table, OutputFormat.Jsonl);
        var failEmpty = CommonOptions.Flag("--fail-empty", "Exit code 1 when there is no difference.");
        var archive = CommonOptions.Archive(context);
        var command = new DocumentedCommand("diff", "What appeared, vanished and changed between two archives or windows of time.")
        {
            Forms = ["pdns diff OLD NEW [WHAT] [options]", "pdns diff --from T1..T2 --to T3..T4 [WHAT] [options]"],
            Remarks = "Owners and types are compared: one that has other RRsets on the two sides has changed. "
                + $"A window is {WindowArgument.Forms}; a day stands for all of it. Of each source it takes in what was first seen before its end and last seen after its start.",
            Examples =
            [
                ("pdns diff monday.pdns tuesday.pdns", "all that is different"),
                ("pdns diff monday.pdns tuesday.pdns '*.example.com' -t NS,A,AAAA", "where the names below a domain moved to"),
                ("pdns diff --from 2w..1w --to 1w.. 192.0.2.0/24", "who came to a network this week, and who left"),
                ("pdns diff --from 2026-03-01 --to 2026-03-08 example.com", "one day and another"),
            ],
        };
        command.Arguments.Add(words);
        command.AddGroup("What", from, to, types, vantage, all, quarantine);
        command.AddGroup("Output", limit, format, failEmpty);
        command.AddGroup("Archive", archive);
        command.SetAction(parsed =>
        {
            var windows = Windows(parsed.GetValue(from), parsed.GetValue(to));
            var given = parsed.GetValue(words) ?? [];
            if (windows is null && given.Length < 2)
                throw new UsageException($"two archives are missing, or --from and --to. {SeeHelp}");
            if (windows is not null && given.Length > 1)
                throw new UsageException($"--from and --to compare windows of one archive, that of -a: leave out {given[0]}. {SeeHelp}");
            if (windows is null && parsed.GetResult(archive) is { Implicit: false })
                throw new UsageException($"-a goes with --from and --to: the archives are {given[0]} and {given[1]}. {SeeHelp}");

            var folder = parsed.GetRequiredValue(archive);
            var text = given.ElementAtOrDefault(windows is null ? 2 : 0);
            return (int)Run(
                new DiffRequest
                {
                    Earlier = windows is { } w ? new DiffSide(folder, w.From) : new DiffSide(given[0], default),
                    Later = windows is { } v ? new DiffSide(folder, v.To) : new DiffSide(given[1], default),
                    Text = text,
                    Query = Query(text) with
                    {
                        Types = parsed.GetValue(types),
                        Vantage = parsed.GetValue(vantage),
                        Statuses = CommonOptions.Statuses(parsed.GetValue(all), parsed.GetValue(quarantine)),
                    },
                    Limit = parsed.GetValue(limit),
                    Format = parsed.GetValue(format),
                    FailEmpty = parsed.GetValue(failEmpty),
                },
                context);
        });
        return command;
    }

    public static ExitCode Run(DiffRequest request, CommandContext context)
    {
        using var earlier = Archive.OpenRead(request.Earlier.ArchiveFolder);
        using var other = request.Later.ArchiveFolder == request.Earlier.ArchiveFolder ? null : Archive.OpenRead(request.Later.ArchiveFolder);
        var later = other ?? earlier;
        using var text = context.OpenText();
        var comparison = new RRsetComparison(
            UnitedRRsets.Of(earlier, request.Query with { Fence = request.Earlier.Fence }, context.Interruption),
            UnitedRRsets.Of(later, request.Query with { Fence = request.Later.Fence }, context.Interruption));
        var table = new DifferenceTable(text, context.OutputColumns);
        using var lines = new DifferenceJsonLines(context.Output, earlier.Sources, later.Sources);

        var isFirst = true;
        foreach (var difference in comparison.Differences())
        {
            if (request.Limit > 0 && comparison.Different > request.Limit) continue; // the rest is counted
            if (request.Format == OutputFormat.Jsonl)
            {
                lines.Write(difference);
                continue;
            }

            if (isFirst) table.WriteHeads(request.Earlier.Text, request.Later.Text);
            isFirst = false;
            table.Write(difference);
        }

        text.Flush();
        context.Output.Flush();
        Report(request, comparison, context.Messages);
        if (table.RecordsCut > 0) context.Messages.Write($"{Quantity.Count(table.RecordsCut, "record")} cut to fit: --format jsonl shows all");
        var code = ArchiveDamage.Report(earlier, context.Messages);
        if (other is not null) code = Failure.Worse(code, ArchiveDamage.Report(other, context.Messages));
        return Failure.Worse(code, comparison.Different == 0 && request.FailEmpty ? ExitCode.Empty : ExitCode.Done);
    }

    private static Option<TimeFence?> Window(string name, string description, TimeProvider clock) => new(name)
    {
        Description = description,
        HelpName = "T1..T2",
        CustomParser = result =>
        {
            if (WindowArgument.TryParse(result.Tokens[0].Value, clock.GetUtcNow(), out var window)) return window;
            result.AddError($"'{result.Tokens[0].Value}' is no window of time; write {WindowArgument.Forms}");
            return null;
        },
    };

    private static (TimeFence From, TimeFence To)? Windows(TimeFence? from, TimeFence? to)
    {
        if (from is null != to is null) throw new UsageException($"--from and --to go together. {SeeHelp}");
        return from is { } first && to is { } second ? (first, second) : null;
    }

    private static RRsetQuery Query(string? text)
    {
        if (text is null) return new RRsetQuery { Side = LookupSide.All };
        return LookupArgument.TryParse(text, inRData: false, out var query, out var error) ? query! : throw new UsageException($"{error}. {SeeHelp}");
    }

    private static void Report(DiffRequest request, RRsetComparison found, Messages messages)
    {
        var what = request.Text is null ? "" : $" for {request.Text}";
        var same = $"{Quantity.Number(found.Same)} the same on both sides";
        if (found.Different == 0)
        {
            messages.Write($"no difference{what} between {request.Earlier.Text} and {request.Later.Text}: {same}");
            return;
        }

        var shown = request.Limit > 0 && found.Different > request.Limit
            ? $"{Quantity.Number(request.Limit)} of {Quantity.Number(found.Different)} differences shown: -l 0 for all; "
            : "";
        messages.Write($"{shown}{Quantity.Number(found.Appeared)} appeared, {Quantity.Number(found.Vanished)} vanished, {Quantity.Number(found.Changed)} changed; {same}");
    }
}

using System.CommandLine;
using PassiveDns.Formats.Dns;
using PassiveDns.Formats.Dns.RData;
using PassiveDns.Formats.Records;
using PassiveDns.Indexer;
using PassiveDns.Tui.Arguments;
using PassiveDns.Tui.Output;
using PassiveDns.Tui.Presentation;

namespace PassiveDns.Tui.Commands;

/// <summary>The proof that is asked for.</summary>
internal sealed record EvidenceRequest
{
    public required string ArchiveFolder { get; init; }

    /// <summary>What was asked for, in the user's words.</summary>
    public required string Text { get; init; }

    public required RRsetQuery Query { get; init; }

    /// <summary>The messages themselves are shown, out of the originals.</summary>
    public bool ShowMessages { get; init; }

    /// <summary>Most RRsets; 0 for all.</summary>
    public int Limit { get; init; }
    public bool FailEmpty { get; init; }
}

/// <summary><c>pdns evidence</c>: the captures and frames that prove an RRset, and the messages as they were sent.</summary>
internal static class EvidenceCommand
{
    public static Command Build(CommandContext context)
    {
        var what = new Argument<string>("what")
        {
            HelpName = "NAME[/TYPE]",
            Description = "The owner, and the type where only one is meant.",
        };
        var messages = CommonOptions.Flag("--messages", "Show the message that proves each row, EDNS included, read again from the original.", "-m");
        var all = CommonOptions.Flag("--all", "Also unsolicited, conflicting and quarantined RRsets.");
        var limit = CommonOptions.Limit();
        var failEmpty = CommonOptions.FailEmpty();
        var archive = CommonOptions.Archive(context);
        var command = new DocumentedCommand("evidence", "The captures and frames that prove an RRset.")
        {
            Remarks = "Originals are only read, and only believed while their SHA-256 is that of the ingest. "
                + "What EDNS says in them may name a client's network.",
            Examples =
            [
                ("pdns evidence www.example.com", "where each RRset of the name was seen: file, SHA-256, frame"),
                ("pdns evidence www.example.com/A --messages", "the responses themselves"),
            ],
        };
        command.Arguments.Add(what);
        command.AddGroup("Options", messages, all, limit, failEmpty, archive);
        command.SetAction(parsed => (int)Run(
            new EvidenceRequest
            {
                ArchiveFolder = parsed.GetRequiredValue(archive),
                Text = parsed.GetRequiredValue(what),
                Query = Query(parsed.GetRequiredValue(what), parsed.GetValue(all)),
                ShowMessages = parsed.GetValue(messages),
                Limit = parsed.GetValue(limit),
                FailEmpty = parsed.GetValue(failEmpty),
            },
            context));
        return command;
    }

    public static ExitCode Run(EvidenceRequest request, CommandContext context)
    {
        using var archive = Archive.OpenRead(request.ArchiveFolder);
        var found = archive.Find(request.Query);
        var sets = (request.Limit > 0 ? found.Take(request.Limit + 1) : found).ToList();
        var isCut = request.Limit > 0 && sets.Count > request.Limit;
        if (isCut) sets.RemoveAt(sets.Count - 1);

        var originals = new OriginalMessages(context);
        if (request.ShowMessages) originals.Read(sets, archive.Sources);
        using (var text = context.OpenText())
        {
            for (var i = 0; i < sets.Count; i++)
            {
                context.Interruption.ThrowIfCancellationRequested();
                if (i > 0) text.WriteLine();
                var columns = context.OutputColumns ?? int.MaxValue;
                foreach (var line in DetailText.Lines(sets[i], archive.Sources, columns, originals.Proof)) text.WriteLine(line);
            }
        }

        context.Output.Flush();
        Report(request, sets.Count, isCut, archive, context.Messages);
        var code = Failure.Worse(ArchiveDamage.Report(archive, context.Messages), originals.Outcome);
        return Failure.Worse(code, sets.Count == 0 && request.FailEmpty ? ExitCode.Empty : ExitCode.Done);
    }

    /// <summary>A type behind the last slash, where there is one; names may hold slashes too.</summary>
    private static RRsetQuery Query(string text, bool all)
    {
        var slash = text.LastIndexOf('/');
        var hasType = RDataTypes.TryParse(text.AsSpan(slash + 1), out var type) && slash > 0;
        var name = NameArgument.Parse(hasType ? text[..slash] : text, out var reason)
            ?? throw new UsageException($"'{text}' is no domain name: {reason}");
        return new RRsetQuery
        {
            Side = LookupSide.Owner,
            Name = name,
            Types = hasType ? new HashSet<RRType> { type } : null,
            Statuses = all ? StatusFilter.All : StatusFilter.Default,
        };
    }

    private static void Report(EvidenceRequest request, int shown, bool isCut, Archive archive, Messages messages)
    {
        if (isCut) messages.Write($"{Quantity.Number(shown)} of more RRsets shown: -l 0 for all");
        else if (shown > 0) messages.Write($"{Quantity.Count(shown, "RRset")}");
        else messages.Write($"nothing found for {request.Text} in {request.ArchiveFolder} ({ArchiveOverview.Extent(archive)})");
    }
}

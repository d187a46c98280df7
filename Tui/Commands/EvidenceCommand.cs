using System.CommandLine;
using System.CommandLine.Parsing;
using PassiveDns.Analyzer.Evidence;
using PassiveDns.Formats.Dns;
using PassiveDns.Formats.Dns.RData;
using PassiveDns.Formats.Records;
using PassiveDns.Indexer;
using PassiveDns.Tui.Arguments;
using PassiveDns.Tui.Evidence;
using PassiveDns.Tui.Ingest;
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

    /// <summary>All frames are listed.</summary>
    public bool ShowFrames { get; init; }

    /// <summary>A new pcapng for the packets, or <c>-</c>; null for none.</summary>
    public string? Cut { get; init; }

    /// <summary>Folders in which originals are looked for that are not where they were.</summary>
    public IReadOnlyList<string> Originals { get; init; } = [];

    public OutputFormat Format { get; init; }

    public EvidenceParts Parts =>
        (ShowMessages ? EvidenceParts.Messages : 0) | (ShowFrames ? EvidenceParts.Frames : 0) | (Cut is null ? 0 : EvidenceParts.Packets);

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
        var frames = CommonOptions.Flag("--frames", "List all frames that completed a response with the RRset, found by reading the original again; of a conflicting one also the other answers to its query, and how they differ.");
        var cut = new Option<string?>("--pcap")
        {
            Description = "Cut the packets (responses and their queries, all fragments and segments) out of the originals into a new pcapng; "
                + "- for standard output, without the list then. It holds addresses of clients.",
            HelpName = "OUT",
            Validators = { RefuseNameless },
        };
        var originals = new Option<string[]?>("--originals")
        {
            Description = "A folder to look in, down to the bottom, for originals that are not where they were: files of the same length and SHA-256. "
                + "May be given more than once.",
            HelpName = "DIR",
            Arity = ArgumentArity.OneOrMore,
            AllowMultipleArgumentsPerToken = false,
            Validators = { RefuseNoFolder },
        };
        var format = CommonOptions.Format(OutputFormat.Table, OutputFormat.Jsonl);
        var negative = CommonOptions.Negative();
        var all = CommonOptions.Flag("--all", "Also unsolicited, conflicting and quarantined RRsets.");
        var quarantine = CommonOptions.Quarantine();
        var limit = CommonOptions.Limit();
        var failEmpty = CommonOptions.FailEmpty();
        var archive = CommonOptions.Archive(context);
        var command = new DocumentedCommand("evidence", "The captures and frames that prove an RRset.")
        {
            Remarks = "Originals are only read, and only believed while their SHA-256 is that of the ingest; "
                + "the exit code is 3 where one is gone or has changed. "
                + "What EDNS says in messages may name a client's network, and cut packets hold the addresses of clients: "
                + "they are the evidence itself. "
                + "Over TCP all packets of the connection are cut from its beginning, or from a query on that was sent when no other waited, "
                + "so that the cut can be read by itself.",
            Examples =
            [
                ("pdns evidence www.example.com", "where each RRset of the name was seen: file, SHA-256, frame"),
                ("pdns evidence www.example.com/A --messages", "the responses themselves"),
                ("pdns evidence www.example.com/A --frames --pcap proof.pcapng", "all frames, and the packets for Wireshark"),
                ("pdns evidence www.example.com --all --frames", "of conflicting answers, how they differ and what they came in"),
                ("pdns evidence www.example.com -m --originals /mnt/vault", "from originals that have moved"),
            ],
        };
        command.Arguments.Add(what);
        command.AddGroup("Options", messages, frames, cut, originals, format, negative, all, quarantine, limit, failEmpty, archive);
        command.SetAction(parsed => (int)Run(
            new EvidenceRequest
            {
                ArchiveFolder = parsed.GetRequiredValue(archive),
                Text = parsed.GetRequiredValue(what),
                Query = Query(parsed.GetRequiredValue(what)) with
                {
                    Kinds = CommonOptions.Kinds(parsed.GetValue(negative)),
                    Statuses = CommonOptions.Statuses(parsed.GetValue(all), parsed.GetValue(quarantine)),
                },
                ShowMessages = parsed.GetValue(messages),
                ShowFrames = parsed.GetValue(frames),
                Cut = parsed.GetValue(cut),
                Originals = parsed.GetValue(originals) ?? [],
                Format = parsed.GetValue(format),
                Limit = parsed.GetValue(limit),
                FailEmpty = parsed.GetValue(failEmpty),
            },
            context));
        return command;
    }

    public static ExitCode Run(EvidenceRequest request, CommandContext context)
    {
        using var archive = Archive.OpenRead(request.ArchiveFolder);
        if (request.Cut is { } destination) EvidenceCut.Check(destination, OriginalPaths(archive), context);
        var found = archive.Find(request.Query);
        var sets = (request.Limit > 0 ? found.Take(request.Limit + 1) : found).ToList();
        var isCut = request.Limit > 0 && sets.Count > request.Limit;
        if (isCut) sets.RemoveAt(sets.Count - 1);

        var originals = new OriginalReading(request.Parts, request.Originals, context);
        if (request.Parts != EvidenceParts.None) originals.Read(sets, archive.Sources);
        if (request.Cut != EvidenceCut.StandardOutput)
        {
            if (request.Format == OutputFormat.Jsonl) WriteJson(sets, archive, originals, context);
            else WriteList(sets, archive, originals, context);
        }

        var code = originals.Outcome;
        if (request.Cut is not null && sets.Count > 0) code = Failure.Worse(code, Cut(request.Cut, originals, context));
        Report(request, sets.Count, isCut, archive, context.Messages);
        code = Failure.Worse(ArchiveDamage.Report(archive, context.Messages), code);
        return Failure.Worse(code, sets.Count == 0 && request.FailEmpty ? ExitCode.Empty : ExitCode.Done);
    }

    private static void WriteList(List<RRset> sets, Archive archive, OriginalReading originals, CommandContext context)
    {
        var columns = context.OutputColumns ?? int.MaxValue;
        var bailiwick = new BailiwickProof(archive, archive.Hints);
        using (var text = context.OpenText())
        {
            for (var i = 0; i < sets.Count; i++)
            {
                context.Interruption.ThrowIfCancellationRequested();
                if (i > 0) text.WriteLine();
                var set = sets[i];
                var lines = DetailText.Lines(set, archive.Sources, columns, bailiwick.Lines(set), sighting => originals.Proof(set, sighting, Math.Min(columns, CommandContext.UsualColumns)));
                foreach (var line in lines) text.WriteLine(line);
            }
        }

        context.Output.Flush();
    }

    private static void WriteJson(List<RRset> sets, Archive archive, OriginalReading originals, CommandContext context)
    {
        var lines = new EvidenceJsonLines(context.Output, archive.Sources, originals);
        foreach (var set in sets)
        {
            context.Interruption.ThrowIfCancellationRequested();
            lines.Write(set);
        }

        context.Output.Flush();
    }

    private static ExitCode Cut(string destination, OriginalReading originals, CommandContext context)
    {
        var cut = new EvidenceCut(destination, context);
        cut.Write(originals.Originals);
        return cut.Outcome;
    }

    private static IEnumerable<string> OriginalPaths(Archive archive) =>
        archive.Sources.Select(source => source.Path).Concat(archive.Sources.SelectMany(source => source.Parts).Select(part => part.Path)).Where(path => path.Length > 0 && path != SourcePath.StandardInput && !path.Contains('\0'));

    private static void RefuseNameless(OptionResult result)
    {
        if (result.Tokens is [{ Value: "" }]) result.AddError("--pcap names no file");
    }

    private static void RefuseNoFolder(OptionResult result)
    {
        foreach (var token in result.Tokens.Where(token => !Directory.Exists(token.Value)))
            result.AddError($"--originals: there is no folder '{token.Value}'");
    }

    /// <summary>A type behind the last slash, where there is one; names may hold slashes too.</summary>
    private static RRsetQuery Query(string text)
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
        };
    }

    private static void Report(EvidenceRequest request, int shown, bool isCut, Archive archive, Messages messages)
    {
        var unit = request.Query.Kinds == AnswerKinds.Negative ? "negative answer" : "RRset";
        if (isCut) messages.Write($"{Quantity.Number(shown)} of more {unit}s shown: -l 0 for all");
        else if (shown > 0) messages.Write($"{Quantity.Count(shown, unit)}");
        else messages.Write($"nothing found for {request.Text} in {request.ArchiveFolder} ({ArchiveOverview.Extent(archive)})");
    }
}

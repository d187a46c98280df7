using PassiveDns.Formats.Records;
using PassiveDns.Indexer;
using PassiveDns.Indexer.Catalog;
using PassiveDns.Indexer.Maintenance;
using PassiveDns.Tui.Output;

namespace PassiveDns.Tui.Commands;

/// <summary>A change to an archive's sources, with its entries in the log: what removal and rollup have in common.</summary>
internal sealed record SourceChange
{
    /// <summary>The sources that go, and the runs to be written anew.</summary>
    public required RewritePlan Plan { get; init; }

    /// <summary>The sources that take their place.</summary>
    public IReadOnlyList<SourceRecord> Added { get; init; } = [];

    /// <summary>The sources that the log tells of, and how.</summary>
    public required IReadOnlyList<SourceRecord> Logged { get; init; }

    public required IngestOutcome Outcome { get; init; }

    /// <summary>A sentence about a source in the log; empty for none.</summary>
    public Func<SourceRecord, string> Remark { get; init; } = _ => "";

    /// <summary>The command's options, as the log keeps them.</summary>
    public string Options { get; init; } = "";

    /// <summary>What is written anew, in one clause.</summary>
    public string Extent => $"{Quantity.Count(Plan.RunNames.Count, "run")} of {Quantity.Count(Plan.RRsets, "RRset")}, {Quantity.Octets(Plan.Octets)}";

    /// <summary>Does it, enters it in the log, and brings the names index up to date.</summary>
    /// <param name="change">Commits the change.</param>
    public ExitCode CarryOut(Archive archive, Action change, bool withNamesIndex, TextWriter text, CommandContext context)
    {
        var started = context.Clock.GetUtcNow().ToUnixTimeMilliseconds();
        using (var catalog = OpenCatalog(archive, context.Messages)) // before anything changes, so that it is known to be in step
        {
            context.Messages.ShowStatus(ProgressText.Rewriting);
            change();
            context.Messages.ClearStatus();
            catalog.Record([.. Logged.Select(source => Entry(source, started, archive, context.Clock))], Added, Plan.Sources);
        }

        return IngestCommand.Derive(archive, withNamesIndex, text, context);
    }

    private static SourceCatalog OpenCatalog(Archive archive, Messages messages)
    {
        var catalog = SourceCatalog.Open(archive.Layout, archive.Generation, archive.Sources, [.. archive.Damage.SelectMany(run => run.Sources)]);
        foreach (var note in catalog.Notes) messages.Write($"{note}");
        return catalog;
    }

    private IngestAttempt Entry(SourceRecord source, long started, Archive archive, TimeProvider clock) => new()
    {
        Path = source.Path,
        Sha256 = source.Sha256,
        StartedMilliseconds = started,
        FinishedMilliseconds = clock.GetUtcNow().ToUnixTimeMilliseconds(),
        Outcome = Outcome,
        Remark = Remark(source),
        ToolVersion = ToolVersion.Text,
        Options = Options,
        Generation = archive.Generation,
    };
}

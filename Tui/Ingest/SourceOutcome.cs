using PassiveDns.Formats.Records;
using PassiveDns.Indexer.Catalog;

namespace PassiveDns.Tui.Ingest;

/// <summary>What became of a source.</summary>
internal sealed class SourceOutcome(DateTimeOffset started, DateTimeOffset finished, IngestOutcome verdict)
{
    public DateTimeOffset Started => started;

    public DateTimeOffset Finished => finished;

    public IngestOutcome Verdict => verdict;

    /// <summary>Of a source that was taken in.</summary>
    public SourceRecord? Record { get; init; }

    /// <summary>64 lower-case hexadecimal digits; null where the source could not be read that far.</summary>
    public string? Sha256
    {
        get => Record?.Sha256 ?? field;
        init;
    }

    /// <summary>For a source that is known already, the one that is the same; null when its run is damaged.</summary>
    public SourceRecord? Known { get; init; }

    /// <summary>Why it is unreadable, what is damaged.</summary>
    public string Remark { get; init; } = "";

    public ExitCode Code { get; init; } = ExitCode.Done;

    /// <summary>The archive has it, or there is nothing of it to have.</summary>
    public bool IsCommitted { get; set; }
}

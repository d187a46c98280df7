using PassiveDns.Formats.Records;
using PassiveDns.Tui.Output;

namespace PassiveDns.Tui.Lookup;

/// <summary>What a lookup prints of what it finds.</summary>
internal enum LookupVerb
{
    Lookup,

    /// <summary>One line of figures for each question.</summary>
    Summarize,
}

/// <summary>A lookup as the command line asks for it.</summary>
internal sealed record LookupRequest
{
    public required string ArchiveFolder { get; init; }

    /// <summary>A file in the Common Output Format that is looked through in the archive's place, <c>-</c> for standard input; null for the archive.</summary>
    public string? CofFile { get; init; }

    /// <summary>Read as they are asked: a batch may be typed by somebody who waits for each answer.</summary>
    public required IEnumerable<LookupStep> Steps { get; init; }

    /// <summary>There may be more than one question, so that answers have to be told apart.</summary>
    public bool HasSeveral { get; init; }

    /// <summary>What every question asks for beside what it goes by.</summary>
    public required RRsetQuery Filter { get; init; }

    public LookupVerb Verb { get; init; }

    /// <summary>With <see cref="LookupVerb.Summarize"/>: observations at which to stop; 0 for never.</summary>
    public long MaxCount { get; init; }

    public LookupGrouping? GroupBy { get; init; }

    /// <summary>Only what was there at this time; null for all times.</summary>
    public long? AtMilliseconds { get; init; }

    /// <summary>Null leaves results in key order, printed as they are found.</summary>
    public RRsetOrder? Order { get; init; }

    public OutputFormat Format { get; init; }

    public OutputStyle Style { get; init; } = new();

    /// <summary>Each answer ends with dnsdbq's <c>--</c>.</summary>
    public bool IsFramed { get; init; }

    /// <summary>Each answer begins with <c>++</c> and its question, and ends with how it went.</summary>
    public bool IsVerbose { get; init; }

    /// <summary>All answers are one: sorted and limited together, without marks between them.</summary>
    public bool IsMerged { get; init; }

    /// <summary>Takes the questions that found nothing, one a line; null for none.</summary>
    public string? MissesFile { get; init; }

    /// <summary>Say what was read.</summary>
    public bool Explain { get; init; }

    /// <summary>Say nothing that is no fault.</summary>
    public bool Quiet { get; init; }

    public bool FailEmpty { get; init; }

    public bool IsNegative => Filter.Kinds == AnswerKinds.Negative;
}

using PassiveDns.Formats.Interchange;
using PassiveDns.Formats.Records;

namespace PassiveDns.Tui.Output;

/// <summary>How an answer ended.</summary>
public enum AnswerEnd
{
    Complete,

    /// <summary>There is more than was wanted.</summary>
    Limited,

    /// <summary>Something went wrong on the way.</summary>
    Failed,
}

/// <summary>Prints results one by one as they are found, in one format.</summary>
public interface IRRsetWriter
{
    /// <summary>Says which question the next results answer. To be called before the first result, and not where there is one question only.</summary>
    void Answer(string question);

    void Write(RRset rrset);

    /// <summary>Writes what was held back. More may come, for another question.</summary>
    /// <param name="message">Goes with an end that is not complete.</param>
    void Finish(AnswerEnd how = AnswerEnd.Complete, string message = "");
}

/// <summary>How RRsets are written, whatever the format.</summary>
public sealed record OutputStyle
{
    /// <summary>Width of the terminal that shows it; null for a file or a pipe.</summary>
    public int? Columns { get; init; }

    /// <summary>On a terminal, cut nothing to fit.</summary>
    public bool IsWide { get; init; }

    /// <summary>Say the status of each RRset.</summary>
    public bool WithStatus { get; init; }

    /// <inheritdoc cref="OwnerForm"/>
    public OwnerForm Owners { get; init; }

    /// <summary>Times as text in JSON, too.</summary>
    public bool WithDates { get; init; }

    /// <summary>A result is what one source saw: in tables, name it.</summary>
    public bool IsBySource { get; init; }

    /// <summary>Name the question with each result.</summary>
    public bool WithQuestion { get; init; }
}

using PassiveDns.Formats.Records;
using PassiveDns.Tui.Questions;

namespace PassiveDns.Tui.Lookup;

/// <summary>One question of a lookup.</summary>
/// <param name="Text">In the user's words.</param>
/// <param name="Parts">What it goes by, and what it says of type, bailiwick and the rest itself.</param>
internal sealed record LookupQuestion(string Text, IReadOnlyList<QuestionPart> Parts)
{
    public LookupQuestion(string text, RRsetQuery query)
        : this(text, [new QuestionPart(query)])
    {
    }

    /// <summary>It goes by owner: what is not known is the rdata.</summary>
    public bool IsByOwner => Parts.All(part => part.IsByOwner);

    /// <summary>It asks for negative answers itself.</summary>
    public bool IsNegative => Parts.All(part => part.Query.Kinds == AnswerKinds.Negative);

    /// <summary>It asks for more than what is believed itself.</summary>
    public bool HasStatuses => Parts.Any(part => part.Query.Statuses != StatusFilter.Default);

    /// <summary>What of it can be asked of negative answers: all of it where that is nothing.</summary>
    public LookupQuestion ByOwner() => Parts.Any(part => part.IsByOwner) ? this with { Parts = [.. Parts.Where(part => part.IsByOwner)] } : this;

    /// <summary>The whole of what is asked.</summary>
    /// <param name="options">What the command line wants: what a part says itself comes before it.</param>
    public IReadOnlyList<QuestionPart> Under(RRsetQuery options) => [.. Parts.Select(part => part with { Query = Under(part.Query, options) })];

    private static RRsetQuery Under(RRsetQuery own, RRsetQuery options) => own with
    {
        Kinds = options.Kinds,
        Types = own.Types ?? options.Types,
        Bailiwick = own.Bailiwick.IsEmpty ? options.Bailiwick : own.Bailiwick,
        Fence = options.Fence with
        {
            AfterMilliseconds = own.Fence.AfterMilliseconds ?? options.Fence.AfterMilliseconds,
            BeforeMilliseconds = own.Fence.BeforeMilliseconds ?? options.Fence.BeforeMilliseconds,
        },
        CountFrom = own.CountFrom == 0 ? options.CountFrom : own.CountFrom,
        NewSinceMilliseconds = own.NewSinceMilliseconds ?? options.NewSinceMilliseconds,
        Captures = own.Captures ?? options.Captures,
        Vantage = own.Vantage ?? options.Vantage,
        Statuses = own.Statuses == StatusFilter.Default ? options.Statuses : own.Statuses,
    };
}

/// <summary>A step of a lookup: a question with the scope that it is asked in, or what is no question, with the reason.</summary>
/// <param name="Text">As it was written.</param>
internal sealed record LookupStep(string Text, LookupQuestion? Question, LookupScope Scope, string Fault = "");

/// <summary>What a batch may change between its questions.</summary>
internal sealed record LookupScope
{
    public TimeFence Fence { get; init; }

    /// <summary>A result for each source that an RRset was seen in, instead of one for all: dnsdbq's gravel.</summary>
    public bool IsBySource { get; init; }

    /// <summary>Most results of a question; 0 for all.</summary>
    public int Limit { get; init; }

    /// <summary>Results passed over before the first.</summary>
    public int Offset { get; init; }
}

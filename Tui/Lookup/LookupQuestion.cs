using PassiveDns.Formats.Records;

namespace PassiveDns.Tui.Lookup;

/// <summary>One question of a lookup.</summary>
/// <param name="Text">In the user's words.</param>
/// <param name="Query">What it goes by, and what it says of type and bailiwick itself.</param>
internal sealed record LookupQuestion(string Text, RRsetQuery Query)
{
    /// <summary>It goes by owner: what is not known is the rdata.</summary>
    public bool IsByOwner => Query.Side is LookupSide.All or LookupSide.Owner or LookupSide.OwnerBelow or LookupSide.OwnerBeginning;
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

using PassiveDns.Formats.Records;
using PassiveDns.Indexer.Names;

namespace PassiveDns.Tui.Questions;

/// <summary>One of the alternatives of a question: what its results go by.</summary>
/// <param name="Keyword">One of <see cref="QuestionKeywords"/>; empty for an address and for everything, which need none.</param>
/// <param name="Value">In the one spelling that reads as this and nothing else, without quotation marks.</param>
/// <param name="Parts">Asked one after the other.</param>
public sealed record QuestionTerm(string Keyword, string Value, IReadOnlyList<QuestionPart> Parts)
{
    /// <summary>A whole name: what a word without a keyword may mean on one side or on both.</summary>
    public bool IsWholeName { get; init; }

    /// <summary>Everything there is: where a question has filters it goes without saying.</summary>
    public bool IsEverything { get; init; }
}

/// <summary>What can be asked at once.</summary>
/// <param name="Query">With <see cref="Names"/> its name is that of each that matches; with <see cref="Words"/> its side is everything.</param>
public sealed record QuestionPart(RRsetQuery Query)
{
    /// <summary>The names whose owner or target is looked up; null where the query names it.</summary>
    public NameQuery? Names { get; init; }

    /// <summary>Text that a record holds, in any letter case; empty for any.</summary>
    public string Words { get; init; } = "";

    /// <summary>One query answers it.</summary>
    public bool IsOneQuery => Names is null && Words.Length == 0;

    /// <summary>It goes by owner: what is not known is the rdata.</summary>
    public bool IsByOwner => Words.Length == 0 && Query.Side is LookupSide.All or LookupSide.Owner or LookupSide.OwnerBelow or LookupSide.OwnerBeginning;
}

using System.Collections.Frozen;
using PassiveDns.Formats.Dns;
using PassiveDns.Formats.Records;
using PassiveDns.Indexer.Names;

namespace PassiveDns.Tui.Questions;

/// <summary>Makes terms: which queries a keyword and what stands behind it come to.</summary>
internal static class QuestionTerms
{
    private const string EverythingText = "*";

    private static readonly FrozenSet<RRType> TextTypes = FrozenSet.ToFrozenSet([RRType.TXT]);

    /// <summary>All RRsets.</summary>
    public static QuestionTerm Everything { get; } = new("", EverythingText, [new(new RRsetQuery { Side = LookupSide.All })]) { IsEverything = true };

    /// <param name="addresses">Not the default.</param>
    public static QuestionTerm Of(AddressRange addresses) =>
        new("", addresses.ToString(), [new(new RRsetQuery { Side = LookupSide.Address, Addresses = addresses })]);

    /// <param name="words">At least one character.</param>
    public static QuestionTerm OfText(string words) =>
        new(QuestionKeywords.Text, words, [new(new RRsetQuery { Side = LookupSide.All, Types = TextTypes }) { Words = words }]);

    /// <summary>A name, or a wildcard.</summary>
    /// <param name="query">By owner; its side, name and depth count.</param>
    public static QuestionTerm Of(TermKeyword keyword, RRsetQuery query)
    {
        if (query is { Side: LookupSide.OwnerBelow, OneLabel: false } && query.Name.Span[0] == 0) query = query with { Side = LookupSide.All };
        if (query.Side == LookupSide.All && keyword.IsOfOwners) return Everything;
        var isWhole = query.Side == LookupSide.Owner;
        var name = query.Side == LookupSide.All ? DomainName.Root.ToArray() : query.Name;
        var parts = new List<QuestionPart>();
        if (keyword.IsOfOwners) parts.Add(new(query with { Kinds = isWhole && keyword.IsOfTargets ? AnswerKinds.Both : AnswerKinds.RRsets }));
        if (keyword.IsOfTargets) parts.Add(new(query with { Side = TargetSide(query.Side), Name = name, Types = keyword.Types }));
        return new QuestionTerm(keyword.Name, Text(query), parts) { IsWholeName = isWhole };
    }

    /// <summary>Names that match a pattern.</summary>
    /// <param name="text">The pattern as the language has it.</param>
    public static QuestionTerm Of(TermKeyword keyword, NameQuery names, string text)
    {
        var parts = new List<QuestionPart>();
        if (keyword.IsOfOwners) parts.Add(new(new RRsetQuery { Side = LookupSide.Owner }) { Names = names });
        if (keyword.IsOfTargets) parts.Add(new(new RRsetQuery { Side = LookupSide.RDataName, Types = keyword.Types }) { Names = names });
        return new QuestionTerm(keyword.Name, text, parts);
    }

    private static LookupSide TargetSide(LookupSide ownerSide) => ownerSide switch
    {
        LookupSide.Owner => LookupSide.RDataName,
        LookupSide.OwnerBeginning => LookupSide.RDataNameBeginning,
        _ => LookupSide.RDataNameBelow,
    };

    private static string Text(RRsetQuery query) => query.Side switch
    {
        LookupSide.All => EverythingText,
        LookupSide.OwnerBelow when query.Name.Span[0] == 0 => "+.",
        LookupSide.OwnerBelow => (query.OneLabel ? "+." : "*.") + QuestionText.Of(query.Name.Span),
        LookupSide.OwnerBeginning => QuestionText.Of(query.Name.Span) + "*",
        _ => QuestionText.Of(query.Name.Span),
    };
}

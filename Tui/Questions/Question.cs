using PassiveDns.Formats.Dns;
using PassiveDns.Formats.Dns.RData;
using PassiveDns.Formats.Records;
using PassiveDns.Tui.Arguments;

namespace PassiveDns.Tui.Questions;

/// <summary>What the query bar and the command line take: alternatives, and filters that narrow all of them.</summary>
/// <param name="Terms">At least one. An RRset that several find comes once.</param>
public sealed record Question(IReadOnlyList<QuestionTerm> Terms)
{
    /// <summary>What is wanted of types, times, sources and the rest; its side is everything.</summary>
    public RRsetQuery Filter { get; init; } = new() { Side = LookupSide.All };

    /// <summary>The filters in words, in the order of <see cref="QuestionKeywords"/>: keyword with its sign, and value.</summary>
    public IReadOnlyList<(string Keyword, string Value)> FilterWords { get; init; } = [];

    /// <summary>In the one spelling that the query bar reads as this question.</summary>
    public string Text => QuestionText.Of(this, BareName.BothSides);

    /// <summary>What is asked, one after the other, each with the filters.</summary>
    public IReadOnlyList<QuestionPart> Parts =>
        [.. Terms.SelectMany(term => term.Parts).Where(part => Filter.Kinds != AnswerKinds.Negative || part.IsByOwner).Select(Narrow)];

    /// <summary>The queries of the parts.</summary>
    public IEnumerable<RRsetQuery> Queries => Parts.Select(part => part.Query);

    /// <summary>Everything about a name: what it points to, what was said in the place of that, then who points to it.</summary>
    /// <param name="name">Wire format, lower case.</param>
    public static Question Name(ReadOnlyMemory<byte> name) => Of(QuestionKeywords.BothSides, LookupSide.Owner, name);

    /// <summary>What lies below a name.</summary>
    public static Question Below(ReadOnlyMemory<byte> name) =>
        name.Span[0] == 0 ? new Question([QuestionTerms.Everything]) : Of(QuestionKeywords.Owner, LookupSide.OwnerBelow, name);

    /// <summary>A domain and all that lies below it: of many a registered domain only names below it are known.</summary>
    public static Question Domain(ReadOnlyMemory<byte> name) => new([.. Name(name).Terms, .. Below(name).Terms]);

    /// <summary>Who points to some addresses.</summary>
    public static Question Address(AddressRange addresses) => new([QuestionTerms.Of(addresses)]);

    /// <summary>Everything that some filters leave.</summary>
    /// <param name="filters">In the language, without times that count back from now and without sources.</param>
    public static Question Everything(string filters) =>
        QuestionParser.Parse(filters, new QuestionContext { Sources = () => [], Now = DateTimeOffset.UnixEpoch }, out _) ?? throw new ArgumentException("No filters.", nameof(filters));

    /// <summary>What a name has of some types, at least one.</summary>
    public static Question Owner(ReadOnlyMemory<byte> name, params RRType[] types) => Of(QuestionKeywords.Owner, LookupSide.Owner, name) with
    {
        Filter = new RRsetQuery { Side = LookupSide.All, Types = types.ToHashSet() },
        FilterWords = [(QuestionFilters.All[0].Sign, string.Join(',', types.Order().Select(RDataTypes.Mnemonic)))],
    };

    /// <summary>Reads a name, a wildcard, an address or a network that is plain: what people type is for <see cref="QuestionParser"/>. Null when it is none.</summary>
    public static Question? Read(string text)
    {
        if (!LookupArgument.TryParse(text, inRData: false, out var query, out _)) return null;
        return query!.Side == LookupSide.Address ? Address(query.Addresses)
            : new([QuestionTerms.Of(query.Side == LookupSide.Owner ? QuestionKeywords.BothSides : QuestionKeywords.Owner, query)]);
    }

    /// <summary>Whose records of a type point to a name: the domains of a name server, say.</summary>
    /// <param name="type">One whose rdata point to names.</param>
    public static Question PointingTo(RRType type, ReadOnlyMemory<byte> name) =>
        Of(QuestionKeywords.FindTerm(RDataTypes.Mnemonic(type)) ?? throw new ArgumentOutOfRangeException(nameof(type), type, "Its rdata point to no names."), LookupSide.Owner, name);

    /// <summary>The command lines that ask the same: the second for negative answers, which the output of a lookup does not mix with RRsets.</summary>
    /// <param name="archiveFolder">As the command line is to name it.</param>
    public IReadOnlyList<string> ToCommands(string archiveFolder) => QuestionText.Commands(this, archiveFolder);

    private static Question Of(TermKeyword keyword, LookupSide side, ReadOnlyMemory<byte> name) =>
        new([QuestionTerms.Of(keyword, new RRsetQuery { Side = side, Name = name })]);

    private QuestionPart Narrow(QuestionPart part) => part with
    {
        Query = Filter with
        {
            Side = part.Query.Side,
            Name = part.Query.Name,
            OneLabel = part.Query.OneLabel,
            Addresses = part.Query.Addresses,
            Kinds = Filter.Kinds == AnswerKinds.Negative ? AnswerKinds.Negative : part.Query.Kinds,
            Types = Both(part.Query.Types, Filter.Types),
        },
    };

    private static IReadOnlySet<RRType>? Both(IReadOnlySet<RRType>? some, IReadOnlySet<RRType>? others) =>
        some is null || others is null ? some ?? others : some.Intersect(others).ToHashSet();
}

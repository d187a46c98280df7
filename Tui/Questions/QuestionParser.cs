using System.Buffers;
using PassiveDns.Formats.Dns;
using PassiveDns.Formats.Records;
using PassiveDns.Indexer.Names;
using PassiveDns.Tui.Arguments;

namespace PassiveDns.Tui.Questions;

/// <summary>What a question is read by beside its text.</summary>
public sealed record QuestionContext
{
    /// <summary>The sources among which <c>source:</c> finds; asked only for that.</summary>
    public required Func<IReadOnlyList<SourceRecord>> Sources { get; init; }

    /// <summary>What times count back from.</summary>
    public required DateTimeOffset Now { get; init; }

    /// <summary>What a name without a keyword asks.</summary>
    public BareName BareName { get; init; }
}

/// <summary>Reads the one language of questions, for the query bar and for <c>pdns lookup</c>.</summary>
/// <remarks>
/// <code>
/// question = *(term / filter)      ; with blanks between; terms are alternatives, filters narrow all of them; filters alone: of everything
/// term     = [where ":"] (name / "*." name / "+." name / name ".*" / "/" regex "/" / "~" ["2:"] name / glob) / address / network / range / "txt:" text
/// where    = "name" / "owner" / "from" / "to" / a type whose rdata point to names
/// filter   = "type:" / "after:" / "before:" / "count&gt;" / "new:" / "source:" / "bailiwick:" / "vantage:" / "status:" / "is:" and its value
/// </code>
/// What stands in quotation marks is taken as it is; other terms may be defanged, URLs or mail addresses.
/// </remarks>
public sealed class QuestionParser
{
    private static readonly SearchValues<char> SignsOfIndicators = SearchValues.Create("/@[](){}<>,;:|'`");

    private static readonly int[] Distances = [1, 2];

    private readonly QuestionContext _context;
    private readonly List<QuestionTerm> _terms = [];
    private readonly SortedDictionary<int, (string Keyword, string Value)> _filters = []; // by their place in the table
    private RRsetQuery _filter = new() { Side = LookupSide.All };

    private QuestionParser(QuestionContext context) => _context = context;

    /// <summary>Reads what was typed; null when it is no question.</summary>
    /// <param name="fault">Null when it is one.</param>
    public static Question? Parse(string text, QuestionContext context, out QuestionFault? fault)
    {
        var parser = new QuestionParser(context);
        fault = null;
        foreach (var word in QuestionWord.Split(text))
        {
            fault = word.IsOpen ? new QuestionFault(word.Start, word.Length, "the quotation mark has no other that closes it") : parser.Read(word);
            if (fault is not null) return null;
        }

        fault = parser.FindContradiction(text);
        return fault is null ? parser.Question() : null;
    }

    private Question Question() => new(_terms.Count > 0 ? _terms : [QuestionTerms.Everything]) { Filter = _filter, FilterWords = [.. _filters.Values] };

    private QuestionFault? FindContradiction(string text)
    {
        if (_terms.Count == 0 && _filters.Count == 0)
            return new QuestionFault(0, text.Length, "nothing is asked: write a name, an address, a network, or a word of the language like ns:NAME or type:A");
        if (_filter.Fence is { AfterMilliseconds: { } after, BeforeMilliseconds: { } before } && after > before)
            return new QuestionFault(0, text.Length, $"nothing is seen {QuestionKeywords.After} and {QuestionKeywords.Before} these times: the first is later than the second");
        if (_filter.Kinds == AnswerKinds.Negative && _terms.Find(term => !term.Parts.Any(part => part.IsByOwner)) is { } other)
            return new QuestionFault(0, text.Length, $"a negative answer has no rdata: ask for a name that was asked for, not for {other.Value}");
        return null;
    }

    private QuestionFault? Read(QuestionWord word)
    {
        var (keyword, sign) = SplitKeyword(word.Text.AsSpan(0, word.QuotedFrom));
        var value = new QuestionValue(word, keyword.Length + sign.Length);
        if (sign.Length == 0) return ReadTerm(null, value);
        if (QuestionKeywords.FindTerm(keyword) is { } term && sign == ":") return ReadTerm(term, value);
        if (keyword.Equals(QuestionKeywords.Text, StringComparison.OrdinalIgnoreCase) && sign == ":") return ReadText(value);
        return QuestionFilters.Find(keyword, sign) is { } filter ? ReadFilter(filter, value) : UnknownKeyword(keyword, sign, word);
    }

    /// <summary>The letters before a colon or a <c>&gt;</c>; none where they belong to a URL, an address of IPv6, or a host with its port.</summary>
    private static (string Keyword, string Sign) SplitKeyword(ReadOnlySpan<char> text)
    {
        var length = text.IndexOfAny(':', '>');
        if (length <= 0 || !char.IsAsciiLetter(text[0]) || text[..length].ContainsAnyExcept(QuestionCompletion.KeywordCharacters)) return ("", "");
        var keyword = text[..length].ToString();
        var rest = text[(length + 1)..];
        if (text[length] == '>') return (keyword, rest.StartsWith("=") ? ">=" : ">");
        if (QuestionFilters.All.Any(filter => filter.Keyword.Equals(keyword, StringComparison.OrdinalIgnoreCase))) return (keyword, ":");
        var isPort = !rest.IsEmpty && !rest.ContainsAnyExceptInRange('0', '9') && QuestionKeywords.FindTerm(keyword) is null;
        var isOther = isPort || rest.StartsWith("//") || keyword.Equals("mailto", StringComparison.OrdinalIgnoreCase) || AddressRange.TryParse(text.ToString(), out _);
        return isOther ? ("", "") : (keyword, ":");
    }

    private QuestionFault? ReadFilter(QuestionFilter filter, QuestionValue value)
    {
        if (_filters.ContainsKey(filter.Place)) return value.WholeFault($"{filter.Keyword} is there twice: write it once");
        var error = filter.TryRead(value.Text, _context, ref _filter, out var canonical);
        if (error.Length > 0) return value.Fault(error);
        if (canonical.Length > 0) _filters[filter.Place] = (filter.Sign, canonical);
        return null;
    }

    private QuestionFault? ReadText(QuestionValue value)
    {
        if (value.Text.Length == 0) return value.Fault("txt: is followed by what the text holds: txt:verification or txt:\"v=spf1 include\"");
        _terms.Add(QuestionTerms.OfText(value.Text));
        return null;
    }

    private QuestionFault? ReadTerm(TermKeyword? given, QuestionValue value)
    {
        QuestionTerm? pattern = null;
        if (!value.IsQuoted && ReadPattern(given ?? QuestionKeywords.Owner, value.Text, out pattern) is { } wrong) return value.Fault(wrong);
        if (pattern is not null) _terms.Add(pattern);
        else if (!TryReadQuery(value, out var query, out var error)) return value.Fault(error);
        else if (query!.Side != LookupSide.Address) _terms.Add(QuestionTerms.Of(given ?? BareKeyword(query), query));
        else if (given is null || given == QuestionKeywords.Target) _terms.Add(QuestionTerms.Of(query.Addresses));
        else return value.Fault($"'{value.Text}' is an address: leave {given.Name}: out to find the names that point to it");
        return null;
    }

    private TermKeyword BareKeyword(RRsetQuery query) =>
        query.Side == LookupSide.Owner && _context.BareName == BareName.BothSides ? QuestionKeywords.BothSides : QuestionKeywords.Owner;

    /// <returns>What is wrong with a pattern; null where it is one, or none.</returns>
    private static string? ReadPattern(TermKeyword keyword, string text, out QuestionTerm? term)
    {
        term = null;
        NameQuery? names = null;
        var canonical = text;
        if (text.StartsWith('/'))
        {
            if (text.Length < 3 || !text.EndsWith('/')) return $"a regular expression stands between slashes: /{text.Trim('/')}/";
            names = new NameQuery { Pattern = text[1..^1], Kind = NamePatternKind.Regex };
        }
        else if (text.StartsWith('~'))
        {
            var hasDistance = text.Length > 2 && text[2] == ':';
            if (hasDistance && text[1] is not ('1' or '2')) return $"'{text[1]}' is no distance: write ~NAME for one edit, ~2:NAME for two";
            names = new NameQuery { Pattern = text[(hasDistance ? 3 : 1)..], Kind = NamePatternKind.Fuzzy, Distance = hasDistance ? text[1] - '0' : 1 };
            canonical = (names.Distance == 1 ? "~" : "~2:") + names.Pattern;
        }
        else if (LookupArgument.IsPattern(text))
        {
            names = new NameQuery { Pattern = text, Kind = NamePatternKind.Glob };
        }

        if (names is null) return null;
        try
        {
            NameMatcher.Create(names);
        }
        catch (NamePatternException e)
        {
            return e.Message.TrimEnd('.');
        }

        term = QuestionTerms.Of(keyword, names, canonical);
        return null;
    }

    /// <summary>A name, wildcard or addresses, as master files have them; otherwise, where it looks so, as reports write them.</summary>
    private static bool TryReadQuery(QuestionValue value, out RRsetQuery? query, out string error)
    {
        error = "";
        if (!value.IsQuoted && LooksLikeIndicator(value.Text) && IndicatorText.TryParse(value.Text, out query, out _)) return true;
        return LookupArgument.TryParse(value.Text, inRData: false, out query, out error);
    }

    /// <summary>It has signs that names hardly have. A backslash is of master files, and does not stand in indicators.</summary>
    private static bool LooksLikeIndicator(string text) =>
        !text.Contains('\\', StringComparison.Ordinal) && !AddressRange.TryParse(text, out _)
        && (Refang.Text(text) != text || text.AsSpan().ContainsAny(SignsOfIndicators));

    private static QuestionFault UnknownKeyword(string keyword, string sign, QuestionWord word)
    {
        var known = QuestionKeywords.All.Select(name => name.TrimEnd(':', '>', '=')).ToList();
        var near = Distances.Where(distance => distance < keyword.Length - 1).Select(distance => Near(keyword, known, distance)).FirstOrDefault(name => name is not null);
        var isKnown = known.Contains(keyword, StringComparer.OrdinalIgnoreCase);
        var sentence = isKnown ? $"'{keyword}{sign}' is written {QuestionKeywords.All.First(name => name.StartsWith(keyword, StringComparison.OrdinalIgnoreCase))}"
            : near is not null ? $"no keyword '{keyword}': did you mean {near}"
            : $"no keyword '{keyword}': there are {string.Join(", ", QuestionKeywords.All.Take(QuestionKeywords.UsualCount))} and others (a name with a colon stands in quotation marks)";
        return new QuestionFault(word.Start, keyword.Length, sentence);
    }

    private static string? Near(string keyword, List<string> known, int distance)
    {
        var matcher = NameMatcher.Create(new NameQuery { Pattern = keyword, Kind = NamePatternKind.Fuzzy, Distance = distance });
        return known.Find(name => matcher.Matches(DomainNameFormat.Parse(name)));
    }
}

/// <summary>What stands behind a keyword, or a whole word without one.</summary>
/// <param name="Offset">Characters of the word before it, none of which is quoted.</param>
internal readonly record struct QuestionValue(QuestionWord Word, int Offset)
{
    public string Text => Word.Text[Offset..];

    /// <summary>It begins with a quotation mark: a name as it is, no pattern, no indicator.</summary>
    public bool IsQuoted => Word.QuotedFrom == Offset;

    public QuestionFault Fault(string sentence) => new(Word.Start + Offset, Word.Length - Offset, sentence);

    public QuestionFault WholeFault(string sentence) => new(Word.Start, Word.Length, sentence);
}

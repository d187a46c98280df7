using System.Buffers;
using PassiveDns.Formats.Dns.RData;

namespace PassiveDns.Tui.Questions;

/// <summary>What can stand at the caret.</summary>
public enum CompletionKind : byte
{
    /// <summary>Nothing that could be offered.</summary>
    None,

    /// <summary>A name of the archive; at the beginning of a word also a keyword.</summary>
    Name,

    /// <summary>A record type.</summary>
    Type,

    /// <summary>A part of a source's path.</summary>
    Source,

    /// <summary>A time.</summary>
    Time,

    /// <summary>One of a few words.</summary>
    Word,
}

/// <summary>What is to be completed.</summary>
/// <param name="Start">First character of what a candidate takes the place of.</param>
/// <param name="Length">Its characters, also those behind the caret.</param>
/// <param name="Typed">Those before the caret: what candidates begin with.</param>
/// <param name="Candidates">Those that need no archive and begin with it, best first.</param>
public sealed record CompletionRequest(int Start, int Length, CompletionKind Kind, string Typed, IReadOnlyList<string> Candidates)
{
    /// <summary>Names in rdata are wanted, as behind <c>ns:</c>.</summary>
    public bool InRData { get; init; }
}

/// <summary>Finds what the query bar can offer.</summary>
public static class QuestionCompletion
{
    private static readonly string[] Types = [.. RDataTypes.All.Where(type => !RDataTypes.IsMeta(type)).Select(RDataTypes.Mnemonic)];

    private static readonly string[] Times = ["-1h", "-1d", "-7d", "-4w", "-52w"];

    internal static readonly SearchValues<char> KeywordCharacters = SearchValues.Create("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-");

    /// <summary>What the word at the caret can be completed to.</summary>
    /// <param name="caret">0 to the length of the text.</param>
    public static CompletionRequest At(string text, int caret)
    {
        var word = QuestionWord.Split(text).FirstOrDefault(word => word.Start <= caret && caret <= word.Limit, new QuestionWord(caret, 0, "", 0, false));
        var typed = text[word.Start..caret];
        if (typed.Contains('"', StringComparison.Ordinal) || typed.StartsWith('/') || typed.StartsWith('~')) return new(word.Start, word.Length, CompletionKind.None, typed, []);
        var colon = typed.IndexOf(':', StringComparison.Ordinal);
        if (colon < 0) return OfName(word.Start, word.Limit, typed, BeginningWith(typed, QuestionKeywords.All), inRData: false);
        var (keyword, value) = (typed[..colon], typed[(colon + 1)..]);
        if (QuestionKeywords.FindTerm(keyword) is { } term) return OfName(word.Start + colon + 1, word.Limit, value, [], inRData: !term.IsOfOwners);
        return QuestionFilters.Find(keyword, ":") is { } filter ? OfFilter(filter, word.Start + colon + 1, word.Limit, value)
            : new(word.Start, word.Length, CompletionKind.None, typed, []);
    }

    private static CompletionRequest OfFilter(QuestionFilter filter, int start, int limit, string typed)
    {
        if (filter.Kind == CompletionKind.Name) return OfName(start, limit, typed, [], inRData: false);
        var last = filter.Kind == CompletionKind.Type ? typed.LastIndexOf(',') + 1 : 0; // of a list
        var words = filter.Kind switch { CompletionKind.Type => Types, CompletionKind.Time => Times, _ => filter.Words };
        return new(start + last, limit - start - last, filter.Kind, typed[last..], BeginningWith(typed[last..], words));
    }

    /// <summary>Behind a wildcard at the beginning a name is typed as well.</summary>
    private static CompletionRequest OfName(int start, int limit, string typed, IReadOnlyList<string> words, bool inRData)
    {
        var skipped = typed.StartsWith("*.", StringComparison.Ordinal) || typed.StartsWith("+.", StringComparison.Ordinal) ? 2 : 0;
        var kind = typed.AsSpan(skipped).ContainsAny("*/\\") ? CompletionKind.None : CompletionKind.Name;
        return new(start + skipped, limit - start - skipped, kind, typed[skipped..], words) { InRData = inRData };
    }

    private static List<string> BeginningWith(string typed, IReadOnlyList<string> words) =>
        [.. words.Where(word => word.StartsWith(typed, StringComparison.OrdinalIgnoreCase))];
}

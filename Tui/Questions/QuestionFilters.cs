using System.Globalization;
using PassiveDns.Formats.Dns.RData;
using PassiveDns.Formats.Records;
using PassiveDns.Tui.Arguments;

namespace PassiveDns.Tui.Questions;

/// <summary>Reads the value of a filter.</summary>
/// <param name="filter">Takes what it asks for.</param>
/// <param name="canonical">The value in its one spelling; empty where it asks for nothing.</param>
/// <returns>A clause that says what is wrong; empty otherwise.</returns>
internal delegate string ReadFilter(string value, QuestionContext context, ref RRsetQuery filter, out string canonical);

/// <summary>A word that narrows a question.</summary>
/// <param name="Keyword">Lower case.</param>
/// <param name="Sign">The keyword with what stands behind it in a question's one spelling.</param>
/// <param name="Kind">What can stand behind it, for completion.</param>
internal sealed record QuestionFilter(string Keyword, string Sign, CompletionKind Kind, ReadFilter TryRead)
{
    /// <summary>Fixed values.</summary>
    public IReadOnlyList<string> Words { get; init; } = [];

    /// <summary>Place in the table, which is the order of a question's text.</summary>
    public int Place { get; init; }
}

/// <summary>The table of filters.</summary>
internal static class QuestionFilters
{
    private const long LastSecondOfDay = 86_399;

    private static readonly (string Word, Vantage Vantage)[] Vantages =
        [("authoritative", Vantage.Authoritative), ("recursive", Vantage.Recursive), ("imported", Vantage.Imported)];

    private static readonly (string Word, StatusFilter Status)[] Statuses = [("all", StatusFilter.All), ("quarantine", StatusFilter.Quarantined)];

    public static IReadOnlyList<QuestionFilter> All { get; } = new QuestionFilter[]
    {
        new(QuestionKeywords.Type, "type:", CompletionKind.Type, ReadTypes),
        new(QuestionKeywords.After, "after:", CompletionKind.Time, ReadAfter),
        new(QuestionKeywords.Before, "before:", CompletionKind.Time, ReadBefore),
        new(QuestionKeywords.Count, "count>=", CompletionKind.Word, ReadCountFrom),
        new("new", "new:", CompletionKind.Time, ReadNew),
        new("source", "source:", CompletionKind.Source, ReadSource),
        new("bailiwick", "bailiwick:", CompletionKind.Name, ReadBailiwick),
        new("vantage", "vantage:", CompletionKind.Word, ReadVantage) { Words = [.. Vantages.Select(one => one.Word)] },
        new("status", "status:", CompletionKind.Word, ReadStatus) { Words = [.. Statuses.Select(one => one.Word)] },
        new(QuestionKeywords.Is, QuestionKeywords.Is + ":", CompletionKind.Word, ReadIs) { Words = [QuestionKeywords.Negative] },
    }.Select((filter, place) => filter with { Place = place }).ToList();

    private static readonly QuestionFilter CountAbove = All[3] with { TryRead = ReadCountAbove };

    /// <param name="sign">As it was written: a colon, <c>&gt;</c> or <c>&gt;=</c>.</param>
    public static QuestionFilter? Find(string keyword, string sign)
    {
        var isCount = keyword.Equals(QuestionKeywords.Count, StringComparison.OrdinalIgnoreCase);
        if (isCount) return sign == ">" ? CountAbove : sign == ">=" ? All[CountAbove.Place] : null;
        return sign == ":" ? All.FirstOrDefault(filter => filter.Keyword.Equals(keyword, StringComparison.OrdinalIgnoreCase)) : null;
    }

    private static string ReadTypes(string value, QuestionContext context, ref RRsetQuery filter, out string canonical)
    {
        canonical = "";
        if (!LookupArgument.TryParseTypes(value, out var types, out var error)) return error;
        filter = filter with { Types = types };
        if (types is not null) canonical = string.Join(',', types.Order().Select(RDataTypes.Mnemonic));
        return "";
    }

    private static string ReadAfter(string value, QuestionContext context, ref RRsetQuery filter, out string canonical)
    {
        var error = ReadTime(value, context, isEnd: false, out var seconds, out canonical);
        filter = filter with { Fence = filter.Fence with { AfterMilliseconds = TimeFence.OfSeconds(seconds, null).AfterMilliseconds } };
        return error;
    }

    private static string ReadBefore(string value, QuestionContext context, ref RRsetQuery filter, out string canonical)
    {
        var error = ReadTime(value, context, isEnd: true, out var seconds, out canonical);
        filter = filter with { Fence = filter.Fence with { BeforeMilliseconds = TimeFence.OfSeconds(null, seconds).BeforeMilliseconds } };
        return error;
    }

    private static string ReadNew(string value, QuestionContext context, ref RRsetQuery filter, out string canonical)
    {
        var error = ReadTime(value, context, isEnd: false, out var seconds, out canonical);
        filter = filter with { NewSinceMilliseconds = seconds * 1_000 };
        return error;
    }

    /// <summary>A day stands for all of it: as an end for its last second. What counts back from now becomes the time that it was.</summary>
    private static string ReadTime(string value, QuestionContext context, bool isEnd, out long seconds, out string canonical)
    {
        canonical = "";
        if (!TimeArgument.TryParse(value, context.Now, out seconds)) return $"'{value}' is no time; write {TimeArgument.Forms}";
        if (isEnd && WindowArgument.IsDay(value)) seconds += LastSecondOfDay;
        var isDay = (seconds - (isEnd ? LastSecondOfDay : 0)) % (LastSecondOfDay + 1) == 0;
        canonical = DateTimeOffset.FromUnixTimeSeconds(seconds).ToString(isDay ? "yyyy-MM-dd" : "yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture);
        return "";
    }

    private static string ReadCountFrom(string value, QuestionContext context, ref RRsetQuery filter, out string canonical) =>
        ReadCount(value, more: 0, ref filter, out canonical);

    private static string ReadCountAbove(string value, QuestionContext context, ref RRsetQuery filter, out string canonical) =>
        ReadCount(value, more: 1, ref filter, out canonical);

    private static string ReadCount(string value, int more, ref RRsetQuery filter, out string canonical)
    {
        canonical = "";
        if (!int.TryParse(value, NumberStyles.None, CultureInfo.InvariantCulture, out var count)) return $"'{value}' is no number from 0 to {int.MaxValue}";
        filter = filter with { CountFrom = (long)count + more };
        canonical = filter.CountFrom.ToString(CultureInfo.InvariantCulture);
        return "";
    }

    private static string ReadSource(string value, QuestionContext context, ref RRsetQuery filter, out string canonical)
    {
        canonical = value;
        if (value.Length == 0) return "source: is followed by a part of a source's path, or by the first digits of its SHA-256";
        var meant = SourceArgument.FindAll(context.Sources(), value).Select(source => source.Sha256).ToHashSet(StringComparer.Ordinal);
        if (meant.Count == 0) return $"no source has '{value}' in its path, or begins its SHA-256 with it";
        filter = filter with { Captures = meant };
        return "";
    }

    private static string ReadBailiwick(string value, QuestionContext context, ref RRsetQuery filter, out string canonical)
    {
        canonical = "";
        if (NameArgument.Parse(value, out var reason) is not { } apex) return $"'{value}' is no domain name: {reason}";
        filter = filter with { Bailiwick = apex };
        canonical = QuestionText.Of(apex);
        return "";
    }

    private static string ReadVantage(string value, QuestionContext context, ref RRsetQuery filter, out string canonical)
    {
        var error = ReadWord(value, Vantages, out var vantage, out canonical);
        filter = filter with { Vantage = vantage };
        return error;
    }

    private static string ReadStatus(string value, QuestionContext context, ref RRsetQuery filter, out string canonical)
    {
        var error = ReadWord(value, Statuses, out var status, out canonical);
        filter = filter with { Statuses = status };
        return error;
    }

    private static string ReadIs(string value, QuestionContext context, ref RRsetQuery filter, out string canonical)
    {
        var error = ReadWord(value, [(QuestionKeywords.Negative, AnswerKinds.Negative)], out var kinds, out canonical);
        filter = filter with { Kinds = kinds };
        return error;
    }

    private static string ReadWord<T>(string value, (string Word, T Meaning)[] words, out T meaning, out string canonical)
    {
        var place = Array.FindIndex(words, one => one.Word.Equals(value, StringComparison.OrdinalIgnoreCase));
        (canonical, meaning) = words[Math.Max(place, 0)];
        return place >= 0 ? "" : $"'{value}' is none of {string.Join(", ", words.Select(one => one.Word))}";
    }
}

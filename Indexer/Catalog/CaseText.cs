using System.Text;

namespace PassiveDns.Indexer.Catalog;

/// <summary>What people may write into a case, and how much of it.</summary>
public static class CaseText
{
    /// <summary>Octets of a note in UTF-8.</summary>
    public const int LongestNote = 65_536;

    /// <summary>Characters of a tag.</summary>
    public const int LongestTag = 64;

    /// <summary>Tags of a bookmark.</summary>
    public const int MostTags = 32;

    /// <summary>Characters of a trail's name.</summary>
    public const int LongestName = 64;

    /// <summary>Questions of a trail.</summary>
    public const int MostSteps = 200;

    /// <summary>Characters of a question.</summary>
    public const int LongestQuestion = 4_096;

    /// <summary>The text as it comes back from a file: half surrogate pairs replaced, lines ended by line feeds.</summary>
    public static string Clean(string text) =>
        Encoding.UTF8.GetString(Encoding.UTF8.GetBytes(text)).Replace("\r\n", "\n", StringComparison.Ordinal).Replace('\r', '\n');

    /// <summary>Reads tags as they are typed, between blanks or commas: lower case, each once, in order.</summary>
    /// <param name="problem">A clause that says what is wrong; empty otherwise.</param>
    public static bool TryParseTags(string text, out IReadOnlyList<string> tags, out string problem)
    {
        var words = text.Split([' ', ',', '\t', '\n', '\r'], StringSplitOptions.RemoveEmptyEntries).Select(word => word.ToLowerInvariant());
        tags = [.. words.Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal)];
        problem = ProblemOf(tags);
        return problem.Length == 0;
    }

    /// <summary>What is wrong with tags, as a clause; empty where nothing is.</summary>
    public static string ProblemOf(IReadOnlyList<string> tags)
    {
        if (tags.Count > MostTags) return FormattableString.Invariant($"{tags.Count} tags are too many; a bookmark takes {MostTags}");
        if (tags.FirstOrDefault(tag => tag.Length > LongestTag) is { } longOne)
            return FormattableString.Invariant($"the tag '{longOne[..16]}…' has {longOne.Length} characters; a tag takes {LongestTag}");
        return tags.FirstOrDefault(tag => !IsTag(tag)) is { } other
            ? $"'{other}' is no tag; a tag is one word of small letters and digits, with - _ . : inside"
            : "";
    }

    internal static string ProblemOfNote(string note) => Encoding.UTF8.GetByteCount(note) is var octets && octets <= LongestNote
        ? ""
        : FormattableString.Invariant($"the note has {octets} octets; a note takes {LongestNote}");

    internal static string ProblemOfQuestion(string question) => question.Length switch
    {
        0 => "there is no question",
        > LongestQuestion => FormattableString.Invariant($"the question has {question.Length} characters; the case takes {LongestQuestion}"),
        _ => "",
    };

    internal static string ProblemOfTrail(string name, IReadOnlyList<string> questions)
    {
        if (name.Length is 0 or > LongestName || name.Any(char.IsControl))
            return FormattableString.Invariant($"a trail's name has from 1 to {LongestName} characters on one line");
        if (questions.Count is 0 or > MostSteps)
            return FormattableString.Invariant($"a trail has from 1 to {MostSteps} questions, not {questions.Count}");
        return questions.Select(ProblemOfQuestion).FirstOrDefault(problem => problem.Length > 0) ?? "";
    }

    private static bool IsTag(string tag) =>
        tag.Length > 0 && char.IsLetterOrDigit(tag[0]) && tag.All(character => IsSmall(character) || character is '-' or '_' or '.' or ':');

    private static bool IsSmall(char character) => char.IsLetterOrDigit(character) && !char.IsUpper(character);
}

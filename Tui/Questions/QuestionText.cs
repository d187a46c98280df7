using System.Text;
using PassiveDns.Formats.Dns;
using PassiveDns.Formats.Records;

namespace PassiveDns.Tui.Questions;

/// <summary>What a whole name without a keyword asks.</summary>
public enum BareName : byte
{
    /// <summary>As an owner, and in the rdata of others: in the query bar.</summary>
    BothSides,

    /// <summary>As an owner: on the command line.</summary>
    Owner,
}

/// <summary>Questions in the one spelling that is read as them.</summary>
internal static class QuestionText
{
    /// <summary>Has whole names without a keyword mean something, and what one means that is left out.</summary>
    public static string Of(Question question, BareName bareName)
    {
        var words = question.FilterWords.Select(filter => filter.Keyword + Quote(filter.Value));
        if (question.FilterWords.Count == 0 || question.Terms is not [{ IsEverything: true }])
            words = question.Terms.Select(term => Of(term, bareName)).Concat(words);
        return string.Join(' ', words);
    }

    /// <inheritdoc cref="Question.ToCommands"/>
    public static IReadOnlyList<string> Commands(Question question, string archiveFolder)
    {
        var command = Command(question, archiveFolder);
        var named = question.Terms.Where(term => term.Parts.Any(part => part.Query.Kinds == AnswerKinds.Both)).ToList();
        if (named.Count == 0 || question.Filter.Kinds == AnswerKinds.Negative) return [command];
        var negatives = new Question([.. named.Select(term => term with { Keyword = QuestionKeywords.Owner.Name })])
        {
            FilterWords = [.. question.FilterWords, (QuestionKeywords.Is + ":", QuestionKeywords.Negative)],
        };
        return [command, Command(negatives, archiveFolder)];
    }

    /// <summary>A name that is read as this name alone: with a final dot, and what could be read as something else as <c>\DDD</c>.</summary>
    /// <param name="name">Wire format, lower case.</param>
    public static string Of(ReadOnlySpan<byte> name)
    {
        if (name[0] == 0) return ".";
        var text = new StringBuilder();
        var looksLikeAddress = DomainNameFormat.ToText(name).All(character => char.IsAsciiDigit(character) || character is '.' or '-');
        for (var at = 0; name[at] != 0; at += 1 + name[at])
        {
            foreach (var octet in name.Slice(at + 1, name[at]))
            {
                var stands = char.IsAsciiLetterOrDigit((char)octet) || octet == '_' || (octet == '-' && text.Length > 0);
                if (stands && !(looksLikeAddress && text.Length == 0)) text.Append((char)octet);
                else text.Append(System.Globalization.CultureInfo.InvariantCulture, $"\\{octet:D3}");
            }

            text.Append('.');
        }

        return text.ToString();
    }

    /// <summary>A value in quotation marks, unless it is plain.</summary>
    private static string Quote(string value) =>
        value.Length > 0 && value.All(character => char.IsAsciiLetterOrDigit(character) || "-._,:+".Contains(character, StringComparison.Ordinal))
            ? value
            : $"\"{value.Replace("\"", "\"\"", StringComparison.Ordinal)}\"";

    private static string Of(QuestionTerm term, BareName bareName)
    {
        if (term.Keyword == QuestionKeywords.Text) return $"{term.Keyword}:{Quote(term.Value)}";
        var implied = bareName == BareName.BothSides && term.IsWholeName ? QuestionKeywords.BothSides.Name : QuestionKeywords.Owner.Name;
        return term.Keyword.Length == 0 || term.Keyword == implied ? term.Value : $"{term.Keyword}:{term.Value}";
    }

    private static string Command(Question question, string archiveFolder) =>
        $"pdns lookup {ForShell(Of(question, BareName.Owner))} -l 0 -a {ForShell(archiveFolder)}";

    /// <summary>One word of a POSIX shell.</summary>
    private static string ForShell(string word) =>
        word.Length > 0 && word.All(character => char.IsAsciiLetterOrDigit(character) || "-._/:+,".Contains(character, StringComparison.Ordinal))
            ? word
            : $"'{word.Replace("'", @"'\''", StringComparison.Ordinal)}'";
}

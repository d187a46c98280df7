using System.Text;

namespace PassiveDns.Tui.Questions;

/// <summary>A word of a question: what stands between blanks, which quotation marks may hold.</summary>
/// <param name="Start">Its first character in the question.</param>
/// <param name="Length">Its characters there.</param>
/// <param name="Text">Without quotation marks.</param>
/// <param name="QuotedFrom">Where in <paramref name="Text"/> the first quoted character is; its length where none is quoted.</param>
/// <param name="IsOpen">A quotation mark is not closed.</param>
internal readonly record struct QuestionWord(int Start, int Length, string Text, int QuotedFrom, bool IsOpen)
{
    /// <summary>One past its last character in the question.</summary>
    public int Limit => Start + Length;

    /// <summary>Splits a question into its words.</summary>
    /// <remarks>
    /// Inside quotation marks two of them stand for one. What begins with a slash, as a regular expression does, goes on to the next blank as it is; so does
    /// what stands behind a backslash, as master files have it.
    /// </remarks>
    public static IEnumerable<QuestionWord> Split(string question)
    {
        for (var at = 0; at < question.Length;)
        {
            if (char.IsWhiteSpace(question[at])) at++;
            else yield return Read(question, ref at);
        }
    }

    private static QuestionWord Read(string question, ref int at)
    {
        var start = at;
        var text = new StringBuilder();
        var quotedFrom = -1;
        var isQuoted = false;
        var isRaw = false;
        for (; at < question.Length && (isQuoted || !char.IsWhiteSpace(question[at])); at++)
        {
            var character = question[at];
            var isMark = character == '"' && !isRaw;
            if (isMark && isQuoted && at + 1 < question.Length && question[at + 1] == '"')
            {
                text.Append(question[++at]);
            }
            else if (isMark && (isQuoted || at == start || question[at - 1] != '\\'))
            {
                isQuoted = !isQuoted;
                if (quotedFrom < 0) quotedFrom = text.Length;
            }
            else
            {
                isRaw |= character == '/' && !isQuoted && (text.Length == 0 || text[^1] == ':');
                text.Append(character);
            }
        }

        return new QuestionWord(start, at - start, text.ToString(), quotedFrom < 0 ? text.Length : quotedFrom, isQuoted);
    }
}

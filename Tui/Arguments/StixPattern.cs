using System.Text;

namespace PassiveDns.Tui.Arguments;

/// <summary>Names and addresses that a STIX pattern compares with (OASIS, STIX 2.1 section 9): <c>[domain-name:value = 'example.com' OR ipv4-addr:value IN ('192.0.2.1')]</c>.</summary>
/// <remarks>Each is an indicator by itself, whatever joins them: AND, OR, FOLLOWEDBY. What is compared otherwise, or must not be so, is told.</remarks>
internal static class StixPattern
{
    private static readonly string[] Paths = ["domain-name:value", "ipv4-addr:value", "ipv6-addr:value", "url:value", "email-addr:value"];

    /// <summary>Reads all comparisons.</summary>
    public static void Read(string pattern, string place, IndicatorList list)
    {
        var words = new Words(pattern);
        var (path, test, isNegated) = ("", "", false);
        var found = false;
        while (words.TryRead(out var word, out var isText))
        {
            if (isText)
            {
                found = true;
                Take(path, test, isNegated, word, place, list);
            }
            else if (word.Contains(':', StringComparison.Ordinal))
            {
                (path, test, isNegated) = (word, "", false);
            }
            else if (word.Equals("NOT", StringComparison.OrdinalIgnoreCase) || word is "!=" or "<>")
            {
                isNegated = true;
            }
            else if (word is not ("(" or ")" or ","))
            {
                test = word.ToUpperInvariant();
            }
        }

        if (!found) list.Refuse(pattern, place, "it compares with no text");
    }

    private static void Take(string path, string test, bool isNegated, string text, string place, IndicatorList list)
    {
        if (!Paths.Contains(path, StringComparer.OrdinalIgnoreCase)) list.Refuse(text, place, "it is compared with something else than a name or an address");
        else if (isNegated) list.Refuse(text, place, "the pattern is about everything else");
        else if (test is "=" or "==" or "IN" or "ISSUBSET") list.Add(text, place);
        else if (test == "LIKE" && text.StartsWith("%.", StringComparison.Ordinal) && text.AsSpan(2).IndexOfAny("%_") < 0) list.Add("*" + text[1..], place);
        else list.Refuse(text, place, "it is a pattern itself");
    }

    /// <summary>Words, signs and texts in single quotes, of which the quotes and backslashes are taken away.</summary>
    private ref struct Words(string pattern)
    {
        private int _at;

        public bool TryRead(out string word, out bool isText)
        {
            (word, isText) = ("", false);
            while (_at < pattern.Length && (char.IsWhiteSpace(pattern[_at]) || pattern[_at] is '[' or ']')) _at++;
            if (_at == pattern.Length) return false;
            isText = pattern[_at] == '\'';
            word = isText ? ReadText() : ReadWord();
            return true;
        }

        private string ReadText()
        {
            var text = new StringBuilder();
            for (_at++; _at < pattern.Length && pattern[_at] != '\''; _at++)
            {
                if (pattern[_at] == '\\' && _at + 1 < pattern.Length) _at++;
                text.Append(pattern[_at]);
            }

            _at = Math.Min(_at + 1, pattern.Length);
            return text.ToString();
        }

        private string ReadWord()
        {
            var start = _at++;
            if (pattern[start] is '(' or ')' or ',') return pattern[start..(start + 1)];
            var isSign = IsSign(pattern[start]);
            while (_at < pattern.Length && !char.IsWhiteSpace(pattern[_at]) && !"[](),'".Contains(pattern[_at], StringComparison.Ordinal) && IsSign(pattern[_at]) == isSign) _at++;
            return pattern[start.._at];
        }

        private static bool IsSign(char character) => character is '=' or '!' or '<' or '>';
    }
}

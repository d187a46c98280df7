using System.Text;

namespace PassiveDns.Indexer.Names;

/// <summary>Finds text that every match of a regular expression contains.</summary>
/// <remarks>
/// Reads only what stands outside groups, and gives up (finding nothing) where the expression could mean something else than it looks like:
/// alternatives, inline options, numbered escapes. What is not understood is never taken for text, so a piece is always required.
/// </remarks>
internal static class RegexPieces
{
    private static readonly byte[][] Nothing = [];

    /// <param name="pattern">An expression that .NET accepts.</param>
    public static IReadOnlyList<byte[]> Find(string pattern)
    {
        var pieces = new List<byte[]>();
        var piece = new StringBuilder();
        for (var at = 0; at < pattern.Length; at++)
        {
            switch (pattern[at])
            {
                case '|':
                    return Nothing;
                case '\\' when at + 1 < pattern.Length && char.IsAsciiLetterOrDigit(pattern[at + 1]):
                    if (!IsClassOrAssertion(pattern[++at])) return Nothing;
                    Close();
                    break;
                case '\\':
                    piece.Append(pattern[++at]);
                    break;
                case '?' or '*':
                    piece.Length = Math.Max(0, piece.Length - 1);
                    Close();
                    break;
                case '{':
                    piece.Length = Math.Max(0, piece.Length - 1);
                    Close();
                    if (!TrySkipTo('}', pattern, ref at)) return Nothing;
                    break;
                case '+' or '.' or '^' or '$':
                    Close();
                    break;
                case '[':
                    Close();
                    if (!TrySkipSet(pattern, ref at)) return Nothing;
                    break;
                case '(':
                    Close();
                    if (!TrySkipGroup(pattern, ref at)) return Nothing;
                    break;
                default:
                    piece.Append(pattern[at]);
                    break;
            }
        }

        Close();
        return pieces;

        void Close()
        {
            if (piece.Length > 0) pieces.Add(Encoding.ASCII.GetBytes(piece.ToString().ToLowerInvariant()));
            piece.Clear();
        }
    }

    /// <summary>Escapes of one letter that stand for a class of characters or for a place: they take no further characters.</summary>
    private static bool IsClassOrAssertion(char letter) =>
        letter is 'd' or 'D' or 'w' or 'W' or 's' or 'S' or 'b' or 'B' or 'A' or 'z' or 'Z';

    private static bool TrySkipTo(char end, string pattern, ref int at)
    {
        at = pattern.IndexOf(end, at);
        return at >= 0;
    }

    /// <summary>From a set's bracket to the one that closes it. A set within a set (subtraction) is given up.</summary>
    private static bool TrySkipSet(string pattern, ref int at)
    {
        at++;
        if (at < pattern.Length && pattern[at] == '^') at++;
        for (var first = true; at < pattern.Length; at++, first = false)
        {
            switch (pattern[at])
            {
                case ']' when !first: return true;
                case '[': return false;
                case '\\': at++; break;
            }
        }

        return false;
    }

    /// <summary>From a group's parenthesis to the one that closes it. Only plain and <c>(?:</c> groups: others can change what
    /// follows.</summary>
    private static bool TrySkipGroup(string pattern, ref int at)
    {
        for (var depth = 0; at < pattern.Length; at++)
        {
            switch (pattern[at])
            {
                case '\\': at++; break;
                case '[' when !TrySkipSet(pattern, ref at): return false;
                case '(' when pattern.AsSpan(at).StartsWith("(?") && !pattern.AsSpan(at).StartsWith("(?:"): return false;
                case '(': depth++; break;
                case ')' when --depth == 0: return true;
            }
        }

        return false;
    }
}

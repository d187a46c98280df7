namespace PassiveDns.Indexer.Names;

/// <summary>The whole text matches a glob.</summary>
/// <remarks>
/// <para><c>*</c> stands for any characters, dots included, <c>?</c> for one, <c>[a-f0]</c> for one of a set, <c>[!a-f0]</c> for one
/// outside
/// it, a backslash takes the next character as it is. The final dot may be left out. Characters are those of the text,
/// in which the label <c>a.b</c> is <c>a\.b</c>: as a glob, <c>a\\.b</c>.</para>
/// <para>Source: the glob dialect of DNSDB Flexible Search, where the final dot must be given.</para>
/// </remarks>
internal sealed class GlobMatcher : TextMatcher
{
    // One token for each character of the text, or a star: a set of ASCII characters as 128 bits. Nothing else has an empty set.
    private static readonly UInt128 Star = UInt128.Zero;
    private static readonly UInt128 Any = UInt128.MaxValue;

    private readonly UInt128[] _tokens;

    public GlobMatcher(string pattern)
    {
        var tokens = Parse(pattern.ToLowerInvariant());
        if (tokens[^1] != Single('.')) tokens.Add(Single('.'));
        _tokens = [.. tokens];
        Pieces = [.. FindPieces(_tokens)];
    }

    internal override IReadOnlyList<byte[]> Pieces { get; }

    /// <summary>Goes back to the latest star only, so the time is bounded by the product of both lengths.</summary>
    protected override bool MatchesText(ReadOnlySpan<byte> text)
    {
        var (at, token) = (0, 0);
        var (resumeAt, resumeToken) = (0, -1); // behind the latest star
        while (at < text.Length)
        {
            if (token < _tokens.Length && _tokens[token] == Star)
            {
                resumeToken = ++token;
                resumeAt = at;
            }
            else if (token < _tokens.Length && Contains(_tokens[token], text[at]))
            {
                token++;
                at++;
            }
            else if (resumeToken >= 0)
            {
                token = resumeToken;
                at = ++resumeAt;
            }
            else
            {
                return false;
            }
        }

        while (token < _tokens.Length && _tokens[token] == Star) token++;
        return token == _tokens.Length;
    }

    private static List<UInt128> Parse(string pattern)
    {
        var tokens = new List<UInt128>(pattern.Length + 1);
        for (var at = 0; at < pattern.Length;)
        {
            var character = pattern[at++];
            tokens.Add(character switch
            {
                '*' => Star,
                '?' => Any,
                '[' => ReadSet(pattern, ref at),
                '\\' => Single(ReadQuoted(pattern, ref at)),
                _ => Single(character),
            });
        }

        return tokens;
    }

    /// <summary>Reads a set from behind its bracket. A closing bracket that stands first belongs to the set.</summary>
    private static UInt128 ReadSet(string pattern, ref int at)
    {
        var open = at;
        var outside = at < pattern.Length && pattern[at] == '!';
        if (outside) at++;
        var set = UInt128.Zero;
        for (var first = true; ; first = false)
        {
            if (at >= pattern.Length) throw new NamePatternException($"The '[' at character {open} of the pattern is not closed by ']'.");
            if (pattern[at] == ']' && !first) break;
            set |= ReadRange(pattern, ref at);
        }

        at++;
        return outside ? ~set : set;
    }

    private static UInt128 ReadRange(string pattern, ref int at)
    {
        var start = at;
        var low = ReadSetCharacter(pattern, ref at);
        if (at + 1 >= pattern.Length || pattern[at] != '-' || pattern[at + 1] == ']') return Single(low);
        at++;
        var high = ReadSetCharacter(pattern, ref at);
        if (high < low) throw new NamePatternException($"The range '{low}-{high}' at character {start + 1} of the pattern runs backwards.");
        var set = UInt128.Zero;
        for (var character = low; character <= high; character++) set |= Single(character);
        return set;
    }

    private static char ReadSetCharacter(string pattern, ref int at) =>
        pattern[at++] is var character and not '\\' ? character : ReadQuoted(pattern, ref at);

    private static char ReadQuoted(string pattern, ref int at) => at < pattern.Length
        ? pattern[at++]
        : throw new NamePatternException("The pattern ends in a backslash with nothing behind it: write two for the character itself.");

    /// <summary>The longest runs of tokens that stand for one character each.</summary>
    private static IEnumerable<byte[]> FindPieces(UInt128[] tokens)
    {
        var piece = new List<byte>();
        foreach (var token in tokens)
        {
            if (UInt128.PopCount(token) == UInt128.One)
            {
                piece.Add((byte)UInt128.TrailingZeroCount(token));
                continue;
            }

            if (piece.Count > 0) yield return [.. piece];
            piece.Clear();
        }

        if (piece.Count > 0) yield return [.. piece];
    }

    private static UInt128 Single(char character) => UInt128.One << character;

    private static bool Contains(UInt128 set, byte character) => (set >> character & UInt128.One) != UInt128.Zero;
}

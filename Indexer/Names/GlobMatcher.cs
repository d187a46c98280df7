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
    // One token for each character of the text, or a star. Nothing else has an empty set.
    private static readonly CharacterSet Star = CharacterSet.None;

    private readonly CharacterSet[] _tokens;

    public GlobMatcher(string pattern)
    {
        var tokens = Parse(pattern.ToLowerInvariant());
        if (tokens[^1] != CharacterSet.Of('.')) tokens.Add(CharacterSet.Of('.'));
        _tokens = [.. tokens];
        Shapes = [.. BetweenStars(_tokens)];
    }

    internal override IReadOnlyList<CharacterSet[]> Shapes { get; }

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
            else if (token < _tokens.Length && _tokens[token].Contains(text[at]))
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

    private static List<CharacterSet> Parse(string pattern)
    {
        var tokens = new List<CharacterSet>(pattern.Length + 1);
        for (var at = 0; at < pattern.Length;)
        {
            var character = pattern[at++];
            tokens.Add(character switch
            {
                '*' => Star,
                '?' => CharacterSet.All,
                '[' => ReadSet(pattern, ref at),
                '\\' => CharacterSet.Of(ReadQuoted(pattern, ref at)),
                _ => CharacterSet.Of(character),
            });
        }

        return tokens;
    }

    /// <summary>Reads a set from behind its bracket. A closing bracket that stands first belongs to the set.</summary>
    private static CharacterSet ReadSet(string pattern, ref int at)
    {
        var open = at;
        var outside = at < pattern.Length && pattern[at] == '!';
        if (outside) at++;
        var set = CharacterSet.None;
        for (var first = true; ; first = false)
        {
            if (at >= pattern.Length) throw new NamePatternException($"The '[' at character {open} of the pattern is not closed by ']'.");
            if (pattern[at] == ']' && !first) break;
            set |= ReadRange(pattern, ref at);
        }

        at++;
        return outside ? ~set : set;
    }

    private static CharacterSet ReadRange(string pattern, ref int at)
    {
        var start = at;
        var low = ReadSetCharacter(pattern, ref at);
        if (at + 1 >= pattern.Length || pattern[at] != '-' || pattern[at + 1] == ']') return CharacterSet.Of(low);
        at++;
        var high = ReadSetCharacter(pattern, ref at);
        if (high < low) throw new NamePatternException($"The range '{low}-{high}' at character {start + 1} of the pattern runs backwards.");
        return CharacterSet.Between(low, high);
    }

    private static char ReadSetCharacter(string pattern, ref int at) =>
        pattern[at++] is var character and not '\\' ? character : ReadQuoted(pattern, ref at);

    private static char ReadQuoted(string pattern, ref int at) => at < pattern.Length
        ? pattern[at++]
        : throw new NamePatternException("The pattern ends in a backslash with nothing behind it: write two for the character itself.");

    private static IEnumerable<CharacterSet[]> BetweenStars(CharacterSet[] tokens)
    {
        for (var start = 0; start < tokens.Length;)
        {
            var length = tokens.AsSpan(start).IndexOf(Star);
            if (length < 0) length = tokens.Length - start;
            if (length > 0) yield return tokens[start..(start + length)];
            start += length + 1;
        }
    }
}

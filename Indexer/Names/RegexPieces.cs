namespace PassiveDns.Indexer.Names;

/// <summary>Finds what every match of a regular expression contains: successive characters, each of a set, in the lower-case text of a name.</summary>
/// <remarks>
/// Reads only what stands outside groups, and gives up (finding nothing) where the expression could mean something else than it looks like:
/// alternatives, inline options, numbered escapes. What is not understood is never taken for text, so a piece is always required.
/// </remarks>
internal sealed class RegexPieces
{
    /// <summary>More of one character stand in no label.</summary>
    private const int MostOfOne = Formats.Dns.DomainName.MaxLabelLength;

    private static readonly CharacterSet[][] Nothing = [];

    private readonly string _pattern;
    private readonly List<CharacterSet[]> _pieces = [];
    private readonly List<CharacterSet> _piece = []; // the one that is being read
    private int _at;

    private RegexPieces(string pattern) => _pattern = pattern;

    /// <param name="pattern">An expression that .NET accepts.</param>
    public static IReadOnlyList<CharacterSet[]> Find(string pattern)
    {
        var read = new RegexPieces(pattern);
        while (read._at < pattern.Length)
        {
            if (!read.TryReadNext()) return Nothing;
        }

        read.Close();
        return read._pieces;
    }

    /// <summary>False where it gives up.</summary>
    private bool TryReadNext()
    {
        var character = _pattern[_at++];
        switch (character)
        {
            case '|': return false;
            case '\\': return TryReadEscape();
            case '[': return TryReadSet();
            case '(': return TrySkipGroup();
            case '{': return TryReadCounts();
            case '+': Repeat(1, orMore: true); break;
            case '?' or '*': Repeat(0, orMore: true); break;
            case '.' or '^' or '$': Close(); break;
            default: _piece.Add(Folded(character)); break;
        }

        return true;
    }

    private void Close()
    {
        if (_piece.Count > 0) _pieces.Add([.. _piece]);
        _piece.Clear();
    }

    /// <summary>The latest character stands there so many times: at the end of what it was read with and, if there may be more, at the start of what follows.</summary>
    private void Repeat(int least, bool orMore)
    {
        if (_piece.Count == 0) return; // it is one that pieces do not have
        var last = _piece[^1];
        _piece.RemoveAt(_piece.Count - 1);
        var times = Math.Min(least, MostOfOne);
        _piece.AddRange(Enumerable.Repeat(last, times));
        if (!orMore && times == least) return;
        Close();
        _piece.AddRange(Enumerable.Repeat(last, times));
    }

    /// <summary>Reads <c>{n}</c>, <c>{n,}</c> or <c>{n,m}</c> from behind its brace.</summary>
    private bool TryReadCounts()
    {
        var end = _pattern.IndexOf('}', _at);
        if (end < 0) return false;
        var counts = _pattern[_at..end].Split(',');
        if (counts.Length > 2 || !TryReadCount(counts[0], out var least) || (counts.Length == 2 && counts[1].Length > 0 && !TryReadCount(counts[1], out _))) return false;
        Repeat(least, orMore: counts.Length == 2);
        _at = end + 1;
        return true;
    }

    private static bool TryReadCount(string text, out int count) =>
        int.TryParse(text, System.Globalization.NumberStyles.None, System.Globalization.CultureInfo.InvariantCulture, out count);

    private bool TryReadEscape()
    {
        if (_at == _pattern.Length) return false;
        var escaped = _pattern[_at++];
        if (!char.IsAsciiLetterOrDigit(escaped)) _piece.Add(CharacterSet.Of(escaped));
        else if (ClassOf(escaped) is { } set) _piece.Add(set);
        else if (escaped is 'b' or 'B' or 'A' or 'z' or 'Z') Close();
        else return false;
        return true;
    }

    /// <summary>What an escape of one letter stands for; null where it is no class of characters.</summary>
    private static CharacterSet? ClassOf(char letter) => letter switch
    {
        'd' => CharacterSet.Between('0', '9'),
        'D' => ~CharacterSet.Between('0', '9'),
        'w' => CharacterSet.Between('0', '9') | CharacterSet.Between('a', 'z') | CharacterSet.Of('_'),
        'W' => ~(CharacterSet.Between('0', '9') | CharacterSet.Between('a', 'z') | CharacterSet.Of('_')),
        's' => CharacterSet.None,
        'S' => CharacterSet.All,
        _ => null,
    };

    private static CharacterSet Folded(char character) => CharacterSet.Of(char.ToLowerInvariant(character));

    /// <summary>Reads a set from behind its bracket. A set within a set (subtraction) is given up.</summary>
    private bool TryReadSet()
    {
        var isOutside = _at < _pattern.Length && _pattern[_at] == '^';
        if (isOutside) _at++;
        var set = CharacterSet.None;
        for (var first = true; ; first = false)
        {
            if (_at >= _pattern.Length || _pattern[_at] == '[') return false;
            if (_pattern[_at] == ']' && !first) break;
            if (!TryReadRange(ref set)) return false;
        }

        _at++;
        _piece.Add(isOutside ? ~set : set);
        return true;
    }

    private bool TryReadRange(ref CharacterSet set)
    {
        if (!TryReadSetCharacter(out var low, ref set)) return false;
        if (low is not { } start) return true; // a class
        if (_at + 1 >= _pattern.Length || _pattern[_at] != '-' || _pattern[_at + 1] == ']')
        {
            set |= Folded(start);
            return true;
        }

        _at++;
        if (_pattern[_at] == '[' || !TryReadSetCharacter(out var high, ref set) || high is not { } end) return false;
        for (var character = start; character <= end; character++) set |= Folded(character);
        return true;
    }

    /// <param name="character">Null where a class was read, and added to the set.</param>
    private bool TryReadSetCharacter(out char? character, ref CharacterSet set)
    {
        character = _pattern[_at++];
        if (character != '\\') return true;
        if (_at == _pattern.Length) return false;
        character = _pattern[_at++];
        if (!char.IsAsciiLetterOrDigit(character.Value)) return true;
        if (ClassOf(character.Value) is not { } ofClass) return false;
        set |= ofClass;
        character = null;
        return true;
    }

    /// <summary>From behind a group's parenthesis to behind the one that closes it. Only plain and <c>(?:</c> groups: others can change what
    /// follows.</summary>
    private bool TrySkipGroup()
    {
        Close();
        _at--;
        for (var depth = 0; _at < _pattern.Length;)
        {
            switch (_pattern[_at++])
            {
                case '\\': _at++; break;
                case '[' when !TryReadSet(): return false;
                case '(' when _pattern.AsSpan(_at).StartsWith("?") && !_pattern.AsSpan(_at).StartsWith("?:"): return false;
                case '(': depth++; break;
                case ')' when --depth == 0:
                    _piece.Clear(); // sets that were read on the way
                    return true;
            }
        }

        return false;
    }
}

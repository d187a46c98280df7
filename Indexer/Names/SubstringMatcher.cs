using System.Text;

namespace PassiveDns.Indexer.Names;

/// <summary>The text contains the pattern. A final dot in the pattern is the end of the name: <c>example.com.</c> finds
/// <c>www.example.com.</c> and not <c>example.com.evil.test.</c></summary>
internal sealed class SubstringMatcher : TextMatcher
{
    private readonly byte[] _pattern;
    private readonly bool _atEnd;
    private readonly bool _isInLabel; // of plain names

    public SubstringMatcher(string pattern)
    {
        _pattern = Encoding.ASCII.GetBytes(pattern.ToLowerInvariant());
        _atEnd = EndsWithFinalDot(pattern);
        _isInLabel = !pattern.Contains('.', StringComparison.Ordinal);
    }

    internal override IReadOnlyList<CharacterSet[]> Shapes => [ShapeOf(Encoding.ASCII.GetString(_pattern))];

    internal override bool MatchesKey(ReadOnlySpan<byte> key, bool isPlain) =>
        isPlain && _isInLabel ? key.IndexOf(_pattern) >= 0 : base.MatchesKey(key, isPlain);

    protected override bool MatchesText(ReadOnlySpan<byte> text) => _atEnd ? text.EndsWith(_pattern) : text.IndexOf(_pattern) >= 0;

    /// <summary>A dot behind an odd number of backslashes is part of a label.</summary>
    private static bool EndsWithFinalDot(string pattern)
    {
        if (pattern[^1] != '.') return false;
        var backslashes = 0;
        while (backslashes < pattern.Length - 1 && pattern[^(backslashes + 2)] == '\\') backslashes++;
        return backslashes % 2 == 0;
    }
}

using System.Text;
using System.Text.RegularExpressions;
using PassiveDns.Formats.Dns;

namespace PassiveDns.Indexer.Names;

/// <summary>A .NET regular expression matches somewhere in the text, with its final dot or without it.</summary>
/// <remarks>
/// So <c>\.com$</c>, as people write it, and <c>\.com\.$</c>, as DNSDB wants it, find the same names. The expression runs without
/// backtracking,
/// in time linear in the text; lookaround and back-references are therefore refused.
/// </remarks>
internal sealed class RegexMatcher : TextMatcher
{
    private const RegexOptions Options = RegexOptions.NonBacktracking | RegexOptions.CultureInvariant | RegexOptions.IgnoreCase;

    private readonly Regex _expression;
    private readonly bool _seesEnd;

    public RegexMatcher(string pattern)
    {
        _expression = Parse(pattern);
        _seesEnd = pattern.Contains('$', StringComparison.Ordinal) || pattern.Contains('\\', StringComparison.Ordinal);
        Pieces = RegexPieces.Find(pattern);
    }

    internal override IReadOnlyList<byte[]> Pieces { get; }

    protected override bool MatchesText(ReadOnlySpan<byte> text)
    {
        Span<char> characters = stackalloc char[DomainNameFormat.MaxTextLength];
        Encoding.ASCII.GetChars(text, characters);
        characters = characters[..text.Length];

        // Without an assertion ($, \z, \b ...) what matches in the shorter text matches in the longer one too.
        return _expression.IsMatch(characters) || (_seesEnd && _expression.IsMatch(characters[..^1]));
    }

    private static Regex Parse(string pattern)
    {
        try
        {
            return new Regex(pattern, Options);
        }
        catch (RegexParseException e)
        {
            throw new NamePatternException($"The regular expression is wrong at character {e.Offset}: {Reason(e.Error)}.", e);
        }
        catch (NotSupportedException e)
        {
            throw new NamePatternException(
                "The regular expression uses what name searches do not offer: a back-reference, lookaround, an atomic group, a condition, "
                + "or counts that multiply to a large number.",
                e);
        }
    }

    /// <summary>The name of the error as words: <c>UnescapedEndingBackslash</c> is "unescaped ending backslash".</summary>
    private static string Reason(RegexParseError error) =>
        string.Concat(error.ToString().Select(c => char.IsAsciiLetterUpper(c) ? $" {char.ToLowerInvariant(c)}" : $"{c}")).TrimStart();
}

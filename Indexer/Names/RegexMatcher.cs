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

    private static readonly string[] EndAssertions = ["$", @"\b", @"\B", @"\z", @"\Z"];

    private readonly Regex _expression;
    private readonly char[] _characters = new char[DomainNameFormat.MaxTextLength];
    private readonly bool _seesEnd;

    public RegexMatcher(string pattern)
    {
        _expression = Parse(pattern);
        _seesEnd = SeesEnd(pattern);
        Shapes = RegexPieces.Find(pattern);
        if (!_seesEnd || !EndsInDollar(pattern) || SeesEnd(pattern[..^1])) return;
        _expression = Parse(pattern[..^1] + @"\.?$"); // one look at a text instead of two
        _seesEnd = false;
    }

    internal override IReadOnlyList<CharacterSet[]> Shapes { get; }

    protected override bool MatchesText(ReadOnlySpan<byte> text)
    {
        var characters = _characters.AsSpan(0, text.Length);
        Encoding.ASCII.GetChars(text, characters);

        // Without an assertion about the end what matches in the shorter text matches in the longer one too.
        return _expression.IsMatch(characters) || (_seesEnd && _expression.IsMatch(characters[..^1]));
    }

    private static bool SeesEnd(string pattern) => EndAssertions.Any(assertion => pattern.Contains(assertion, StringComparison.Ordinal));

    /// <summary>A dollar behind an odd number of backslashes is a character.</summary>
    private static bool EndsInDollar(string pattern) =>
        pattern[^1] == '$' && (pattern.Length - 2 - pattern.AsSpan(0, pattern.Length - 1).LastIndexOfAnyExcept('\\')) % 2 == 0;

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

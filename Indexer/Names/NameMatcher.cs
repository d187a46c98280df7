using System.Buffers;
using PassiveDns.Formats.Dns;
using PassiveDns.Formats.Records;

namespace PassiveDns.Indexer.Names;

/// <summary>Decides whether a name matches a <see cref="NameQuery"/>: the one definition, by which index and scan give the same
/// answers.</summary>
/// <remarks>
/// <para>Substring, glob and regular expression see the presentation text of the name (<see cref="DomainNameFormat"/>): lower-case ASCII
/// with
/// a final dot, unusual octets as <c>\DDD</c>. Fuzzy sees the octets of the labels. Letter case never matters.</para>
/// <para>A matcher also names what an index can look for: every name that matches contains all of <see cref="Shapes"/>, or all but
/// <see cref="TrigramsLost"/> of their trigrams. That may be little or nothing, but never too much.</para>
/// <para>An object serves one thread at a time.</para>
/// </remarks>
public abstract class NameMatcher
{
    private static readonly SearchValues<char> PrintableAscii =
        SearchValues.Create([.. Enumerable.Range('!', '~' - '!' + 1).Select(c => (char)c)]);

    private readonly byte[] _name = new byte[DomainName.MaxLength];

    private protected NameMatcher()
    {
    }

    /// <exception cref="NamePatternException">The pattern cannot be searched for; the message says why.</exception>
    public static NameMatcher Create(NameQuery query)
    {
        Check(query.Pattern);
        return query.Kind switch
        {
            NamePatternKind.Substring => new SubstringMatcher(query.Pattern),
            NamePatternKind.Glob => new GlobMatcher(query.Pattern),
            NamePatternKind.Regex => new RegexMatcher(query.Pattern),
            NamePatternKind.Fuzzy => new FuzzyMatcher(query.Pattern, query.Distance),
            _ => throw new ArgumentOutOfRangeException(nameof(query), query.Kind, "No such kind of pattern."),
        };
    }

    /// <param name="name">Well-formed wire name, lower case.</param>
    public abstract bool Matches(ReadOnlySpan<byte> name);

    /// <summary>The same of an owner-key; false for octets that are none.</summary>
    /// <param name="isPlain">It is such a key as <see cref="PlainKey"/> says.</param>
    internal virtual bool MatchesKey(ReadOnlySpan<byte> key, bool isPlain) =>
        RRsetKey.ReadOwner(key, _name) is var length and > 0 && Matches(_name.AsSpan(0, length));

    /// <summary>What the presentation text of every matching name contains: successive characters, each of a set; empty where nothing can be said.</summary>
    internal abstract IReadOnlyList<CharacterSet[]> Shapes { get; }

    /// <summary>The shapes as far as they are text: octets that the presentation text of every matching name contains.</summary>
    internal IReadOnlyList<byte[]> Pieces => [.. Shapes.SelectMany(TextsIn)];

    /// <summary>Runs of three octets in the pieces that a matching name may lack nevertheless.</summary>
    internal virtual int TrigramsLost => 0;

    /// <summary>Text as a shape.</summary>
    private protected static CharacterSet[] ShapeOf(string text) => [.. text.Select(CharacterSet.Of)];

    private static IEnumerable<byte[]> TextsIn(CharacterSet[] shape)
    {
        var text = new List<byte>();
        foreach (var set in shape.Append(CharacterSet.None))
        {
            if (set.Count == 1)
            {
                text.Add(set.First);
                continue;
            }

            if (text.Count > 0) yield return [.. text];
            text.Clear();
        }
    }

    private static void Check(string pattern)
    {
        if (pattern.Length == 0) throw new NamePatternException("The pattern is empty: give at least one character.");
        if (pattern.Length > DomainNameFormat.MaxTextLength)
            throw new NamePatternException(
                $"The pattern has {pattern.Length} characters, more than the {DomainNameFormat.MaxTextLength} of the longest name.");
        if (pattern.AsSpan().IndexOfAnyExcept(PrintableAscii) is var at and >= 0)
            throw new NamePatternException(
                $"Character {at + 1} of the pattern (U+{(int)pattern[at]:X4}) cannot occur in the text of a name: "
                + @"write an internationalised label as its A-label (xn--...) and any other octet as \DDD, decimal.");
    }
}

/// <summary>A matcher over presentation text.</summary>
internal abstract class TextMatcher : NameMatcher
{
    private readonly byte[] _text = new byte[DomainNameFormat.MaxTextLength]; // on the stack it would be cleared for each name

    public sealed override bool Matches(ReadOnlySpan<byte> name) => MatchesText(_text.AsSpan(0, DomainNameFormat.Write(name, _text)));

    internal override bool MatchesKey(ReadOnlySpan<byte> key, bool isPlain) =>
        isPlain ? MatchesText(_text.AsSpan(0, PlainKey.WriteText(key, _text))) : base.MatchesKey(key, isPlain);

    /// <param name="text">Presentation text, lower case, with its final dot.</param>
    protected abstract bool MatchesText(ReadOnlySpan<byte> text);
}

using PassiveDns.Formats.Dns;

namespace PassiveDns.Indexer.Names;

/// <summary>As many consecutive labels as the pattern has differ from them by a few edits in all.</summary>
/// <remarks>
/// An edit inserts, deletes or replaces an octet, or swaps two neighbours, each place being edited once (optimal string alignment).
/// <c>paypal</c> finds <c>login.paypa1.example.</c> at distance 1.
/// </remarks>
internal sealed class FuzzyMatcher : NameMatcher
{
    private readonly byte[] _pattern; // wire format
    private readonly int _labelCount;

    public FuzzyMatcher(string pattern, int distance)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(distance, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(distance, NameQuery.MaxDistance);
        _pattern = DomainNameFormat.Parse(pattern) is { Length: > 1 } name
            ? name
            : throw new NamePatternException(
                $"'{pattern}' is no name or label: labels have 1 to {DomainName.MaxLabelLength} octets and stand between single dots.");
        _labelCount = DomainName.LabelCount(_pattern);
        Distance = distance;
        var text = DomainNameFormat.ToText(_pattern);
        Shapes = text.Contains('\\', StringComparison.Ordinal) ? [] : [ShapeOf(text)];
    }

    public int Distance { get; }

    /// <summary>The labels as text, in which each edit spoils a few trigrams. A label's end is a dot in every name.</summary>
    /// <remarks>Nothing where octets are escaped: an edit of one spoils more.</remarks>
    internal override IReadOnlyList<CharacterSet[]> Shapes { get; }

    /// <summary>A swap of neighbours spoils the four trigrams that hold one of them, any other edit no more than three.</summary>
    /// <remarks>Source: E. Ukkonen, "Approximate string-matching with q-grams and maximal matches", 1992, for edits without swaps.</remarks>
    internal override int TrigramsLost => 4 * Distance;

    public override bool Matches(ReadOnlySpan<byte> name)
    {
        for (var starts = DomainName.LabelCount(name) - _labelCount; starts >= 0; starts--, name = DomainName.Parent(name))
        {
            if (BeginsLikePattern(name)) return true;
        }

        return false;
    }

    private bool BeginsLikePattern(ReadOnlySpan<byte> name)
    {
        var left = Distance;
        var pattern = _pattern.AsSpan();
        for (; pattern[0] != 0 && left >= 0; pattern = pattern[(1 + pattern[0])..], name = DomainName.Parent(name))
            left -= EditDistance.Between(pattern.Slice(1, pattern[0]), name.Slice(1, name[0]), left);
        return left >= 0;
    }
}

/// <summary>Optimal string alignment distance: insertions, deletions, replacements and swaps of neighbours, each place edited
/// once.</summary>
/// <remarks>Source: F. Damerau, "A technique for computer detection and correction of spelling errors", 1964, in its restricted
/// form.</remarks>
internal static class EditDistance
{
    /// <param name="a">A label, at most 63 octets.</param>
    /// <param name="b">A label, at most 63 octets.</param>
    /// <param name="limit">Not below 0.</param>
    /// <returns>The distance, or <paramref name="limit"/> + 1 as soon as it is known to be greater.</returns>
    public static int Between(ReadOnlySpan<byte> a, ReadOnlySpan<byte> b, int limit)
    {
        if (Math.Abs(a.Length - b.Length) > limit) return limit + 1;

        var width = b.Length + 1;
        Span<int> rows = stackalloc int[3 * width];
        var before = rows[..width];
        var previous = rows.Slice(width, width);
        var current = rows.Slice(2 * width, width);
        for (var j = 0; j < width; j++) previous[j] = j;

        for (var i = 1; i <= a.Length; i++)
        {
            current[0] = i;
            var least = i;
            for (var j = 1; j < width; j++)
            {
                var edits = Math.Min(Math.Min(previous[j], current[j - 1]) + 1, previous[j - 1] + (a[i - 1] == b[j - 1] ? 0 : 1));
                if (i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1]) edits = Math.Min(edits, before[j - 2] + 1);
                current[j] = edits;
                least = Math.Min(least, edits);
            }

            // A swap reaches two rows back, where the least may be lower by one.
            if (least > limit + 1) return limit + 1;
            var free = before;
            before = previous;
            previous = current;
            current = free;
        }

        return Math.Min(previous[b.Length], limit + 1);
    }
}

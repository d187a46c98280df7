using System.Numerics;

namespace PassiveDns.Indexer.Names;

/// <summary>What every plain owner-key contains whose text matches a pattern (see <see cref="PlainKey"/>): successive octets, each of a set. It is looked for in many keys at
/// once, before any of them is made text.</summary>
/// <remarks>What stands between two dots is a label or the end of one, in the key as in the text, and in the key a 00 stands on either side of a label: before the first one
/// of a key it is the end of the key before.</remarks>
internal sealed class KeyPart
{
    private const int MaxLength = 64; // bits of a number

    private static readonly CharacterSet LabelEdge = CharacterSet.Of('\0');

    private readonly byte[]? _octets; // where each set has one
    private readonly ulong[] _places = new ulong[128]; // by octet: a bit for each place that it may take
    private readonly byte[] _steps = new byte[128]; // by octet that stands at the end: how far on the end may next be

    private KeyPart(CharacterSet[] sets)
    {
        Length = sets.Length;
        if (sets.All(set => set.Count == 1)) _octets = [.. sets.Select(set => set.First)];
        for (var octet = 0; octet < _places.Length; octet++)
        {
            for (var place = 0; place < Length; place++) _places[octet] |= sets[place].Contains(octet) ? 1UL << place : 0;
            var before = _places[octet] & ((1UL << (Length - 1)) - 1);
            _steps[octet] = (byte)(before == 0 ? Length : Length - 1 - BitOperations.Log2(before));
        }
    }

    public int Length { get; }

    /// <summary>The part of a matcher's shapes that the fewest keys will have; null where there is none worth looking for.</summary>
    public static KeyPart? Of(NameMatcher matcher)
    {
        if (matcher.TrigramsLost > 0) return null;
        var parts = matcher.Shapes.SelectMany(BetweenDots).Where(part => part.Any(set => set != LabelEdge));
        return parts.MaxBy(part => part.Sum(Rarity)) is { } rarest ? new KeyPart(rarest) : null;
    }

    /// <summary>Where it stands first; -1 where it does not.</summary>
    /// <param name="keys">Plain owner-keys, one behind the other, a 00 before the first.</param>
    /// <remarks>Source: R. N. Horspool, "Practical fast searching in strings", 1980.</remarks>
    public int IndexIn(ReadOnlySpan<byte> keys)
    {
        if (_octets is not null) return keys.IndexOf(_octets);
        for (var end = Length - 1; end < keys.Length; end += _steps[keys[end]])
        {
            var place = Length - 1;
            while (place >= 0 && (_places[keys[end + 1 - Length + place]] >> place & 1) != 0) place--;
            if (place < 0) return end + 1 - Length;
        }

        return -1;
    }

    private static IEnumerable<CharacterSet[]> BetweenDots(CharacterSet[] shape)
    {
        var part = new List<CharacterSet>();
        foreach (var set in shape)
        {
            if (!set.Contains('.'))
            {
                part.Add(set);
                continue;
            }

            var isDot = set.Count == 1; // else a label may end here, or not
            if (isDot) part.Add(LabelEdge);
            yield return Cut(part);
            part.Clear();
            if (isDot) part.Add(LabelEdge);
        }

        yield return Cut(part);
    }

    private static CharacterSet[] Cut(List<CharacterSet> part) => [.. part.Take(MaxLength)];

    /// <summary>In bits: that of one character of 128 is 7.</summary>
    private static int Rarity(CharacterSet set) => set.Count == 0 ? 7 : 7 - BitOperations.Log2((uint)set.Count);
}

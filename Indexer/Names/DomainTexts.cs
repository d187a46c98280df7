using System.Text;
using PassiveDns.Indexer.Runs;

namespace PassiveDns.Indexer.Names;

/// <summary>Registered domains as text, in the order of the text: those that begin alike stand side by side. Some 18 octets each.</summary>
internal sealed class DomainTexts
{
    private readonly byte[] _octets;
    private readonly int[] _ends;

    private DomainTexts(byte[] octets, int[] ends) => (_octets, _ends) = (octets, ends);

    public static DomainTexts None { get; } = new([], []);

    public int Count => _ends.Length;

    /// <summary>Presentation text with its final dot, lower case.</summary>
    public ReadOnlySpan<byte> this[int place] => _octets.AsSpan(Start(place), Length(place));

    /// <summary>These and others, each once.</summary>
    /// <param name="added">In any order.</param>
    public DomainTexts With(List<string> added)
    {
        if (added.Count == 0) return this;
        added.Sort(StringComparer.Ordinal);
        var octets = new OctetBuffer();
        var ends = new List<int>(Count + added.Count);
        Span<byte> text = stackalloc byte[Formats.Dns.DomainNameFormat.MaxTextLength];
        for (int mine = 0, other = 0; mine < Count || other < added.Count;)
        {
            var theirs = other < added.Count ? text[..Encoding.ASCII.GetBytes(added[other], text)] : default;
            var order = mine == Count ? 1 : other == added.Count ? -1 : this[mine].SequenceCompareTo(theirs);
            var least = order <= 0 ? this[mine++] : theirs;
            if (order >= 0) other++;
            if (order > 0 && ends.Count > 0 && octets.Span[(ends.Count > 1 ? ends[^2] : 0)..].SequenceEqual(least)) continue;
            octets.Write(least);
            ends.Add(octets.Length);
        }

        return new DomainTexts(octets.Span.ToArray(), [.. ends]);
    }

    /// <summary>Places of domains that begin with a text, the shortest first; of equally long ones in the order of the text.</summary>
    /// <param name="limit">Most of them.</param>
    public IReadOnlyList<int> Shortest(ReadOnlySpan<byte> beginning, int limit)
    {
        var (start, end) = (FirstFrom(beginning, 0), FirstFrom(beginning, 1));
        Span<int> counts = stackalloc int[256]; // by length
        for (var place = start; place < end; place++) counts[Math.Min(Length(place), 255)]++;
        var (longest, left) = (0, limit); // all that are shorter are found, and as many of the longest as are left
        while (longest < 255 && counts[longest] <= left) left -= counts[longest++];

        var found = new List<int>();
        for (var place = start; place < end; place++)
        {
            if (Length(place) < longest || (Length(place) == longest && left-- > 0)) found.Add(place);
        }

        found.Sort((a, b) => Length(a) != Length(b) ? Length(a).CompareTo(Length(b)) : a.CompareTo(b));
        return found;
    }

    private int Start(int place) => place == 0 ? 0 : _ends[place - 1];

    private int Length(int place) => _ends[place] - Start(place);

    /// <param name="behind">0 for the first that is not below the text; 1 for the first behind all that begin with it.</param>
    private int FirstFrom(ReadOnlySpan<byte> text, int behind)
    {
        var (low, high) = (0, Count);
        while (low < high)
        {
            var middle = (low + high) >>> 1;
            var domain = this[middle];
            var order = behind == 0 ? domain.SequenceCompareTo(text) : domain[..Math.Min(domain.Length, text.Length)].SequenceCompareTo(text);
            if (order < behind) low = middle + 1;
            else high = middle;
        }

        return low;
    }
}

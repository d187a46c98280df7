using Lucene.Net.Analysis;
using Lucene.Net.Analysis.TokenAttributes;
using Lucene.Net.Util;
using PassiveDns.Formats.Dns;
using Attribute = Lucene.Net.Util.Attribute;

namespace PassiveDns.Indexer.Names;

/// <summary>One trigram at a time, as octets: spares Lucene's way over UTF-16.</summary>
internal sealed class OctetTermAttribute : Attribute, ITermToBytesRefAttribute
{
    public BytesRef BytesRef { get; } = new(new byte[TrigramTerms.Length]);

    public void FillBytesRef()
    {
        // The octets are written where they are wanted.
    }

    public override void Clear()
    {
        // Every term has the same length.
    }

    public override void CopyTo(IAttribute target) => ((OctetTermAttribute)target).BytesRef.CopyBytes(BytesRef);
}

/// <summary>The terms under which a block of names is found: the runs of three octets in their presentation texts, each once. Filled name
/// by name, read by Lucene, cleared.</summary>
internal sealed class TrigramTerms : TokenStream
{
    public const int Length = 3;

    private const int BitsPerOctet = 7; // presentation text is ASCII

    private readonly IPositionIncrementAttribute _position;
    private readonly OctetTermAttribute _term = new();
    private readonly ulong[] _seen = new ulong[1 << (Length * BitsPerOctet - 6)];
    private readonly List<int> _trigrams = [];
    private int _next;

    public TrigramTerms()
    {
        AddAttributeImpl(_term);
        _position = AddAttribute<IPositionIncrementAttribute>();
    }

    /// <summary>The trigrams that some pieces of text contain, each once.</summary>
    public static IEnumerable<byte[]> Of(IEnumerable<byte[]> pieces) =>
        pieces.SelectMany(piece => Enumerable.Range(0, Math.Max(0, piece.Length - Length + 1)).Select(at => piece[at..(at + Length)]))
            .DistinctBy(trigram => (trigram[0], trigram[1], trigram[2]));

    /// <param name="name">Well-formed wire name, lower case.</param>
    public void Add(ReadOnlySpan<byte> name)
    {
        Span<byte> text = stackalloc byte[DomainNameFormat.MaxTextLength];
        text = text[..DomainNameFormat.Write(name, text)];
        var trigram = 0;
        for (var at = 0; at < text.Length; at++)
        {
            trigram = ((trigram << BitsPerOctet) | text[at]) & ((1 << (Length * BitsPerOctet)) - 1);
            if (at < Length - 1) continue;
            ref var word = ref _seen[trigram >> 6];
            var bit = 1UL << trigram;
            if ((word & bit) != 0) continue;
            word |= bit;
            _trigrams.Add(trigram);
        }
    }

    /// <summary>Makes room for the next block.</summary>
    public void Forget()
    {
        foreach (var trigram in _trigrams) _seen[trigram >> 6] = 0;
        _trigrams.Clear();
        _next = 0;
    }

    public override bool IncrementToken()
    {
        // Lucene leaves 0 here at the end of a document, which the first term of the next must not have.
        _position.PositionIncrement = 1;
        if (_next == _trigrams.Count) return false;
        var trigram = _trigrams[_next++];
        var octets = _term.BytesRef.Bytes;
        for (var at = Length - 1; at >= 0; at--, trigram >>= BitsPerOctet) octets[at] = (byte)(trigram & 0x7F);
        return true;
    }
}

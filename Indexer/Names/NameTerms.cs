using System.Text;
using Lucene.Net.Analysis;
using Lucene.Net.Analysis.TokenAttributes;
using Lucene.Net.Util;
using PassiveDns.Formats.Dns;
using Attribute = Lucene.Net.Util.Attribute;

namespace PassiveDns.Indexer.Names;

/// <summary>One term at a time, as octets: spares Lucene's way over UTF-16.</summary>
internal sealed class OctetTermAttribute : Attribute, ITermToBytesRefAttribute
{
    public BytesRef BytesRef { get; } = new(2 * DomainName.MaxLabelLength);

    public void FillBytesRef()
    {
        // The octets are written where they are wanted.
    }

    public override void Clear() => BytesRef.Length = 0;

    public override void CopyTo(IAttribute target) => ((OctetTermAttribute)target).BytesRef.CopyBytes(BytesRef);
}

/// <summary>The terms under which a block of names is found: filled name by name, read by Lucene, cleared.</summary>
internal abstract class NameTerms : TokenStream
{
    private readonly IPositionIncrementAttribute _position;
    private readonly OctetTermAttribute _term = new();

    protected NameTerms()
    {
        AddAttributeImpl(_term);
        _position = AddAttribute<IPositionIncrementAttribute>();
    }

    /// <param name="name">Well-formed wire name, lower case.</param>
    public abstract void Add(ReadOnlySpan<byte> name);

    /// <summary>Makes room for the next block.</summary>
    public abstract void Forget();

    public sealed override bool IncrementToken()
    {
        // Lucene leaves 0 here at the end of a document, which the first term of the next must not have.
        _position.PositionIncrement = 1;
        var length = WriteNext(_term.BytesRef.Bytes);
        _term.BytesRef.Length = length;
        return length > 0;
    }

    /// <summary>Writes the next term.</summary>
    /// <param name="term">Room for <c>2 * DomainName.MaxLabelLength</c> octets.</param>
    /// <returns>Octets written; 0 at the end.</returns>
    protected abstract int WriteNext(Span<byte> term);
}

/// <summary>The runs of three octets in the presentation texts of a block, each once.</summary>
internal sealed class TrigramTerms : NameTerms
{
    public const int Length = 3;

    private const int BitsPerOctet = 7; // presentation text is ASCII

    private readonly ulong[] _seen = new ulong[1 << (Length * BitsPerOctet - 6)];
    private readonly List<int> _trigrams = [];
    private int _next;

    /// <summary>The trigrams that some pieces of text contain, each once.</summary>
    public static IEnumerable<byte[]> Of(IEnumerable<byte[]> pieces) =>
        pieces.SelectMany(piece => Enumerable.Range(0, Math.Max(0, piece.Length - Length + 1)).Select(at => piece[at..(at + Length)]))
            .DistinctBy(trigram => (trigram[0], trigram[1], trigram[2]));

    public override void Add(ReadOnlySpan<byte> name)
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

    public override void Forget()
    {
        foreach (var trigram in _trigrams) _seen[trigram >> 6] = 0;
        _trigrams.Clear();
        _next = 0;
    }

    protected override int WriteNext(Span<byte> term)
    {
        if (_next == _trigrams.Count) return 0;
        var trigram = _trigrams[_next++];
        for (var at = Length - 1; at >= 0; at--, trigram >>= BitsPerOctet) term[at] = (byte)(trigram & 0x7F);
        return Length;
    }
}

/// <summary>The labels of the names of a block. Each octet is written as the character of that number in UTF-8, so that an edit of one
/// octet
/// is an edit of one character to Lucene's automata.</summary>
internal sealed class LabelTerms : NameTerms
{
    private readonly byte[] _labels = new byte[NameBlock.Capacity * DomainName.MaxLength]; // each behind its length octet
    private readonly byte[] _lastName = new byte[DomainName.MaxLength];
    private int _lastNameLength;
    private int _length;
    private int _at;

    /// <summary>A label as Lucene's automata take it.</summary>
    public static string TextOf(ReadOnlySpan<byte> label) => Encoding.Latin1.GetString(label);

    /// <summary>Labels of the domain that the name shares with the one before it are there already.</summary>
    public override void Add(ReadOnlySpan<byte> name)
    {
        var own = name;
        while (own[0] != 0 && !DomainName.IsAtOrBelow(_lastName.AsSpan(0, _lastNameLength), own)) own = DomainName.Parent(own);
        var ownLength = name.Length - own.Length;
        name[..ownLength].CopyTo(_labels.AsSpan(_length));
        _length += ownLength;
        name.CopyTo(_lastName);
        _lastNameLength = name.Length;
    }

    public override void Forget() => _length = _lastNameLength = _at = 0;

    protected override int WriteNext(Span<byte> term)
    {
        if (_at == _length) return 0;
        var label = _labels.AsSpan(_at + 1, _labels[_at]);
        _at += 1 + label.Length;

        var written = 0;
        foreach (var octet in label)
        {
            if (octet >= 0x80) term[written++] = (byte)(0xC0 | (octet >> 6));
            term[written++] = octet < 0x80 ? octet : (byte)(0x80 | (octet & 0x3F));
        }

        return written;
    }
}

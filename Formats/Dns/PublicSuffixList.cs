using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;

namespace PassiveDns.Formats.Dns;

/// <summary>Which rules of a public suffix list count.</summary>
public enum SuffixRules : byte
{
    /// <summary>All: also those of companies below whose domains others have names, such as <c>github.io</c>.</summary>
    Private,

    /// <summary>Those of registries only.</summary>
    Icann,
}

/// <summary>The names below which people register domains (https://publicsuffix.org/list/), and so which part of a name is the domain somebody registered.</summary>
/// <remarks>
/// A tree of labels from the root down, in one table. A lookup goes down as far as there are rules, mostly two labels, and allocates nothing.
/// Wildcards stand for the first label of a rule only, as in the list itself. For any number of threads.
/// </remarks>
public sealed class PublicSuffixList
{
    /// <summary>When the list that comes with the program was made: Debian's publicsuffix 20230209.2326.</summary>
    public const string ShippedDate = "2023-02-09";

    private const string Remedy = "Name a file of the form of https://publicsuffix.org/list/public_suffix_list.dat.";
    private const int MostOctets = 16 << 20; // the list has a quarter of a million
    private const int None = -1;
    private const int Root = 0;

    private static readonly Lazy<PublicSuffixList> Shipped = new(ReadShipped);

    private readonly byte[] _text;
    private readonly List<byte> _labels = []; // of all nodes, each behind its length
    private Node[] _nodes = new Node[1];
    private int[] _slots = new int[2]; // node, at the place that its parent and label give or behind it; 0, the root, is nobody's child
    private int _count = 1;

    private PublicSuffixList(byte[] text) => (_text, Sha256) = (text, Convert.ToHexStringLower(SHA256.HashData(text)));

    [Flags]
    private enum Marks : byte
    {
        None = 0,
        Icann = 1,
        Private = 2,
        IcannException = 4,
        PrivateException = 8,
        IcannWildcard = 16,
        PrivateWildcard = 32,
        HasChildren = 64,
    }

    /// <summary>The one that comes with the program.</summary>
    public static PublicSuffixList Default => Shipped.Value;

    /// <summary>Of the file: 64 lower-case hexadecimal digits.</summary>
    public string Sha256 { get; }

    /// <summary>The file as it was read.</summary>
    public ReadOnlyMemory<byte> Text => _text;

    /// <summary>How many rules it has.</summary>
    public int Rules { get; private set; }

    /// <exception cref="UnreadableFileException">A line is no rule, or there is none.</exception>
    /// <exception cref="IOException">The file cannot be read.</exception>
    public static PublicSuffixList Read(string path)
    {
        using var file = File.OpenRead(path);
        if (file.Length > MostOctets) throw new UnreadableFileException(path, MostOctets, "a public suffix list, a megabyte at most", "more", Remedy);
        using var octets = new MemoryStream();
        file.CopyTo(octets);
        return Parse(octets.ToArray(), path);
    }

    public static PublicSuffixList Parse(byte[] octets, string path)
    {
        var list = new PublicSuffixList(octets);
        var rules = SuffixRules.Icann; // also of a list without sections
        var offset = 0;
        foreach (var line in Encoding.UTF8.GetString(octets).Split('\n'))
        {
            if (line.Contains("===BEGIN PRIVATE DOMAINS===", StringComparison.Ordinal)) rules = SuffixRules.Private;
            else if (line.Contains("===BEGIN ICANN DOMAINS===", StringComparison.Ordinal)) rules = SuffixRules.Icann;
            var rule = line.Split([' ', '\t', '\r'], 2)[0]; // each line is read up to the first blank
            if (rule.Length > 0 && !rule.StartsWith("//", StringComparison.Ordinal) && !list.TryAdd(rule, rules))
                throw new UnreadableFileException(path, offset, "a rule like com, *.ck or !www.ck", rule, Remedy);
            offset += Encoding.UTF8.GetByteCount(line) + 1;
        }

        if (list.Rules == 0) throw new UnreadableFileException(path, octets.Length, "the rules of a public suffix list", "none", Remedy);
        return list;
    }

    /// <summary>The public suffix of a name: what the rule that prevails matches, or the top-level domain where none does.</summary>
    /// <param name="name">Wire format, lower case.</param>
    public ReadOnlySpan<byte> SuffixOf(ReadOnlySpan<byte> name, SuffixRules rules) => name[Find(name, rules, below: 0)..];

    /// <summary>The domain that somebody registered: the public suffix and one label. A public suffix, and the root, is its own.</summary>
    /// <inheritdoc cref="SuffixOf"/>
    public ReadOnlySpan<byte> DomainOf(ReadOnlySpan<byte> name, SuffixRules rules) => name[Find(name, rules, below: 1)..];

    /// <returns>Where in the name the suffix begins, or so many labels before it, if it has them.</returns>
    private int Find(ReadOnlySpan<byte> name, SuffixRules rules, int below)
    {
        Span<byte> starts = stackalloc byte[DomainName.MaxLabels + 1];
        var labels = 0;
        for (var at = 0; name[at] != 0; at += 1 + name[at]) starts[labels++] = (byte)at;
        starts[labels] = (byte)(name.Length - 1);
        return starts[Math.Max(0, SuffixLabel(name, starts, labels, rules) - below)];
    }

    /// <returns>Number of the label with which the suffix begins.</returns>
    private int SuffixLabel(ReadOnlySpan<byte> name, ReadOnlySpan<byte> starts, int labels, SuffixRules rules)
    {
        var isIcann = rules == SuffixRules.Icann;
        var rule = isIcann ? Marks.Icann : Marks.Icann | Marks.Private;
        var exception = isIcann ? Marks.IcannException : Marks.IcannException | Marks.PrivateException;
        var wildcard = isIcann ? Marks.IcannWildcard : Marks.IcannWildcard | Marks.PrivateWildcard;

        var suffix = Math.Max(0, labels - 1); // "If no rules match, the prevailing rule is *."
        var node = Root;
        for (var label = labels - 1; label >= 0; label--)
        {
            if ((_nodes[node].Marks & wildcard) != 0) suffix = label;
            if ((_nodes[node].Marks & Marks.HasChildren) == 0) break;
            node = FindChild(node, name.Slice(starts[label], 1 + name[starts[label]]));
            if (node == None) break;
            if ((_nodes[node].Marks & exception) != 0) return label + 1; // it prevails over all others
            if ((_nodes[node].Marks & rule) != 0) suffix = label;
        }

        return suffix;
    }

    private bool TryAdd(string rule, SuffixRules rules)
    {
        var isException = rule.StartsWith('!');
        var isWildcard = rule.StartsWith("*.", StringComparison.Ordinal);
        var labels = (isException ? rule[1..] : isWildcard ? rule[2..] : rule).Split('.');
        Span<byte> label = stackalloc byte[1 + DomainName.MaxLabelLength];
        var node = Root;
        for (var i = labels.Length - 1; i >= 0; i--)
        {
            if (!TryWriteLabel(labels[i], label, out var length)) return false;
            node = FindOrAddChild(node, label[..length]);
        }

        var icann = isException ? Marks.IcannException : isWildcard ? Marks.IcannWildcard : Marks.Icann;
        _nodes[node].Marks |= rules == SuffixRules.Icann ? icann : (Marks)((int)icann << 1);
        Rules++;
        return true;
    }

    /// <summary>Writes a label behind its length, lower case, as an A-label where it is not ASCII.</summary>
    private static bool TryWriteLabel(string text, Span<byte> label, out int length)
    {
        length = 0;
        Span<Rune> runes = stackalloc Rune[DomainName.MaxLabelLength];
        var count = 0;
        foreach (var rune in text.ToLowerInvariant().EnumerateRunes())
        {
            if (count == runes.Length || rune.Value is '*' or '!' || Rune.IsWhiteSpace(rune) || Rune.IsControl(rune)) return false;
            runes[count++] = rune;
        }

        runes = runes[..count];
        if (Ascii.IsValid(text))
        {
            foreach (var rune in runes) label[++length] = (byte)rune.Value;
        }
        else
        {
            Punycode.Prefix.CopyTo(label[1..]);
            if (!Punycode.TryEncode(runes, label[(1 + Punycode.Prefix.Length)..], out length)) return false;
            length += Punycode.Prefix.Length;
        }

        label[0] = (byte)length++;
        return length > 1;
    }

    private int FindOrAddChild(int parent, ReadOnlySpan<byte> label)
    {
        var child = FindChild(parent, label);
        if (child != None) return child;
        if (_count == _nodes.Length) Grow();
        _nodes[_count] = new Node { Parent = parent, Label = _labels.Count };
        _labels.AddRange(label);
        _nodes[parent].Marks |= Marks.HasChildren;
        Link(_count);
        return _count++;
    }

    private void Grow()
    {
        Array.Resize(ref _nodes, 2 * _nodes.Length);
        _slots = new int[4 * _nodes.Length];
        for (var node = 1; node < _count; node++) Link(node);
    }

    private void Link(int node)
    {
        var slot = FirstSlot(_nodes[node].Parent, LabelOf(node));
        while (_slots[slot] != Root) slot = (slot + 1) & (_slots.Length - 1);
        _slots[slot] = node;
    }

    private int FindChild(int parent, ReadOnlySpan<byte> label)
    {
        for (var slot = FirstSlot(parent, label); _slots[slot] != Root; slot = (slot + 1) & (_slots.Length - 1))
        {
            var node = _slots[slot];
            if (_nodes[node].Parent == parent && LabelOf(node).SequenceEqual(label)) return node;
        }

        return None;
    }

    private ReadOnlySpan<byte> LabelOf(int node)
    {
        var labels = System.Runtime.InteropServices.CollectionsMarshal.AsSpan(_labels);
        return labels.Slice(_nodes[node].Label, 1 + labels[_nodes[node].Label]);
    }

    private int FirstSlot(int parent, ReadOnlySpan<byte> label)
    {
        const ulong factor = 0x9E3779B97F4A7C15;
        var hash = (ulong)parent;
        for (; label.Length >= sizeof(ulong); label = label[sizeof(ulong)..]) hash = (hash ^ BinaryPrimitives.ReadUInt64LittleEndian(label)) * factor;
        foreach (var octet in label) hash = (hash ^ octet) * factor;
        return (int)((hash ^ (hash >> 32)) & (ulong)(_slots.Length - 1));
    }

    private static PublicSuffixList ReadShipped()
    {
        using var resource = typeof(PublicSuffixList).Assembly.GetManifestResourceStream("public_suffix_list.dat")!;
        using var octets = new MemoryStream();
        resource.CopyTo(octets);
        return Parse(octets.ToArray(), "public_suffix_list.dat");
    }

    private struct Node
    {
        public int Parent;
        public int Label; // place among the labels
        public Marks Marks;
    }
}

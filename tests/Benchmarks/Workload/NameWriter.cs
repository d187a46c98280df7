namespace PassiveDns.Benchmarks.Workload;

/// <summary>Puts a domain name together, label by label, in wire form (RFC 1035 section 3.1).</summary>
/// <param name="octets">Room for the longest name, 255 octets.</param>
internal ref struct NameWriter(Span<byte> octets)
{
    public const int MaxNameLength = 255;

    private readonly Span<byte> _octets = octets;
    private int _length;

    /// <summary>The octets written so far: a name once <see cref="End"/> or <see cref="Append"/> was called.</summary>
    public readonly ReadOnlySpan<byte> Name => _octets[.._length];

    public void Label(scoped ReadOnlySpan<byte> text)
    {
        _octets[_length] = (byte)text.Length;
        text.CopyTo(_octets[(_length + 1)..]);
        _length += 1 + text.Length;
    }

    /// <summary>A label of fixed text and a decimal number.</summary>
    public void Label(scoped ReadOnlySpan<byte> text, int number)
    {
        Span<byte> label = stackalloc byte[63];
        text.CopyTo(label);
        System.Buffers.Text.Utf8Formatter.TryFormat(number, label[text.Length..], out var digits);
        Label(label[..(text.Length + digits)]);
    }

    /// <summary>A complete name in wire form as the rest of this one.</summary>
    public void Append(scoped ReadOnlySpan<byte> name)
    {
        name.CopyTo(_octets[_length..]);
        _length += name.Length;
    }

    public void End() => _octets[_length++] = 0;
}

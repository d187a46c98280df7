namespace PassiveDns.Indexer.Runs;

/// <summary>Octets that grow at their end, in an array that is used again.</summary>
internal sealed class OctetBuffer
{
    private byte[] _octets = new byte[256];

    public int Length { get; private set; }

    public ReadOnlySpan<byte> Span => _octets.AsSpan(0, Length);

    public void Clear() => Length = 0;

    public void Write(ReadOnlySpan<byte> octets) => octets.CopyTo(Take(octets.Length));

    /// <returns>Octets written.</returns>
    public int WriteNumber(ulong value)
    {
        if (_octets.Length - Length < Leb128.MaxLength) Grow(Leb128.MaxLength);
        var written = Leb128.Write(value, _octets.AsSpan(Length));
        Length += written;
        return written;
    }

    /// <summary>Replaces the octets from <paramref name="start"/> on.</summary>
    public void Replace(int start, ReadOnlySpan<byte> octets)
    {
        Length = start;
        Write(octets);
    }

    /// <summary>Lengthens the buffer and gives the new part, to be filled.</summary>
    public Span<byte> Take(int length)
    {
        if (_octets.Length - Length < length) Grow(length);
        Length += length;
        return _octets.AsSpan(Length - length, length);
    }

    private void Grow(int length) => Array.Resize(ref _octets, checked(Math.Max(Length + length, 2 * _octets.Length)));
}

using PassiveDns.Indexer.Runs;

namespace PassiveDns.Indexer.Names;

/// <summary>A block of names as it is stored: a section like those of run files (FORMAT.md section 3.1), so that no changed octet of it
/// goes unnoticed.</summary>
internal static class NameSection
{
    /// <summary>Most octets of a section.</summary>
    public static readonly int MaxLength = Section.Bound(NameBlock.MaxLength);

    /// <param name="block">A block of names.</param>
    /// <param name="section">Room for <see cref="MaxLength"/> octets.</param>
    /// <returns>Octets written.</returns>
    public static int Write(ReadOnlySpan<byte> block, Span<byte> section)
    {
        var codec = Codecs.Take();
        var length = Section.Write(block, section, codec);
        Codecs.GiveBack(codec);
        return length;
    }

    /// <param name="section">Any octets.</param>
    /// <param name="block">Room for <see cref="NameBlock.MaxLength"/> octets.</param>
    /// <returns>Octets of the block.</returns>
    /// <exception cref="InvalidDataException">The octets are no section.</exception>
    public static int Expand(ReadOnlySpan<byte> section, Span<byte> block) =>
        Section.TryReadLength(section, out var length) && length <= block.Length && Section.TryExpand(section, block[..(int)length])
            ? (int)length
            : throw new InvalidDataException("a block of names is damaged");
}

using System.Buffers.Binary;
using PassiveDns.Formats.Compression;
using PassiveDns.Indexer.Runs;

namespace PassiveDns.Indexer.Names;

/// <summary>A block of names as it is stored: a section like those of run files (FORMAT.md section 3.1), so that no changed octet of it
/// goes unnoticed.</summary>
internal static class NameSection
{
    /// <summary>Most octets of a section.</summary>
    public static readonly int MaxLength =
        RunFormat.SectionHeadLength + ZstdBlock.CompressBound(NameBlock.MaxLength) + RunFormat.SectionTailLength;

    /// <param name="block">A block of names.</param>
    /// <param name="section">Room for <see cref="MaxLength"/> octets.</param>
    /// <returns>Octets written.</returns>
    public static int Write(ReadOnlySpan<byte> block, Span<byte> section)
    {
        BinaryPrimitives.WriteInt32LittleEndian(section, block.Length);
        var codec = Codecs.Take();
        var length = RunFormat.SectionHeadLength + codec.Compress(block, section[RunFormat.SectionHeadLength..]);
        Codecs.GiveBack(codec);
        BinaryPrimitives.WriteUInt32LittleEndian(section[length..], Crc32C.Of(section[..length]));
        return length + RunFormat.SectionTailLength;
    }

    /// <param name="section">Any octets.</param>
    /// <param name="block">Room for <see cref="NameBlock.MaxLength"/> octets.</param>
    /// <returns>Octets of the block.</returns>
    /// <exception cref="InvalidDataException">The octets are no section.</exception>
    public static int Expand(ReadOnlySpan<byte> section, Span<byte> block)
    {
        if (section.Length < RunFormat.SmallestSection) throw Damaged();
        var octets = section[..^RunFormat.SectionTailLength];
        if (BinaryPrimitives.ReadUInt32LittleEndian(section[octets.Length..]) != Crc32C.Of(octets)) throw Damaged();
        var length = BinaryPrimitives.ReadUInt32LittleEndian(octets);
        if (length > block.Length) throw Damaged();
        var codec = Codecs.Take();
        var expanded = codec.TryExpand(octets[RunFormat.SectionHeadLength..], block[..(int)length]);
        Codecs.GiveBack(codec);
        return expanded ? (int)length : throw Damaged();
    }

    private static InvalidDataException Damaged() => new("a block of names is damaged");
}

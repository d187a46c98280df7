using System.Buffers.Binary;
using PassiveDns.Formats.Compression;

namespace PassiveDns.Indexer.Runs;

/// <summary>A piece of a file under a check sum: raw length, Zstandard frame, CRC-32C. See FORMAT.md section 3.1.</summary>
internal static class Section
{
    /// <summary>Most octets of a section of so many raw ones.</summary>
    public static int Bound(int rawLength) => RunFormat.SectionHeadLength + ZstdBlock.CompressBound(rawLength) + RunFormat.SectionTailLength;

    /// <param name="section">Room for <see cref="Bound"/> octets.</param>
    /// <returns>Octets written.</returns>
    public static int Write(ReadOnlySpan<byte> raw, Span<byte> section, ZstdBlock codec)
    {
        BinaryPrimitives.WriteInt32LittleEndian(section, raw.Length);
        var length = RunFormat.SectionHeadLength + codec.Compress(raw, section[RunFormat.SectionHeadLength..]);
        BinaryPrimitives.WriteUInt32LittleEndian(section[length..], Crc32C.Of(section[..length]));
        return length + RunFormat.SectionTailLength;
    }

    /// <summary>Checks a section and tells how long its content is.</summary>
    /// <param name="rawLength">Any number of 32 bits: to be compared with what is allowed.</param>
    public static bool TryReadLength(ReadOnlySpan<byte> section, out uint rawLength)
    {
        rawLength = 0;
        if (section.Length < RunFormat.SmallestSection) return false;
        var octets = section[..^RunFormat.SectionTailLength];
        rawLength = BinaryPrimitives.ReadUInt32LittleEndian(octets);
        return BinaryPrimitives.ReadUInt32LittleEndian(section[octets.Length..]) == Crc32C.Of(octets);
    }

    /// <param name="raw">As long as <see cref="TryReadLength"/> says.</param>
    /// <returns>False when the frame does not fill it; its content is then unspecified.</returns>
    public static bool TryExpand(ReadOnlySpan<byte> section, Span<byte> raw)
    {
        var codec = Codecs.Take();
        var expanded = codec.TryExpand(section[RunFormat.SectionHeadLength..^RunFormat.SectionTailLength], raw);
        Codecs.GiveBack(codec);
        return expanded;
    }
}

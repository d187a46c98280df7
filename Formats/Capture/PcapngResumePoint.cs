using System.Buffers.Binary;

namespace PassiveDns.Formats.Capture;

/// <summary>A block of pcapng that says its length at both ends and is followed by another or by the end of the file.</summary>
/// <param name="isBigEndian">Order of the section that was being read.</param>
/// <param name="sectionsOnly">That is not known: only a section header will do.</param>
internal readonly struct PcapngResumePoint(bool isBigEndian, bool sectionsOnly) : IResumePoint
{
    private const int MaxLength = 1 << 20; // no packet needs more, and more is not waited for

    public int HeaderLength => PcapngReader.MinBlockLength;

    public bool CouldBe(ReadOnlySpan<byte> octets) => LengthOf(octets, isBigEndian, sectionsOnly, out _) > 0;

    public bool IsAt(CaptureBuffer buffer)
    {
        var length = LengthOf(buffer.Unread, isBigEndian, sectionsOnly, out var isNextBigEndian);
        if (!buffer.Holds(length) || ReadUInt32(buffer.Unread[(length - 4)..], isNextBigEndian) != length) return false;

        return buffer.Holds(length + HeaderLength)
            ? LengthOf(buffer.Unread[length..], isNextBigEndian, sectionsOnly: false, out _) > 0
            : buffer.IsAtCleanEnd && buffer.Unread.Length == length;
    }

    /// <summary>What the block that begins so claims; 0 when it cannot be one.</summary>
    /// <param name="isOwnBigEndian">Order of the block, which a section header may turn round.</param>
    private static int LengthOf(ReadOnlySpan<byte> octets, bool isBigEndian, bool sectionsOnly, out bool isOwnBigEndian)
    {
        isOwnBigEndian = isBigEndian;
        if (PcapngReader.Recognises(octets))
        {
            if (!PcapngReader.TryReadOctetOrder(octets[8..], out isOwnBigEndian)) return 0;
        }
        else if (sectionsOnly || !IsKnown((PcapngBlockType)ReadUInt32(octets, isBigEndian)))
        {
            return 0;
        }

        var length = ReadUInt32(octets[4..], isOwnBigEndian);
        return length is >= PcapngReader.MinBlockLength and <= MaxLength && length % 4 == 0 ? (int)length : 0;
    }

    private static bool IsKnown(PcapngBlockType type) => type
        is PcapngBlockType.EnhancedPacket or PcapngBlockType.InterfaceDescription or PcapngBlockType.SimplePacket or PcapngBlockType.ObsoletePacket
        or PcapngBlockType.NameResolution or PcapngBlockType.InterfaceStatistics or PcapngBlockType.JournalExport or PcapngBlockType.DecryptionSecrets
        or PcapngBlockType.CustomCopied or PcapngBlockType.CustomNotCopied;

    private static uint ReadUInt32(ReadOnlySpan<byte> octets, bool isBigEndian) =>
        isBigEndian ? BinaryPrimitives.ReadUInt32BigEndian(octets) : BinaryPrimitives.ReadUInt32LittleEndian(octets);
}

using System.Buffers.Binary;
using System.Text.Unicode;

namespace PassiveDns.Formats.Capture;

/// <summary>Tells from its first octets what a file is that is no capture we read, and what its owner can do.</summary>
/// <param name="Name">What it is, with its article.</param>
/// <param name="Remedy">A sentence, or null where nothing helps.</param>
internal readonly record struct FileSignature(string Name, string? Remedy)
{
    /// <summary>Octets of the start of a file that are enough to tell.</summary>
    public const int Length = 512;

    private const int OctetsShown = 8;
    private const string Convert = "Convert it first, for example with editcap -F pcap FILE CONVERTED.";

    private static readonly (byte[] Magic, FileSignature Signature)[] Known =
    [
        ([0x1F, 0x8B], new("gzip data", Decompress("gzip"))),
        ([0x28, 0xB5, 0x2F, 0xFD], new("zstd data", Decompress("zstd"))),
        ([0xFD, (byte)'7', (byte)'z', (byte)'X', (byte)'Z', 0x00], new("xz data", Decompress("xz"))),
        ("BZh"u8.ToArray(), new("bzip2 data", Decompress("bzip2"))),
        ([0x04, 0x22, 0x4D, 0x18], new("lz4 data", Decompress("lz4"))),
        ([0x1F, 0x9D], new("data of compress", Decompress("gzip"))),
        ("PK\x03\x04"u8.ToArray(), new("a zip archive", "Unpack it first and give the folder.")),
        ([(byte)'7', (byte)'z', 0xBC, 0xAF, 0x27, 0x1C], new("a 7z archive", "Unpack it first and give the folder.")),
        ([0x4D, 0x3C, 0x2B, 0xA1], new("a modified pcap (Navtel, magic a12b3c4d)", Convert)),
        ([0xA1, 0x2B, 0x3C, 0x4D], new("a modified pcap (Navtel, magic a12b3c4d)", Convert)),
        ([0xCD, 0x34, 0xB2, 0xA1], new("a modified pcap (Mesquita, magic a1b234cd)", Convert)),
        ([0xA1, 0xB2, 0x34, 0xCD], new("a modified pcap (Mesquita, magic a1b234cd)", Convert)),
        ("GMBU"u8.ToArray(), new("a Microsoft Network Monitor capture", Convert)),
        ("RTSS"u8.ToArray(), new("a Microsoft Network Monitor capture", Convert)),
        ("TRSNIFF data"u8.ToArray(), new("a Sniffer capture", Convert)),
        ([0xFF, 0xFE], new("text (UTF-16)", null)),
        ([0xFE, 0xFF], new("text (UTF-16)", null)),
    ];

    /// <summary>Names what starts with <paramref name="start"/>; where that is unknown, by its octets.</summary>
    /// <param name="start">The first <see cref="Length"/> octets, or all there are.</param>
    public static FileSignature Of(ReadOnlySpan<byte> start)
    {
        if (start.IsEmpty) return new("an empty file", null);
        foreach (var (magic, signature) in Known)
        {
            if (start.StartsWith(magic)) return signature;
        }

        if (IsEventTrace(start)) return new("a Windows event trace (etl)", "Convert it first, for example with pktmon etl2pcap FILE.");
        if (IsText(start)) return new("text", null);
        if (IsErf(start)) return new("what looks like an ERF capture", Convert);
        return new("unknown " + Octets(start), null);
    }

    /// <summary>The first octets in hexadecimal.</summary>
    public static string Octets(ReadOnlySpan<byte> start) =>
        "octets " + string.Join(' ', start[..Math.Min(start.Length, OctetsShown)].ToArray().Select(octet => octet.ToString("x2")));

    private static string Decompress(string tool) => $"Decompress it first, for example with {tool} -dc FILE | pdns ingest -";

    /// <summary>WMI_BUFFER_HEADER, 72 octets that begin with the buffer's length, then an event header marked as a trace's own.</summary>
    private static bool IsEventTrace(ReadOnlySpan<byte> start)
    {
        if (start.Length < 76) return false;
        var bufferLength = BinaryPrimitives.ReadUInt32LittleEndian(start);
        return bufferLength > 0 && bufferLength % 1024 == 0 && start[74] is 1 or 2 && start[75] == 0xC0;
    }

    /// <summary>ERF has no magic number: a time stamp of this or last century's end, a record type, a length that holds the header.</summary>
    private static bool IsErf(ReadOnlySpan<byte> start)
    {
        const uint year1990 = 631_152_000;
        const int headerLength = 16;
        if (start.Length < headerLength) return false;
        var seconds = BinaryPrimitives.ReadUInt32LittleEndian(start[4..]);
        var type = start[8] & 0x7F;
        return seconds > year1990 && type is >= 1 and <= 48 && BinaryPrimitives.ReadUInt16BigEndian(start[10..]) >= headerLength;
    }

    private static bool IsText(ReadOnlySpan<byte> start)
    {
        foreach (var octet in start)
        {
            if (octet is 0x7F or (< 0x20 and not ((byte)'\t' or (byte)'\n' or (byte)'\r'))) return false;
        }

        return Utf8.IsValid(WithoutCutCharacter(start));
    }

    // Where the look at the file ends, a character of two to four octets may be cut.
    private static ReadOnlySpan<byte> WithoutCutCharacter(ReadOnlySpan<byte> start)
    {
        for (var cut = 1; cut <= 3 && cut < start.Length; cut++)
        {
            if (start[^cut] >= 0xC0) return start[..^cut];
        }

        return start;
    }
}

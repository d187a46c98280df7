using System.IO.Compression;
using PassiveDns.Formats.Capture;
using PassiveDns.Tests.Support;
using ZstdSharp;
using ZstdSharp.Unsafe;

namespace PassiveDns.Formats.Tests.Capture;

/// <summary>Small captures of every kind that is read, each with what makes it special.</summary>
internal static class Samples
{
    public static byte[] Pcap { get; } = new PcapBuilder()
        .Add(1_700_000_000_000_001_000, Octets(60))
        .Add(1_700_000_000_000_002_000, [])
        .Add(1_700_000_000_000_003_000, Octets(33), originalLength: 1_500)
        .ToArray();

    public static byte[] PcapBigEndian { get; } = new PcapBuilder(LinkType.Raw, bigEndian: true, nanoseconds: true)
        .Add(1_700_000_000_000_000_001, Octets(40))
        .Add(1_700_000_000_000_000_002, Octets(41))
        .ToArray();

    public static byte[] Pcapng { get; } = new PcapngBuilder()
        .Section()
        .Interface()
        .Interface(LinkType.LinuxSll2, timeResolution: 9, timeOffsetSeconds: 5)
        .Enhanced(0, 1_700_000_000_000_001, Octets(60))
        .Block(4, Octets(20))
        .Enhanced(1, 1_700_000_000_000_000_002, Octets(31), originalLength: 1_500)
        .Section(bigEndian: true)
        .Interface(LinkType.Raw, snapLength: 16)
        .Simple(Octets(16), originalLength: 20)
        .Obsolete(0, 1_700_000_000_000_003, Octets(7))
        .ToArray();

    public static byte[] Kuznetzov { get; } = new PcapBuilder(kind: PcapKind.Kuznetzov)
        .Add(1_700_000_000_000_001_000, Octets(60))
        .Add(1_700_000_000_000_002_000, Octets(33), originalLength: 1_500)
        .Add(1_700_000_000_000_003_000, Octets(1))
        .ToArray();

    public static byte[] Snoop { get; } = new SnoopBuilder()
        .Add(1_700_000_000_000_001_000, Octets(61))
        .Add(1_700_000_000_000_002_000, [])
        .Add(1_700_000_000_000_003_000, Octets(32), originalLength: 1_500)
        .ToArray();

    public static byte[] Erf { get; } = new ErfBuilder()
        .Add(ErfBuilder.Meta, 0, Octets(24), 24, extensions: 1)
        .Add(ErfBuilder.Ethernet, 1_700_000_000_000_001_000, Octets(62), wireLength: 64)
        .Add(ErfBuilder.IPv4, 1_700_000_000_000_002_000, Octets(40), wireLength: 40, extensions: 2)
        .Add(ErfBuilder.Ethernet, 1_700_000_000_000_003_000, Octets(34), wireLength: 1_504)
        .Add(ErfBuilder.Hdlc, 1_700_000_000_000_004_000, Octets(50), wireLength: 50)
        .ToArray();

    /// <summary>All of them, by a name for messages.</summary>
    public static IReadOnlyList<(string Name, byte[] File)> Plain { get; } =
        [("pcap", Pcap), ("big-endian pcap", PcapBigEndian), ("pcapng", Pcapng), ("pcap of Kuznetzov", Kuznetzov), ("snoop", Snoop), ("ERF", Erf)];

    public static IReadOnlyList<string> Compressions { get; } = ["gzip", "zstd", "xz", "bzip2", "lz4"];

    public static IReadOnlyList<(string Name, byte[] File)> Compressed { get; } =
    [
        .. Plain.SelectMany(sample => Compressions.Select(compression => ($"{sample.Name} in {compression}", Compress(sample.File, compression)))),
        ("pcap in three gzip members", InParts(Pcap, Gzip)),
        ("pcapng in three zstd frames", InParts(Pcapng, Zstd)),
        ("pcap in three xz streams", InParts(Pcap, Xz)),
        ("pcapng in three bzip2 streams", InParts(Pcapng, Bzip2)),
        ("pcap in three lz4 frames", InParts(Pcap, Lz4)),
    ];

    public static byte[] Compress(byte[] content, string compression) => compression switch
    {
        "gzip" => Gzip(content),
        "zstd" => Zstd(content),
        "xz" => Xz(content),
        "bzip2" => Bzip2(content),
        "lz4" => Lz4(content),
        _ => throw new ArgumentOutOfRangeException(nameof(compression), compression, null),
    };

    /// <summary>A capture long enough to fill several portions of a decompressor, with octets that do not compress well.</summary>
    public static byte[] Long(int frames)
    {
        var random = new Random(7);
        var builder = new PcapBuilder();
        var octets = new byte[200];
        for (var i = 0; i < frames; i++)
        {
            random.NextBytes(octets.AsSpan(0, 120));
            builder.Add(1_700_000_000_000_000_000 + i * 1_000_000L, octets);
        }

        return builder.ToArray();
    }

    public static byte[] Gzip(byte[] content)
    {
        var file = new MemoryStream();
        using (var gzip = new GZipStream(file, CompressionLevel.Optimal)) gzip.Write(content);
        return file.ToArray();
    }

    public static byte[] Zstd(byte[] content)
    {
        using var compressor = new Compressor();
        compressor.SetParameter(ZSTD_cParameter.ZSTD_c_checksumFlag, 1);
        return compressor.Wrap(content).ToArray();
    }

    /// <summary>One frame of literals only, with all checksums.</summary>
    public static byte[] Lz4(byte[] content)
    {
        byte[] descriptor = [0x74, 0x40];
        List<byte> file = [0x04, 0x22, 0x4D, 0x18, .. descriptor, (byte)(XxHash32.Of(descriptor) >> 8)];
        foreach (var part in content.Chunk(1 << 15))
        {
            byte[] block = [(byte)(Math.Min(part.Length, 15) << 4), .. Lz4Length(part.Length - 15), .. part];
            file.AddRange([.. BitConverter.GetBytes(block.Length), .. block, .. BitConverter.GetBytes(XxHash32.Of(block))]);
        }

        return [.. file, 0, 0, 0, 0, .. BitConverter.GetBytes(XxHash32.Of(content))];
    }

    /// <summary>One stream of one block of stored chunks, with a CRC-64.</summary>
    public static byte[] Xz(byte[] content)
    {
        byte[] flags = [0, 4];
        byte[] blockHeader = [2, 0, 0x21, 1, 22, 0, 0, 0];
        List<byte> chunks = [];
        foreach (var part in content.Chunk(1 << 15))
            chunks.AddRange([(byte)(chunks.Count == 0 ? 1 : 2), (byte)((part.Length - 1) >> 8), (byte)(part.Length - 1), .. part]);
        chunks.Add(0);
        var unpadded = 12 + chunks.Count + 8;
        byte[] index = [0, 1, .. XzNumber(unpadded), .. XzNumber(content.Length)];
        index = [.. index, .. new byte[-index.Length & 3]];
        byte[] footer = [.. BitConverter.GetBytes(index.Length / 4), .. flags];
        return
        [
            0xFD, .. "7zXZ\0"u8, .. flags, .. BitConverter.GetBytes(Crc.Of32(flags)),
            .. blockHeader, .. BitConverter.GetBytes(Crc.Of32(blockHeader)),
            .. chunks, .. new byte[-chunks.Count & 3], .. BitConverter.GetBytes(~Crc.Append64(ulong.MaxValue, content)),
            .. index, .. BitConverter.GetBytes(Crc.Of32(index)),
            .. BitConverter.GetBytes(Crc.Of32(footer)), .. footer, .. "YZ"u8,
        ];
    }

    /// <summary>One stream of one block, its symbols coded with as many bits each.</summary>
    public static byte[] Bzip2(byte[] content) => new Bzip2Builder(content).ToArray();

    private static byte[] Lz4Length(int rest) => rest < 0 ? [] : [.. Enumerable.Repeat((byte)255, rest / 255), (byte)(rest % 255)];

    private static byte[] XzNumber(long number)
    {
        List<byte> octets = [];
        for (; number > 0x7F; number >>= 7) octets.Add((byte)(number | 0x80));
        return [.. octets, (byte)number];
    }

    public static byte[] InParts(byte[] content, Func<byte[], byte[]> compress)
    {
        var third = content.Length / 3;
        return [.. compress(content[..third]), .. compress(content[third..(2 * third)]), .. compress(content[(2 * third)..])];
    }

    private static byte[] Octets(int count) => [.. Enumerable.Range(0, count).Select(i => (byte)(i * 37))];
}

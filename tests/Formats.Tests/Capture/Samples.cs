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

    /// <summary>All of them, by a name for messages.</summary>
    public static IReadOnlyList<(string Name, byte[] File)> Plain { get; } = [("pcap", Pcap), ("big-endian pcap", PcapBigEndian), ("pcapng", Pcapng)];

    public static IReadOnlyList<(string Name, byte[] File)> Compressed { get; } =
    [
        .. Plain.Select(sample => (sample.Name + " in gzip", Gzip(sample.File))),
        .. Plain.Select(sample => (sample.Name + " in zstd", Zstd(sample.File))),
        ("pcap in three gzip members", InParts(Pcap, Gzip)),
        ("pcapng in three zstd frames", InParts(Pcapng, Zstd)),
    ];

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

    public static byte[] InParts(byte[] content, Func<byte[], byte[]> compress)
    {
        var third = content.Length / 3;
        return [.. compress(content[..third]), .. compress(content[third..(2 * third)]), .. compress(content[(2 * third)..])];
    }

    private static byte[] Octets(int count) => [.. Enumerable.Range(0, count).Select(i => (byte)(i * 37))];
}

using System.Text;
using PassiveDns.Formats.Capture;
using PassiveDns.Tests.Support;
using Xunit;

namespace PassiveDns.Formats.Tests.Capture;

public class CaptureFileTests
{
    /// <summary>RFC 8878 section 3.1.2: magic, length, content that nobody reads.</summary>
    private static readonly byte[] SkippableFrame = Hex.Octets("5a2a4d18 03000000 aabbcc");

    /// <summary>RFC 1952 section 2.3: a member without content.</summary>
    private static readonly byte[] EmptyMember = Hex.Octets("1f8b0800 00000000 0003 0300 00000000 00000000");

    public static TheoryData<string, byte[], byte[]> Known => new()
    {
        { "pcap", Samples.Pcap, Samples.Pcap },
        { "pcap", Samples.PcapBigEndian, Samples.PcapBigEndian },
        { "pcapng", Samples.Pcapng, Samples.Pcapng },
        { "pcap, gzip", Samples.Gzip(Samples.Pcap), Samples.Pcap },
        { "pcapng, gzip", Samples.Gzip(Samples.Pcapng), Samples.Pcapng },
        { "pcap, zstd", Samples.Zstd(Samples.Pcap), Samples.Pcap },
        { "pcapng, zstd", Samples.Zstd(Samples.Pcapng), Samples.Pcapng },
        { "pcap, gzip", Samples.InParts(Samples.Pcap, Samples.Gzip), Samples.Pcap },
        { "pcap, gzip", [.. EmptyMember, .. Samples.Gzip(Samples.Pcap), .. EmptyMember], Samples.Pcap },
        { "pcapng, zstd", Samples.InParts(Samples.Pcapng, Samples.Zstd), Samples.Pcapng },
        { "pcap, xz", Samples.Xz(Samples.Pcap), Samples.Pcap },
        { "pcapng, xz", Samples.InParts(Samples.Pcapng, Samples.Xz), Samples.Pcapng },
        { "pcap, bzip2", Samples.Bzip2(Samples.Pcap), Samples.Pcap },
        { "pcapng, bzip2", Samples.InParts(Samples.Pcapng, Samples.Bzip2), Samples.Pcapng },
        { "pcap, lz4", Samples.Lz4(Samples.Pcap), Samples.Pcap },
        { "pcapng, lz4", Samples.InParts(Samples.Pcapng, Samples.Lz4), Samples.Pcapng },
        { "pcap (Kuznetzov)", Samples.Kuznetzov, Samples.Kuznetzov },
        { "pcap (Kuznetzov), gzip", Samples.Gzip(Samples.Kuznetzov), Samples.Kuznetzov },
        { "snoop", Samples.Snoop, Samples.Snoop },
        { "ERF", Samples.Erf, Samples.Erf },
        { "ERF, xz", Samples.Xz(Samples.Erf), Samples.Erf },
        { "pcapng, zstd", [.. SkippableFrame, .. Samples.InParts(Samples.Pcapng, part => [.. Samples.Zstd(part), .. SkippableFrame])], Samples.Pcapng },
    };

    [Theory]
    [MemberData(nameof(Known))]
    public void A_capture_is_known_by_its_octets(string format, byte[] file, byte[] content)
    {
        using var capture = CaptureFile.Open(new MemoryStream(file), "any name");

        Assert.Equal(format, capture.Format);
        Assert.Equal(ReadCapture.File(content).ToString(), ReadCapture.All(capture).ToString());
        Assert.Empty(capture.Damage);
    }

    public static TheoryData<byte[], string> Foreign => new()
    {
        { [], "found an empty file." },
        { "GET / HTTP/1.1\r\n"u8.ToArray(), "found text." },
        { "имя,адрес\n"u8.ToArray(), "found text." },
        { Encoding.Unicode.GetPreamble(), "found text (UTF-16)." },
        { [0xFD, (byte)'7', (byte)'z', (byte)'X', (byte)'Z', 0, 0, 4], "found the xz data is cut" },
        { "BZh91AY&SY"u8.ToArray(), "found the bzip2 data is cut." },
        { Hex.Octets("04224d18 64407f"), "found the lz4 data is damaged (wrong checksum of a frame's descriptor)." },
        { "PK\x03\x04\x14\0"u8.ToArray(), "found a zip archive. Unpack it first and give the folder." },
        { Hex.Octets("4d3c2ba1 0200 0400"), "found a modified pcap (Navtel, magic a12b3c4d). Convert it" },
        { Hex.Octets("a1b234cd 0002 0004"), "found a modified pcap (Mesquita, magic a1b234cd). Convert it" },
        { Hex.Octets("00000000 80a3ce65 02 04 0050 0000 0040 0000"), "found what looks like an ERF capture. Convert it" },
        { [.. Hex.Octets("00000100"), .. new byte[68], .. Hex.Octets("0200 02 c0"), .. new byte[20]], "found a Windows event trace (etl). Convert it first, for example with pktmon etl2pcap FILE." },
        { Hex.Octets("de c0 ad 0b 01 02 03 04 05 06"), "found unknown octets de c0 ad 0b 01 02 03 04." },
        { Hex.Octets("d4 c3"), "found unknown octets d4 c3." },
        { Samples.Gzip("name,address\n"u8.ToArray()), "found text inside gzip data." },
        { Samples.Zstd("name,address\n"u8.ToArray()), "found text inside zstd data." },
        { EmptyMember, "found gzip data with nothing in it." },
        { Samples.Zstd([]), "found zstd data with nothing in it." },
        { SkippableFrame, "found zstd data with nothing in it." },
        { Samples.Gzip(Samples.Gzip(Samples.Pcap)), "found gzip data inside gzip data. Decompress it first, for example with gzip -dc FILE | pdns ingest -" },
        { Samples.Zstd(Samples.Gzip(Samples.Pcap)), "found gzip data inside zstd data. Decompress it" },
        { Samples.Xz(Samples.Bzip2(Samples.Pcap)), "found bzip2 data inside xz data. Decompress it first, for example with bzip2 -dc FILE | pdns ingest -" },
        { Samples.Bzip2(Samples.Lz4(Samples.Pcap)), "found lz4 data inside bzip2 data. Decompress it first, for example with lz4 -dc FILE | pdns ingest -" },
        { Samples.Lz4(Samples.Xz(Samples.Pcap)), "found xz data inside lz4 data. Decompress it first, for example with xz -dc FILE | pdns ingest -" },
        { Samples.Xz([]), "found xz data with nothing in it." },
        { Samples.Gzip(Samples.Pcap)[..12], "found the gzip data is cut, or followed by something else." },
        { Samples.Zstd(Samples.Pcap)[..8], "found the zstd data is cut." },
        { Hex.Octets("28b52ffd 00 90 010000"), "found the zstd data is damaged" }, // asks for a window of 2^28 octets
    };

    [Theory]
    [MemberData(nameof(Foreign))]
    public void Other_files_are_refused_with_a_sentence(byte[] file, string message)
    {
        var refusal = Assert.Throws<UnreadableFileException>(() => CaptureFile.Open(new MemoryStream(file), "in/evidence.pcap"));

        Assert.StartsWith("in/evidence.pcap, octet 0: expected a capture", refusal.Message, StringComparison.Ordinal);
        Assert.Contains(message, refusal.Message, StringComparison.Ordinal);
    }

    public static TheoryData<string> Compressions => [.. Samples.Compressions];

    [Theory]
    [MemberData(nameof(Compressions))]
    public void Compressed_data_cut_anywhere_gives_the_frames_before_the_cut(string compression)
    {
        var content = Samples.Long(40);
        var whole = ReadCapture.File(content);
        var file = Compress(content, compression);

        for (var length = file.Length - 1; length > 0; length -= 17)
        {
            if (Read(file[..length]) is not { } read) continue; // not even a file header came out
            Assert.Equal(whole.Frames.Take(read.Frames.Count), read.Frames);
            Assert.Contains(compression, Assert.Single(read.Damage).Reason, StringComparison.Ordinal);
        }
    }

    [Fact]
    public void Every_member_of_a_cut_gzip_file_counts()
    {
        var (first, second) = (Samples.Gzip(Samples.Pcap), Samples.Gzip(Samples.Pcap[24..]));
        byte[] file = [.. first, .. second];

        for (var length = first.Length; length < file.Length; length++)
        {
            var read = ReadCapture.File(file[..length]);
            Assert.True(read.Frames.Count >= 3, $"{length} octets");
            Assert.Equal(length == first.Length ? 0 : 1, read.Damage.Count);
        }

        Assert.Equal(6, ReadCapture.File(file).Frames.Count);
    }

    [Theory]
    [MemberData(nameof(Compressions))]
    public void A_wrong_checksum_is_told_and_costs_no_frame(string compression)
    {
        var content = Samples.Long(40);
        var file = Compress(content, compression);
        file[^CheckFromEnd(compression)] ^= 1;

        var read = ReadCapture.File(file);

        Assert.Equal(ReadCapture.File(content).Frames, read.Frames);
        var damage = Assert.Single(read.Damage);
        Assert.Equal(content.Length, damage.Offset);
        Assert.Contains($"the {compression} data is damaged", damage.Reason, StringComparison.Ordinal);
    }

    [Fact]
    public void A_wrong_length_in_gzip_is_told_and_costs_no_frame()
    {
        var file = Samples.Gzip(Samples.Long(40));
        file[^1] ^= 1;

        var read = ReadCapture.File(file);

        Assert.Equal(40, read.Frames.Count);
        Assert.Single(read.Damage);
    }

    public static TheoryData<string, byte[], int> DamagedInTheMiddle => new()
    {
        { "deflate finds damage where it is", Samples.Gzip(Samples.Long(200)), 80 },
        { "a block of zstd is decompressed whole or not at all: the first of three frames stays", Samples.InParts(Samples.Long(200), Samples.Zstd), 60 },
    };

    [Theory]
    [MemberData(nameof(DamagedInTheMiddle))]
    public void Damage_in_the_middle_keeps_the_frames_well_before_it(string why, byte[] file, int atLeast)
    {
        for (var i = 0; i < 40; i++) file[file.Length / 2 + i] ^= 0xA5;

        var read = ReadCapture.File(file);

        Assert.True(read.Frames.Count >= atLeast, why);
        Assert.Equal(ReadCapture.File(Samples.Long(200)).Frames.Take(atLeast), read.Frames.Take(atLeast));
        Assert.Contains("data is damaged", Assert.Single(read.Damage).Reason, StringComparison.Ordinal);
    }

    [Theory]
    [MemberData(nameof(Compressions))]
    public void What_follows_the_compressed_data_is_told_and_costs_no_frame(string compression)
    {
        byte[] file = [.. Compress(Samples.Pcap, compression), .. "trailing garbage"u8];

        var read = ReadCapture.File(file);

        Assert.Equal(3, read.Frames.Count);
        Assert.Equal(Samples.Pcap.Length, Assert.Single(read.Damage).Offset);
    }

    [Fact]
    public void The_stream_stays_open_for_who_gave_it()
    {
        var stream = new MemoryStream(Samples.Gzip(Samples.Pcap));

        CaptureFile.Open(stream, "test").Dispose();

        Assert.True(stream.CanRead);
    }

    private static byte[] Compress(byte[] content, string compression) => Samples.Compress(content, compression);

    // gzip: CRC-32, then the length; zstd and lz4: the end of the hash; bzip2: the checksum of the stream, and some bits that fill; xz: index, footer
    private static int CheckFromEnd(string compression) => compression switch
    {
        "gzip" => 8,
        "xz" => 12 + 4 + 8 + 1,
        "bzip2" => 3,
        _ => 1,
    };

    private static ReadCapture? Read(byte[] file)
    {
        try
        {
            return ReadCapture.File(file);
        }
        catch (UnreadableFileException)
        {
            return null;
        }
    }
}

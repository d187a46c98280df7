using System.Text;
using PassiveDns.Formats.Capture;
using PassiveDns.Tests.Support;
using Xunit;

namespace PassiveDns.Formats.Tests.Capture;

/// <summary>What holds for xz, bzip2 and lz4: files as the programs of those names write them, and what can go wrong with them.</summary>
public class DecompressorTests
{
    private const string Lz4Block = """
        f901302e6578616d706c652e636f6d2020310f003a78203210003b78203311003c78203412003d78203513003e78203614002a78207e00127801000c
        85000216000e8c000302000e93000302000b9a000c96000d92000e8e000f8a00000d1201009a000d15010015000e18010016000f1b01000017000f1e
        01010018000f2101020019000aa9010c96000d14010b0c010042000e8a000d12010027000f8200010f180100002b000c2d020202000d8c000302000e
        93000302000ba9010c96000da7010e8e000c0f01009d000fa401000f8200020b7e000494000fa101030d8c000302000e93000302000b9a000c1c010d
        92000e8e000c0f0100dc000fa401000f8200020b7e000494000f1b01000056000fc102020f9300010302000b9a000c1c010d92000e8e000c0f010f86
        00040e15010029000fa201020c8500012b000f1e01040045000fc302030d9a000ca8010d92000b0c01005b000ea5010d12010027000f8200010f1801
        00002b000fa101030d8c000302000e93000302000b24010c96000da7010e8e000c0f01009d000e5f040fa301030b7e000494000ae0040316000f1e01
        030018000fc302030d9a000c1c010d14010e8e000c0f01006e000fa401000e15010029000fa201020c8500012b000fa001070e93000302000b9a000c
        a8010d92000ea6010f8a00000d120100c7000ebb020d7e00001300002b000f1b01000017000fa001040e93000302000b9a000c96000d14010b0c0100
        73000e8a000d12010027000fa301010b7e000129000f1b01030042000f1e01010018001f7a0100ffff41507a7a7a7a7a
        """;

    /// <summary>What all files below hold: names that repeat, and a long run.</summary>
    private static readonly byte[] Content = Encoding.ASCII.GetBytes(
        string.Concat(Enumerable.Range(0, 120).Select(i => $"{i % 7}.example.com {new string('x', i % 11)} ")) + new string('z', 600));

    private static readonly byte[] Xz = Hex.Octets("""
        fd377a585a000004e6d6b4460200210116000000742fe5a3e00bb200bf5d00180b892859496ee256a805e9a0ee0be82c940b508ae2df78619edbbd46
        1c64fbf9a1465915ca81923b0e2eb87327f2cdd2225581f4071be50d7b880334bdeb37855271fe77e14e2a928f4c047741839239a8540be1f2e410aa
        a30aae4ff8eeeb121952afc71fe22426c481d5de2078439a3d9f90440279b788c72875cb134e11aeb11d6eadf0d3dc84c2b56e6224376bb7140c2111
        567645d50add5115de3ee4a63c1a928dfc18c97c59326b7b2539ef0a2d93ea7f2b6bdca5d6d33422f4000000b40c49f90b4f9d7c0001db01b3170000
        00456290b1c467fb020000000004595a
        """);

    private static readonly byte[] XzBlocks = Hex.Octets("""
        fd377a585a0000016922de360200210116000000742fe5a3e005db00b05d00180b892859496ee256a805e9a0ee0be82c940b508ae2df78619edbbd46
        1c64fbf9a1465915ca81923b0e2eb87327f2cdd2225581f4071be50d7b880334bdeb37855271fe77e14e2a928f4c047741839239a8540be1f2e410aa
        a30aae4ff8eeeb121952afc71fe22426c481d5de2078439a3d9f90440279b788c72875cb134e11aeb11d6eadf0d3dc84c2b56e6224376bb7140c2111
        567645d50add5115de3ee4a63c1a928dfc2ff9403aa083d22e07000059c7a8c00200210116000000742fe5a3e005d6008a5d001718c9e6f6e07e35ba
        b7d89501eb8492595e89438a97be90b6807abf5c7369206e58a47dfddbd7f266d51969aa7f863a33e268a9293c52a889e05b2734b1080ad9054d7611
        04d71c567bf4a268c25bf705cbd8df001a4b3acb016bba681c9861b17a289940119ed7f6e019025df8f5085e1bf60d6f994c157d1c19e688ee12791e
        42f08bcd54f36b5000000000296c9c5a0002c801dc0ba201d70b000085e57dd29be35140030000000001595a
        """);

    private static readonly byte[] XzSmallDictionary = Hex.Octets("""
        fd377a585a00000ae1fb0ca10200210100000000372797d6e00bb200c41200180be5db04fae560d8c9ee4341c56809f5b9d8b9fffd6fee31fc490232
        757b28193c9cd66da856573454ee8ed8dfa116564131ddcfa1f99072767848241fba53315e1325dbf595b3c503901dd13e09b8cdbba83cf4164333c7
        4982c9f1a8d5ff388908428a7606154840a7dcf82bbb3a9ec8f63cfd4ca38fab6b6b025f497c7de726426cc1bf6d3df2a6e95f467b88bb0998a505d8
        e809913601e56186f12794cb2b54d2292b1207938a1523f70cbc25e9f760929af98b5bea3af9cb9025914c967a1400008bdc8d4d126bc8ea6649608d
        ece8cffe580ac96abdf086cb67a786adfec220d40001f801b317000098325a11b6e9df1c02000000000a595a
        """);

    private static readonly byte[] Bzip2 = Hex.Octets("""
        425a6839314159265359dd706e1b0001165b80ff0040017f0001002a06c05000083001208094a44dffaaa9ffeaa51931a99180525520001903d414d1
        a00d0001e03303fb30b5df87c7013e635222c2a22a8b08a88aac222a222b0a22a22208a22a8822288b5c330cd3b81999b723f0e7d3a9b08a22a22288
        aa2288aa22888a88a222a22a22a22288a88a88bc1d054ed76f4f8a95c73157c8abf055855c0ab8157e8ab815741577147835b19acd6c6d667315628e
        4d99b33666cda51aa4f1bf9cb90ff177245385090dd706e1b0
        """);

    private static readonly byte[] Lz4 = Hex.Octets("04224d18 6440a7 4c020000" + Lz4Block + "00000000 1bbc2257");
    private static readonly byte[] Lz4Checked = Hex.Octets("04224d18 7440bd 4c020000" + Lz4Block + "158d5983 00000000 1bbc2257");
    private static readonly byte[] Lz4Legacy = Hex.Octets("02214c18 4c020000" + Lz4Block);
    private static readonly byte[] Lz4Skippable = Hex.Octets("5a2a4d18 03000000 aabbcc");

    private static IReadOnlyDictionary<string, byte[]> Files { get; } = new Dictionary<string, byte[]>
    {
        ["xz, CRC-64"] = Xz, // xz --check=crc64
        ["xz, CRC-32, two blocks"] = XzBlocks, // xz --check=crc32 --block-size=1500
        ["xz, SHA-256, other properties"] = XzSmallDictionary, // xz --check=sha256 --lzma2=lc=0,lp=2,pb=0,dict=4KiB
        ["bzip2"] = Bzip2,
        ["lz4"] = Lz4,
        ["lz4, blocks checked"] = Lz4Checked, // lz4 -BX
        ["lz4, old"] = Lz4Legacy, // lz4 -l
    };

    public static TheoryData<string> Names => [.. Files.Keys];

    [Theory, MemberData(nameof(Names))]
    public void What_the_programs_write_is_read(string name)
    {
        var (content, damage) = Read(Files[name]);

        Assert.Null(damage);
        Assert.Equal(Content, content);
    }

    public static TheoryData<string, byte[], int> Together => new()
    {
        { "two xz streams", [.. Xz, .. XzSmallDictionary], 2 },
        { "xz streams with padding between them and behind", [.. Xz, .. new byte[8], .. XzBlocks, .. new byte[4]], 2 },
        { "two bzip2 streams", [.. Bzip2, .. Bzip2], 2 },
        { "three bzip2 streams, one of them empty", [.. Bzip2, .. Hex.Octets("425a6839 177245385090 00000000"), .. Bzip2], 2 },
        { "two lz4 frames", [.. Lz4, .. Lz4Checked], 2 },
        { "lz4 frames between skippable ones", [.. Lz4, .. Lz4Skippable, .. Lz4, .. Lz4Skippable], 2 },
        { "an old lz4 frame and a new one", [.. Lz4Legacy, .. Lz4], 2 },
        { "two old lz4 frames", [.. Lz4Legacy, .. Lz4Legacy], 2 },
        { "nothing in lz4", Hex.Octets("04224d18 6440a7 00000000 055d cc02"), 0 },
        { "nothing in bzip2", Hex.Octets("425a6839 177245385090 00000000"), 0 },
    };

    [Theory, MemberData(nameof(Together))]
    public void All_content_of_several_streams_is_given(string why, byte[] file, int times)
    {
        var (content, damage) = Read(file);

        Assert.True(damage is null, $"{why}: {damage}");
        Assert.Equal(Enumerable.Repeat(Content, times).SelectMany(octets => octets), content);
    }

    [Theory, MemberData(nameof(Names))]
    public void Cut_anywhere_a_file_gives_what_was_there_and_says_so(string name)
    {
        var file = Files[name];
        var before = 0;
        for (var length = 8; length < file.Length; length++)
        {
            var (content, damage) = Read(file[..length]);

            if (name == "lz4, old" && length == 8) continue; // a block of which nothing is there
            Assert.True(damage is not null && damage.Contains("is cut", StringComparison.Ordinal), $"{length} octets: {damage}");
            Assert.True(Content.AsSpan().StartsWith(content), $"{length} octets");
            Assert.True(content.Length >= before, $"{length} octets");
            before = content.Length;
        }
    }

    [Theory, MemberData(nameof(Names))]
    public void A_changed_bit_is_found_or_does_not_matter(string name)
    {
        var original = Files[name];
        var harmless = 0;
        for (var bit = 32; bit < 8 * original.Length; bit++) // the first four octets say what it is
        {
            var file = (byte[])original.Clone();
            file[bit / 8] ^= (byte)(1 << (bit % 8));
            var (content, damage) = Read(file);
            if (damage is not null) continue;
            harmless++;
            if (name != "lz4, old") Assert.True(content.AsSpan().SequenceEqual(Content), $"bit {bit}");
        }

        if (name != "lz4, old") Assert.InRange(harmless, 0, 20); // the old kind of lz4 has no checksum
    }

    [Theory, MemberData(nameof(Names))]
    public void What_follows_is_told_and_costs_nothing(string name)
    {
        var (content, damage) = Read([.. Files[name], .. "trailing garbage"u8]);

        Assert.Equal(Content, content);
        Assert.NotNull(damage);
    }

    public static TheoryData<string, byte[], string> Refused => new()
    {
        { "a dictionary of 256 MiB", XzWith(0x21, 1, 32), "needs a dictionary of 268,435,456 octets" },
        { "a dictionary of 4 GiB", XzWith(0x21, 1, 40), "needs a dictionary of 4,294,967,295 octets" },
        { "a dictionary that cannot be", XzWith(0x21, 1, 41), "impossible block header" },
        { "another filter", XzWith(0x04, 0, 0), "filtered by something else" },
        { "lz4 block of unknown size", [0x04, 0x22, 0x4D, 0x18, 0x64, 0x30, (byte)(XxHash32.Of([0x64, 0x30]) >> 8)], "unknown block size" },
        { "lz4 descriptor changed", Hex.Octets("04224d18 6441a7"), "wrong checksum of a frame's descriptor" },
        { "lz4 block larger than its frame allows", Hex.Octets("04224d18 6440a7 01000100 00"), "claims 65,537" },
        { "lz4 match before the beginning", Hex.Octets("04224d18 6440a7 04000000 10 41 0200 00000000"), "leads nowhere" },
        { "lz4 match at distance 0", Hex.Octets("04224d18 6440a7 04000000 10 41 0000 00000000"), "leads nowhere" },
        { "a randomised block", Hex.Octets("425a6839 314159265359 00000000 80"), "randomised" },
    };

    [Theory, MemberData(nameof(Refused))]
    public void What_is_not_decoded_is_told(string why, byte[] file, string sentence)
    {
        var (_, damage) = Read(file);

        Assert.True(damage is not null && damage.Contains(sentence, StringComparison.Ordinal), $"{why}: {damage}");
    }

    [Fact]
    public void A_dictionary_that_a_header_claims_costs_no_memory()
    {
        byte[] file = [.. XzWith(0x21, 1, 30), 1, 0, 0, 65]; // 128 MiB, and a chunk of one octet
        Read(file);
        var before = GC.GetAllocatedBytesForCurrentThread();

        Assert.Equal("A"u8.ToArray(), Read(file).Content);

        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 4 << 20);
    }

    [Fact]
    public void Many_small_bzip2_streams_cost_no_memory_each()
    {
        byte[] stream = Samples.Bzip2("A"u8.ToArray());
        var file = Enumerable.Repeat(stream, 2_000).SelectMany(octets => octets).ToArray();
        Read(file);
        var before = GC.GetAllocatedBytesForCurrentThread();

        Assert.Equal(2_000, Read(file).Content.Length);

        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 16 << 20);
    }

    [Fact]
    public void Long_runs_in_bzip2_are_given_in_portions()
    {
        Assert.SkipWhen(ExternalProgram.Find("bzip2") is null, "bzip2 is not installed");
        var content = new byte[9_000_000];

        Assert.True(Read(Filter("bzip2", "-c", content)).Content.AsSpan().SequenceEqual(content));
    }

    public static TheoryData<string, string> Programs => new()
    {
        { "xz", "-c -0" }, { "xz", "-c -9e" }, { "xz", "-c --block-size=100000 --check=sha256" }, { "xz", "-c --lzma2=lc=1,lp=3,pb=4,dict=4KiB,mf=hc3,mode=fast" },
        { "bzip2", "-c -1" }, { "bzip2", "-c -9" },
        { "lz4", "-c -q" }, { "lz4", "-c -q -9 -BD -B4" }, { "lz4", "-c -q -BX -B7 --content-size" }, { "lz4", "-c -q -l" },
    };

    [Theory, MemberData(nameof(Programs))]
    public void Large_files_are_read_as_their_program_wrote_them(string program, string arguments)
    {
        Assert.SkipWhen(ExternalProgram.Find(program) is null, $"{program} is not installed");
        var content = Mixed(3_000_000);

        var (read, damage) = Read(Filter(program, arguments, content));

        Assert.Null(damage);
        Assert.True(content.AsSpan().SequenceEqual(read));
    }

    [Theory]
    [InlineData("xz")]
    [InlineData("bzip2")]
    [InlineData("lz4")]
    public void What_the_tests_write_is_right_for_the_program_too(string program)
    {
        Assert.SkipWhen(ExternalProgram.Find(program) is null, $"{program} is not installed");
        var content = Mixed(20_000);

        Assert.Equal(content, Filter(program, "-d -c", Samples.Compress(content, program)));
    }

    private static byte[] Filter(string program, string arguments, byte[] input)
    {
        var file = Path.GetTempFileName();
        File.WriteAllBytes(file, input);
        try
        {
            using var process = System.Diagnostics.Process.Start(new System.Diagnostics.ProcessStartInfo(
                "/bin/sh", ["-c", $"{ExternalProgram.Find(program)} {arguments} < {file}"]) { RedirectStandardOutput = true })!;
            var output = new MemoryStream();
            process.StandardOutput.BaseStream.CopyTo(output);
            process.WaitForExit();
            return output.ToArray();
        }
        finally
        {
            File.Delete(file);
        }
    }

    /// <summary>Text that repeats near and far, octets of chance, and runs.</summary>
    private static byte[] Mixed(int length)
    {
        var random = new Random(11);
        var content = new byte[length];
        for (var at = 0; at < length;)
        {
            var part = content.AsSpan(at, Math.Min(random.Next(1, 3_000), length - at));
            if (random.Next(3) == 0) random.NextBytes(part);
            else if (random.Next(3) == 0) part.Fill((byte)random.Next(256));
            else for (var i = 0; i < part.Length; i++) part[i] = content[random.Next(8) == 0 ? random.Next(at + i + 1) : Math.Max(0, at + i - 40)];
            at += part.Length;
        }

        return content;
    }

    /// <summary>A stream with one block header of one filter; nothing behind it.</summary>
    private static byte[] XzWith(byte filter, byte propertiesLength, byte property)
    {
        byte[] header = [2, 0, filter, propertiesLength, property, 0, 0, 0];
        return [.. Hex.Octets("fd377a585a00 0000 ff12d941"), .. header, .. BitConverter.GetBytes(Crc.Of32(header))];
    }

    private static (byte[] Content, string? Damage) Read(byte[] file)
    {
        using var source = new CaptureBuffer(new MemoryStream(file), 16);
        using ForwardStream stream = XzStreams.Recognises(file) ? new XzStreams(source) : Bzip2Streams.Recognises(file) ? new Bzip2Streams(source) : new Lz4Frames(source);
        var content = new MemoryStream();
        try
        {
            stream.CopyTo(content);
            return (content.ToArray(), null);
        }
        catch (InvalidDataException damage)
        {
            return (content.ToArray(), damage.Message);
        }
    }
}

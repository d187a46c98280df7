using PassiveDns.Formats.Capture;
using PassiveDns.Tests.Support;
using Xunit;

namespace PassiveDns.Formats.Tests.Capture;

public class PcapngWriterTests
{
    private const string Application = "pdns test";
    private static readonly byte[] Octets = Hex.Octets("0a 0b 0c 0d 0e");

    /// <summary>draft-ietf-opsawg-pcapng figures 3, 9, 10 and 11.</summary>
    [Fact]
    public void Blocks_are_as_the_specification_draws_them()
    {
        var file = Write(writer =>
        {
            var number = writer.AddInterface(new PcapngInterfaceDescription { LinkType = LinkType.LinuxSll2, SnapLength = 96, TimeOffsetSeconds = -1, Comment = "tap" });
            writer.Write(number, Frame(time: (1L << 32) + 2 - 1_000_000_000, original: 9), "frame 7");
        });

        Assert.Equal(Hex.Text(Hex.Octets("""
            0a0d0d0a 30000000 4d3c2b1a 0100 0000 ffffffffffffffff 0400 0900 70646e732074657374 000000 0000 0000 30000000
            01000000 38000000 1401 0000 60000000 0100 0300 746170 00 0900 0100 09 000000 0e00 0800 ffffffffffffffff 0000 0000 38000000
            06000000 38000000 00000000 01000000 02000000 05000000 09000000 0a0b0c0d0e 000000 0100 0700 6672616d652037 00 0000 0000 38000000
            """)), Hex.Text(file));
    }

    [Theory]
    [InlineData(0L)]
    [InlineData(1_700_000_000_123_456_789L)]
    [InlineData(long.MaxValue)]
    public void Times_keep_their_nanoseconds(long time)
    {
        var file = Write(writer => writer.Write(writer.AddInterface(new PcapngInterfaceDescription { LinkType = LinkType.Ethernet }), Frame(time)));

        Assert.Equal(time, Assert.Single(ReadCapture.Pcapng(file).Frames).Time);
    }

    [Theory]
    [InlineData(-1L)]
    [InlineData(long.MinValue + 1_000_000_000)]
    public void Times_before_1970_are_kept_by_an_interface_that_counts_from_earlier(long time)
    {
        var file = Write(writer => writer.Write(
            writer.AddInterface(new PcapngInterfaceDescription { LinkType = LinkType.Ethernet, TimeOffsetSeconds = -9_223_372_037 }), Frame(time)));

        Assert.Equal(time, Assert.Single(ReadCapture.Pcapng(file).Frames).Time);
    }

    [Fact]
    public void Frames_of_every_link_type_and_length_are_read_back()
    {
        var linkTypes = Enum.GetValues<LinkType>().Append((LinkType)60_000).ToList();
        var file = Write(writer =>
        {
            foreach (var linkType in linkTypes) writer.AddInterface(new PcapngInterfaceDescription { LinkType = linkType, Comment = $"as {linkType}" });
            for (var i = 0; i < linkTypes.Count; i++) writer.Write(i, Frame(i, octets: new byte[i * 7], original: 70_000), i % 2 == 0 ? $"frame {i}" : null);
        });

        var read = ReadCapture.Pcapng(file);

        Assert.Empty(read.Damage);
        Assert.Equal(
            linkTypes.Select((linkType, i) => new ReadFrame(i + 1, i, linkType, 70_000, Hex.Text(new byte[i * 7]))),
            read.Frames);
    }

    /// <summary>An option holds 65,535 octets: what is longer ends at a whole character.</summary>
    [Fact]
    public void A_comment_of_any_length_leaves_the_file_sound()
    {
        var file = Write(writer => writer.Write(
            writer.AddInterface(new PcapngInterfaceDescription { LinkType = LinkType.Ethernet, Comment = new string('ü', 40_000) }), Frame(5), new string('é', 70_000)));

        var read = ReadCapture.Pcapng(file);

        Assert.Empty(read.Damage);
        Assert.Equal(5, Assert.Single(read.Frames).Time);
        Assert.Equal(32_767 * 2, file.AsSpan().Count((byte)0xBC));
    }

    [Fact]
    public void The_longest_frame_is_read_back_without_its_comment()
    {
        var file = Write(writer => writer.Write(
            writer.AddInterface(new PcapngInterfaceDescription { LinkType = LinkType.Ethernet }), Frame(5, octets: new byte[PcapngWriter.MaxFrameLength]), "a comment"));

        var read = ReadCapture.Pcapng(file);

        Assert.Empty(read.Damage);
        Assert.Equal(2 * PcapngWriter.MaxFrameLength, Assert.Single(read.Frames).Octets.Length);
    }

    [Fact]
    public void What_cannot_be_written_is_refused()
    {
        var writer = new PcapngWriter(new MemoryStream(), Application);
        var number = writer.AddInterface(new PcapngInterfaceDescription { LinkType = LinkType.Ethernet });

        Assert.Throws<ArgumentOutOfRangeException>(() => writer.Write(number + 1, Frame(0)));
        Assert.Throws<ArgumentOutOfRangeException>(() => writer.Write(-1, Frame(0)));
        Assert.Throws<ArgumentOutOfRangeException>(() => writer.Write(number, Frame(-1)));
        Assert.Throws<ArgumentOutOfRangeException>(() => writer.Write(number, Frame(0, octets: new byte[PcapngWriter.MaxFrameLength + 1])));
    }

    [Fact]
    public void Wireshark_reads_times_lengths_and_comments()
    {
        var tshark = ExternalProgram.Find("tshark");
        Assert.SkipWhen(tshark is null, "tshark is not installed");
        var file = Path.GetTempFileName();
        try
        {
            File.WriteAllBytes(file, Write(writer =>
            {
                var number = writer.AddInterface(new PcapngInterfaceDescription { LinkType = LinkType.Ethernet, SnapLength = 96, Comment = "tap.pcap" });
                writer.Write(number, Frame(1_700_000_000_123_456_789, new byte[60], 1_000), "frame 7 of tap.pcap");
            }));

            var (code, output, _) = ExternalProgram.Run(
                tshark, ["-r", file, "-T", "fields", "-e", "frame.time_epoch", "-e", "frame.len", "-e", "frame.cap_len", "-e", "frame.comment"], "");

            Assert.Equal(0, code);
            Assert.Equal("1700000000.123456789\t1000\t60\tframe 7 of tap.pcap", output.TrimEnd());
        }
        finally
        {
            File.Delete(file);
        }
    }

    private static byte[] Write(Action<PcapngWriter> write)
    {
        var file = new MemoryStream();
        write(new PcapngWriter(file, Application));
        return file.ToArray();
    }

    private static CaptureFrame Frame(long time, byte[]? octets = null, uint? original = null) => new()
    {
        Number = 1,
        TimeNanoseconds = time,
        LinkType = LinkType.Ethernet,
        OriginalLength = original ?? (uint)(octets ?? Octets).Length,
        Octets = octets ?? Octets,
    };
}

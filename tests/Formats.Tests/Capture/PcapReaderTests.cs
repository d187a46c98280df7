using PassiveDns.Formats.Capture;
using PassiveDns.Tests.Support;
using Xunit;

namespace PassiveDns.Formats.Tests.Capture;

public class PcapReaderTests
{
    private const long Time = 1_700_000_000_123_456_789;

    private static readonly byte[] Frame = Hex.Octets("00 01 02 03 04 05 06 07 08 09 0a 0b 0c");

    [Theory]
    [InlineData(false, false, 1_700_000_000_123_456_000)]
    [InlineData(true, false, 1_700_000_000_123_456_000)]
    [InlineData(false, true, Time)]
    [InlineData(true, true, Time)]
    public void Both_octet_orders_and_both_resolutions_are_read(bool bigEndian, bool nanoseconds, long expectedTime)
    {
        var file = new PcapBuilder(LinkType.LinuxSll, bigEndian, nanoseconds).Add(Time, Frame).Add(Time, Frame, originalLength: 1_500).ToArray();

        var read = ReadCapture.Pcap(file);

        Assert.Equal(
            [new ReadFrame(1, expectedTime, LinkType.LinuxSll, 13, Hex.Text(Frame)), new ReadFrame(2, expectedTime, LinkType.LinuxSll, 1_500, Hex.Text(Frame))],
            read.Frames);
        Assert.Empty(read.Damage);
    }

    [Fact]
    public void The_octets_of_a_file_are_read_as_the_specification_draws_them()
    {
        // draft-ietf-opsawg-pcap figures 1 and 2
        var file = Hex.Octets("""
            d4c3b2a1 0200 0400 00000000 00000000 ffff0000 65000000
            01000000 02000000 03000000 04000000 aabbcc
            """);

        var frame = Assert.Single(ReadCapture.Pcap(file).Frames);

        Assert.Equal(new ReadFrame(1, 1_000_002_000, LinkType.Raw, 4, "aabbcc"), frame);
    }

    public static TheoryData<string, ushort, ushort, uint, uint> LengthOrders => new()
    {
        { "version 2.4: captured length first", 2, 4, 13, 60 },
        { "version 2.4: a captured length above the original occurs and is believed", 2, 4, 13, 5 },
        { "version 2.3: some writers turned the lengths round, the smaller is what is there", 2, 3, 60, 13 },
        { "version 2.3: as it should be", 2, 3, 13, 60 },
        { "version 2.2: original length first", 2, 2, 60, 13 },
        { "tcpdump of DG/UX", 543, 0, 60, 13 },
    };

    [Theory]
    [MemberData(nameof(LengthOrders))]
    public void The_order_of_the_two_lengths_follows_the_version(string why, ushort major, ushort minor, uint first, uint second)
    {
        var file = new PcapBuilder(major: major, minor: minor).AddRecord(1, 0, first, second, Frame).ToArray();

        var read = ReadCapture.Pcap(file);

        Assert.True(read.Damage.Count == 0, why);
        Assert.Equal((Hex.Text(Frame), first == 13 ? second : first), (read.Frames[0].Octets, read.Frames[0].OriginalLength));
    }

    public static TheoryData<string, byte[], int, long> Damaged => new()
    {
        { "empty stream", [], 0, 0 },
        { "file header cut", new PcapBuilder().ToArray()[..23], 0, 0 },
        { "not a pcap", Hex.Octets("00112233 00112233 00112233 00112233 00112233 00112233"), 0, 0 },
        { "version 2.5 does not exist", new PcapBuilder(minor: 5).Add(Time, Frame).ToArray(), 0, 0 },
        { "record header cut", [.. new PcapBuilder().Add(Time, Frame).ToArray(), .. new byte[15]], 1, 24 + 16 + 13 },
        { "frame cut", new PcapBuilder().Add(Time, Frame).Add(Time, Frame).ToArray()[..^1], 1, 24 + 16 + 13 },
        { "captured length one above the ceiling", new PcapBuilder().AddRecord(1, 0, PcapReader.MaxFrameLength + 1, 1, new byte[300_000]).ToArray(), 0, 24 },
        { "captured length of 4 GiB", new PcapBuilder().Add(Time, Frame).AddRecord(1, 0, uint.MaxValue, 1, Frame).Add(Time, Frame).ToArray(), 1, 24 + 16 + 13 },
        { "captured length with the sign bit", new PcapBuilder().AddRecord(1, 0, 0x8000_0000, 1, Frame).ToArray(), 0, 24 },
    };

    [Theory]
    [MemberData(nameof(Damaged))]
    public void Damage_ends_the_reading_where_it_is(string why, byte[] file, int frames, long offset)
    {
        var read = ReadCapture.Pcap(file);

        Assert.True(read.Frames.Count == frames, why);
        Assert.Equal(offset, Assert.Single(read.Damage).Offset);
    }

    [Fact]
    public void A_frame_as_long_as_the_ceiling_is_read()
    {
        var octets = new byte[PcapReader.MaxFrameLength];
        octets[^1] = 7;

        var frame = Assert.Single(ReadCapture.Pcap(new PcapBuilder().Add(Time, octets).ToArray()).Frames);

        Assert.Equal(Hex.Text(octets), frame.Octets);
    }

    [Fact]
    public void The_latest_time_a_record_can_tell_fits()
    {
        var file = new PcapBuilder().AddRecord(uint.MaxValue, uint.MaxValue, 0, 0, []).ToArray();

        Assert.Equal(4_294_967_295_000_000_000 + 4_294_967_295_000, Assert.Single(ReadCapture.Pcap(file).Frames).Time);
    }

    [Fact]
    public void Upper_bits_of_the_link_type_tell_of_a_check_sequence_only()
    {
        var file = new PcapBuilder((LinkType)1).Add(Time, Frame).ToArray();
        file[23] = 0x24;

        Assert.Equal(LinkType.Ethernet, Assert.Single(ReadCapture.Pcap(file).Frames).LinkType);
    }

    [Fact]
    public void After_the_end_nothing_more_comes_and_damage_is_told_once()
    {
        using var reader = new PcapReader(new MemoryStream(new PcapBuilder().Add(Time, Frame).ToArray()[..^1]));

        Assert.False(reader.TryRead(out _));
        Assert.False(reader.TryRead(out _));
        Assert.Single(reader.Damage);
    }
}

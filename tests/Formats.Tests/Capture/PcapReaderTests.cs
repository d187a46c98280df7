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
        { "captured length of 4 GiB, and nothing behind", new PcapBuilder().Add(Time, Frame).AddRecord(1, 0, uint.MaxValue, 1, Frame).ToArray(), 1, 24 + 16 + 13 },
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

    public static TheoryData<PcapKind, bool, string> Kinds => new()
    {
        { PcapKind.Standard, false, "pcap" },
        { PcapKind.Kuznetzov, false, "pcap (Kuznetzov)" },
        { PcapKind.Kuznetzov, true, "pcap (Kuznetzov)" },
        { PcapKind.Kuznetzov1999April, false, "pcap (Kuznetzov)" },
        { PcapKind.Kuznetzov1999April, true, "pcap (Kuznetzov)" },
        { PcapKind.Suse, false, "pcap (Kuznetzov, SuSE 6.3)" },
        { PcapKind.Suse, true, "pcap (Kuznetzov, SuSE 6.3)" },
        { PcapKind.Nokia, false, "pcap (Nokia)" },
        { PcapKind.Nokia, true, "pcap (Nokia)" },
        { PcapKind.Ixia, false, "pcap (Ixia)" },
        { PcapKind.Ixia, true, "pcap (Ixia)" },
    };

    [Theory, MemberData(nameof(Kinds))]
    public void What_others_made_of_pcap_is_told_apart_and_read(PcapKind kind, bool bigEndian, string format)
    {
        for (var count = 2; count <= 5; count++)
        {
            var builder = new PcapBuilder(bigEndian: bigEndian, kind: kind);
            var expected = new List<ReadFrame>();
            for (var i = 1; i <= count; i++)
            {
                var time = Time / 1_000 * 1_000 + i * 1_000_000;
                builder.Add(time, Frame.AsSpan(0, 3 * i % 13), originalLength: 60);
                expected.Add(new ReadFrame(i, time, LinkType.Ethernet, 60, Hex.Text(Frame.AsSpan(0, 3 * i % 13))));
            }

            using var reader = new PcapReader(new MemoryStream(builder.ToArray()));

            Assert.Equal(format, reader.Format);
            var read = ReadCapture.All(reader);
            Assert.Equal(expected, read.Frames);
            Assert.Empty(read.Damage);
        }
    }

    public static TheoryData<string, byte[]> StandardAfterAll => new()
    {
        { "one record, then four octets of the next: no reason to think of Nokia", new PcapBuilder().Add(Time, Frame).Add(Time, Frame).ToArray()[..(24 + 29 + 4)] },
        { "one record, then eight octets of the next: no reason to think of Kuznetzov", new PcapBuilder().Add(Time, Frame).Add(Time, Frame).ToArray()[..(24 + 29 + 8)] },
        { "times of 1970", new PcapBuilder().Add(1, Frame).Add(2, Frame).Add(3, Frame).ToArray() },
        { "times out of order by years", new PcapBuilder().Add(Time, Frame).Add(1, Frame).Add(Time, Frame).ToArray() },
        { "captured above original", new PcapBuilder().Add(Time, Frame, 1).Add(Time, Frame, 1).Add(Time, Frame, 1).ToArray() },
        { "captured above the snap length", new PcapBuilder(snapLength: 5).Add(Time, Frame).Add(Time, Frame).Add(Time, Frame).ToArray() },
    };

    [Theory, MemberData(nameof(StandardAfterAll))]
    public void A_standard_file_is_never_taken_for_another_kind(string why, byte[] file)
    {
        using var reader = new PcapReader(new MemoryStream(file));

        Assert.True(reader.Format == "pcap", why);
        Assert.All(ReadCapture.All(reader).Frames, frame => Assert.Equal(Hex.Text(Frame), frame.Octets));
    }

    public static TheoryData<uint, LinkType, int> AixTypes => new()
    {
        { 6, LinkType.Ethernet, 13 },
        { 9, (LinkType)6, 13 },
        { 15, (LinkType)10, 10 }, // three octets of padding before FDDI
        { 24, LinkType.Null, 13 },
    };

    [Theory, MemberData(nameof(AixTypes))]
    public void AIX_has_nanoseconds_and_its_own_link_types(uint network, LinkType linkType, int length)
    {
        var file = new PcapBuilder((LinkType)network, bigEndian: true, minor: 2, kind: PcapKind.Aix).Add(Time, Frame).ToArray();

        var frame = Assert.Single(ReadCapture.Pcap(file).Frames);

        Assert.Equal(new ReadFrame(1, Time, linkType, (uint)length, Hex.Text(Frame.AsSpan(13 - length))), frame);
    }

    public static TheoryData<string, int, uint, int, uint> CheckSequences => new()
    {
        { "all of the frame was kept: the sequence goes", 13, 13, 9, 9 },
        { "the capture cut through the sequence", 13, 15, 11, 11 },
        { "the capture cut before the sequence", 13, 60, 13, 56 },
        { "shorter than a sequence: it has none", 3, 3, 3, 3 },
        { "lengths that lie are left as they are", 13, 5, 13, 5 },
    };

    [Theory, MemberData(nameof(CheckSequences))]
    public void The_check_sequence_that_the_file_header_tells_of_is_dropped(string why, int captured, uint original, int expectedLength, uint expectedOriginal)
    {
        var file = new PcapBuilder(checkLength: 4).Add(Time, Frame.AsSpan(0, captured), original).ToArray();

        var frame = Assert.Single(ReadCapture.Pcap(file).Frames);

        Assert.True((frame.Octets.Length / 2, frame.OriginalLength) == (expectedLength, expectedOriginal), $"{why}: {frame}");
    }

    private static PcapBuilder Damage(Action<PcapBuilder> damage, int before = 2, int after = 4, uint snapLength = 262_144)
    {
        var builder = new PcapBuilder(snapLength: snapLength);
        for (var i = 0; i < before; i++) builder.Add(Time + i * 1_000_000_000L, Frame);
        damage(builder);
        for (var i = before; i < before + after; i++) builder.Add(Time + i * 1_000_000_000L, Frame);
        return builder;
    }

    public static TheoryData<string, Action<PcapBuilder>, uint> Resumed => new()
    {
        { "a record that claims 4 GiB", b => b.AddRecord(1_700_000_002, 0, uint.MaxValue, 1, Frame), 262_144 },
        { "a record that claims a little more than may be", b => b.AddRecord(1_700_000_002, 0, 262_145, 262_145, Frame), 262_144 },
        { "octets that are no record", b => b.AddOctets(Enumerable.Repeat((byte)0xA5, 1_001).ToArray()), 262_144 },
        { "a sector of zeros in a frame", b => b.AddRecord(0, 0, 0xFFFF_0000, 0, new byte[4_096]), 262_144 },
        { "more than the snap length, and no record behind it", b => b.AddRecord(1_700_000_002, 0, 200, 200, Frame), 96 },
        { "a length that leads behind the end of the file", b => b.AddRecord(1_700_000_002, 0, 4_000, 4_000, Frame), 262_144 },
        { "more damage than fits into the buffer at once", b => b.AddOctets(Enumerable.Repeat((byte)0xFF, 3_000_000).ToArray()), 262_144 },
    };

    [Theory, MemberData(nameof(Resumed))]
    public void Behind_damage_reading_goes_on_at_the_next_record(string why, Action<PcapBuilder> damage, uint snapLength)
    {
        foreach (var after in new[] { 1, 2, 3, 7 })
        {
            var read = ReadCapture.Pcap(Damage(damage, after: after, snapLength: snapLength).ToArray());

            Assert.True(read.Frames.Count == 2 + after, $"{why}: {read}");
            Assert.Equal(Enumerable.Range(0, 2 + after).Select(i => Time / 1_000 * 1_000 + i * 1_000_000_000L), read.Frames.Select(frame => frame.Time));
            Assert.All(read.Frames, frame => Assert.Equal(Hex.Text(Frame), frame.Octets));
            var told = Assert.Single(read.Damage);
            Assert.Equal(24 + (2 * 29), told.Offset);
            Assert.Contains("reading goes on ", told.Reason, StringComparison.Ordinal);
        }
    }

    [Fact]
    public void The_octets_lost_are_told()
    {
        var read = ReadCapture.Pcap(Damage(b => b.AddOctets(Enumerable.Repeat((byte)0xA5, 1_001).ToArray())).ToArray());

        Assert.Equal(
            "expected a frame of at most 262,144 octets, found a record that claims 2,779,096,485; reading goes on 1,001 octets later",
            Assert.Single(read.Damage).Reason);
    }

    [Fact]
    public void Several_damaged_places_are_each_passed()
    {
        var builder = Damage(b => b.AddRecord(0, 0, uint.MaxValue, 0, Frame));
        for (var i = 0; i < 20; i++)
        {
            builder.AddOctets(Enumerable.Repeat((byte)0xEE, 100 + i).ToArray());
            for (var j = 0; j < 3; j++) builder.Add(Time + 10_000_000_000L + i, Frame);
        }

        var read = ReadCapture.Pcap(builder.ToArray());

        Assert.Equal(6 + 60, read.Frames.Count);
        Assert.Equal(21, read.Damage.Count);
    }

    [Fact]
    public void A_capture_in_a_payload_is_not_looked_at_where_there_is_no_damage()
    {
        var inner = Damage(_ => { }, after: 5).ToArray();
        var file = new PcapBuilder().Add(Time, inner).Add(Time, inner).ToArray();

        Assert.Equal([Hex.Text(inner), Hex.Text(inner)], ReadCapture.Pcap(file).Frames.Select(frame => frame.Octets));
    }

    [Fact]
    public void A_record_in_a_payload_does_not_pass_for_one_behind_damage()
    {
        // one header that could be true, and then what could not be
        var decoy = new PcapBuilder().AddRecord(1_700_000_003, 5, 20, 20, new byte[20]).AddRecord(1, 1, 0, 0, []).ToArray()[24..];
        var read = ReadCapture.Pcap(Damage(b => b.AddRecord(1_700_000_002, 0, uint.MaxValue, 1, decoy)).ToArray());

        Assert.Equal(6, read.Frames.Count);
        Assert.All(read.Frames, frame => Assert.Equal(Hex.Text(Frame), frame.Octets));
    }

    [Fact]
    public void Where_frames_are_longer_than_the_snap_length_they_are_read()
    {
        var read = ReadCapture.Pcap(new PcapBuilder(snapLength: 5).Add(Time, Frame).Add(Time, [1, 2]).Add(Time, Frame).ToArray());

        Assert.Equal(3, read.Frames.Count);
        Assert.Empty(read.Damage);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(uint.MaxValue)]
    [InlineData(0x8000_0000)]
    public void A_snap_length_that_says_nothing_limits_nothing(uint snapLength)
    {
        var read = ReadCapture.Pcap(new PcapBuilder(snapLength: snapLength).Add(Time, new byte[70_000]).Add(Time, []).ToArray());

        Assert.Equal([70_000, 0], read.Frames.Select(frame => frame.Octets.Length / 2));
        Assert.Empty(read.Damage);
    }

    [Fact]
    public void A_search_through_much_damage_is_linear_and_small()
    {
        // every place looks like a header that could be true, no chain does
        var octets = new PcapBuilder().AddRecord(1_700_000_001, 0, 0, 0, []).ToArray()[24..];
        var damage = Enumerable.Repeat(octets[..12], 200_000).SelectMany(part => part).ToArray();
        var before = GC.GetAllocatedBytesForCurrentThread();

        var read = ReadCapture.Pcap(Damage(b => b.AddOctets([0, 0, 0, 0, 0, 0, 0, 0, 0xFF, 0xFF, 0xFF, 0xFF, .. damage])).ToArray());

        Assert.InRange(read.Frames.Count, 2, 7);
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 64 << 20);
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

using PassiveDns.Formats.Capture;
using PassiveDns.Tests.Support;
using Xunit;

namespace PassiveDns.Formats.Tests.Capture;

public class PcapngReaderTests
{
    private static readonly byte[] Frame = Hex.Octets("0a 0b 0c 0d 0e");

    private static PcapngBuilder Started => new PcapngBuilder().Section().Interface();

    [Fact]
    public void The_octets_of_a_file_are_read_as_the_specification_draws_them()
    {
        // draft-ietf-opsawg-pcapng figures 9, 10 and 11
        var file = Hex.Octets("""
            0a0d0d0a 1c000000 4d3c2b1a 0100 0000 ffffffffffffffff 1c000000
            01000000 14000000 0100 0000 00000400 14000000
            06000000 28000000 00000000 01000000 02000000 05000000 09000000 0a0b0c0d0e 000000 28000000
            """);

        var read = ReadCapture.Pcapng(file);

        Assert.Equal(new ReadFrame(1, ((1L << 32) + 2) * 1_000, LinkType.Ethernet, 9, "0a0b0c0d0e"), Assert.Single(read.Frames));
        Assert.Empty(read.Damage);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Each_interface_has_its_own_link_type_resolution_and_offset(bool bigEndian)
    {
        var file = new PcapngBuilder().Section(bigEndian)
            .Interface(LinkType.Ethernet)
            .Interface(LinkType.Raw, timeResolution: 9)
            .Interface(LinkType.LinuxSll, timeResolution: 0x80 | 10, timeOffsetSeconds: -100)
            .Enhanced(2, 1024 * 200 + 512, Frame)
            .Enhanced(1, 5, Frame)
            .Enhanced(0, 5, Frame)
            .ToArray();

        var read = ReadCapture.Pcapng(file);

        Assert.Equal(
            [(1L, 100_500_000_000L, LinkType.LinuxSll), (2L, 5L, LinkType.Raw), (3L, 5_000L, LinkType.Ethernet)],
            read.Frames.Select(frame => (frame.Number, frame.Time, frame.LinkType)));
    }

    [Fact]
    public void A_section_has_its_own_octet_order_and_forgets_the_interfaces_before_it()
    {
        var file = new PcapngBuilder()
            .Section().Interface(LinkType.Ethernet).Enhanced(0, 1, Frame)
            .Section(bigEndian: true).Interface(LinkType.Raw).Enhanced(0, 2, Frame)
            .Section().Enhanced(0, 3, Frame).Interface(LinkType.Null).Enhanced(0, 4, Frame)
            .ToArray();

        var read = ReadCapture.Pcapng(file);

        Assert.Equal(
            [(1L, 1_000L, LinkType.Ethernet), (2L, 2_000L, LinkType.Raw), (3L, 4_000L, LinkType.Null)],
            read.Frames.Select(frame => (frame.Number, frame.Time, frame.LinkType)));
        Assert.Contains("found interface number 0", Assert.Single(read.Damage).Reason, StringComparison.Ordinal);
    }

    [Fact]
    public void Old_and_simple_packet_blocks_give_frames_too()
    {
        var file = new PcapngBuilder().Section().Interface(LinkType.Raw, snapLength: 4)
            .Obsolete(0, 7, Frame, originalLength: 60, drops: 65_535)
            .Simple(Frame.AsSpan(0, 4), originalLength: 5)
            .Simple(Frame.AsSpan(0, 3))
            .ToArray();

        var read = ReadCapture.Pcapng(file);

        Assert.Equal(
            [
                new ReadFrame(1, 7_000, LinkType.Raw, 60, "0a0b0c0d0e"),
                new ReadFrame(2, 0, LinkType.Raw, 5, "0a0b0c0d"),
                new ReadFrame(3, 0, LinkType.Raw, 3, "0a0b0c"),
            ],
            read.Frames);
        Assert.Empty(read.Damage);
    }

    [Fact]
    public void Other_blocks_are_passed_over_by_their_length()
    {
        var file = Started
            .Block(4, new byte[40]) // name resolution
            .Block(5, new byte[12]) // interface statistics
            .Block(0x8000_0BAD, []) // somebody's own
            .Block(0xBAD, new byte[70_000])
            .Enhanced(0, 1, Frame)
            .ToArray();

        var read = ReadCapture.Pcapng(file);

        Assert.Single(read.Frames);
        Assert.Empty(read.Damage);
    }

    /// <summary>Why, file, frames read, offset of the damage.</summary>
    public static TheoryData<string, byte[], int, long> LyingLengths
    {
        get
        {
            var before = Started.Enhanced(0, 1, Frame);
            var (good, length) = (before.ToArray(), before.Length);
            byte[] Then(Action<PcapngBuilder> damage)
            {
                var builder = new PcapngBuilder().Section().Interface().Enhanced(0, 1, Frame);
                damage(builder);
                return builder.Enhanced(0, 1, Frame).ToArray();
            }

            return new()
            {
                { "no section header", Hex.Octets("01000000 14000000 0100 0000 00000400 14000000"), 0, 0 },
                { "block of length 0", Then(b => b.Block(5, new byte[4], length: 0)), 2, length },
                { "block shorter than its frame", Then(b => b.Block(5, new byte[4], length: 8)), 2, length },
                { "length not a multiple of four", Then(b => b.Block(5, new byte[6])), 2, length },
                { "length one block above the ceiling", Then(b => b.Block(5, [], length: PcapngReader.MaxBlockLength + 4)), 2, length },
                { "length of 4 GiB", Then(b => b.Block(5, [], length: 0xFFFF_FFFC)), 2, length },
                { "length beyond the end of the file", Then(b => b.Block(5, [], length: 4_000)), 2, length },
                { "lengths differ", Then(b => b.Block(5, new byte[8], lengthAtEnd: 24)), 2, length },
                { "length leads into the next block", Then(b => b.Block(5, new byte[8], length: 24)), 2, length },
                { "octets that are no block", Then(b => b.AddOctets(Enumerable.Repeat((byte)0xA5, 1_003).ToArray())), 2, length },
                { "a sector of zeros", Then(b => b.AddOctets(new byte[4_096])), 2, length },
                { "section without byte-order magic, but another one behind", Then(b => b.Block(0x0A0D0D0A, new byte[16]).Enhanced(0, 1, Frame).Section(true).Interface()), 2, length },
                { "section of version 2, but another one behind", Then(b => b.Section(major: 2).Enhanced(0, 1, Frame).Section(true).Interface()), 2, length },
                { "section without byte-order magic", Then(b => b.Block(0x0A0D0D0A, new byte[16])), 1, length },
                { "section of version 2", Then(b => b.Section(major: 2)), 1, length },
                { "section header without content", Then(b => b.Block(0x0A0D0D0A, Hex.Octets("4d3c2b1a"))), 1, length },
                { "file cut in a block's type", [.. good, 6, 0], 1, length },
            };
        }
    }

    [Theory]
    [MemberData(nameof(LyingLengths))]
    public void Behind_a_length_that_lies_reading_goes_on_at_the_next_block(string why, byte[] file, int frames, long offset)
    {
        var read = ReadCapture.Pcapng(file);

        Assert.True(read.Frames.Count == frames, why);
        Assert.Equal(offset, Assert.Single(read.Damage).Offset);
    }

    public static TheoryData<string, Action<PcapngBuilder>> LocallyDamaged => new()
    {
        { "captured length runs out of its block", b => b.Enhanced(0, 1, Frame, claimedLength: 9) },
        { "captured length of 4 GiB", b => b.Enhanced(0, 1, Frame, claimedLength: uint.MaxValue) },
        { "interface that nobody described", b => b.Enhanced(1, 1, Frame) },
        { "interface number with the sign bit", b => b.Enhanced(0x8000_0000, 1, Frame) },
        { "old packet block of an unknown interface", b => b.Obsolete(65_535, 1, Frame) },
        { "enhanced packet block too short", b => b.Block(6, new byte[16]) },
        { "old packet block too short", b => b.Block(2, new byte[16]) },
        { "simple packet block without its length", b => b.Block(3, []) },
        { "simple packet longer than its block", b => b.Simple(Frame, originalLength: 9) },
        { "interface description too short", b => b.Block(1, new byte[4]) },
        { "option runs out of its block", b => b.Block(1, Hex.Octets("0100 0000 00000000 0900 0500 09000000")) },
    };

    [Theory]
    [MemberData(nameof(LocallyDamaged))]
    public void Content_that_lies_costs_its_block_only(string why, Action<PcapngBuilder> damage)
    {
        var builder = Started.Enhanced(0, 1, Frame);
        var offset = builder.Length;
        damage(builder);
        var file = builder.Enhanced(0, 2, Frame).ToArray();

        var read = ReadCapture.Pcapng(file);

        Assert.True(read.Frames.Count == 2, why);
        Assert.Equal((2, 2_000), (read.Frames[1].Number, read.Frames[1].Time));
        Assert.Equal(offset, Assert.Single(read.Damage).Offset);
    }

    public static TheoryData<string, byte?, uint?, int, uint, int, uint> CheckSequences => new()
    {
        // why, if_fcslen, epb_flags, captured, original, octets expected, original expected
        { "no word of one", null, null, 5, 5, 5, 5 },
        { "octets, as in the example of the specification", 4, null, 5, 5, 1, 1 },
        { "bits, as in its words", 32, null, 5, 5, 1, 1 },
        { "16 bits", 16, null, 5, 5, 3, 3 },
        { "the capture cut through it", 4, null, 5, 8, 4, 4 },
        { "the capture cut before it", 4, null, 5, 60, 5, 56 },
        { "the packet itself knows better", 4, 2 << 5, 5, 5, 3, 3 },
        { "flags that do not say", 4, 1, 5, 5, 1, 1 },
        { "flags alone", null, 4 << 5, 5, 5, 1, 1 },
        { "lengths that lie are left as they are", 4, null, 5, 2, 5, 2 },
    };

    [Theory, MemberData(nameof(CheckSequences))]
    public void A_check_sequence_is_dropped(string why, byte? checkLength, uint? flags, int captured, uint original, int octets, uint expectedOriginal)
    {
        var file = new PcapngBuilder().Section().Interface(checkLength: checkLength).Enhanced(0, 1, Frame.AsSpan(0, captured), original, flags: flags).ToArray();

        var frame = Assert.Single(ReadCapture.Pcapng(file).Frames);

        Assert.True((frame.Octets.Length / 2, frame.OriginalLength) == (octets, expectedOriginal), $"{why}: {frame}");
    }

    [Fact]
    public void An_interface_that_cannot_be_read_keeps_its_number()
    {
        var file = new PcapngBuilder().Section().Interface().Block(1, new byte[4]).Interface(LinkType.Raw).Enhanced(1, 1, Frame).Enhanced(2, 2, Frame).ToArray();

        var read = ReadCapture.Pcapng(file);

        var frame = Assert.Single(read.Frames);
        Assert.Equal((LinkType.Raw, 2_000), (frame.LinkType, frame.Time));
        Assert.Equal(2, read.Damage.Count);
    }

    [Fact]
    public void The_longest_block_is_read()
    {
        var octets = new byte[PcapngReader.MaxBlockLength - 32];
        octets[^1] = 7;

        var frame = Assert.Single(ReadCapture.Pcapng(Started.Enhanced(0, 1, octets).ToArray()).Frames);

        Assert.Equal(Hex.Text(octets), frame.Octets);
    }

    [Fact]
    public void A_captured_length_above_the_original_occurs_and_is_believed()
    {
        var frame = Assert.Single(ReadCapture.Pcapng(Started.Enhanced(0, 1, Frame, originalLength: 2).ToArray()).Frames);

        Assert.Equal((5, 2u), (frame.Octets.Length / 2, frame.OriginalLength));
    }

    [Fact]
    public void Complaints_about_a_hostile_file_are_bounded_and_counted()
    {
        var builder = Started;
        for (var i = 0; i < 1_000; i++) builder.Block(6, []);

        var damage = ReadCapture.Pcapng(builder.ToArray()).Damage;

        Assert.Equal(DamageList.MaxListed + 1, damage.Count);
        Assert.Equal(new FileDamage(Started.Length + 12 * DamageList.MaxListed, "900 more damaged places from here on"), damage[^1]);
    }
}

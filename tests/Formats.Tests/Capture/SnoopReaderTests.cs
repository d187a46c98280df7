using PassiveDns.Formats.Capture;
using PassiveDns.Tests.Support;
using Xunit;

namespace PassiveDns.Formats.Tests.Capture;

public class SnoopReaderTests
{
    private const long Time = 1_700_000_000_123_456_000;

    private static readonly byte[] Frame = Hex.Octets("0a 0b 0c 0d 0e");

    [Fact]
    public void The_octets_of_a_file_are_read_as_the_RFC_draws_them()
    {
        // RFC 1761 sections 2 and 3
        var file = Hex.Octets("""
            736e6f6f70000000 00000002 00000004
            00000009 00000005 00000020 00000000 00000001 00000002 0a0b0c0d0e 000000
            """);

        var read = ReadCapture.All(new SnoopReader(new MemoryStream(file)));

        Assert.Equal(new ReadFrame(1, 1_000_002_000, LinkType.Ethernet, 9, "0a0b0c0d0e"), Assert.Single(read.Frames));
        Assert.Empty(read.Damage);
    }

    public static TheoryData<uint, int> DataLinks => new()
    {
        { 0, 1 }, { 2, 6 }, { 4, 1 }, { 8, 10 }, { 9, 0 }, { 14, 0 }, { 16, 122 }, { 18, 123 }, { 26, 242 },
        { 0x8000_0001, 228 }, { 0x8000_0002, 229 }, { 0x8000_0003, 1 }, { 0x8000_0005, 226 },
    };

    [Theory, MemberData(nameof(DataLinks))]
    public void Datalink_types_become_link_types(uint dataLink, int linkType) =>
        Assert.Equal((LinkType)linkType, Assert.Single(ReadCapture.File(new SnoopBuilder(dataLink).Add(Time, Frame).ToArray()).Frames).LinkType);

    public static TheoryData<string, byte[], int, long> Damaged => new()
    {
        { "a datalink type that is not known", new SnoopBuilder(dataLink: 5).Add(Time, Frame).ToArray(), 0, 0 },
        { "version 3", new SnoopBuilder(version: 3).Add(Time, Frame).ToArray(), 0, 0 },
        { "file header cut", new SnoopBuilder().ToArray()[..15], 0, 0 },
        { "record header cut", new SnoopBuilder().Add(Time, Frame).Add(Time, Frame).ToArray()[..^9], 1, 16 + 32 },
        { "frame longer than its record", new SnoopBuilder().Add(Time, Frame).Add(Time, Frame, claimedLength: 9).Add(Time, Frame).ToArray(), 2, 16 + 32 },
        { "record shorter than its header", new SnoopBuilder().Add(Time, Frame).Add(Time, Frame, recordLength: 23).Add(Time, Frame).ToArray(), 2, 16 + 32 },
        { "record of 4 GiB", new SnoopBuilder().Add(Time, Frame).Add(Time, Frame, recordLength: uint.MaxValue).Add(Time, Frame).ToArray(), 2, 16 + 32 },
        { "frame of 4 GiB", new SnoopBuilder().Add(Time, Frame).Add(Time, Frame, claimedLength: uint.MaxValue).Add(Time, Frame).ToArray(), 2, 16 + 32 },
    };

    [Theory, MemberData(nameof(Damaged))]
    public void Damage_costs_what_is_damaged(string why, byte[] file, int frames, long offset)
    {
        var read = ReadCapture.File(file);

        Assert.True(read.Frames.Count == frames, $"{why}: {read}");
        Assert.Equal(offset, Assert.Single(read.Damage).Offset);
    }
}

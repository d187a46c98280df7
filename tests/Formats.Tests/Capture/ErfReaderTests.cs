using PassiveDns.Formats.Capture;
using PassiveDns.Tests.Support;
using Xunit;

namespace PassiveDns.Formats.Tests.Capture;

public class ErfReaderTests
{
    private const long Time = 1_700_000_000_123_456_000;

    private static readonly byte[] Frame = Hex.Octets("0a 0b 0c 0d 0e 0f 00 01 02 03 04 05 06 07");
    private static readonly byte[] Ethernet = [0, 0, .. Frame]; // offset and padding, then the frame

    [Fact]
    public void The_octets_of_a_record_are_read_as_the_guide_draws_them()
    {
        // half a second; type 2; variable length; 16 + 2 + 14 octets; 18 on the wire, 4 of them the check sequence
        var record = Hex.Octets("00000080 01000000 02 04 0020 0000 0012 0000 0a0b0c0d0e0f000102030405 0607");

        var read = ReadCapture.All(new ErfReader(new MemoryStream(record)));

        Assert.Equal(new ReadFrame(1, 1_500_000_000, LinkType.Ethernet, 14, Hex.Text(Frame)), Assert.Single(read.Frames));
        Assert.Empty(read.Damage);
    }

    [Fact]
    public void Each_type_has_its_link_type_and_what_is_no_frame_is_passed_over()
    {
        var file = new ErfBuilder()
            .Add(ErfBuilder.Padding, 0, new byte[8], 0)
            .Add(ErfBuilder.Meta, 0, new byte[16], 16, extensions: 1)
            .Add(ErfBuilder.Ethernet, Time, Ethernet, 18)
            .Add(ErfBuilder.IPv4, Time, Frame, 14)
            .Add(ErfBuilder.IPv6, Time, Frame, 14, extensions: 3)
            .Add(ErfBuilder.Hdlc, Time, [0x0F, 0x00, 0x08, 0x00], 4)
            .Add(ErfBuilder.Hdlc, Time, [0xFF, 0x03, 0x00, 0x21], 4)
            .Add(25, Time, Frame, 14)
            .ToArray();

        var read = ReadCapture.File(file);

        Assert.Equal([1, 228, 229, 104, 50, 197], read.Frames.Select(frame => (int)frame.LinkType));
        Assert.Equal([Hex.Text(Frame), Hex.Text(Frame), Hex.Text(Frame), "0f000800", "ff030021"], read.Frames.Take(5).Select(frame => frame.Octets));
        Assert.All(read.Frames, frame => Assert.Equal(Time, frame.Time));
        Assert.Empty(read.Damage);
    }

    public static TheoryData<string, int, uint, int> Lengths => new()
    {
        { "all was kept, the check sequence too", 18, 14, 14 },
        { "the card cut the frame", 1_518, 1_514, 14 },
        { "cut in the check sequence", 16, 12, 12 },
    };

    [Theory, MemberData(nameof(Lengths))]
    public void The_check_sequence_of_Ethernet_is_dropped(string why, int wireLength, uint original, int octets)
    {
        var frame = Assert.Single(ReadCapture.All(new ErfReader(new MemoryStream(new ErfBuilder().Add(ErfBuilder.Ethernet, Time, Ethernet, wireLength).ToArray()))).Frames);

        Assert.True((frame.OriginalLength, frame.Octets.Length / 2) == (original, octets), $"{why}: {frame}");
    }

    public static TheoryData<string, byte[]> NotErf => new()
    {
        { "one record does not convince", new ErfBuilder().Add(2, Time, Ethernet, 18).ToArray() },
        { "a type that does not exist", new ErfBuilder().Add(2, Time, Ethernet, 18).Add(49, Time, Ethernet, 18).Add(2, Time, Ethernet, 18).ToArray() },
        { "time runs back by a day", new ErfBuilder().Add(2, Time, Ethernet, 18).Add(2, Time - 86_400_000_000_000, Ethernet, 18).Add(2, Time, Ethernet, 18).ToArray() },
        { "time of 1980", new ErfBuilder().Add(2, 315_532_800_000_000_000, Ethernet, 18).Add(2, 315_532_800_000_000_000, Ethernet, 18).ToArray() },
        { "a record shorter than its header", new ErfBuilder().Add(2, Time, Ethernet, 18).Add(2, Time, Ethernet, 18, recordLength: 15).Add(2, Time, Ethernet, 18).ToArray() },
        { "a record far longer than its frame", new ErfBuilder().Add(2, Time, Ethernet, 18).Add(2, Time, new byte[600], 18).Add(2, Time, Ethernet, 18).ToArray() },
        { "zeros", new byte[4_096] },
    };

    [Theory, MemberData(nameof(NotErf))]
    public void What_might_be_something_else_is_not_taken_for_ERF(string why, byte[] file) =>
        Assert.True(Assert.Throws<UnreadableFileException>(() => ReadCapture.File(file)).Message.Length > 0, why);

    public static TheoryData<string, Action<ErfBuilder>, int> Damaged => new()
    {
        { "a type that does not exist", b => b.Add(99, Time, Ethernet, 18), 3 },
        { "a record shorter than its header", b => b.Add(2, Time, Ethernet, 18, recordLength: 8), 3 },
        { "extension headers without end", b => b.Add(22 | 0x80, Time, Enumerable.Repeat((byte)0x83, 80).ToArray(), 14), 3 },
        { "a record of Ethernet without its two octets", b => b.Add(2, Time, [], 18), 3 },
    };

    [Theory, MemberData(nameof(Damaged))]
    public void Damage_costs_what_is_damaged(string why, Action<ErfBuilder> damage, int before)
    {
        var builder = new ErfBuilder();
        for (var i = 0; i < before; i++) builder.Add(ErfBuilder.Ethernet, Time, Ethernet, 18);
        var offset = builder.Length;
        damage(builder);
        for (var i = 0; i < 4; i++) builder.Add(ErfBuilder.Ethernet, Time, Ethernet, 18);

        var read = ReadCapture.File(builder.ToArray());

        Assert.True(read.Frames.Count == before + 4, $"{why}: {read}");
        Assert.Equal(offset, Assert.Single(read.Damage).Offset);
    }
}

using PassiveDns.Tui.Presentation;
using Xunit;

namespace PassiveDns.Tui.Tests.Presentation;

public class FrameNumberTextTests
{
    public static TheoryData<long[], string> Lists => new()
    {
        { [7], "    frame 7" },
        { [12, 40, 41, 42, 43, 44, 90], "    frames 12, 40-44, 90" },
        { [1, 2, 4], "    frames 1-2, 4" },
        { [1, 2, 2, 3, 4], "    frames 1, 2 (2 times), 3-4" }, // two responses in one segment: in no range
        { [1_234_567, 1_234_569], "    frames 1234567, 1234569" }, // as Wireshark takes numbers
    };

    [Theory, MemberData(nameof(Lists))]
    public void Numbers_in_a_row_are_a_range(long[] frames, string line) =>
        Assert.Equal([line], FrameNumberText.Lines(frames, frames.Length, 80));

    [Fact]
    public void Very_many_are_folded_and_none_is_lost()
    {
        var frames = Enumerable.Range(1, 1_000).Select(i => 2L * i).ToList();

        var lines = FrameNumberText.Lines(frames, frames.Count, 80).ToList();

        Assert.All(lines, line => Assert.True(line.Length <= 80, line));
        Assert.Equal(frames, string.Join(' ', lines).Split([' ', ','], StringSplitOptions.RemoveEmptyEntries).Skip(1).Select(long.Parse));
    }

    [Fact]
    public void It_is_said_when_others_are_found_than_were_counted() =>
        Assert.Equal(["    frame 7", "    found again 1 time, where the ingest counted 3"], FrameNumberText.Lines([7], 3, 80));

    [Fact]
    public void Nothing_found_is_said() => Assert.Equal(["    found again 0 times, where the ingest counted 1"], FrameNumberText.Lines([], 1, 80));
}

using PassiveDns.Tui.Output;
using PassiveDns.Tui.Presentation;
using Xunit;

namespace PassiveDns.Tui.Tests.Presentation;

public class FoldTextTests
{
    [Theory]
    [InlineData("short", "short", "it fits")]
    [InlineData("  one two three four", "  one two three four", "it fits exactly")]
    [InlineData("  one two three four five", "  one two three four\n    five", "it goes on further in")]
    [InlineData("abcdefghijklmnopqrstuvwxyz", "abcdefghijklmnopqrst\n  uvwxyz", "no blank to break at")]
    [InlineData("例例例例例例例例例例例", "例例例例例例例例例例\n  例", "wide characters")]
    public void A_line_is_folded(string line, string folded, string why) =>
        Assert.True(folded == string.Join('\n', FoldText.Lines([line], 20)), why);

    [Fact]
    public void Nothing_is_lost_and_nothing_is_wider()
    {
        var line = "      frame 134 of a-very-long-name-of-a-capture-file-that-goes-on-and-on.pcap, 1 time, authoritative, from 2001:db8::1";
        for (var width = 10; width < 130; width++)
        {
            var lines = FoldText.Lines([line], width).ToList();
            Assert.All(lines, one => Assert.InRange(TerminalText.Columns(one), 0, width));
            Assert.Equal(line.Replace(" ", "", StringComparison.Ordinal), string.Concat(lines).Replace(" ", "", StringComparison.Ordinal));
        }
    }
}

using PassiveDns.Analyzer.Evidence;
using PassiveDns.Analyzer.Packets;
using PassiveDns.Formats.Dns;
using PassiveDns.Tests.Support;
using PassiveDns.Tui.Presentation;
using Xunit;

namespace PassiveDns.Tui.Tests.Presentation;

public class ConflictTextTests
{
    private const string Name = "www.example.";

    [Theory]
    [InlineData(UdpChecksumState.Correct, "UDP checksum ok")]
    [InlineData(UdpChecksumState.Absent, "UDP checksum absent")]
    [InlineData(UdpChecksumState.Wrong, "UDP checksum wrong")]
    [InlineData(UdpChecksumState.Unknown, "UDP checksum cut")]
    public void What_an_answer_came_in_is_told(UdpChecksumState checksum, string expected)
    {
        var answers = new[] { Answer(1), new Answer { Number = 2, FrameNumber = 1_234_567, HopLimit = 3, Checksum = checksum, ResponseCode = 3, Message = Message("c0000202") } };

        Assert.Contains($"      2. frame 1234567, IP TTL 3, {expected}, NXDOMAIN", ConflictText.Lines([answers], 80));
    }

    [Fact]
    public void Over_TCP_there_is_neither_TTL_nor_checksum() =>
        Assert.Contains("      1. frame 1, over TCP, NOERROR", ConflictText.Lines([[new Answer { Number = 1, FrameNumber = 1, Message = Message("c0000201") }]], 80));

    [Fact]
    public void An_answer_that_was_not_kept_is_told_to_differ() =>
        Assert.Contains("         differs; there were too many answers to keep them all", ConflictText.Lines([[Answer(1), new Answer { Number = 2, FrameNumber = 2 }]], 80));

    /// <summary>Long records are folded, many are counted.</summary>
    [Fact]
    public void No_line_is_wider_than_the_screen_and_none_is_endless()
    {
        var builder = DnsMessageBuilder.Response(1, Name);
        for (var i = 0; i < 300; i++) builder.Answer(Name, RRType.TXT, "c8" + string.Concat(Enumerable.Repeat("1b", 198)) + $"{i:x4}");
        var lines = ConflictText.Lines([[Answer(1), new Answer { Number = 2, FrameNumber = 2, Message = builder.ToArray() }]], 80).ToList();

        Assert.All(lines, line => Assert.InRange(line.Length, 1, 80));
        Assert.All(lines, line => Assert.DoesNotContain('\x1b', line));
        Assert.InRange(lines.Count, 20, 200);
        Assert.Contains("           + and 292 records more", lines);
    }

    private static byte[] Message(string address) => DnsMessageBuilder.Response(1, Name).Answer(Name, RRType.A, address).ToArray();

    private static Answer Answer(int number) =>
        new() { Number = number, FrameNumber = number, HopLimit = 64, Checksum = UdpChecksumState.Correct, Message = Message("c0000201") };
}

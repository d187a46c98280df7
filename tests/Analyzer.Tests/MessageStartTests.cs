using PassiveDns.Analyzer.Packets;
using PassiveDns.Formats.Dns;
using PassiveDns.Tests.Support;
using Xunit;

namespace PassiveDns.Analyzer.Tests;

public class MessageStartTests
{
    private static readonly byte[] Query = Prefixed(DnsMessageBuilder.Query(7, "www.example.").Additional(".", RRType.OPT, "").ToArray());

    public static TheoryData<string, byte[], string> Starts => new()
    {
        { "a query", Query, nameof(StartJudgement.Plausible) },
        { "a query and what follows", [.. Query, .. Query], nameof(StartJudgement.Plausible) },
        { "a response where queries go", Prefixed(DnsMessageBuilder.Response(7, "www.example.").ToArray()), nameof(StartJudgement.Implausible) },
        { "opcode 15", Prefixed(DnsMessageBuilder.Query(7, "www.example.", opcode: 15).ToArray()), nameof(StartJudgement.Implausible) },
        { "class 77", Prefixed(DnsMessageBuilder.Query(7, "www.example.", classCode: 77).ToArray()), nameof(StartJudgement.Implausible) },
        { "a length too small for its records", [0, 20, .. Query[2..]], nameof(StartJudgement.Implausible) },
        { "a question longer than the message", [0, 20, .. Prefixed(DnsMessageBuilder.Query(7, "www.example.").ToArray())[2..]], nameof(StartJudgement.Implausible) },
        { "a name without end", [0xFF, 0xFF, .. Query[2..14], .. Enumerable.Repeat((byte)1, 300)], nameof(StartJudgement.Implausible) },
        { "zeros", new byte[40], nameof(StartJudgement.Implausible) },
        { "nothing", [], nameof(StartJudgement.Unclear) },
    };

    [Theory, MemberData(nameof(Starts))]
    public void A_start_is_judged_by_length_header_and_question(string why, byte[] octets, string expected) =>
        Assert.True(MessageStart.Judge(octets, MessageRole.Query).ToString() == expected, why);

    [Fact]
    public void No_prefix_of_a_start_speaks_against_it()
    {
        var question = 2 + DnsHeader.Length + DnsMessageBuilder.WireName("www.example.").Length + 4;
        for (var length = 0; length < Query.Length; length++)
            Assert.Equal(length < question ? StartJudgement.Unclear : StartJudgement.Plausible, MessageStart.Judge(Query.AsSpan(0, length), MessageRole.Query));
    }

    private static byte[] Prefixed(byte[] message) => [.. FrameBuilder.Be((ushort)message.Length), .. message];
}

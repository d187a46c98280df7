using PassiveDns.Analyzer.Evidence;
using PassiveDns.Formats.Dns;
using PassiveDns.Tests.Support;
using Xunit;

namespace PassiveDns.Analyzer.Tests.Evidence;

public class AnswerDifferenceTests
{
    private const string Name = "www.example.";
    private const ushort AA = 0x0400, NxDomain = 3;

    public static TheoryData<string, DnsMessageBuilder, DnsMessageBuilder, string> Pairs => new()
    {
        // why, two answers, what differs and the records: - only in the first, + only in the second
        { "another address", Answer("c0000201"), Answer("cb007142"), "rdata - www.example. 300 IN A 192.0.2.1 + www.example. 300 IN A 203.0.113.66" },
        { "another TTL", Answer("c0000201"), Answer("c0000201", ttl: 60), "ttl - www.example. 300 IN A 192.0.2.1 + www.example. 60 IN A 192.0.2.1" },
        {
            "both", Answer("c0000201").Answer(Name, RRType.A, "c0000202"), Answer("c0000201", ttl: 60).Answer(Name, RRType.A, "cb007142"),
            "rdata ttl - www.example. 300 IN A 192.0.2.1 - www.example. 300 IN A 192.0.2.2 + www.example. 60 IN A 192.0.2.1 + www.example. 300 IN A 203.0.113.66"
        },
        { "a record more", Answer("c0000201"), Answer("c0000201").Additional("ns.example.", RRType.A, "cb007142"), "rdata + ns.example. 300 IN A 203.0.113.66" },
        { "the same record twice", Answer("c0000201"), Answer("c0000201").Answer(Name, RRType.A, "c0000201"), "rdata + www.example. 300 IN A 192.0.2.1" },
        { "another owner", Answer("c0000201"), Response().Answer("other.example.", RRType.A, "c0000201"), "rdata - www.example. 300 IN A 192.0.2.1 + other.example. 300 IN A 192.0.2.1" },
        { "no such name", Answer("c0000201"), Response(NxDomain), "rcode rdata - www.example. 300 IN A 192.0.2.1" },
        { "authoritative or not", Answer("c0000201"), Answer("c0000201", AA), "flags" },
        { "the order of records", Answer("c0000201").Answer(Name, RRType.A, "c0000202"), Answer("c0000202").Answer(Name, RRType.A, "c0000201"), "other" },
        { "letter case", Answer("c0000201"), Response().Answer("WWW.example.", RRType.A, "c0000201"), "other" },
        { "EDNS", Answer("c0000201"), Answer("c0000201").Additional(".", RRType.OPT, "", classCode: 1_232, ttl: 0), "other" },
        { "a class that is not IN", Answer("c0000201"), Response().Answer(Name, RRType.A, "c0000201", classCode: 3), "rdata - www.example. 300 IN A 192.0.2.1 + www.example. 300 CLASS3 A 192.0.2.1" },
        { "octets behind the last record", Answer("c0000201"), Answer("c0000201").Raw([1, 2, 3]), "other" },
        { "one that ends before its records do", Answer("c0000201"), Answer("c0000201").Claim(DnsSection.Authority, 9), "other" },
    };

    [Theory, MemberData(nameof(Pairs))]
    public void What_differs_is_named(string why, DnsMessageBuilder first, DnsMessageBuilder second, string expected)
    {
        var difference = AnswerDifference.Between(first.ToArray(), second.ToArray());
        string[] words =
        [
            .. difference.HasOtherResponseCode ? ["rcode"] : Array.Empty<string>(), .. difference.HasOtherRData ? ["rdata"] : Array.Empty<string>(),
            .. difference.HasOtherTtls ? ["ttl"] : Array.Empty<string>(), .. difference.HasOtherFlags ? ["flags"] : Array.Empty<string>(),
            .. difference.IsOfOtherOctets ? ["other"] : Array.Empty<string>(), .. difference.Removed.Select(record => $"- {record}"), .. difference.Added.Select(record => $"+ {record}"),
        ];
        Assert.True(expected == string.Join(' ', words), $"{why}: {string.Join(' ', words)}");
    }

    [Fact]
    public void Any_octets_are_compared()
    {
        foreach (var (_, _, message) in HostileMessages.All) Assert.NotNull(AnswerDifference.Between(message, Answer("c0000201").ToArray()));
        Assert.True(AnswerDifference.Between([], [1, 2, 3]).IsOfOtherOctets);
    }

    private static DnsMessageBuilder Response(ushort flags = 0) => DnsMessageBuilder.Response(1, Name, flags: flags);

    private static DnsMessageBuilder Answer(string address, ushort flags = 0, uint ttl = 300) => Response(flags).Answer(Name, RRType.A, address, ttl);
}

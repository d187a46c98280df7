using System.Text;
using PassiveDns.Formats.Records;
using Xunit;

namespace PassiveDns.Indexer.Tests;

public class SourceRecordJsonTests
{
    private static readonly string Whole = Encoding.UTF8.GetString(SourceRecordJson.Write([Make.Source(1)]));

    /// <summary>Two counts that no capture can have, and whose sum no number holds, ended verify with an arithmetic overflow.</summary>
    [Theory]
    [InlineData("\"frames\":{", "\"NotIp\":9223372036854775807,")]
    [InlineData("\"messages\":{", "\"Query\":9007199254740993,")]
    [InlineData("\"unsupportedLinkTypes\":{", "\"148\":9007199254740993,")]
    public void Counts_that_no_sum_can_hold_are_damage_and_no_overflow(string field, string count)
    {
        var text = Whole.Replace(field, field + count, StringComparison.Ordinal).Replace(",}", "}", StringComparison.Ordinal);
        Assert.NotEqual(Whole, text);

        var refusal = Assert.Throws<DamagedArchiveException>(() => SourceRecordJson.Read("a.rrset", 5, Encoding.UTF8.GetBytes(text)));

        Assert.Contains("from 0 to 9007199254740992 in source 1", refusal.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void The_parts_of_a_rollup_come_back()
    {
        SourcePart[] parts = [new(Make.Sha256(3), "a.pcap", 5), new(Make.Sha256(1), "b \"quoted\".pcap", long.MaxValue)];
        Array.Sort(parts, (a, b) => string.CompareOrdinal(a.Sha256, b.Sha256));
        var written = SourceRecordJson.Write([Make.Source(1) with { Parts = parts }, Make.Source(2)]);

        var read = SourceRecordJson.Read("a.rrset", 5, written);

        Assert.Equal(parts, read[0].Parts);
        Assert.Equal((true, false), (read[0].IsRollup, read[1].IsRollup));
        Assert.Equal(written, SourceRecordJson.Write(read));
    }

    public static TheoryData<string, string, string> PartFaults => new()
    {
        { "an empty list",      "[]",                                                      "expected parts, where there is a list of them in source 1, found none." },
        { "no list",            "5",                                                       "expected a list in \"parts\" in source 1, found 5." },
        { "no SHA-256",         "[{'path':'a','octets':1}]",                               "expected the field \"sha256\" in source 1, part, found none." },
        { "a field too many",   "[{'sha256':'SHA1','path':'a','octets':1,'colour':2}]",    "expected no field that this version does not know in source 1, part" },
        { "not ascending",      "[{'sha256':'SHA1','path':'a','octets':1},{'sha256':'SHA1','path':'b','octets':1}]", "expected ascending SHA-256 in source 1, part" },
    };

    [Theory, MemberData(nameof(PartFaults))]
    public void Parts_that_are_none_are_damage(string why, string parts, string sentence)
    {
        var text = Whole[..^2] + ",\"parts\":" + parts.Replace('\'', '"').Replace("SHA1", Make.Sha256(1), StringComparison.Ordinal) + "}]";

        var refusal = Assert.Throws<DamagedArchiveException>(() => SourceRecordJson.Read("a.rrset", 5, Encoding.UTF8.GetBytes(text)));

        Assert.True(refusal.Message.Contains(sentence, StringComparison.Ordinal), $"{why}: {refusal.Message}");
    }
}

using System.Text;
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
}

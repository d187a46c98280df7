using System.Globalization;
using System.Text;
using CsCheck;
using Xunit;

namespace PassiveDns.Formats.Tests;

public class UtcTextTests
{
    [Theory]
    [InlineData(0, "1970-01-01T00:00:00Z", "1970-01-01T00:00:00.000Z")]
    [InlineData(1_795_425_240_000, "2026-11-23T09:14:00Z", "2026-11-23T09:14:00.000Z")]
    [InlineData(1_795_425_240_250, "2026-11-23T09:14:00Z", "2026-11-23T09:14:00.250Z")]
    [InlineData(-1, "1969-12-31T23:59:59Z", "1969-12-31T23:59:59.999Z")]
    [InlineData(951_782_400_000, "2000-02-29T00:00:00Z", "2000-02-29T00:00:00.000Z")]
    [InlineData(4_107_542_400_000, "2100-03-01T00:00:00Z", "2100-03-01T00:00:00.000Z")]
    [InlineData(253_402_300_799_999, "9999-12-31T23:59:59Z", "9999-12-31T23:59:59.999Z")]
    [InlineData(253_402_300_800_000, "+10000-01-01T00:00:00Z", "+10000-01-01T00:00:00.000Z")]
    [InlineData(-62_135_596_800_000, "0001-01-01T00:00:00Z", "0001-01-01T00:00:00.000Z")]
    [InlineData(-62_167_219_200_000, "0000-01-01T00:00:00Z", "0000-01-01T00:00:00.000Z")]
    [InlineData(-62_167_219_200_001, "-0001-12-31T23:59:59Z", "-0001-12-31T23:59:59.999Z")]
    [InlineData(long.MaxValue, "+292278994-08-17T07:12:55Z", "+292278994-08-17T07:12:55.807Z")]
    [InlineData(long.MinValue, "-292275055-05-16T16:47:04Z", "-292275055-05-16T16:47:04.192Z")]
    public void Writes_any_time(long milliseconds, string seconds, string withMilliseconds)
    {
        Assert.Equal(seconds, UtcText.Seconds(milliseconds));
        Assert.Equal(withMilliseconds, UtcText.Milliseconds(milliseconds));
    }

    [Fact]
    public void Agrees_with_the_calendar_of_the_runtime() =>
        Gen.Long[DateTimeOffset.MinValue.ToUnixTimeMilliseconds(), DateTimeOffset.MaxValue.ToUnixTimeMilliseconds()].Sample(milliseconds =>
            Assert.Equal(
                DateTimeOffset.FromUnixTimeMilliseconds(milliseconds).ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z'", CultureInfo.InvariantCulture),
                UtcText.Milliseconds(milliseconds)));

    [Theory]
    [InlineData(0u, "19700101000000")]
    [InlineData(1_048_354_263u, "20030322173103")]
    [InlineData(uint.MaxValue, "21060207062815")]
    public void Writes_the_time_of_a_signature(uint seconds, string expected)
    {
        Span<byte> text = stackalloc byte[UtcText.MaxLength];

        Assert.Equal(expected, Encoding.ASCII.GetString(text[..UtcText.WriteCompact(seconds, text)]));
        Assert.True(UtcText.TryParseCompact(Encoding.ASCII.GetBytes(expected), out var read));
        Assert.Equal(seconds, read);
    }
    [Theory]
    [InlineData("19691231235959")]
    [InlineData("21060207062816")]
    [InlineData("20260229000000")]
    [InlineData("20261301000000")]
    [InlineData("20260100000000")]
    [InlineData("20260101240000")]
    [InlineData("20260101006000")]
    [InlineData("20260101000060")]
    [InlineData("00000101000000")]
    [InlineData("2026010100000")]
    [InlineData("2026010100000Z")]
    public void Refuses_what_is_no_time_of_a_signature(string text) => Assert.False(UtcText.TryParseCompact(Encoding.ASCII.GetBytes(text), out _));
}

using PassiveDns.Indexer.Runs;
using PassiveDns.Tests.Support;
using Xunit;

namespace PassiveDns.Indexer.Tests.Runs;

public class NumberTests
{
    public static TheoryData<string, ulong, string> Numbers => new()
    {
        // why                        number              octets
        { "zero",                     0,                  "00" },
        { "most in one octet",        127,                "7f" },
        { "least in two octets",      128,                "8001" },
        { "example of DWARF 5 7.6",   624_485,            "e58e26" },
        { "most in 64 bits",          ulong.MaxValue,     "ffffffffffffffffff01" },
    };

    [Theory, MemberData(nameof(Numbers))]
    public void Leb128_is_written_and_read(string why, ulong number, string octets)
    {
        Span<byte> written = stackalloc byte[Leb128.MaxLength];
        var length = Leb128.Write(number, written);
        var at = 0;

        Assert.True(Leb128.TryRead(written[..length], ref at, out var read), why);
        Assert.Equal((octets, number, length), (Hex.Text(written[..length]), read, at));
    }

    public static TheoryData<string, string> Refused => new()
    {
        { "nothing",                     "" },
        { "cut",                         "80" },
        { "a 65th bit",                  "ffffffffffffffffff02" },
        { "eleven octets",               "8080808080808080808000" },
    };

    [Theory, MemberData(nameof(Refused))]
    public void Leb128_that_is_cut_or_too_long_is_refused_and_stays_unread(string why, string octets)
    {
        var at = 0;

        Assert.False(Leb128.TryRead(Hex.Octets(octets), ref at, out _), why);
        Assert.Equal(0, at);
    }

    [Theory]
    [InlineData(0, 0)]
    [InlineData(-1, 1)]
    [InlineData(1, 2)]
    [InlineData(long.MaxValue, ulong.MaxValue - 1)]
    [InlineData(long.MinValue, ulong.MaxValue)]
    public void ZigZag_goes_there_and_back(long value, ulong number)
    {
        Assert.Equal(number, Leb128.ZigZag(value));
        Assert.Equal(value, Leb128.UnZigZag(number));
    }

    // The vectors of RFC 3720 appendix B.4, and one that is no multiple of eight octets.
    [Theory]
    [InlineData("0000000000000000000000000000000000000000000000000000000000000000", 0x8A9136AA)]
    [InlineData("ffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff", 0x62A8AB43)]
    [InlineData("000102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f", 0x46DD794E)]
    [InlineData("313233343536373839", 0xE3069283)]
    public void Crc32C_is_that_of_the_RFC(string octets, uint expected) => Assert.Equal(expected, Crc32C.Of(Hex.Octets(octets)));
}

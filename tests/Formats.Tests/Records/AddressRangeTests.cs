using System.Net;
using PassiveDns.Formats.Records;
using PassiveDns.Tests.Support;
using Xunit;

namespace PassiveDns.Formats.Tests.Records;

public class AddressRangeTests
{
    [Theory]
    [InlineData("192.0.2.1", "c0000201", "c0000201")]
    [InlineData("192.0.2.0/24", "c0000200", "c00002ff")]
    [InlineData("192.0.2.77/24", "c0000200", "c00002ff")]
    [InlineData("192.0.2.77/32", "c000024d", "c000024d")]
    [InlineData("192.0.2.77/29", "c0000248", "c000024f")]
    [InlineData("0.0.0.0/0", "00000000", "ffffffff")]
    [InlineData("192.0.2.1-192.0.2.9", "c0000201", "c0000209")]
    [InlineData("192.0.2.9-192.0.2.9", "c0000209", "c0000209")]
    [InlineData("2001:db8::1", "20010db8000000000000000000000001", "20010db8000000000000000000000001")]
    [InlineData("2001:db8::/33", "20010db8000000000000000000000000", "20010db87fffffffffffffffffffffff")]
    [InlineData("::/0", "00000000000000000000000000000000", "ffffffffffffffffffffffffffffffff")]
    [InlineData("2001:db8::-2001:db8::ff", "20010db8000000000000000000000000", "20010db80000000000000000000000ff")]
    [InlineData("::ffff:192.0.2.1", "00000000000000000000ffffc0000201", "00000000000000000000ffffc0000201")]
    public void Reads(string text, string first, string last)
    {
        Assert.True(AddressRange.TryParse(text, out var range));
        Assert.Equal((first, last), (Hex.Text(range.First.Span), Hex.Text(range.Last.Span)));
    }

    [Theory]
    [InlineData("192.0.2.1", "192.0.2.1")]
    [InlineData("192.0.2.77/24", "192.0.2.0/24")]
    [InlineData("192.0.2.77/32", "192.0.2.77")]
    [InlineData("192.0.2.0-192.0.2.127", "192.0.2.0/25")]
    [InlineData("192.0.2.1-192.0.2.128", "192.0.2.1-192.0.2.128")]
    [InlineData("0.0.0.0/0", "0.0.0.0/0")]
    [InlineData("2001:DB8:0::1", "2001:db8::1")]
    [InlineData("2001:db8::/33", "2001:db8::/33")]
    [InlineData("::/0", "::/0")]
    [InlineData("2001:db8::-2001:db8::fe", "2001:db8::-2001:db8::fe")]
    public void Writes_what_it_reads(string text, string expected)
    {
        Assert.True(AddressRange.TryParse(text, out var range));
        Assert.Equal(expected, range.ToString());
        Assert.True(AddressRange.TryParse(expected, out var again));
        Assert.True(range.First.Span.SequenceEqual(again.First.Span) && range.Last.Span.SequenceEqual(again.Last.Span));
        Assert.Equal("", default(AddressRange).ToString());
    }

    [Theory]
    [InlineData("")]
    [InlineData("1")]
    [InlineData("192.0.2")]
    [InlineData("192.0.2.256")]
    [InlineData("192.0.2.01")]
    [InlineData("0xc0000201")]
    [InlineData(" 192.0.2.1")]
    [InlineData("192.0.2.1 ")]
    [InlineData("192.0.2.0/33")]
    [InlineData("192.0.2.0/-1")]
    [InlineData("192.0.2.0/+8")]
    [InlineData("192.0.2.0/")]
    [InlineData("192.0.2.0/24/24")]
    [InlineData("/24")]
    [InlineData("2001:db8::/129")]
    [InlineData("192.0.2.9-192.0.2.1")]
    [InlineData("192.0.2.1-2001:db8::")]
    [InlineData("192.0.2.1-")]
    [InlineData("fe80::1%eth0")]
    [InlineData("[2001:db8::1]")]
    [InlineData("example.com")]
    public void Refuses(string text) => Assert.False(AddressRange.TryParse(text, out _));

    [Fact]
    public void A_prefix_longer_than_the_address_is_a_mistake_of_the_caller() =>
        Assert.Throws<ArgumentOutOfRangeException>(() => AddressRange.Network(IPAddress.Loopback, 33));

    [Fact]
    public void A_network_holds_exactly_the_addresses_that_share_its_prefix()
    {
        for (var length = 0; length <= 32; length++)
        {
            var range = AddressRange.Network(IPAddress.Parse("203.0.113.213"), length);
            var (first, last) = (Number(range.First.Span), Number(range.Last.Span));
            Assert.Equal(1L << (32 - length), last - first + 1);
            Assert.Equal(0, first % (1L << (32 - length)));
        }

        static long Number(ReadOnlySpan<byte> address) => System.Buffers.Binary.BinaryPrimitives.ReadUInt32BigEndian(address);
    }
}

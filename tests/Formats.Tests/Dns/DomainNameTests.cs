using CsCheck;
using PassiveDns.Formats.Dns;
using PassiveDns.Tests.Support;
using Xunit;

namespace PassiveDns.Formats.Tests.Dns;

public class DomainNameTests
{
    [Theory]
    [InlineData("the root", "00", 1)]
    [InlineData("octets behind it", "0161 00 ffff", 3)]
    [InlineData("nothing", "", 0)]
    [InlineData("no root label", "0161", 0)]
    [InlineData("label cut short", "0361", 0)]
    [InlineData("a pointer", "0161 c000", 0)]
    [InlineData("a reserved label type", "4161 00", 0)]
    public void Measures_the_name_at_the_start(string why, string wire, int expected)
    {
        var found = DomainName.TryMeasure(Hex.Octets(wire), out var length);

        Assert.True((expected > 0, expected) == (found, length), $"{why}: {length}");
    }

    [Fact]
    public void A_name_has_at_most_255_octets()
    {
        var label = Hex.Octets("3f" + string.Concat(Enumerable.Repeat("61", 63)));
        byte[] longest = [.. label, .. label, .. label, 61, .. label[1..62], 0];
        byte[] longer = [.. label, .. label, .. label, 62, .. label[1..63], 0];

        Assert.True(DomainName.TryMeasure(longest, out var length));
        Assert.Equal(DomainName.MaxLength, length);
        Assert.False(DomainName.TryMeasure(longer, out _));
    }

    [Fact]
    public void Measuring_any_octets_agrees_with_the_reader() =>
        Gen.OneOf(Names.Any, Gen.Byte.Array[0, 300]).Sample(octets =>
        {
            var reader = new WireReader(octets);
            Span<byte> name = stackalloc byte[DomainName.MaxLength];
            var length = reader.ReadName(name);
            // At offset 0 nothing can be pointed to, so the reader refuses every pointer here.
            Assert.Equal(length > 0, DomainName.TryMeasure(octets, out var measured));
            Assert.Equal(length, measured);
        });

    [Fact]
    public void Parents_lead_to_the_root()
    {
        var name = DomainNameFormat.Parse("a.b.example.")!;

        Assert.Equal(3, DomainName.LabelCount(name));
        Assert.Equal("b.example.", DomainNameFormat.ToText(DomainName.Parent(name)));
        Assert.Equal("example.", DomainNameFormat.ToText(DomainName.Ancestor(name, 1)));
        Assert.Equal(".", DomainNameFormat.ToText(DomainName.Ancestor(name, 0)));
        Assert.Equal("a.b.example.", DomainNameFormat.ToText(DomainName.Ancestor(name, 3)));
    }

    [Theory]
    [InlineData("example.com.", "example.com.", true)]
    [InlineData("www.example.com.", "example.com.", true)]
    [InlineData("www.example.com.", ".", true)]
    [InlineData("badexample.com.", "example.com.", false)]
    [InlineData("com.", "example.com.", false)]
    [InlineData("example.org.", "example.com.", false)]
    public void Knows_who_lies_below_whom(string name, string ancestor, bool expected) =>
        Assert.Equal(expected, DomainName.IsAtOrBelow(DomainNameFormat.Parse(name)!, DomainNameFormat.Parse(ancestor)!));

    [Fact]
    public void Only_letters_of_ASCII_are_folded()
    {
        var name = new byte[DomainName.MaxLabelLength + 2];
        for (var first = 0; first < 256; first += DomainName.MaxLabelLength)
        {
            name[0] = DomainName.MaxLabelLength;
            for (var i = 0; i < DomainName.MaxLabelLength; i++) name[1 + i] = (byte)Math.Min(255, first + i);
            var expected = name.Select(octet => octet is >= (byte)'A' and <= (byte)'Z' ? (byte)(octet + 32) : octet).ToArray();

            DomainName.ToLower(name);

            Assert.Equal(expected, name);
        }
    }
}

using PassiveDns.Formats.Dns;
using PassiveDns.Formats.Dns.RData;
using Xunit;

namespace PassiveDns.Formats.Tests.Dns.RData;

public class RDataTypesTests
{
    [Fact]
    public void Every_named_type_has_a_row_with_its_mnemonic_and_source()
    {
        var named = Enum.GetValues<RRType>().Where(type => type != RRType.None).ToList();

        Assert.Equal(named, RDataTypes.All.Order());
        Assert.All(named, type => Assert.Equal(type.ToString().Replace('_', '-'), RDataTypes.Mnemonic(type)));
        Assert.All(named, type => Assert.False(string.IsNullOrEmpty(RDataTypes.Source(type))));
    }

    [Fact]
    public void Every_number_is_written_and_read_back()
    {
        Span<byte> text = stackalloc byte[RDataTypes.MaxMnemonicLength];
        for (var number = 0; number <= ushort.MaxValue; number++)
        {
            var mnemonic = RDataTypes.Mnemonic((RRType)number);
            Assert.True(RDataTypes.TryParse(mnemonic, out var type));
            Assert.Equal((RRType)number, type);
            Assert.Equal(mnemonic, System.Text.Encoding.ASCII.GetString(text[..RDataTypes.WriteMnemonic(type, text)]));
        }
    }

    [Theory]
    [InlineData("aaaa", RRType.AAAA)]
    [InlineData("Nsap-Ptr", RRType.NSAP_PTR)]
    [InlineData("type1", RRType.A)]
    [InlineData("TYPE0", RRType.None)]
    [InlineData("TYPE65535", (RRType)65_535)]
    public void Reads_mnemonics_in_any_letter_case(string text, RRType expected)
    {
        Assert.True(RDataTypes.TryParse(text, out var type));
        Assert.Equal(expected, type);
    }

    [Theory]
    [InlineData("")]
    [InlineData("TYPE")]
    [InlineData("TYPE65536")]
    [InlineData("TYPE-1")]
    [InlineData("TYPE+1")]
    [InlineData("TYPE 1")]
    [InlineData("1")]
    [InlineData("NONSENSE")]
    public void Refuses_what_names_no_type(string text) => Assert.False(RDataTypes.TryParse(text, out _));

    [Fact]
    public void Meta_types_are_those_that_no_zone_holds()
    {
        RRType[] meta = [RRType.OPT, RRType.TKEY, RRType.TSIG, RRType.IXFR, RRType.AXFR, RRType.MAILB, RRType.MAILA, RRType.ANY];

        Assert.Equal(meta, Enumerable.Range(0, 65_536).Select(number => (RRType)number).Where(RDataTypes.IsMeta));
    }
}

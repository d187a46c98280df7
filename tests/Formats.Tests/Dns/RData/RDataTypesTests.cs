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

    /// <summary>IANA's registry "Resource Record (RR) TYPEs" as of July 2026, but for the types whose text is known.</summary>
    public static TheoryData<string, RRType> Opaque => new()
    {
        // why                                                            type
        { "not allowed in master files (RFC 1035 section 3.3.10)",        RRType.NULL },
        { "a pseudo-record: its options have a text of their own",        RRType.OPT },
        { "reserved without a document",                                  RRType.UINFO },
        { "reserved without a document",                                  RRType.UID },
        { "reserved without a document",                                  RRType.GID },
        { "reserved without a document",                                  RRType.UNSPEC },
        { "stands in bitmaps only, has no rdata (RFC 9824 section 3.2)",  RRType.NXNAME },
        { "a type of questions",                                          RRType.IXFR },
        { "a type of questions",                                          RRType.AXFR },
        { "a type of questions",                                          RRType.MAILB },
        { "a type of questions",                                          RRType.MAILA },
        { "a type of questions",                                          RRType.ANY },
    };

    [Theory, MemberData(nameof(Opaque))]
    public void A_type_without_documented_text_is_opaque(string why, RRType type)
    {
        Assert.True(RDataTypes.Fields(type).IsEmpty, why);
        Assert.Equal(@"\# 1 61", RDataFormat.ToText(type, "a"u8));
    }

    /// <summary>Numbers that the registry assigns: 1 to 68 but 54, 99 to 109, 128, 249 to 264, 32768 and 32769.</summary>
    [Fact]
    public void Every_registered_type_is_named_and_has_text_or_a_reason_to_have_none()
    {
        var registered = Enumerable.Range(1, 68).Where(number => number != 54).Concat(Enumerable.Range(99, 11)).Append(128)
            .Concat(Enumerable.Range(249, 16)).Concat([32_768, 32_769]).Select(number => (RRType)number).ToList();
        var opaque = Opaque.Select(row => row.Data.Item2).ToHashSet();

        Assert.Equal(registered, RDataTypes.All.Order());
        Assert.Equal(registered.Where(type => !opaque.Contains(type)), registered.Where(type => RDataTypes.Fields(type).Length > 0));
    }

    /// <summary>Whoever adds a layout must say what its text is.</summary>
    [Fact]
    public void Every_type_with_a_layout_has_an_example_in_presentation_format()
    {
        var shown = RDataExamples.All.Select(row => row.Data).Where(row => !row.Item4.StartsWith(@"\#", StringComparison.Ordinal))
            .Select(row => RDataTypes.TryParse(row.Item2, out var type) ? type : RRType.None).ToHashSet();

        Assert.DoesNotContain(RDataTypes.All, type => RDataTypes.Fields(type).Length > 0 && !shown.Contains(type));
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

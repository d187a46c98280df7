using CsCheck;
using PassiveDns.Formats.Dns;
using PassiveDns.Tests.Support;
using Xunit;

namespace PassiveDns.Formats.Tests.Dns;

public class DomainNameFormatTests
{
    private static readonly string A63 = new('a', 63);

    public static TheoryData<string, string, string> Readable => new()
    {
        // why                          text              wire
        { "the root",                   ".",              "00" },
        { "with final dot",             "a.b.",           "0161 0162 00" },
        { "without final dot",          "a.b",            "0161 0162 00" },
        { "letter case is kept",        "Ab.",            "024162 00" },
        { "an escaped dot",             @"a\.b.",         "03612e62 00" },
        { "an escaped dot at the end",  @"a\.",           "02612e 00" },
        { "an escaped letter",          @"\a.",           "0161 00" },
        { "an escaped space",           @"\ .",           "0120 00" },
        { "decimal",                    @"\000\255.",     "0200ff 00" },
        { "a digit after decimal",      @"\0651.",        "024131 00" },
        { "characters of master files", @"\""\(\)\;\@\$\\.", "07222829 3b40245c 00" },
        { "those unescaped",            "\"();@$.",       "06222829 3b4024 00" },
        { "underscore, star, hyphen",   "_a.*.-.",        "025f61 012a 012d 00" },
    };

    [Theory, MemberData(nameof(Readable))]
    public void Reads_text(string why, string text, string wire)
    {
        Span<byte> name = stackalloc byte[DomainName.MaxLength];

        Assert.True(DomainNameFormat.TryParse(text, name, out var length), why);
        Assert.Equal(Hex.Octets(wire), name[..length]);
    }

    public static TheoryData<string, string> Refused => new()
    {
        // why                            text
        { "nothing",                      "" },
        { "two dots",                     ".." },
        { "an empty label in front",      ".a" },
        { "an empty label between",       "a..b" },
        { "an empty label at the end",    "a.." },
        { "an escape cut short",          @"a\" },
        { "two digits",                   @"\12" },
        { "above 255",                    @"\256." },
        { "a digit and a letter",         @"\1a2." },
        { "a space",                      "a b." },
        { "a control character",          "a\tb." },
        { "an escaped control character", "a\\\t." },
        { "outside ASCII",                "é." },
        { "escaped, outside ASCII",       @"\é." },
        { "a label of 64",                A63 + "a." },
        { "256 octets",                   $"{A63}.{A63}.{A63}.{A63[..62]}." },
        { "256 octets, no final dot",     $"{A63}.{A63}.{A63}.{A63[..62]}" },
        { "much too long",                string.Concat(Enumerable.Repeat("a.", 1_000)) },
    };

    [Theory, MemberData(nameof(Refused))]
    public void Refuses_text(string why, string text)
    {
        Span<byte> name = stackalloc byte[DomainName.MaxLength];

        Assert.False(DomainNameFormat.TryParse(text, name, out var length), why);
        Assert.Equal(0, length);
        Assert.Null(DomainNameFormat.Parse(text));
    }

    [Theory]
    [InlineData("")]
    [InlineData(".")]
    public void Reads_the_longest_name(string finalDot)
    {
        Span<byte> name = stackalloc byte[DomainName.MaxLength];

        Assert.True(DomainNameFormat.TryParse($"{A63}.{A63}.{A63}.{A63[..61]}{finalDot}", name, out var length));
        Assert.Equal(DomainName.MaxLength, length);
    }

    [Fact]
    public void Any_name_is_written_as_printable_ASCII_and_read_back() =>
        Names.Any.Sample(wire =>
        {
            var text = DomainNameFormat.ToText(wire);
            Assert.DoesNotContain(text, character => character is < '!' or > '~');
            Assert.EndsWith(".", text, StringComparison.Ordinal);

            Span<byte> name = stackalloc byte[DomainName.MaxLength];
            Assert.True(DomainNameFormat.TryParse(text, name, out var length));
            Assert.Equal(wire, name[..length]);
        });

    [Fact]
    public void Any_text_is_read_as_a_well_formed_name_or_refused() =>
        Gen.String[Gen.OneOf(Gen.Char["ab.\\0129 \"é"], Gen.Char), 0, 600].Sample(text =>
        {
            Span<byte> name = stackalloc byte[DomainName.MaxLength];
            if (!DomainNameFormat.TryParse(text, name, out var length)) return;
            Assert.True(DomainName.TryMeasure(name[..length], out var measured));
            Assert.Equal(length, measured);
        });

    [Fact]
    public void The_longest_text_is_that_of_unprintable_octets()
    {
        byte[] label = [DomainName.MaxLabelLength, .. Enumerable.Repeat((byte)255, DomainName.MaxLabelLength)];
        byte[] name = [.. label, .. label, .. label, 61, .. label[1..62], 0];

        Assert.Equal(DomainNameFormat.MaxTextLength, DomainNameFormat.ToText(name).Length);
    }

    [Fact]
    public void Parse_folds_letters() => Assert.Equal(Hex.Octets("0161 0162 00"), DomainNameFormat.Parse("A.B"));
}

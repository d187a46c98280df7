using System.Text;
using CsCheck;
using PassiveDns.Formats.Dns;
using Xunit;

namespace PassiveDns.Formats.Tests.Dns;

public class PunycodeTests
{
    // RFC 3492 section 7.1, without the letter case that annotates digits (appendix A).
    public static TheoryData<string, string, string> Samples => new()
    {
        { "A Arabic (Egyptian)", "\u0644\u064A\u0647\u0645\u0627\u0628\u062A\u0643\u0644\u0645\u0648\u0634\u0639\u0631\u0628\u064A\u061F", "egbpdaj6bu4bxfgehfvwxn" },
        { "B Chinese (simplified)", "\u4ED6\u4EEC\u4E3A\u4EC0\u4E48\u4E0D\u8BF4\u4E2D\u6587", "ihqwcrb4cv8a8dqg056pqjye" },
        { "C Chinese (traditional)", "\u4ED6\u5011\u7232\u4EC0\u9EBD\u4E0D\u8AAA\u4E2D\u6587", "ihqwctvzc91f659drss3x8bo0yb" },
        { "D Czech", "Pro\u010Dprost\u011Bnemluv\u00ED\u010Desky", "Proprostnemluvesky-uyb24dma41a" },
        { "E Hebrew", "\u05DC\u05DE\u05D4\u05D4\u05DD\u05E4\u05E9\u05D5\u05D8\u05DC\u05D0\u05DE\u05D3\u05D1\u05E8\u05D9\u05DD\u05E2\u05D1\u05E8\u05D9\u05EA", "4dbcagdahymbxekheh6e0a7fei0b" },
        { "F Hindi (Devanagari)", "\u092F\u0939\u0932\u094B\u0917\u0939\u093F\u0928\u094D\u0926\u0940\u0915\u094D\u092F\u094B\u0902\u0928\u0939\u0940\u0902\u092C\u094B\u0932\u0938\u0915\u0924\u0947\u0939\u0948\u0902", "i1baa7eci9glrd9b2ae1bj0hfcgg6iyaf8o0a1dig0cd" },
        { "G Japanese", "\u306A\u305C\u307F\u3093\u306A\u65E5\u672C\u8A9E\u3092\u8A71\u3057\u3066\u304F\u308C\u306A\u3044\u306E\u304B", "n8jok5ay5dzabd5bym9f0cm5685rrjetr6pdxa" },
        { "H Korean", "\uC138\uACC4\uC758\uBAA8\uB4E0\uC0AC\uB78C\uB4E4\uC774\uD55C\uAD6D\uC5B4\uB97C\uC774\uD574\uD55C\uB2E4\uBA74\uC5BC\uB9C8\uB098\uC88B\uC744\uAE4C", "989aomsvi5e83db1d2a355cv1e0vak1dwrv93d5xbh15a0dt30a5jpsd879ccm6fea98c" },
        { "I Russian", "\u043F\u043E\u0447\u0435\u043C\u0443\u0436\u0435\u043E\u043D\u0438\u043D\u0435\u0433\u043E\u0432\u043E\u0440\u044F\u0442\u043F\u043E\u0440\u0443\u0441\u0441\u043A\u0438", "b1abfaaepdrnnbgefbadotcwatmq2g4l" },
        { "J Spanish", "Porqu\u00E9nopuedensimplementehablarenEspa\u00F1ol", "PorqunopuedensimplementehablarenEspaol-fmd56a" },
        { "K Vietnamese", "T\u1EA1isaoh\u1ECDkh\u00F4ngth\u1EC3ch\u1EC9n\u00F3iti\u1EBFngVi\u1EC7t", "TisaohkhngthchnitingVit-kjcr8268qyxafd2f1b9g" },
        { "L", "3\u5E74B\u7D44\u91D1\u516B\u5148\u751F", "3B-ww4c5e180e575a65lsy2b" },
        { "M", "\u5B89\u5BA4\u5948\u7F8E\u6075-with-SUPER-MONKEYS", "-with-SUPER-MONKEYS-pc58ag80a8qai00g7n9n" },
        { "N", "Hello-Another-Way-\u305D\u308C\u305E\u308C\u306E\u5834\u6240", "Hello-Another-Way--fc4qua05auwb3674vfr0b" },
        { "O", "\u3072\u3068\u3064\u5C4B\u6839\u306E\u4E0B2", "2-u9tlzr9756bt3uc0v" },
        { "P", "Maji\u3067Koi\u3059\u308B5\u79D2\u524D", "MajiKoi5-783gue6qz075azm5e" },
        { "Q", "\u30D1\u30D5\u30A3\u30FCde\u30EB\u30F3\u30D0", "de-jg4avhby1noc0d" },
        { "R", "\u305D\u306E\u30B9\u30D4\u30FC\u30C9\u3067", "d9juau41awczczp" },
        { "S", "-> $1.00 <-", "-> $1.00 <--" },
    };

    [Theory, MemberData(nameof(Samples))]
    public void Writes_and_reads_the_samples_of_the_RFC(string sample, string text, string encoded)
    {
        Assert.True(encoded == Encode(text), $"{sample}: {Encode(text)}");
        Assert.True(text == Decode(encoded), $"{sample}: {Decode(encoded)}");
    }

    [Theory]
    [InlineData("nothing", "", "")]
    [InlineData("ASCII alone has a hyphen behind it", "abc", "abc-")]
    [InlineData("beyond the first 65,536", "\U0001F4A9", "ls8h")]
    [InlineData("digits of either case", "b\u00FCcher", "bcher-KVA")]
    public void Reads(string why, string text, string encoded) => Assert.True(text == Decode(encoded), why);

    [Theory]
    [InlineData("no digit", "a-!")]
    [InlineData("a number that is cut", "bcher-kv")]
    [InlineData("an octet above ASCII before the hyphen", "\u00FCa-kva")]
    [InlineData("an octet above ASCII in a number", "a-\u00FC")]
    [InlineData("a number above 32 bits", "99999999")]
    [InlineData("a code point above 10FFFF", "en32g")]
    [InlineData("half a surrogate pair", "ib9b")]
    public void Refuses(string why, string encoded) => Assert.True(Decode(encoded) is null, why);

    [Fact]
    public void What_is_written_is_read_again() => GenText.Sample(text =>
    {
        var encoded = new byte[1_000];
        Assert.True(Punycode.TryEncode(text, encoded, out var length));
        Assert.True(Ascii.IsValid(encoded.AsSpan(0, length)));

        var read = new Rune[text.Length];
        Assert.True(Punycode.TryDecode(encoded.AsSpan(0, length), read, out var count));
        Assert.Equal(text, read[..count]);
    });

    [Fact]
    public void Nothing_is_written_beyond_the_room_there_is() => Gen.Select(GenText, Gen.Int[0, 40]).Sample((text, room) =>
    {
        var whole = new byte[1_000];
        Punycode.TryEncode(text, whole, out var needed);
        var encoded = new byte[room + 1];

        var fits = Punycode.TryEncode(text, encoded.AsSpan(0, room), out var written);

        Assert.Equal((needed <= room, needed <= room ? needed : 0, 0), (fits, written, encoded[room]));
    });

    [Fact]
    public void Octets_of_any_kind_are_read_or_refused() => Gen.Byte.Array[0, 70].Sample(octets =>
    {
        var room = new Rune[octets.Length];
        if (!Punycode.TryDecode(octets, room, out var count)) Assert.Equal(0, count);
    });

    private static Gen<Rune[]> GenText { get; } =
        Gen.OneOf(Gen.Int['a', 'z'], Gen.Int[0x80, 0x2FF], Gen.Int[0xE000, 0x10FFFF]).Select(code => new Rune(code)).Array[0, 20];

    private static string? Encode(string text)
    {
        var encoded = new byte[200];
        return Punycode.TryEncode([.. text.EnumerateRunes()], encoded, out var length) ? Encoding.ASCII.GetString(encoded, 0, length) : null;
    }

    private static string? Decode(string encoded)
    {
        var text = new Rune[200];
        return Punycode.TryDecode(Encoding.Latin1.GetBytes(encoded), text, out var count) ? string.Concat(text[..count]) : null;
    }
}

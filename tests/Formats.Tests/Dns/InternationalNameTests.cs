using System.Globalization;
using System.Text;
using PassiveDns.Formats.Dns;
using Xunit;

namespace PassiveDns.Formats.Tests.Dns;

public class InternationalNameTests
{
    public static TheoryData<string, string, string, ScriptMark, string?> Names => new()
    {
        // why                                       name                                  for people                 mark                     looks like
        { "German",                                  "xn--bcher-kva.example",              "bücher.example.",         ScriptMark.None,         null },
        { "letter case of the encoding",             "WWW.XN--BCHER-KVA.example",          "WWW.bücher.example.",     ScriptMark.None,         null },
        { "sharp s, which has no upper case",        "xn--strae-oqa.de",                   "straße.de.",              ScriptMark.None,         null },
        { "French",                                  "xn--pokmon-dva.com",                 "pokémon.com.",            ScriptMark.None,         null },
        { "Chinese, both labels",                    "xn--fiqs8s.xn--fiqs8s",              "中国.中国.",              ScriptMark.None,         null },
        { "Japanese: Katakana",                      "xn--zckzah.jp",                      "テスト.jp.",              ScriptMark.None,         null },
        { "Japanese: Han, Hiragana and Latin",       Encoded("abc日本のドメイン", "jp"),    "abc日本のドメイン.jp.",   ScriptMark.None,         null },
        { "Korean with Han and Latin",               Encoded("kr한국漢字", "kr"),           "kr한국漢字.kr.",          ScriptMark.None,         null },
        { "Chinese with Bopomofo",                   Encoded("漢字ㄅㄆ", "tw"),             "漢字ㄅㄆ.tw.",            ScriptMark.None,         null },
        { "Arabic",                                  "xn--mgberp4a5d4ar",                  "السعودية.",               ScriptMark.None,         null },
        { "Hebrew",                                  Encoded("ישראל", "il"),                "ישראל.il.",               ScriptMark.None,         null },
        { "Hindi, with marks",                       Encoded("भारत", "in"),                 "भारत.in.",                ScriptMark.None,         null },
        { "Thai",                                    Encoded("ไทย", "th"),                  "ไทย.th.",                 ScriptMark.None,         null },
        { "Russian",                                 Encoded("пример", "ru"),               "пример.ru.",              ScriptMark.None,         null },
        { "Greek",                                   Encoded("παράδειγμα", "gr"),           "παράδειγμα.gr.",          ScriptMark.None,         null },
        { "Georgian, Armenian, Ethiopic",            Encoded("გე", "x") + "." + Encoded("հայ", "x") + "." + Encoded("አማ", "x"), "გე.x.հայ.x.አማ.x.", ScriptMark.None, null },
        { "digits and hyphens are of no script",     Encoded("пример-2", "ru"),             "пример-2.ru.",            ScriptMark.None,         null },
        { "an emoji",                                "xn--n3h.net",                        "☃.net.",                  ScriptMark.None,         null },
        { "an emoji after Latin",                    "xn--i-7iq.ws",                       "i❤.ws.",                  ScriptMark.None,         null },
        { "a Cyrillic a in apple",                   "xn--pple-43d.com",                   "аpple.com.",              ScriptMark.MixedScripts, "apple.com." },
        { "apple, all Cyrillic",                     "xn--80ak6aa92e.com",                 "аррӏе.com.",              ScriptMark.LooksLatin,   "apple.com." },
        { "the same under a Cyrillic domain",        "xn--80ak6aa92e." + Encoded("рф"),    "аррӏе.рф.",               ScriptMark.None,         null },
        { "a Greek o in google",                     Encoded("gοogle", "com"),              "gοogle.com.",             ScriptMark.MixedScripts, "google.com." },
        { "Greek alone",                             Encoded("ρογ", "com"),                 "ρογ.com.",                ScriptMark.LooksLatin,   "poy.com." },
        { "Cyrillic and Greek",                      Encoded("жω", "com"),                  "жω.com.",                 ScriptMark.MixedScripts, null },
        { "Latin and Thai",                          Encoded("bankไทย", "com"),             "bankไทย.com.",            ScriptMark.MixedScripts, null },
        { "Bopomofo and Hiragana",                   Encoded("ㄅあ", "com"),                "ㄅあ.com.",               ScriptMark.MixedScripts, null },
        { "Hangul and Katakana",                     Encoded("한ア", "com"),                "한ア.com.",               ScriptMark.MixedScripts, null },
        { "Cherokee that looks Latin, and Latin",    Encoded("ꭰbc", "com"),                 "ꭰbc.com.",                ScriptMark.MixedScripts, null },
        { "one label of several",                    "xn--a.xn--bcher-kva.xn--abc.example", "xn--a.bücher.xn--abc.example.", ScriptMark.None,   null },
        { "other labels keep their escapes",         @"\000\.xn--.xn--bcher-kva",          @"\000\.xn--.bücher.",     ScriptMark.None,         null },
        { "the worst of two labels",                 "xn--bcher-kva.xn--pple-43d.com",     "bücher.аpple.com.",       ScriptMark.MixedScripts, null },
    };

    [Theory, MemberData(nameof(Names))]
    public void Shows_what_people_read(string why, string name, string text, ScriptMark mark, string? lookAlike)
    {
        var wire = new byte[DomainName.MaxLength + 1];
        Assert.True(DomainNameFormat.TryParse(name, wire, out var length), why);

        var read = InternationalName.Read(wire.AsSpan(0, length));

        Assert.True(new InternationalName(text, mark, lookAlike) == read, $"{why}: {read}");
    }

    public static TheoryData<string, string> Left => new()
    {
        // why                                  name
        { "no A-label",                         "www.example.com" },
        { "the root",                           "." },
        { "a prefix alone",                     "xn--.com" },
        { "no Punycode",                        "xn--99999999.com" },
        { "Punycode that ends too early",       "xn--bcher-kv.com" },
        { "Punycode of a control character",    "xn--a.com" },
        { "nothing but ASCII",                  "xn--abc-.com" },
        { "another encoding of the same",       "xn--Bcher-Kva-.com" },
        { "an overlong label",                  "xn--" + new string('a', 59) + ".com" },
        { "all nines",                          "xn--" + new string('9', 59) + ".com" },
        { "the prefix elsewhere",               "axn--bcher-kva.com" },
        { "upper case",                         "xn--" + Punycode("bÜcher") },
        { "right-to-left override",             Encoded("a\u202Eb") },
        { "zero-width space",                   Encoded("a\u200Bb") },
        { "zero-width joiner",                  Encoded("a\u200Db") },
        { "a Hangul filler",                    Encoded("a\u3164b") },
        { "a blank Braille pattern",            Encoded("a\u2800b") },
        { "a variation selector",               Encoded("a\u2764\uFE0Fb") },
        { "a full-width letter",                "xn--" + Punycode("ａpple") },
        { "a ligature",                         Encoded("\uFB01sh") },
        { "a fraction slash",                   Encoded("a\u2044b") },
        { "a division slash",                   Encoded("a\u2215b") },
        { "a one dot leader",                   Encoded("a\u2024b") },
        { "a no-break space",                   Encoded("a\u00A0b") },
        { "an unassigned character",            Encoded("a\u0378b") },
        { "a private one",                      Encoded("a\uE000b") },
        { "a mark at the beginning",            Encoded("\u0301a") },
        { "marks piled up",                     Encoded("a\u0301\u0302\u0303") },
        { "a mathematical letter",              Encoded("\U0001D41A") },
        { "a tag",                              Encoded("a\U000E0041") },
    };

    [Theory, MemberData(nameof(Left))]
    public void Leaves_what_is_not_to_be_shown(string why, string name)
    {
        var wire = new byte[DomainName.MaxLength + 1];
        Assert.True(DomainNameFormat.TryParse(name, wire, out var length), why);

        Assert.True(InternationalName.Read(wire.AsSpan(0, length)) is null, why);
    }

    /// <summary>Whatever the label: no exception, and what is shown encodes to the same label and holds nothing that hides.</summary>
    [Fact]
    public void What_is_shown_stands_for_the_same_name()
    {
        const string digits = "abcdefghijklmnopqrstuvwxyz0123456789-";
        var random = new Random(3_492);
        var idn = new IdnMapping { AllowUnassigned = true };
        var (shown, marked) = (0, 0);
        for (var round = 0; round < 100_000; round++)
        {
            var label = random.Next(3) == 0
                ? EncodedOrNothing(string.Concat(Enumerable.Range(0, random.Next(1, 6)).Select(_ => char.ConvertFromUtf32(random.Next(4) == 0 ? random.Next(0x10000, 0x20000) : random.Next(0x80, 0xD800)))))
                : "xn--" + string.Concat(Enumerable.Range(0, random.Next(1, 12)).Select(_ => digits[random.Next(digits.Length)]));
            if (label.Length is 0 or > 63) continue;
            byte[] name = [(byte)label.Length, .. Encoding.ASCII.GetBytes(label), 3, .. "com"u8, 0];
            if (InternationalName.Read(name) is not { } read) continue;

            shown++;
            if (read.Mark != ScriptMark.None) marked++;
            Assert.Equal(label, idn.GetAscii(read.Text[..^".com.".Length]));
            Assert.DoesNotContain(read.Text.EnumerateRunes(), rune => Rune.GetUnicodeCategory(rune) is UnicodeCategory.Control or UnicodeCategory.Format
                or UnicodeCategory.OtherNotAssigned or UnicodeCategory.PrivateUse or UnicodeCategory.SpaceSeparator or UnicodeCategory.UppercaseLetter);
        }

        Assert.InRange(shown, 3_000, 100_000);
        Assert.InRange(marked, 1_000, shown);
    }

    [Fact]
    public void Characters_have_their_scripts()
    {
        Script[] expected =
            [Script.Latin, Script.Common, Script.Latin, Script.Greek, Script.Cyrillic, Script.Hebrew, Script.Han, Script.Hiragana, Script.Katakana, Script.Common, Script.Hangul, Script.Other];

        Assert.Equal(expected, "a1éωжא漢がカー한ꭰ".EnumerateRunes().Select(ScriptTable.Of));
    }

    private static string Encoded(string label, string? parent = null) => EncodedOrNothing(label) + (parent is null ? "" : "." + parent);

    private static string EncodedOrNothing(string label)
    {
        try
        {
            return new IdnMapping { AllowUnassigned = true }.GetAscii(label);
        }
        catch (ArgumentException)
        {
            return "";
        }
    }

    /// <summary>Punycode without any mapping before it (RFC 3492 section 6.3).</summary>
    private static string Punycode(string text)
    {
        var output = new StringBuilder(string.Concat(text.Where(char.IsAscii)));
        var (n, delta, bias, handled) = (128, 0, 72, output.Length);
        var basic = handled;
        if (basic > 0) output.Append('-');
        while (handled < text.Length)
        {
            var next = text.Where(character => character >= n).Min();
            delta += (next - n) * (handled + 1);
            n = next;
            foreach (var character in text)
            {
                if (character < n) delta++;
                if (character != n) continue;
                var q = delta;
                for (var k = 36; ; k += 36)
                {
                    var t = k <= bias ? 1 : k >= bias + 26 ? 26 : k - bias;
                    if (q < t) break;
                    output.Append(Digit(t + ((q - t) % (36 - t))));
                    q = (q - t) / (36 - t);
                }

                output.Append(Digit(q));
                bias = Adapt(delta, handled + 1, handled == basic);
                delta = 0;
                handled++;
            }

            delta++;
            n++;
        }

        return output.ToString();

        static char Digit(int value) => (char)(value < 26 ? 'a' + value : '0' + value - 26);

        static int Adapt(int delta, int points, bool isFirst)
        {
            delta = isFirst ? delta / 700 : delta / 2;
            delta += delta / points;
            var k = 0;
            for (; delta > 455; k += 36) delta /= 35;
            return k + (36 * delta / (delta + 38));
        }
    }
}

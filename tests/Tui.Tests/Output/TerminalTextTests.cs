using System.Globalization;
using System.Text;
using CsCheck;
using PassiveDns.Formats.Dns;
using PassiveDns.Tui.Output;
using Xunit;

namespace PassiveDns.Tui.Tests.Output;

public class TerminalTextTests
{
    public static TheoryData<string, string, string> Texts => new()
    {
        // why                                     text                        as shown
        { "plain ASCII",                           "evidence/day 1.pcap",      "evidence/day 1.pcap" },
        { "letters of other scripts",              "bücher-пример-例え",       "bücher-пример-例え" },
        { "a backslash stays",                     @"C:\evidence\1.pcap",      @"C:\evidence\1.pcap" },
        { "colour sequence",                       "\e[31mred",                @"\u{1b}[31mred" },
        { "window title by OSC",                   "\e]0;x\a",                 @"\u{1b}]0;x\u{7}" },
        { "8-bit CSI",                             "\u009b2J",                 @"\u{9b}2J" },
        { "overwriting by carriage return",        "good\rbad",                @"good\u{d}bad" },
        { "a second line",                         "a\nb",                     @"a\u{a}b" },
        { "backspace and delete",                  "a\bb\u007f",               @"a\u{8}b\u{7f}" },
        { "right-to-left override",                "gpj\u202efdp",             @"gpj\u{202e}fdp" },
        { "bidi isolates",                         "\u2066a\u2069",            @"\u{2066}a\u{2069}" },
        { "direction marks",                       "\u200e\u200f\u061c",       @"\u{200e}\u{200f}\u{61c}" },
        { "zero-width space and joiners",          "a\u200b\u200c\u200db",     @"a\u{200b}\u{200c}\u{200d}b" },
        { "word joiner, byte order mark",          "\u2060\ufeff",             @"\u{2060}\u{feff}" },
        { "soft hyphen",                           "a\u00adb",                 @"a\u{ad}b" },
        { "line and paragraph separator",          "\u2028\u2029",             @"\u{2028}\u{2029}" },
        { "a no-break space is no space",          "a\u00a0b",                 @"a\u{a0}b" },
        { "letters drawn as nothing",              "\u3164\u115f",             @"\u{3164}\u{115f}" },
        { "lone high surrogate",                   "a\ud800",                  @"a\u{d800}" },
        { "lone low surrogate",                    "\udc00a",                  @"\u{dc00}a" },
        { "a whole pair",                          "😀",                        "😀" },
        { "not a character",                       "\uffff\ufdd0",             @"\u{ffff}\u{fdd0}" },
        { "private use",                           "\ue000",                   @"\u{e000}" },
        { "tag characters beyond the first plane", "\U000e0041",               @"\u{e0041}" },
        { "two marks on a letter",                 "e\u0301\u0302",            "e\u0301\u0302" },
        { "marks piled up",                        "e\u0301\u0302\u0303\u0304", "e\u0301\u0302\\u{303}\\u{304}" },
        { "a mark with nothing below",             "\u0301a",                  @"\u{301}a" },
    };

    [Theory, MemberData(nameof(Texts))]
    public void Shows_what_a_terminal_would_obey_or_hide(string why, string text, string expected) =>
        Assert.True(expected == TerminalText.Sanitise(text), $"{why}: {TerminalText.Sanitise(text)}");

    [Fact]
    public void No_text_gets_a_control_character_through() =>
        Gen.OneOf(Gen.Char, Gen.Char['\0', '\u009f'], Gen.Char['\u0300', '\u036f'], Gen.Char['\u2000', '\u206f'], Gen.Char['\ud7f0', '\ue010'])
            .Array[0, 40].Sample(characters =>
            {
                var safe = TerminalText.Sanitise(new string(characters));
                foreach (var rune in safe.EnumerateRunes())
                {
                    Assert.False(Rune.IsControl(rune));
                    Assert.False(rune.Value is >= 0x200B and <= 0x200F or >= 0x2028 and <= 0x202E or >= 0x2060 and <= 0x206F or 0x061C or 0xFEFF);
                }

                Assert.Equal(safe, TerminalText.Sanitise(safe));
            });

    [Fact]
    public void A_message_keeps_its_own_text_and_escapes_what_it_is_given()
    {
        var written = new StringWriter { NewLine = "\n" };

        new Messages(written).Write($"{"a\e[2Jb"}: {1234:N0} octets\tand {(object?)null}.");

        Assert.Equal("a\\u{1b}[2Jb: 1,234 octets\tand .\n", written.ToString());
    }

    [Fact]
    public void What_is_pasted_keeps_its_place_and_is_no_name()
    {
        Assert.Equal("x\ufffdy\ufffdz例", TerminalText.Replace("x\u202ey\u200bz例"));
        Assert.Null(PassiveDns.Tui.Arguments.NameArgument.Parse(TerminalText.Replace("x\u202ey"), out _));
        Assert.Equal("plain", TerminalText.Replace("plain"));
    }

    public static TheoryData<string, int> Widths => new() { { "abc", 3 }, { "例え", 4 }, { "e\u0301", 1 }, { "😀", 2 }, { "", 0 } };

    [Theory, MemberData(nameof(Widths))]
    public void Columns_are_counted_as_terminals_do(string text, int columns) => Assert.Equal(columns, TerminalText.Columns(text));

    [Fact]
    public void A_message_wipes_the_status_line_away()
    {
        var written = new StringWriter { NewLine = "\n" };
        var messages = new Messages(written, animate: true);

        messages.ShowStatus("34 %");
        messages.Write($"done");

        Assert.Equal("\r\e[K34 %\r\e[Kdone\n", written.ToString());
    }

    [Fact]
    public void Without_a_terminal_no_status_is_drawn()
    {
        var written = new StringWriter();

        new Messages(written).ShowStatus("34 %");

        Assert.Equal("", written.ToString());
    }

    /// <summary>A name that is shown decoded needs no escape: every character, in the middle of a label and at its beginning.</summary>
    [Fact]
    public void Names_that_are_decoded_for_people_are_plain()
    {
        var idn = new IdnMapping { AllowUnassigned = true };
        var shown = 0;
        for (var value = 0x80; value < 0x20000; value++)
        {
            if (!Rune.IsValid(value)) continue;
            foreach (var label in new[] { $"a{new Rune(value)}b", $"{new Rune(value)}{new Rune(value)}{new Rune(value)}" })
            {
                if (Encode(label) is not { Length: <= 63 } ascii) continue;
                byte[] name = [(byte)ascii.Length, .. Encoding.ASCII.GetBytes(ascii), 0];
                if (InternationalName.Read(name) is not { } read) continue;
                Assert.Equal(read.Text, TerminalText.Sanitise(read.Text));
                shown++;
            }
        }

        Assert.InRange(shown, 50_000, 200_000);

        string? Encode(string label)
        {
            try
            {
                return idn.GetAscii(label);
            }
            catch (ArgumentException)
            {
                return null;
            }
        }
    }
}

using System.Text;

namespace PassiveDns.Tests.Support;

/// <summary>What an attacker puts where text is expected: sequences that terminals obey, characters that hide or reorder, beginnings of formulas.</summary>
public static class HostileText
{
    /// <summary>Why it is hostile, and the octets; each at most 40 octets, none with a line feed's place in a file name (/, NUL).</summary>
    public static IReadOnlyList<(string Why, byte[] Octets)> Pieces { get; } =
    [
        Text("CSI: erases the screen", "\e[2J"),
        Text("CSI: moves the cursor up", "\e[9A"),
        Text("CSI: asks for an answer that is typed into the shell", "\e[6n"),
        Text("SGR: black on black", "\e[30;40m"),
        Text("OSC 0: sets the title", "\e]0;owned\a"),
        Text("OSC 8: a link to elsewhere", "\e]8;;x:y\e\\bank\e]8;;\e\\"),
        Text("OSC 52: fills the clipboard", "\e]52;c;cm0gLXJm\a"),
        Text("DCS: asks for settings", "\eP$q\"p\e\\"),
        Text("APC, PM, SOS", "\e_a\e\\\e^b\e\\\eXc\e\\"),
        Text("resets the terminal", "\ec"),
        Octets("CSI as one octet", 0x9B, 0x32, 0x4A),
        Text("CSI as a character, U+009B", "\u009b2J"),
        Octets("OSC as one octet", 0x9D, 0x30, 0x3B, 0x78, 0x9C),
        Text("BEL", "\a"),
        Text("BS: takes back what stood before", "good\b\b\b\bevil"),
        Text("CR: overwrites the line", "\revil"),
        Text("CR LF: a line of its own", "\r\nevil.test. A 192.0.2.1"),
        Text("LF", "\nevil"),
        Text("TAB, VT, FF", "\t\v\f"),
        Text("SO: another character set", "\u000e\u000f"),
        Text("DEL", "\u007f"),
        Text("U+202E: right to left", "\u202Egnp.exe"),
        Text("U+2066 to U+2069: isolates", "\u2066a\u2067b\u2068c\u2069"),
        Text("U+061C: Arabic letter mark", "\u061c"),
        Text("U+200B to U+200F: of no width, and marks", "\u200b\u200c\u200d\u200e\u200f"),
        Text("U+FEFF", "\ufeff"),
        Text("U+2028, U+2029: line and paragraph", "\u2028\u2029"),
        Text("U+0085: next line", "\u0085"),
        Text("tags", "\U000E0001\U000E0041\U000E007F"),
        Text("variation selectors", "a\ufe0fb\U000E0100"),
        Text("marks piled up", "e\u0301\u0302\u0303\u0304\u0305\u0306\u0307\u0308"),
        Text("wide characters", "例え😀"),
        Text("no-break and other blanks", "\u00a0\u3000\u2800\u3164"),
        Text("unassigned and private", "\u0378\ue000"),
        Octets("half of a surrogate pair", 0xED, 0xA0, 0x80),
        Octets("an overlong escape", 0xC0, 0x9B, 0xE0, 0x80, 0x9B),
        Octets("cut in mid-character", 0xE2, 0x80),
        Octets("octets that no UTF-8 has", 0xFF, 0xFE),
        Text("a formula", "=cmd|' c'!a0"),
        Text("a formula, by sign", "+1+1"),
        Text("a formula, by minus", "-1+1"),
        Text("a formula, by at", "@sum(1)"),
        Text("quotation marks and commas", "\",\"a"),
        Text("backslashes and digits", "\\027\\\\0"),
        Text("markup", "<script>alert(1)<b>"),
        Text("what master files give a meaning", "a.b;c$d(e)@f"),
    ];

    private static (string Why, byte[] Octets) Text(string why, string text) => (why, Encoding.UTF8.GetBytes(text));

    private static (string Why, byte[] Octets) Octets(string why, params byte[] octets) => (why, octets);
}

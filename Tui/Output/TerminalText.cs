using System.Globalization;
using System.Runtime.CompilerServices;
using System.Text;

namespace PassiveDns.Tui.Output;

/// <summary>The one sanitiser: text from captures, paths and archives on its way to a terminal.</summary>
/// <remarks>
/// Names and TXT records come from attackers, and so may file names. What a terminal would obey, hide or reorder is shown as
/// <c>\u{hex}</c>: control characters, format characters (bidirectional controls, zero-width), separators other than the space,
/// surrogates without their other half, private and unassigned code points, marks that begin a text or pile up. The result is one
/// line. It is for reading, not for parsing back: a backslash stays one.
/// </remarks>
public static class TerminalText
{
    /// <summary>Combining marks that may stand on one character; more are escaped.</summary>
    private const int MostMarks = 2;

    /// <summary>The text with everything dangerous escaped; the same instance when there is nothing to do.</summary>
    public static string Sanitise(string text)
    {
        foreach (var character in text)
        {
            if (character is < ' ' or > '~') return Escape(text);
        }

        return text;
    }

    /// <summary>The text with U+FFFD in place of all that is dangerous, for what a user goes on writing: an escape would be input.</summary>
    public static string Replace(string text) => text.AsSpan().ContainsAnyExceptInRange(' ', '~') ? Escape(text, "\uFFFD") : text;

    /// <summary>A message in which the literal text is the program's own and every hole is sanitised.</summary>
    public static string Line(ref Message message) => message.Take();

    /// <summary>Columns that sanitised text takes on a terminal: wide East Asian characters and emoji two, marks none.</summary>
    public static int Columns(string text)
    {
        if (Ascii.IsValid(text)) return text.Length;
        var columns = 0;
        foreach (var rune in text.EnumerateRunes()) columns += Columns(rune);
        return columns;
    }

    /// <summary>As much from the start of sanitised text as takes at most so many columns.</summary>
    public static string Start(string text, int columns)
    {
        var end = 0;
        foreach (var rune in text.EnumerateRunes())
        {
            if ((columns -= Columns(rune)) < 0) break;
            end += rune.Utf16SequenceLength;
        }

        return text[..end];
    }

    /// <summary>As much from the end of sanitised text as takes at most so many columns, not beginning with a mark.</summary>
    public static string End(string text, int columns)
    {
        var start = text.Length;
        for (var at = text.Length; at > 0;)
        {
            Rune.DecodeLastFromUtf16(text.AsSpan(0, at), out var rune, out var length);
            if ((columns -= Columns(rune)) < 0) break;
            at -= length;
            if (Columns(rune) > 0) start = at;
        }

        return text[start..];
    }

    /// <param name="replacement">What stands for a dangerous character; null for an escape.</param>
    private static string Escape(string text, string? replacement = null)
    {
        var safe = new StringBuilder(text.Length + 16);
        var marks = MostMarks; // none may begin the text
        for (var at = 0; at < text.Length;)
        {
            if (!Rune.TryGetRuneAt(text, at, out var rune))
            {
                AppendEscape(safe, text[at++], replacement);
                continue;
            }

            at += rune.Utf16SequenceLength;
            var category = Rune.GetUnicodeCategory(rune);
            marks = IsMark(category) ? marks + 1 : 0;
            if (marks > MostMarks || !IsPlain(rune, category)) AppendEscape(safe, rune.Value, replacement);
            else safe.Append(rune);
        }

        return safe.ToString();
    }

    private static bool IsPlain(Rune rune, UnicodeCategory category) => category switch
    {
        UnicodeCategory.Control or UnicodeCategory.Format or UnicodeCategory.Surrogate or UnicodeCategory.PrivateUse
            or UnicodeCategory.OtherNotAssigned or UnicodeCategory.LineSeparator or UnicodeCategory.ParagraphSeparator => false,
        UnicodeCategory.SpaceSeparator => rune.Value == ' ',
        _ => !IsBlankLetter(rune.Value),
    };

    /// <summary>Letters and symbols that fonts draw as nothing: Hangul fillers, the empty Braille pattern, variation selectors.</summary>
    private static bool IsBlankLetter(int value) =>
        value is 0x034F or 0x115F or 0x1160 or 0x17B4 or 0x17B5 or 0x2800 or 0x3164 or 0xFFA0
            or (>= 0x180B and <= 0x180F) or (>= 0xFE00 and <= 0xFE0F) or (>= 0xE0100 and <= 0xE01EF);

    private static bool IsMark(UnicodeCategory category) =>
        category is UnicodeCategory.NonSpacingMark or UnicodeCategory.EnclosingMark or UnicodeCategory.SpacingCombiningMark;

    private static int Columns(Rune rune) => IsMark(Rune.GetUnicodeCategory(rune)) ? 0 : IsWide(rune.Value) ? 2 : 1;

    /// <summary>The ranges that UAX 11 calls wide, in blocks.</summary>
    private static bool IsWide(int value) =>
        value is (>= 0x1100 and <= 0x115F) or (>= 0x2E80 and <= 0xA4CF) or (>= 0xAC00 and <= 0xD7A3) or (>= 0xF900 and <= 0xFAFF)
            or (>= 0xFE30 and <= 0xFE6F) or (>= 0xFF01 and <= 0xFF60) or (>= 0xFFE0 and <= 0xFFE6) or (>= 0x1F300 and <= 0x1FAFF)
            or (>= 0x20000 and <= 0x3FFFD);

    private static void AppendEscape(StringBuilder safe, int value, string? replacement) =>
        safe.Append(replacement ?? string.Create(CultureInfo.InvariantCulture, $"\\u{{{value:x}}}"));

    /// <summary>A line from an interpolated string: literals pass, values are formatted for the invariant culture and sanitised.</summary>
    [InterpolatedStringHandler]
    public readonly ref struct Message(int literalLength, int formattedCount)
    {
        private readonly StringBuilder _line = new(literalLength + (16 * formattedCount));

        public void AppendLiteral(string literal) => _line.Append(literal);

        public void AppendFormatted(string? value) => _line.Append(Sanitise(value ?? ""));

        public void AppendFormatted<T>(T value, string? format = null) => AppendFormatted(
            value is IFormattable formattable ? formattable.ToString(format, CultureInfo.InvariantCulture) : value?.ToString());

        internal string Take() => _line.ToString();
    }
}

using System.Globalization;
using System.Text;
using static PassiveDns.Formats.Dns.Script;

namespace PassiveDns.Formats.Dns;

/// <summary>Scripts that names are written in: those that UAX 31 recommends for identifiers (table 5).</summary>
internal enum Script : byte
{
    /// <summary>Digits, marks and signs that many scripts share.</summary>
    Common,

    /// <summary>Letters of any script that is not in the table.</summary>
    Other,
    Arabic, Armenian, Bengali, Bopomofo, Cyrillic, Devanagari, Ethiopic, Georgian, Greek, Gujarati, Gurmukhi, Han, Hangul, Hebrew, Hiragana,
    Kannada, Katakana, Khmer, Lao, Latin, Malayalam, Myanmar, Oriya, Sinhala, Tamil, Telugu, Thaana, Thai, Tibetan
}

/// <summary>The scripts of characters: the property Script of Unicode 14.0 (UAX 24, Scripts.txt), for the recommended scripts.</summary>
/// <remarks>
/// Ranges are joined over unassigned code points. Two signs that stand in Han texts (U+3006, U+303C) count as Han. A letter outside the table is
/// of another script, of which all are one; anything else there is common.
/// </remarks>
internal static class ScriptTable
{
    private static readonly (int First, int Last, Script Script)[] Ranges =
    [
        (0x00AA, 0x00AA, Latin), (0x00BA, 0x00BA, Latin), (0x00C0, 0x00D6, Latin), (0x00D8, 0x00F6, Latin), (0x00F8, 0x02B8, Latin),
        (0x02E0, 0x02E4, Latin), (0x02EA, 0x02EB, Bopomofo), (0x0370, 0x0373, Greek), (0x0375, 0x037D, Greek), (0x037F, 0x0384, Greek),
        (0x0386, 0x0386, Greek), (0x0388, 0x03E1, Greek), (0x03F0, 0x03FF, Greek), (0x0400, 0x0484, Cyrillic), (0x0487, 0x052F, Cyrillic),
        (0x0531, 0x058F, Armenian), (0x0591, 0x05F4, Hebrew), (0x0600, 0x0604, Arabic), (0x0606, 0x060B, Arabic), (0x060D, 0x061A, Arabic),
        (0x061C, 0x061E, Arabic), (0x0620, 0x063F, Arabic), (0x0641, 0x064A, Arabic), (0x0656, 0x066F, Arabic), (0x0671, 0x06DC, Arabic),
        (0x06DE, 0x06FF, Arabic), (0x0750, 0x077F, Arabic), (0x0780, 0x07B1, Thaana), (0x0870, 0x08E1, Arabic), (0x08E3, 0x08FF, Arabic),
        (0x0900, 0x0950, Devanagari), (0x0955, 0x0963, Devanagari), (0x0966, 0x097F, Devanagari), (0x0980, 0x09FE, Bengali),
        (0x0A01, 0x0A76, Gurmukhi), (0x0A81, 0x0AFF, Gujarati), (0x0B01, 0x0B77, Oriya), (0x0B82, 0x0BFA, Tamil), (0x0C00, 0x0C7F, Telugu),
        (0x0C80, 0x0CF2, Kannada), (0x0D00, 0x0D7F, Malayalam), (0x0D81, 0x0DF4, Sinhala), (0x0E01, 0x0E3A, Thai), (0x0E40, 0x0E5B, Thai),
        (0x0E81, 0x0EDF, Lao), (0x0F00, 0x0FD4, Tibetan), (0x0FD9, 0x0FDA, Tibetan), (0x1000, 0x109F, Myanmar), (0x10A0, 0x10FA, Georgian),
        (0x10FC, 0x10FF, Georgian), (0x1100, 0x11FF, Hangul), (0x1200, 0x1399, Ethiopic), (0x1780, 0x17F9, Khmer), (0x19E0, 0x19FF, Khmer),
        (0x1C80, 0x1C88, Cyrillic), (0x1C90, 0x1CBF, Georgian), (0x1D00, 0x1D25, Latin), (0x1D26, 0x1D2A, Greek), (0x1D2B, 0x1D2B, Cyrillic),
        (0x1D2C, 0x1D5C, Latin), (0x1D5D, 0x1D61, Greek), (0x1D62, 0x1D65, Latin), (0x1D66, 0x1D6A, Greek), (0x1D6B, 0x1D77, Latin),
        (0x1D78, 0x1D78, Cyrillic), (0x1D79, 0x1DBE, Latin), (0x1DBF, 0x1DBF, Greek), (0x1E00, 0x1EFF, Latin), (0x1F00, 0x1FFE, Greek),
        (0x2071, 0x2071, Latin), (0x207F, 0x207F, Latin), (0x2090, 0x209C, Latin), (0x2126, 0x2126, Greek), (0x212A, 0x212B, Latin),
        (0x2132, 0x2132, Latin), (0x214E, 0x214E, Latin), (0x2160, 0x2188, Latin), (0x2C60, 0x2C7F, Latin), (0x2D00, 0x2D2D, Georgian),
        (0x2D80, 0x2DDE, Ethiopic), (0x2DE0, 0x2DFF, Cyrillic), (0x2E80, 0x2FD5, Han), (0x3005, 0x3005, Han), (0x3006, 0x3006, Han),
        (0x3007, 0x3007, Han), (0x3021, 0x3029, Han), (0x302E, 0x302F, Hangul), (0x3038, 0x303B, Han), (0x303C, 0x303C, Han),
        (0x3041, 0x3096, Hiragana), (0x309D, 0x309F, Hiragana), (0x30A1, 0x30FA, Katakana), (0x30FD, 0x30FF, Katakana), (0x3105, 0x312F, Bopomofo),
        (0x3131, 0x318E, Hangul), (0x31A0, 0x31BF, Bopomofo), (0x31F0, 0x31FF, Katakana), (0x3200, 0x321E, Hangul), (0x3260, 0x327E, Hangul),
        (0x32D0, 0x32FE, Katakana), (0x3300, 0x3357, Katakana), (0x3400, 0x4DBF, Han), (0x4E00, 0x9FFF, Han), (0xA640, 0xA69F, Cyrillic),
        (0xA722, 0xA787, Latin), (0xA78B, 0xA7FF, Latin), (0xA8E0, 0xA8FF, Devanagari), (0xA960, 0xA97C, Hangul), (0xA9E0, 0xA9FE, Myanmar),
        (0xAA60, 0xAA7F, Myanmar), (0xAB01, 0xAB2E, Ethiopic), (0xAB30, 0xAB5A, Latin), (0xAB5C, 0xAB64, Latin), (0xAB65, 0xAB65, Greek),
        (0xAB66, 0xAB69, Latin), (0xAC00, 0xD7FB, Hangul), (0xF900, 0xFAD9, Han), (0xFB00, 0xFB06, Latin), (0xFB13, 0xFB17, Armenian),
        (0xFB1D, 0xFB4F, Hebrew), (0xFB50, 0xFD3D, Arabic), (0xFD40, 0xFDFF, Arabic), (0xFE2E, 0xFE2F, Cyrillic), (0xFE70, 0xFEFC, Arabic),
        (0xFF21, 0xFF3A, Latin), (0xFF41, 0xFF5A, Latin), (0xFF66, 0xFF6F, Katakana), (0xFF71, 0xFF9D, Katakana), (0xFFA0, 0xFFDC, Hangul),
        (0x10140, 0x1018E, Greek), (0x101A0, 0x101A0, Greek), (0x10780, 0x107BA, Latin), (0x10E60, 0x10E7E, Arabic), (0x111E1, 0x111F4, Sinhala),
        (0x11FC0, 0x11FFF, Tamil), (0x16FE2, 0x16FE3, Han), (0x16FF0, 0x16FF1, Han), (0x1AFF0, 0x1B000, Katakana), (0x1B001, 0x1B11F, Hiragana),
        (0x1B120, 0x1B122, Katakana), (0x1B150, 0x1B152, Hiragana), (0x1B164, 0x1B167, Katakana), (0x1D200, 0x1D245, Greek),
        (0x1DF00, 0x1DF1E, Latin), (0x1E7E0, 0x1E7FE, Ethiopic), (0x1EE00, 0x1EEF1, Arabic), (0x1F200, 0x1F200, Hiragana), (0x20000, 0x3134A, Han),
    ];

    public static Script Of(Rune rune)
    {
        if (rune.IsAscii) return Rune.IsLetter(rune) ? Latin : Common;
        var (low, high) = (0, Ranges.Length - 1);
        while (low <= high)
        {
            var middle = (low + high) / 2;
            var (first, last, script) = Ranges[middle];
            if (rune.Value < first) high = middle - 1;
            else if (rune.Value > last) low = middle + 1;
            else return script;
        }

        return Rune.GetUnicodeCategory(rune) is UnicodeCategory.OtherLetter or UnicodeCategory.LowercaseLetter or UnicodeCategory.UppercaseLetter ? Other : Common;
    }
}

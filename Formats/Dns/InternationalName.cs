using System.Buffers;
using System.Globalization;
using System.Text;

namespace PassiveDns.Formats.Dns;

/// <summary>What is suspicious about the letters of an internationalised label.</summary>
public enum ScriptMark : byte
{
    None,

    /// <summary>All its letters are of one other script and look like Latin ones, under a top-level domain in Latin: <c>&#x430;&#x440;&#x440;&#x4cf;&#x435;</c>.</summary>
    LooksLatin,

    /// <summary>It mixes scripts that no language writes together (UTS 39 section 5.2, "highly restrictive").</summary>
    MixedScripts,
}

/// <summary>A name as people read it: labels that stand for other characters (A-labels, <c>xn--</c>) shown as these (U-labels).</summary>
/// <remarks>
/// A label is shown so only where it stands for nothing else: what it is decoded to must give the same label again (RFC 5891 section 5.4, RFC 3492), and hold
/// lower-case letters, marks, digits, signs of the kind of emoji, and the few others that RFC 5892 section 2.6 allows. Whatever a terminal would hide, obey or take for another
/// character is left encoded: controls, formats, separators, unassigned and private code points, fillers, compatibility forms, marks without a letter or piled up.
/// </remarks>
/// <param name="Text">Presentation form with final dot, but for the labels that are decoded.</param>
/// <param name="Mark">The worst of its labels.</param>
/// <param name="LookAlike">The name in Latin letters that it looks like; null where it looks like none.</param>
public sealed record InternationalName(string Text, ScriptMark Mark, string? LookAlike)
{
    private const string Prefix = "xn--";
    private const int MostMarks = 2; // on one letter: what a terminal shows

    private static readonly IdnMapping Idn = new() { AllowUnassigned = true }; // what is unassigned is refused here

    private static readonly SearchValues<byte> LettersDigitsHyphen =
        SearchValues.Create("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-"u8);

    private static readonly Script[][] WrittenTogether =
    [
        [Script.Latin, Script.Han, Script.Hiragana, Script.Katakana],
        [Script.Latin, Script.Han, Script.Bopomofo],
        [Script.Latin, Script.Han, Script.Hangul],
    ];

    /// <summary>Cyrillic and Greek letters with a Latin one that looks the same (UTS 39, confusables.txt), and that one.</summary>
    private static readonly Dictionary<char, char> LatinOf =
        "\u0430a\u0441c\u0501d\u0435e\u04BBh\u0456i\u0458j\u04CFl\u043Eo\u0440p\u051Bq\u0433r\u0455s\u0443y\u0475v\u051Dw\u0445x\u03B1a\u03BFo\u03C1p\u03B9i\u03BDv\u03C5u\u03C3o\u03B3y"
            .Chunk(2).ToDictionary(pair => pair[0], pair => pair[1]);

    /// <summary>The form for people of a name; null where it is the same as the presentation form.</summary>
    /// <param name="name">Well-formed, wire format, any letter case.</param>
    public static InternationalName? Read(ReadOnlySpan<byte> name) => name.IndexOf("--"u8) < 0 ? null : Decode(name, []); // most names have none

    private static InternationalName? Decode(ReadOnlySpan<byte> name, List<(string Text, bool IsDecoded)> labels)
    {
        for (; name[0] != 0; name = DomainName.Parent(name)) labels.Add(ReadLabel(name.Slice(1, name[0])));
        if (!labels.Exists(label => label.IsDecoded)) return null;

        var top = labels[^1];
        var mark = labels.Where(label => label.IsDecoded).Max(label => MarkOf(label.Text, top.Text));
        return new InternationalName(Join(labels.Select(label => label.Text)), mark, LooksLike(labels, mark));
    }

    private static (string Text, bool IsDecoded) ReadLabel(ReadOnlySpan<byte> label)
    {
        if (Decode(label) is { } decoded) return (decoded, true);
        Span<byte> name = [(byte)label.Length, .. label, 0];
        return (DomainNameFormat.ToText(name)[..^1], false);
    }

    private static string Join(IEnumerable<string> labels) => string.Concat(labels.Select(label => label + "."));

    /// <summary>What an A-label stands for; null for any other label, and for what is not to be shown.</summary>
    private static string? Decode(ReadOnlySpan<byte> label)
    {
        if (label.Length <= Prefix.Length || label.ContainsAnyExcept(LettersDigitsHyphen)) return null;
        var ascii = Encoding.ASCII.GetString(label).ToLowerInvariant();
        if (!ascii.StartsWith(Prefix, StringComparison.Ordinal)) return null;
        try
        {
            var text = Idn.GetUnicode(ascii);
            return !Ascii.IsValid(text) && CanBeShown(text) && Idn.GetAscii(text) == ascii ? text : null;
        }
        catch (ArgumentException)
        {
            return null; // no Punycode, or of something that has none
        }
    }

    private static bool CanBeShown(string text)
    {
        var marks = MostMarks; // none may begin the text
        for (var at = 0; at < text.Length;)
        {
            if (!Rune.TryGetRuneAt(text, at, out var rune)) return false;
            at += rune.Utf16SequenceLength;
            var category = Rune.GetUnicodeCategory(rune);
            var isMark = category is UnicodeCategory.NonSpacingMark or UnicodeCategory.SpacingCombiningMark;
            marks = isMark ? marks + 1 : 0;
            if (marks > MostMarks || !(isMark || IsPlain(rune, category)) || IsHiddenOrCompatible(rune.Value)) return false;
        }

        return true;
    }

    private static bool IsPlain(Rune rune, UnicodeCategory category) => category switch
    {
        UnicodeCategory.LowercaseLetter or UnicodeCategory.OtherLetter or UnicodeCategory.ModifierLetter or UnicodeCategory.DecimalDigitNumber => true,
        UnicodeCategory.OtherSymbol => rune.Value is (>= 0x2600 and <= 0x27BF) or (>= 0x1F300 and <= 0x1FAFF),
        _ => rune.Value is '-' or 0xB7 or 0x05F3 or 0x05F4 or 0x30FB, // RFC 5892 appendix A: middle dots, geresh, gershayim
    };

    /// <summary>Letters and marks that fonts draw as nothing, and forms of other characters, into which IDNA maps them (RFC 5892 section 2.8).</summary>
    private static bool IsHiddenOrCompatible(int value) =>
        value is 0x034F or 0x115F or 0x1160 or 0x17B4 or 0x17B5 or 0x3164
            or (>= 0x180B and <= 0x180F) or (>= 0xE0100 and <= 0xE01EF)
            or (>= 0x2070 and <= 0x209F) or (>= 0x2100 and <= 0x214F) or (>= 0x3200 and <= 0x33FF) or (>= 0xF900 and <= 0xFFFF) or (>= 0x1D400 and <= 0x1D7FF);

    private static ScriptMark MarkOf(string label, string top)
    {
        var scripts = ScriptsOf(label);
        if (scripts.Count > 1) return WrittenTogether.Any(scripts.IsSubsetOf) ? ScriptMark.None : ScriptMark.MixedScripts;
        return Latin(label) is null || scripts.Overlaps(ScriptsOf(top)) ? ScriptMark.None : ScriptMark.LooksLatin;
    }

    private static HashSet<Script> ScriptsOf(string label)
    {
        var scripts = label.EnumerateRunes().Select(ScriptTable.Of).ToHashSet();
        scripts.Remove(Script.Common);
        return scripts;
    }

    private static string? LooksLike(List<(string Text, bool IsDecoded)> labels, ScriptMark mark)
    {
        if (mark == ScriptMark.None) return null;
        var latin = labels.Select(label => label.IsDecoded ? Latin(label.Text) : label.Text).ToList();
        return latin.Contains(null) ? null : Join(latin!);
    }

    /// <summary>A label with Latin letters for those that look like them; null where that does not make it ASCII.</summary>
    private static string? Latin(string label)
    {
        var latin = string.Concat(label.Select(character => LatinOf.GetValueOrDefault(character, character)));
        return Ascii.IsValid(latin) ? latin : null;
    }
}

using System.Text;
using System.Text.RegularExpressions;

namespace PassiveDns.Tui.Arguments;

/// <summary>Undoes what reports do to indicators so that nobody clicks on them.</summary>
/// <remarks>
/// <c>hxxp</c>, <c>hxxps</c>, <c>fxp</c>; dots as <c>[.]</c>, <c>(.)</c>, <c>{.}</c>, <c>[dot]</c>, <c>(dot)</c>, <c> dot </c>, <c>\.</c> and in other widths; <c>[:]</c>, <c>[://]</c>, <c>[/]</c>;
/// <c>[at]</c>, <c>(at)</c>, <c>[@]</c>. Characters without width are taken away. What is not defanged stays as it is.
/// </remarks>
public static partial class Refang
{
    /// <summary>The text as it was before it was defanged.</summary>
    public static string Text(string text)
    {
        text = Dots().Replace(Visible(text), ".");
        text = SchemeEnds().Replace(text, "://");
        text = Colons().Replace(text, ":");
        text = Slashes().Replace(text, "/");
        text = Ats().Replace(text, "@");
        text = HyperText().Replace(text, "http${s}:");
        return FileTransfer().Replace(text, "ftp${s}:");
    }

    private static string Visible(string text)
    {
        if (Ascii.IsValid(text)) return text;
        var visible = new StringBuilder(text.Length);
        foreach (var character in text)
        {
            switch (character)
            {
                case '\u00AD' or (>= '\u200B' and <= '\u200F') or (>= '\u202A' and <= '\u202E') or (>= '\u2060' and <= '\u2069') or '\uFEFF' or (>= '\uFE00' and <= '\uFE0F'):
                    break; // soft hyphen, zero width, direction, variation
                case '\u3002' or '\uFF61' or '\u2024':
                    visible.Append('.');
                    break;
                case '\u00A0' or '\u2007' or '\u202F' or '\u3000':
                    visible.Append(' ');
                    break;
                case >= '\uFF01' and <= '\uFF5E':
                    visible.Append((char)(character - '\uFF01' + '!')); // full width
                    break;
                default:
                    visible.Append(character);
                    break;
            }
        }

        return visible.ToString();
    }

    // Blanks are bounded, so that no text takes more than linear time.
    [GeneratedRegex(@"\s{0,2}[\[({]\s{0,2}(?:\.|dot)\s{0,2}[\])}]\s{0,2}|\\\.|\s{1,2}dot\s{1,2}", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex Dots();

    [GeneratedRegex(@"[\[({]:[\])}]//|[\[({]://[\])}]|:[\[({]//[\])}]|:[\[({]/[\])}]/|:[\[({]/[\])}][\[({]/[\])}]")]
    private static partial Regex SchemeEnds();

    [GeneratedRegex(@"[\[({]:[\])}]")]
    private static partial Regex Colons();

    [GeneratedRegex(@"[\[({]/[\])}]|\\/")]
    private static partial Regex Slashes();

    [GeneratedRegex(@"\s{0,2}[\[({]\s{0,2}(?:@|at)\s{0,2}[\])}]\s{0,2}", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex Ats();

    [GeneratedRegex(@"(?<![A-Za-z0-9.-])h(?:xx|\*\*|__|tx|xt)p(?<s>s?):(?=/)", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture)]
    private static partial Regex HyperText();

    [GeneratedRegex(@"(?<![A-Za-z0-9.-])fxp(?<s>s?):(?=/)", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture)]
    private static partial Regex FileTransfer();
}

using System.Globalization;
using PassiveDns.Formats.Dns;

namespace PassiveDns.Tui.Arguments;

/// <summary>A domain name as users write it: presentation format, with or without its final dot, or internationalised (IDNA).</summary>
public static class NameArgument
{
    /// <summary>The name in wire format, lower case; null with a reason when it is none.</summary>
    public static byte[]? Parse(string text, out string reason)
    {
        reason = "";
        var ascii = text;
        if (text.Any(character => character > '~') && (text.Contains('\uFFFD', StringComparison.Ordinal) || !TryToALabels(text, out ascii)))
        {
            reason = "it holds characters that no internationalised name may hold";
            return null;
        }

        var name = DomainNameFormat.Parse(ascii);
        if (name is null) reason = ReasonAgainst(ascii);
        return name;
    }

    private static bool TryToALabels(string text, out string ascii)
    {
        try
        {
            ascii = new IdnMapping { AllowUnassigned = true }.GetAscii(text.ToLowerInvariant());
            return true;
        }
        catch (ArgumentException)
        {
            ascii = "";
            return false;
        }
    }

    private static string ReasonAgainst(string text)
    {
        if (text.Length == 0) return "it is empty";
        if (text.Any(character => character is <= ' ' or > '~'))
            return @"it holds a space or a control character (write such octets as \DDD, decimal)";
        if (text.StartsWith('.') || text.Contains("..", StringComparison.Ordinal)) return "it has an empty label";
        if (text.Contains('\\', StringComparison.Ordinal)) return "a label, its length or an escape is wrong";
        var hasLongLabel = text.Split('.').Any(label => label.Length > DomainName.MaxLabelLength);
        return hasLongLabel ? "a label has more than 63 octets" : "it has more than 255 octets";
    }
}

using PassiveDns.Formats.Records;

namespace PassiveDns.Tui.Arguments;

/// <summary>What a lookup goes by, told from the form of the text: address, network, range, wildcard or name.</summary>
public static class LookupArgument
{
    /// <param name="inRData">The name is looked for on the right-hand side.</param>
    /// <param name="query">Has side and name or addresses; the rest is the caller's.</param>
    /// <param name="error">A clause that says what is wrong.</param>
    public static bool TryParse(string text, bool inRData, out RRsetQuery? query, out string error)
    {
        query = null;
        error = "";
        if (!inRData && AddressRange.TryParse(text, out var addresses))
        {
            query = new RRsetQuery { Side = LookupSide.Address, Addresses = addresses };
            return true;
        }

        if (LooksLikeAddress(text))
        {
            error = inRData
                ? $"'{text}' is an address; leave -n out to find the names that point to it"
                : $"'{text}' is no address, network or range, e.g. 192.0.2.1, 2001:db8::/32, 192.0.2.1-192.0.2.9";
            return false;
        }

        var (side, nameText) = Side(text, inRData);
        if (side == LookupSide.OwnerBeginning && inRData)
        {
            error = "'NAME.*' goes by owner only, without -n";
            return false;
        }

        if (NameArgument.Parse(nameText, out var reason) is not { } name)
        {
            error = $"'{text}' is no domain name: {reason}";
            return false;
        }

        query = new RRsetQuery { Side = side, Name = name };
        return true;
    }

    private static (LookupSide Side, string Name) Side(string text, bool inRData)
    {
        if (text is "*" or "*.") return (inRData ? LookupSide.RDataNameBelow : LookupSide.All, ".");
        if (text.StartsWith("*.", StringComparison.Ordinal))
            return (inRData ? LookupSide.RDataNameBelow : LookupSide.OwnerBelow, text[2..]);
        if (text.EndsWith(".*", StringComparison.Ordinal) || text.EndsWith(".*.", StringComparison.Ordinal))
            return (LookupSide.OwnerBeginning, text[..text.LastIndexOf('*')]);
        return (inRData ? LookupSide.RDataName : LookupSide.Owner, text);
    }

    /// <summary>Colons and digits, or digits with dots, slashes and dashes alone: no domain that was ever delegated looks so.</summary>
    private static bool LooksLikeAddress(string text)
    {
        if (text.Contains(':', StringComparison.Ordinal))
            return text.All(character => char.IsAsciiHexDigit(character) || character is ':' or '.' or '/' or '-');
        return text.Any(char.IsAsciiDigit) && text.All(character => char.IsAsciiDigit(character) || character is '.' or '/' or '-');
    }
}

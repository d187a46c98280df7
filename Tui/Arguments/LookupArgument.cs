using PassiveDns.Formats.Dns;
using PassiveDns.Formats.Dns.RData;
using PassiveDns.Formats.Records;

namespace PassiveDns.Tui.Arguments;

/// <summary>What a lookup goes by: told from the form of the text (address, network, range, wildcard or name), or in dnsdbq's own forms.</summary>
public static class LookupArgument
{
    /// <summary>dnsdbq's ANY-DNSSEC.</summary>
    private static readonly RRType[] DnssecTypes =
        [RRType.DS, RRType.RRSIG, RRType.NSEC, RRType.DNSKEY, RRType.NSEC3, RRType.NSEC3PARAM, RRType.DLV];

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

        var (side, nameText, oneLabel) = Side(text, inRData);
        if (HasWildcard(nameText))
        {
            error = $"'{text}' has a * that is no whole label at its beginning or end; find such names with: pdns search --glob '{text}'";
            return false;
        }

        if (NameArgument.Parse(nameText, out var reason) is not { } name)
        {
            error = $"'{text}' is no domain name: {reason}";
            return false;
        }

        query = new RRsetQuery { Side = side, Name = name, OneLabel = oneLabel };
        return true;
    }

    /// <summary>It has a star that stands for something else than whole labels at the beginning or the end: a pattern of names.</summary>
    public static bool IsPattern(string text) => HasWildcard(Side(text, inRData: false).Name);

    /// <summary>Reads dnsdbq's <c>NAME[/TYPE,...[/BAILIWICK]]</c>; <c>%2F</c> stands for a slash of the name.</summary>
    /// <inheritdoc cref="TryParse"/>
    public static bool TryParseName(string text, bool inRData, out RRsetQuery? query, out string error)
    {
        query = null;
        return TryRead(text, out var what, out var types, out var bailiwick, out error) && TryParse(what, inRData, out query, out error)
            && TryAdd(types, bailiwick, ref query!, out error);
    }

    /// <summary>Reads dnsdbq's <c>ADDRESS</c>, <c>ADDRESS,LENGTH</c> or <c>ADDRESS-ADDRESS</c>; <c>ADDRESS/LENGTH</c> as well.</summary>
    /// <inheritdoc cref="TryParse"/>
    public static bool TryParseAddress(string text, out RRsetQuery? query, out string error)
    {
        query = null;
        error = "";
        if (AddressRange.TryParse(text.Replace(',', '/'), out var addresses)) query = new RRsetQuery { Side = LookupSide.Address, Addresses = addresses };
        else error = $"'{text}' is no address, network or range, e.g. 192.0.2.1, 2001:db8::/32, 192.0.2.1-192.0.2.9";
        return query is not null;
    }

    /// <summary>Reads dnsdbq's <c>HEX[/TYPE,...[/BAILIWICK]]</c>: an owner in wire format, or with <paramref name="inRData"/> a record's rdata.</summary>
    /// <inheritdoc cref="TryParse"/>
    public static bool TryParseRaw(string text, bool inRData, out RRsetQuery? query, out string error)
    {
        query = null;
        if (!TryRead(text, out var what, out var types, out var bailiwick, out error)) return false;
        var octets = new byte[what.Length / 2];
        if (what.Length == 0 || what.Length % 2 != 0 || Convert.FromHexString(what, octets, out _, out _) != System.Buffers.OperationStatus.Done)
        {
            error = $"'{what}' is no octets: write two hexadecimal digits for each";
            return false;
        }

        if (inRData)
        {
            query = new RRsetQuery { Side = LookupSide.RDataOctets, RData = octets };
        }
        else if (DomainName.TryMeasure(octets, out var length) && length == octets.Length)
        {
            DomainName.ToLower(octets);
            query = new RRsetQuery { Side = LookupSide.Owner, Name = octets };
        }
        else
        {
            error = $"'{what}' is no name in wire format: labels, each behind its length, and 00 at the end";
            return false;
        }

        return TryAdd(types, bailiwick, ref query, out error);
    }

    /// <summary>Reads a list of types: mnemonics or TYPEnnn, <c>ANY</c>, <c>ANY-DNSSEC</c>.</summary>
    /// <param name="types">Null for all.</param>
    public static bool TryParseTypes(string text, out IReadOnlySet<RRType>? types, out string error)
    {
        (types, error) = (null, "");
        var set = new HashSet<RRType>();
        foreach (var one in text.Split(','))
        {
            if (one.Equals("ANY", StringComparison.OrdinalIgnoreCase)) return true;
            if (one.Equals("ANY-DNSSEC", StringComparison.OrdinalIgnoreCase)) set.UnionWith(DnssecTypes);
            else if (RDataTypes.TryParse(one, out var type)) set.Add(type);
            else error = $"'{one}' is no record type; write A, AAAA, NS ... or TYPE and its number";
        }

        types = set;
        return error.Length == 0;
    }

    /// <summary>Splits dnsdbq's path at its slashes and reads the percent-encoding of each part.</summary>
    private static bool TryRead(string text, out string what, out string? types, out string? bailiwick, out string error)
    {
        var parts = text.Split('/');
        error = parts.Length > 3 ? $"'{text}' has more parts than NAME/TYPE/BAILIWICK: write a slash of the name as %2F" : "";
        what = Unescape(parts[0]);
        types = parts.Length > 1 ? parts[1] : null;
        bailiwick = parts.Length > 2 ? Unescape(parts[2]) : null;
        return error.Length == 0;
    }

    private static bool TryAdd(string? typesText, string? bailiwickText, ref RRsetQuery query, out string error)
    {
        error = "";
        if (typesText is not null)
        {
            if (!TryParseTypes(typesText, out var types, out error)) return false;
            query = query with { Types = types };
        }

        if (bailiwickText is null) return true;
        if (NameArgument.Parse(bailiwickText, out var reason) is not { } bailiwick)
        {
            error = $"'{bailiwickText}' is no domain name: {reason}";
            return false;
        }

        query = query with { Bailiwick = bailiwick };
        return true;
    }

    /// <summary>Percent-encoding of octets (RFC 3986 section 2.1); a percent sign with anything else behind it stands for itself.</summary>
    private static string Unescape(string text) => text.Contains('%', StringComparison.Ordinal) ? Uri.UnescapeDataString(text) : text;

    private static (LookupSide Side, string Name, bool OneLabel) Side(string text, bool inRData)
    {
        var below = inRData ? LookupSide.RDataNameBelow : LookupSide.OwnerBelow;
        if (text is "*" or "*.") return (inRData ? LookupSide.RDataNameBelow : LookupSide.All, ".", false);
        if (text is "+" or "+.") return (below, ".", true);
        if (text.StartsWith("*.", StringComparison.Ordinal)) return (below, text[2..], false);
        if (text.StartsWith("+.", StringComparison.Ordinal)) return (below, text[2..], true);
        if (text.EndsWith(".*", StringComparison.Ordinal) || text.EndsWith(".*.", StringComparison.Ordinal))
            return (inRData ? LookupSide.RDataNameBeginning : LookupSide.OwnerBeginning, text[..text.LastIndexOf('*')], false);
        return (inRData ? LookupSide.RDataName : LookupSide.Owner, text, false);
    }

    /// <summary>A star that is meant as one: an owner that has it for a character is written with a backslash before it.</summary>
    private static bool HasWildcard(string name)
    {
        for (var at = name.IndexOf('*', StringComparison.Ordinal); at >= 0; at = name.IndexOf('*', at + 1))
        {
            if (at == 0 || name[at - 1] != '\\') return true;
        }

        return false;
    }

    /// <summary>Colons and digits, or digits with dots, slashes and dashes alone: no domain that was ever delegated looks so.</summary>
    private static bool LooksLikeAddress(string text)
    {
        if (text.Contains(':', StringComparison.Ordinal))
            return text.All(character => char.IsAsciiHexDigit(character) || character is ':' or '.' or '/' or '-');
        return text.Any(char.IsAsciiDigit) && text.All(character => char.IsAsciiDigit(character) || character is '.' or '/' or '-');
    }
}

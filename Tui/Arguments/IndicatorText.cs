using PassiveDns.Formats.Dns;
using PassiveDns.Formats.Records;

namespace PassiveDns.Tui.Arguments;

/// <summary>One indicator as it stands in a report, a log or a feed: the name or addresses in it.</summary>
/// <remarks>
/// Defanged forms, URLs, e-mail addresses, host and port, networks, ranges, wildcards, names as others write them, with quotes, brackets and commas around.
/// A word without a dot is none, be it a hash or not: a top-level domain has its final dot.
/// </remarks>
internal static class IndicatorText
{
    /// <summary>Characters of the longest text that is looked at: a URL.</summary>
    public const int MaxLength = 16_384;

    private const string Around = "\"'`<>,;|^*\u2018\u2019\u201C\u201D\u00AB\u00BB\u2022\u2013- \t\r\n";

    private static readonly int[] LengthsOfHashes = [32, 40, 56, 64, 96, 128]; // MD5 to SHA-512, in hexadecimal

    /// <summary>Reads an indicator.</summary>
    /// <param name="query">Has side and name or addresses; the rest is the caller's.</param>
    /// <param name="reason">A clause that says why it is none; empty otherwise.</param>
    public static bool TryParse(string text, out RRsetQuery? query, out string reason)
    {
        query = null;
        if (text.Length > MaxLength)
        {
            reason = "it is too long";
            return false;
        }

        var bare = Trim(Refang.Text(text));
        if (TryParseAddresses(bare, out query))
        {
            reason = "";
            return true;
        }

        var host = HostOf(bare);
        if (IsBadNetwork(bare, host))
        {
            reason = "it is no network";
            return false;
        }

        if (TryParseAddresses(host, out query))
        {
            reason = "";
            return true;
        }

        reason = ReasonAgainst(host);
        if (reason.Length > 0) return false;
        if (!LookupArgument.TryParse(host, inRData: false, out query, out reason)) return false;
        if (query!.Side == LookupSide.All) reason = "it is everything";
        return reason.Length == 0;
    }

    /// <summary>What is asked for, in one spelling: what two indicators have in common that ask for the same.</summary>
    public static string Of(RRsetQuery query) => query.Side switch
    {
        LookupSide.Address => query.Addresses.ToString(),
        LookupSide.OwnerBelow => "*." + DomainNameFormat.ToText(query.Name.Span),
        LookupSide.OwnerBeginning => DomainNameFormat.ToText(query.Name.Span) + "*",
        LookupSide.All => "*",
        _ => DomainNameFormat.ToText(query.Name.Span),
    };

    /// <summary>Takes away what stands around it, but for the star of a wildcard; of brackets also those that stand alone.</summary>
    private static string Trim(string text)
    {
        foreach (var (open, close) in new[] { ('(', ')'), ('[', ']'), ('{', '}') })
        {
            if (!text.Contains(open, StringComparison.Ordinal)) text = text.TrimEnd().TrimEnd(close);
            if (!text.Contains(close, StringComparison.Ordinal)) text = text.TrimStart().TrimStart(open);
        }

        var (start, end) = (0, text.Length);
        while (start < end && Around.Contains(text[start], StringComparison.Ordinal) && !text.AsSpan(start).StartsWith("*.", StringComparison.Ordinal)) start++;
        while (end > start && Around.Contains(text[end - 1], StringComparison.Ordinal) && !text.AsSpan(0, end).EndsWith(".*", StringComparison.Ordinal)) end--;
        text = text[start..end];
        if (text.Length < 2 || (text[0], text[^1]) is not (('[', ']') or ('(', ')') or ('{', '}'))) return text;
        return Trim(text[1..^1]);
    }

    private static bool TryParseAddresses(string text, out RRsetQuery? query)
    {
        query = null;
        var range = text.Replace('\u2013', '-').Replace(" ", "", StringComparison.Ordinal);
        if (!AddressRange.TryParse(range, out var addresses)) return false;
        query = new RRsetQuery { Side = LookupSide.Address, Addresses = addresses };
        return true;
    }

    /// <summary>The host of a URL, the domain of an e-mail address, what stands before a port; otherwise the text.</summary>
    private static string HostOf(string text)
    {
        if (text.StartsWith("mailto:", StringComparison.OrdinalIgnoreCase)) text = text["mailto:".Length..];
        var scheme = text.IndexOf("//", StringComparison.Ordinal);
        if (scheme >= 0 && text.AsSpan(0, scheme).IndexOfAny("/?#.@") < 0) text = text[(scheme + 2)..];
        if (!text.EndsWith(".arpa", StringComparison.OrdinalIgnoreCase) && !text.EndsWith(".arpa.", StringComparison.OrdinalIgnoreCase)) // a classless zone has a slash
            text = Before(text, text.AsSpan().IndexOfAny(@"/?#\"));
        text = Trim(WithoutPort(text[(text.LastIndexOf('@') + 1)..]));
        return text.StartsWith('.') && text.Length > 1 ? "*" + text : text; // a domain and all below, in many lists
    }

    /// <summary>An address with a number behind a slash that is no length of a prefix: not that address.</summary>
    private static bool IsBadNetwork(string text, string host) =>
        text.Length > host.Length + 1 && text.StartsWith(host + "/", StringComparison.Ordinal) && TryParseAddresses(host, out _)
            && !text.AsSpan(host.Length + 1).ContainsAnyExceptInRange('0', '9');

    private static string WithoutPort(string text)
    {
        if (text.StartsWith('[')) return text.IndexOf(']', StringComparison.Ordinal) is > 0 and var close ? text[1..close] : text;
        var separator = text.AsSpan().IndexOfAny(",|");
        if (separator < 0 && text.IndexOf(':', StringComparison.Ordinal) == text.LastIndexOf(':')) separator = text.IndexOf(':', StringComparison.Ordinal);
        if (separator < 0) return text;
        return text.AsSpan(separator + 1).Trim().ContainsAnyExceptInRange('0', '9') ? text : text[..separator];
    }

    private static string Before(string text, int end) => end < 0 ? text : text[..end];

    private static string ReasonAgainst(string host)
    {
        if (host.Length == 0) return "it is empty";
        if (LengthsOfHashes.Contains(host.Length) && host.All(char.IsAsciiHexDigit)) return "it is a hash";
        if (host.Any(char.IsWhiteSpace)) return "it is several words";
        if (!host.Contains('.', StringComparison.Ordinal)) return "it has no dot";
        var isName = host.All(character => char.IsAsciiLetterOrDigit(character) || character > '~' || "-_.*/\\:".Contains(character, StringComparison.Ordinal));
        return isName ? "" : "it holds characters that are not of names";
    }
}

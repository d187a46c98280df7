using System.Text.RegularExpressions;
using PassiveDns.Formats.Dns;

namespace PassiveDns.Formats.Interchange;

/// <summary>Indicators in a form that no program takes for a link: <c>example[.]com</c>, <c>192.0.2[.]1</c>, <c>2001:db8[:]:1</c>, <c>hxxp://</c>.</summary>
/// <remarks><c>Tui/Arguments/Refang</c> gives back what it was made of.</remarks>
public static partial class Defang
{
    /// <summary>A name, address, network or URL; what is defanged already, and what is none of these, stays as it is.</summary>
    public static string Text(string text)
    {
        if (text.Contains("[.]", StringComparison.Ordinal) || text.Contains("[:]", StringComparison.Ordinal)) return text;
        var scheme = Scheme().Match(text);
        if (scheme.Success) text = scheme.Value.Replace("tt", "xx", StringComparison.OrdinalIgnoreCase) + text[scheme.Length..];
        var start = scheme.Success ? scheme.Length : 0;
        var end = text.AsSpan(start).IndexOfAny("/?#") is >= 0 and var length ? start + length : text.Length;
        if (text.AsSpan(start..end).IndexOfAny(".:") < 0) end = text.Length; // a classless reverse zone
        return text[..start] + Host(text[start..end]) + text[end..];
    }

    /// <summary>A name in presentation form, with final dot. Characters of its labels that look like what defanging writes stand there as <c>\DDD</c>.</summary>
    /// <param name="name">Wire format.</param>
    public static string Name(ReadOnlySpan<byte> name) => Host(LikeBrackets().Replace(DomainNameFormat.ToText(name), match => $@"\{(int)match.Value[^1]:D3}"));

    /// <summary>The last dot between labels, or the last colon but one of an IPv6 address, in brackets.</summary>
    private static string Host(string host)
    {
        var dot = host.Length > 1 ? host.LastIndexOf('.', host.Length - 2) : -1;
        while (dot > 0 && host[dot - 1] == '\\') dot = dot > 1 ? host.LastIndexOf('.', dot - 1) : -1;
        if (dot > 0) return string.Concat(host.AsSpan(0, dot), "[.]", host.AsSpan(dot + 1));

        var last = host.LastIndexOf(':');
        var colon = last > 0 ? host.LastIndexOf(':', last - 1) : -1;
        return colon < 0 ? host : string.Concat(host.AsSpan(0, colon), "[:]", host.AsSpan(colon + 1));
    }

    [GeneratedRegex("^https?://", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex Scheme();

    /// <summary>Brackets, colons, and whatever but a number stands behind a backslash.</summary>
    [GeneratedRegex(@"[\[\]{}<>:]|\\[^0-9]")]
    private static partial Regex LikeBrackets();
}

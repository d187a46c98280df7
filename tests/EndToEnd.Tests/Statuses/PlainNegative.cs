using System.Globalization;
using PassiveDns.Formats.Dns;
using PassiveDns.Formats.Dns.RData;
using PassiveDns.Formats.Records;
using PassiveDns.Tests.Support;

namespace PassiveDns.EndToEnd.Tests.Statuses;

/// <summary>What a response says in the place of data.</summary>
/// <param name="Owner">The name that it is about: lower case, hexadecimal.</param>
/// <param name="Zone">Labels of the owner of its SOA; null without one.</param>
internal sealed record PlainNegative(string Owner, NegativeKind Kind, int? Zone, uint Ttl)
{
    /// <returns>Null where the response is no negative answer.</returns>
    public static PlainNegative? Of(PlainMessage response)
    {
        if (response.Header.Questions != 1 || response.HasExtendedResponseCode) return null;
        var question = PlainMessage.Lower(Hex.Octets(response.Question));
        switch (response.Header.ResponseCode)
        {
            case 2: return About(question, NegativeKind.ServFail, response);
            case 5: return About(question, NegativeKind.Refused, response);
            case 0 or 3 when !response.IsPartial && !response.Header.IsTruncated && EndOfAliases(response, question) is { } end:
                return response.Header.ResponseCode == 3 ? About(end, NegativeKind.NxDomain, response) : WithoutData(end, response);
            default: return null;
        }
    }

    private static PlainNegative? WithoutData(string end, PlainMessage response)
    {
        if (RDataTypes.IsMeta(response.QuestionType) && response.QuestionType != RRType.ANY) return null;
        var negative = About(end, NegativeKind.NoData, response);
        var isShown = response.Header.Answers > 0
            ? negative.Zone is not null // somebody looked at the end of the aliases
            : response.Header.Authorities == 0 || Soas(response).Any(); // else it is a referral
        return isShown ? negative : null;
    }

    /// <returns>Null where the answer section holds something else than aliases, from the question on.</returns>
    private static string? EndOfAliases(PlainMessage response, string question)
    {
        if (response.Header.Answers == 0) return question;
        if (response.QuestionType is RRType.CNAME or RRType.DNAME or RRType.RRSIG or RRType.ANY) return null;
        var left = response.Sections.Where(set => set.Section == DnsSection.Answer && set.Type is not (RRType.RRSIG or RRType.DNAME)).ToList();
        if (left.Count == 0) return null;
        var name = question;
        while (left.Find(set => set.Type == RRType.CNAME && set.Owner == name) is { RData.Count: 1 } alias)
        {
            left.Remove(alias);
            name = alias.RData[0];
        }

        var isCircle = response.Sections.Any(set => set.Section == DnsSection.Answer && set.Type == RRType.CNAME && set.Owner == name);
        return left.Count == 0 && !isCircle ? name : null;
    }

    private static PlainNegative About(string name, NegativeKind kind, PlainMessage response)
    {
        var soa = Soas(response).Where(set => PlainName.IsAtOrBelow(name, set.Owner)).MaxBy(set => PlainName.Labels(set.Owner));
        if (soa is null) return new PlainNegative(name, kind, null, 0);
        var minimum = soa.RData[0].Length >= 8 ? uint.Parse(soa.RData[0][^8..], NumberStyles.HexNumber, CultureInfo.InvariantCulture) : uint.MaxValue;
        return new PlainNegative(name, kind, PlainName.Labels(soa.Owner), Math.Min(soa.TtlMin, minimum));
    }

    private static IEnumerable<PlainSet> Soas(PlainMessage response) =>
        response.Sections.Where(set => set.Section == DnsSection.Authority && set.Type == RRType.SOA);
}

/// <summary>Names as hexadecimal digits of the wire format.</summary>
internal static class PlainName
{
    public static bool IsAtOrBelow(string name, string ancestor) => Ancestors(name).Contains(ancestor);

    public static int Labels(string name) => Ancestors(name).Count() - 1;

    /// <summary>The name, the one above it, and so on to the root.</summary>
    public static IEnumerable<string> Ancestors(string name)
    {
        for (; name.Length > 2; name = name[(2 + (2 * Convert.ToByte(name[..2], 16)))..]) yield return name;
        yield return "00";
    }
}

using System.Globalization;
using System.Text.Json;
using PassiveDns.Formats.Dns;
using PassiveDns.Formats.Dns.RData;
using PassiveDns.Indexer.Domains;

namespace PassiveDns.Tui.Output;

/// <summary>Domains and what was counted of them as JSON Lines.</summary>
internal sealed class DomainJsonLines(Stream output)
{
    private readonly OctetOutput _output = new(output);

    public void Write(DomainStatistics domain)
    {
        var figures = domain.Figures;
        using (var json = new Utf8JsonWriter(_output.Record))
        {
            json.WriteStartObject();
            json.WriteString("domain"u8, DomainNameFormat.ToText(domain.Domain.Span));
            json.WriteString("day_first"u8, DomainTableText.Date(domain.Days.First()));
            json.WriteString("day_last"u8, DomainTableText.Date(domain.Days.Last()));
            json.WriteNumber("days"u8, domain.Days.Count);
            json.WriteNumber("queries"u8, figures.Queries);
            json.WriteNumber("responses"u8, figures.Responses);
            json.WriteNumber("nxdomain"u8, figures.NxDomain);
            json.WriteNumber("nodata"u8, figures.NoData);
            json.WriteNumber("failed"u8, figures.Failed);
            WriteTypes(figures, json);
            json.WriteNumber("names"u8, domain.DistinctNames);
            json.WriteBoolean("names_estimated"u8, !domain.Names.IsWhole);
            json.WriteNumber("information"u8, domain.Information);
            json.WriteNumber("longest_below"u8, domain.LongestLabels);
            WriteLengths("name_octets", figures.ShortestName, figures.LongestName, figures.NameOctets, DomainFigures.NameLengthBounds, figures.NameLengths, json);
            WriteLengths(
                "response_octets", figures.SmallestResponse, figures.LargestResponse, figures.ResponseOctets, DomainFigures.ResponseLengthBounds, figures.ResponseLengths, json);
            json.WriteEndObject();
        }

        _output.Pass();
        output.Write("\n"u8);
    }

    private static void WriteTypes(in DomainFigures figures, Utf8JsonWriter json)
    {
        json.WriteStartObject("types"u8);
        for (var i = 0; i <= DomainFigures.Types.Count; i++)
        {
            if (figures.OfType(i) == 0) continue;
            json.WriteNumber(i < DomainFigures.Types.Count ? RDataTypes.Mnemonic(DomainFigures.Types[i]) : "other", figures.OfType(i));
        }

        json.WriteEndObject();
    }

    /// <summary>Classes by the greatest length of each.</summary>
    private static void WriteLengths(string name, int least, int most, long sum, IReadOnlyList<int> bounds, Func<int, long> countOf, Utf8JsonWriter json)
    {
        json.WriteStartObject(name);
        json.WriteNumber("min"u8, least);
        json.WriteNumber("max"u8, most);
        json.WriteNumber("sum"u8, sum);
        json.WriteStartObject("up_to"u8);
        for (var i = 0; i < bounds.Count; i++)
        {
            if (countOf(i) > 0) json.WriteNumber(bounds[i].ToString(CultureInfo.InvariantCulture), countOf(i));
        }

        json.WriteEndObject();
        json.WriteEndObject();
    }
}

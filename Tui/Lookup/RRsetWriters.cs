using PassiveDns.Formats.Records;
using PassiveDns.Tui.Output;

namespace PassiveDns.Tui.Lookup;

/// <summary>The writer for each format.</summary>
internal static class RRsetWriters
{
    /// <param name="text">Over <paramref name="output"/>.</param>
    /// <param name="sources">What <see cref="Sighting.Source"/> refers to.</param>
    /// <param name="isByOwner">The question that is being answered goes by owner.</param>
    public static IRRsetWriter Create(LookupRequest request, TextWriter text, Stream output, IReadOnlyList<SourceRecord> sources, Func<bool> isByOwner)
    {
        var style = request.Style;
        return request.Format switch
        {
            OutputFormat.Table when request.IsNegative => new NegativeTable(text, style, sources),
            OutputFormat.Jsonl when request.IsNegative => new NegativeJsonLines(output, style, sources),
            OutputFormat.Table => new RRsetTable(text, style, sources),
            OutputFormat.Jsonl => new RRsetJsonLines(output, style, sources),
            OutputFormat.Cof => new RRsetCof(output, style),
            OutputFormat.Saf => new RRsetSaf(output, style),
            OutputFormat.Dnsdb => new RRsetDnsdb(output, style),
            OutputFormat.Minimal => new RRsetMinimal(output, style, isByOwner),
            OutputFormat.Csv => new RRsetCsv(output, style, forSpreadsheets: false),
            OutputFormat.CsvExcel => new RRsetCsv(output, style, forSpreadsheets: true),
            _ => throw new ArgumentOutOfRangeException(nameof(request), request.Format, "No such format."),
        };
    }
}

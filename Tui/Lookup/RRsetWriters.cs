using PassiveDns.Formats.Records;
using PassiveDns.Tui.Output;

namespace PassiveDns.Tui.Lookup;

/// <summary>The writer for each format.</summary>
internal static class RRsetWriters
{
    /// <param name="text">Over <paramref name="output"/>.</param>
    /// <param name="sources">What <see cref="Sighting.Source"/> refers to.</param>
    /// <param name="isByOwner">The question that is being answered goes by owner.</param>
    public static IRRsetWriter Create(LookupRequest request, TextWriter text, Stream output, IReadOnlyList<SourceRecord> sources, Func<bool> isByOwner) =>
        request.IsNegative ? CreateNegative(request.Format, request.Style, text, output, sources) : Create(request.Format, request.Style, text, output, sources, isByOwner);

    /// <summary>For RRsets.</summary>
    /// <inheritdoc cref="Create(LookupRequest, TextWriter, Stream, IReadOnlyList{SourceRecord}, Func{bool})"/>
    public static IRRsetWriter Create(
        OutputFormat format, OutputStyle style, TextWriter text, Stream output, IReadOnlyList<SourceRecord> sources, Func<bool> isByOwner) => format switch
        {
            OutputFormat.Table => new RRsetTable(text, style, sources),
            OutputFormat.Jsonl => new RRsetJsonLines(output, style, sources),
            OutputFormat.Cof => new RRsetCof(output, style),
            OutputFormat.Saf => new RRsetSaf(output, style),
            OutputFormat.Dnsdb => new RRsetDnsdb(output, style),
            OutputFormat.Minimal => new RRsetMinimal(output, style, isByOwner),
            OutputFormat.Csv => new RRsetCsv(output, style, forSpreadsheets: false),
            OutputFormat.CsvExcel => new RRsetCsv(output, style, forSpreadsheets: true),
            _ => throw new ArgumentOutOfRangeException(nameof(format), format, "No such format."),
        };

    /// <summary>The format has a place for negative answers.</summary>
    public static bool HasNegative(OutputFormat format) => format is OutputFormat.Table or OutputFormat.Jsonl;

    /// <summary>For negative answers.</summary>
    /// <inheritdoc cref="Create(LookupRequest, TextWriter, Stream, IReadOnlyList{SourceRecord}, Func{bool})"/>
    public static IRRsetWriter CreateNegative(OutputFormat format, OutputStyle style, TextWriter text, Stream output, IReadOnlyList<SourceRecord> sources) => format switch
    {
        OutputFormat.Table => new NegativeTable(text, style, sources),
        OutputFormat.Jsonl => new NegativeJsonLines(output, style, sources),
        _ => throw new ArgumentOutOfRangeException(nameof(format), format, "No such format."),
    };
}

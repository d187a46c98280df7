using System.Globalization;
using PassiveDns.Formats;
using PassiveDns.Formats.Dns;
using PassiveDns.Indexer.Domains;

namespace PassiveDns.Tui.Output;

/// <summary>Domains and what was counted of them as a table, one line each.</summary>
/// <param name="promptly">See <see cref="TextTable"/>.</param>
/// <param name="byDay">Each line is about one day.</param>
internal sealed class DomainTableText(TextWriter output, bool promptly, bool byDay)
{
    private const int WidestDomain = 32;
    private const long MillisecondsPerDay = 86_400_000;

    private readonly TextTable _table = new(
        output,
        promptly,
        [
            new("domain", Widest: WidestDomain), byDay ? new("day") : new("days", IsNumber: true), new("queries", IsNumber: true), new("names", IsNumber: true),
            new("NXD", IsNumber: true), new("longest", IsNumber: true), new("info", IsNumber: true), new("answer", IsNumber: true),
        ]);

    /// <summary><c>2023-11-14</c></summary>
    /// <param name="day">From 1970-01-01.</param>
    public static string Date(int day) => UtcText.Seconds(day * MillisecondsPerDay)[..^"T00:00:00Z".Length];

    public void Write(DomainStatistics domain)
    {
        var figures = domain.Figures;
        _table.Add(
            DomainNameFormat.ToText(domain.Domain.Span),
            byDay ? Date(domain.Days.First()) : Quantity.Number(domain.Days.Count),
            Quantity.Number(figures.Queries),
            (domain.Names.IsWhole ? "" : "~") + Quantity.Number(domain.DistinctNames),
            figures.Responses == 0 ? "" : string.Create(CultureInfo.InvariantCulture, $"{100.0 * figures.NxDomain / figures.Responses:0} %"),
            Quantity.Number(domain.LongestLabels),
            Quantity.Number(domain.Information),
            figures.WholeResponses == 0 ? "" : Quantity.Number((long)Math.Round(domain.MeanResponse)));
    }

    public void Flush() => _table.Flush();
}

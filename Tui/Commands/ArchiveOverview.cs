using PassiveDns.Formats;
using PassiveDns.Formats.Dns;
using PassiveDns.Formats.Dns.RData;
using PassiveDns.Indexer;
using PassiveDns.Tui.Output;
using PassiveDns.Tui.Questions;

namespace PassiveDns.Tui.Commands;

/// <summary>What an archive holds, at a glance.</summary>
internal static class ArchiveOverview
{
    private const long LargestToCount = 2_000_000; // RRsets; counting them takes about a second for each million
    private const int TypesShown = 8;
    private const int NamesShown = 5;

    /// <summary>Sources, RRsets and time span in one clause, from the manifest alone.</summary>
    public static string Extent(Archive archive)
    {
        // An RRset may stand in several runs; how many do shows only when all are read.
        var bound = archive.RunCount > 1 ? "up to " : "";
        var figures = ArchiveFigures.OfManifest(archive);
        var (sources, rrsets) = (Quantity.Count(figures.Sources, "source"), bound + Quantity.Count(figures.RRsetBound, "RRset"));
        return Span(figures) is { } span ? $"{sources}, {rrsets}, {span}" : $"{sources}, {rrsets}";
    }

    /// <summary>Lines for people who open the archive; values are sanitised.</summary>
    public static IReadOnlyList<string> Lines(Archive archive, CancellationToken interruption)
    {
        var figures = ArchiveFigures.OfManifest(archive);
        if (figures.RRsetBound is > 0 and <= LargestToCount) figures = ArchiveFigures.Read(archive, interruption).Last();
        var lines = new List<string>
        {
            $"archive  {TerminalText.Sanitise(figures.Folder)}",
            $"sources  {Quantity.Number(figures.Sources)}",
        };
        if (Span(figures) is { } span) lines.Add($"time     {span}");
        if (figures.IsComplete) lines.AddRange(Counts(figures));
        else lines.Add($"RRsets   up to {Quantity.Number(figures.RRsetBound)}");
        return lines;
    }

    private static string? Span(ArchiveFigures figures) =>
        figures.Span is { } span ? $"{UtcText.Seconds(span.First)} .. {UtcText.Seconds(span.Last)}" : null;

    private static IEnumerable<string> Counts(ArchiveFigures figures)
    {
        yield return $"RRsets   {Quantity.Number(figures.RRsets)}";
        var words = figures.Types.Take(TypesShown).Select(type => $"{RDataTypes.Mnemonic(type.Type)} {Quantity.Number(type.RRsets)}");
        yield return $"types    {string.Join("  ", words)}{(figures.Types.Count > TypesShown ? "  ..." : "")}";
        yield return $"names    {Quantity.Number(figures.Names)}; with addresses, seen most often:";
        var most = figures.MostSeen.Take(NamesShown).Select(seen => (Name: DomainNameFormat.ToText(seen.Name), seen.Count)).ToList();
        foreach (var (name, count) in most) yield return $"         {name} ({Quantity.Number(count)})";
        if (most.Count > 0) yield return $"try      pdns lookup {most[0].Name} -a {TerminalText.Sanitise(figures.Folder)}";
    }
}

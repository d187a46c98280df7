using PassiveDns.Formats;
using PassiveDns.Formats.Dns;
using PassiveDns.Formats.Dns.RData;
using PassiveDns.Formats.Records;
using PassiveDns.Indexer;
using PassiveDns.Tui.Output;

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
        var (sources, rrsets) = (Quantity.Count(archive.Sources.Count, "source"), bound + Quantity.Count(archive.RRsetBound, "RRset"));
        return Span(archive.Sources) is { } span ? $"{sources}, {rrsets}, {span}" : $"{sources}, {rrsets}";
    }

    /// <summary>Lines for people who open the archive; values are sanitised.</summary>
    public static IReadOnlyList<string> Lines(Archive archive, CancellationToken interruption)
    {
        var lines = new List<string>
        {
            $"archive  {TerminalText.Sanitise(archive.Layout.Folder)}",
            $"sources  {Quantity.Number(archive.Sources.Count)}",
        };
        if (Span(archive.Sources) is { } span) lines.Add($"time     {span}");
        if (archive.RRsetBound is > 0 and <= LargestToCount) lines.AddRange(Counts(archive, interruption));
        else lines.Add($"RRsets   up to {Quantity.Number(archive.RRsetBound)}");
        return lines;
    }

    /// <summary>From the first packet to the last; null without packets.</summary>
    private static string? Span(IReadOnlyList<SourceRecord> sources)
    {
        var first = sources.Min(source => source.FirstPacketMilliseconds);
        var last = sources.Max(source => source.LastPacketMilliseconds);
        return first is null || last is null ? null : $"{UtcText.Seconds(first.Value)} .. {UtcText.Seconds(last.Value)}";
    }

    private static IEnumerable<string> Counts(Archive archive, CancellationToken interruption)
    {
        var types = new SortedDictionary<RRType, long>();
        var names = new PriorityQueue<string, long>(); // those seen most often, the rarest first
        var owners = 0L;
        var rrsets = archive.Find(new RRsetQuery { Side = LookupSide.All });
        foreach (var summary in NameSummary.Of(CountTypes(rrsets, types, interruption)))
        {
            owners++;
            if (!PointsSomewhere(summary)) continue;
            names.Enqueue(DomainNameFormat.ToText(summary.Name.Span), summary.Window.Count);
            if (names.Count > NamesShown) names.Dequeue();
        }

        yield return $"RRsets   {Quantity.Number(types.Values.Sum())}";
        var shown = types.OrderByDescending(pair => pair.Value).Take(TypesShown);
        var words = shown.Select(pair => $"{RDataTypes.Mnemonic(pair.Key)} {Quantity.Number(pair.Value)}");
        yield return $"types    {string.Join("  ", words)}{(types.Count > TypesShown ? "  ..." : "")}";
        yield return $"names    {Quantity.Number(owners)}; with addresses, seen most often:";
        var most = names.UnorderedItems.OrderByDescending(pair => pair.Priority)
            .ThenBy(pair => pair.Element, StringComparer.Ordinal).ToList();
        foreach (var (name, count) in most) yield return $"         {name} ({Quantity.Number(count)})";
        if (most.Count > 0) yield return $"try      pdns lookup {most[0].Element} -a {TerminalText.Sanitise(archive.Layout.Folder)}";
    }

    /// <summary>Zones and reverse names are seen most often, and nobody asks for them first.</summary>
    private static bool PointsSomewhere(NameSummary summary) =>
        summary.Types.Any(type => type is RRType.A or RRType.AAAA or RRType.CNAME);

    private static IEnumerable<RRset> CountTypes(
        IEnumerable<RRset> rrsets, SortedDictionary<RRType, long> types, CancellationToken interruption)
    {
        RRset? last = null;
        foreach (var rrset in rrsets)
        {
            interruption.ThrowIfCancellationRequested();
            if (last?.HasRecordsOf(rrset) != true) types[rrset.Type] = types.GetValueOrDefault(rrset.Type) + 1;
            last = rrset; // one that stands in several bailiwicks counts once
            yield return rrset;
        }
    }
}

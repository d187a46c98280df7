using PassiveDns.Formats.Dns;
using PassiveDns.Formats.Dns.RData;
using PassiveDns.Formats.Interchange;
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
        var (sources, rrsets) = (Quantity.Count(archive.Sources.Count, "source"), $"up to {Quantity.Count(archive.RRsetBound, "RRset")}");
        return Span(archive.Sources) is { } span ? $"{sources}, {rrsets}, {span}" : $"{sources}, {rrsets}";
    }

    /// <summary>Lines for people who open the archive; values are sanitised.</summary>
    public static IReadOnlyList<string> Lines(Archive archive, CancellationToken interruption)
    {
        var lines = new List<string>
        {
            $"archive  {TerminalText.Sanitise(archive.Layout.Folder)}",
            $"sources  {Quantity.Count(archive.Sources.Count, "source")}",
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
        var names = new PriorityQueue<byte[], long>();
        var owners = 0L;
        foreach (var summary in NameSummary.Of(CountTypes(archive.Find(new RRsetQuery { Side = LookupSide.All }), types, interruption)))
        {
            owners++;
            names.Enqueue(summary.Name.ToArray(), summary.Window.Count);
            if (names.Count > NamesShown) names.Dequeue();
        }

        yield return $"RRsets   {Quantity.Number(types.Values.Sum())}";
        if (owners == 0) yield break;
        var shown = types.OrderByDescending(pair => pair.Value).Take(TypesShown).Select(pair => $"{RDataTypes.Mnemonic(pair.Key)} {Quantity.Number(pair.Value)}");
        yield return $"types    {string.Join("  ", shown)}{(types.Count > TypesShown ? "  ..." : "")}";
        yield return $"names    {Quantity.Number(owners)}, seen most often:";
        foreach (var (name, count) in names.UnorderedItems.OrderByDescending(pair => pair.Priority).ThenBy(pair => DomainNameFormat.ToText(pair.Element), StringComparer.Ordinal))
            yield return $"         {DomainNameFormat.ToText(name)} ({Quantity.Number(count)})";
        var example = DomainNameFormat.ToText(names.UnorderedItems.MaxBy(pair => pair.Priority).Element);
        yield return $"try      pdns lookup {example} -a {TerminalText.Sanitise(archive.Layout.Folder)}";
    }

    private static IEnumerable<RRset> CountTypes(IEnumerable<RRset> rrsets, SortedDictionary<RRType, long> types, CancellationToken interruption)
    {
        foreach (var rrset in rrsets)
        {
            interruption.ThrowIfCancellationRequested();
            types[rrset.Type] = types.GetValueOrDefault(rrset.Type) + 1;
            yield return rrset;
        }
    }
}

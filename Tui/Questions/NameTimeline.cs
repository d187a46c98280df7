using PassiveDns.Formats.Records;
using PassiveDns.Tui.Output;

namespace PassiveDns.Tui.Questions;

/// <summary>What a name had over time: its RRsets by when they were first seen, and the span of time that they are seen against.</summary>
public sealed class NameTimeline
{
    private static readonly RRsetOrder ByFirstSeen = new([new SortTerm(SortKey.First, false), new SortTerm(SortKey.Type, false)]);

    private NameTimeline(IReadOnlyList<RRset> rrsets, long leftOut, long first, long last) =>
        (RRsets, LeftOut, FirstMilliseconds, LastMilliseconds) = (rrsets, leftOut, first, last);

    /// <summary>Each owner, type and rdata once; the first seen first. Sightings outside the span of a fence are none of theirs.</summary>
    public IReadOnlyList<RRset> RRsets { get; }

    /// <summary>RRsets that were seen later than those shown.</summary>
    public long LeftOut { get; }

    /// <summary>Start of the span, milliseconds since the epoch: of the archive, or of the fence.</summary>
    public long FirstMilliseconds { get; }

    /// <summary>End of the span, milliseconds since the epoch, not before its start.</summary>
    public long LastMilliseconds { get; }

    /// <summary>From the first sighting of any of the RRsets to the last, milliseconds since the epoch; the whole span without any. A name may have lived for a minute of a year.</summary>
    public (long First, long Last) Seen => RRsets.Count == 0 ? (FirstMilliseconds, LastMilliseconds)
        : (RRsets.Min(rrset => rrset.Window.FirstMilliseconds), RRsets.Max(rrset => rrset.Window.LastMilliseconds));

    /// <summary>How its addresses changed.</summary>
    public AddressChanges AddressChanges => field ??= AddressChanges.Of(RRsets);

    /// <param name="query">Goes by one owner; its fence bounds the span, and only sightings that touch it count.</param>
    /// <param name="limit">Most RRsets; 0 for all.</param>
    /// <exception cref="OperationCanceledException">It was interrupted.</exception>
    public static NameTimeline Of(IRRsetSource source, RRsetQuery query, int limit, CancellationToken interruption)
    {
        var rrsets = ByFirstSeen.Sort(UnitedRRsets.Of(source, query, interruption), limit, out var leftOut);
        var (first, last) = Span(source.Sources, rrsets);
        first = query.Fence.AfterMilliseconds ?? first;
        return new NameTimeline(rrsets, leftOut, first, Math.Max(first, query.Fence.BeforeMilliseconds ?? last));
    }

    /// <summary>From the first packet to the last; where no source knows, from the first sighting to the last.</summary>
    private static (long First, long Last) Span(IReadOnlyList<SourceRecord> sources, IReadOnlyList<RRset> rrsets)
    {
        var first = sources.Min(source => source.FirstPacketMilliseconds) ?? rrsets.Select(rrset => rrset.Window.FirstMilliseconds).DefaultIfEmpty().Min();
        var last = sources.Max(source => source.LastPacketMilliseconds) ?? rrsets.Select(rrset => rrset.Window.LastMilliseconds).DefaultIfEmpty().Max();
        return (first, last);
    }
}

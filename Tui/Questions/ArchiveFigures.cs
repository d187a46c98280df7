using PassiveDns.Formats.Dns;
using PassiveDns.Formats.Records;
using PassiveDns.Indexer;

namespace PassiveDns.Tui.Questions;

/// <summary>What an archive holds, at a glance: what the first screen shows, complete or as far as has been read.</summary>
/// <remarks>
/// Unless it says otherwise a figure is of what a lookup shows by default. What stands in several bailiwicks counts once. A snapshot does not change.
/// </remarks>
public sealed record ArchiveFigures
{
    /// <summary>Names in each list.</summary>
    public const int MostListed = 20;

    private const int EntriesPerSnapshot = 100_000;

    private static readonly RRsetQuery Everything = new() { Side = LookupSide.All, Kinds = AnswerKinds.Both, Statuses = StatusFilter.All };

    /// <summary>Path of the archive's folder; empty where there is none.</summary>
    public string Folder { get; init; } = "";

    public int Sources { get; init; }

    /// <summary>From the first packet of any source to the last, or from the first sighting to the last where no source knows; null without any.</summary>
    public (long First, long Last)? Span { get; init; }

    /// <summary>RRsets there are at most: what stands in several runs counts more than once.</summary>
    public long RRsetBound { get; init; }

    public ArchiveFaults Faults { get; init; } = new();

    /// <summary>How much has been read, 0 to 1.</summary>
    public double Share { get; init; }

    /// <summary>All has been read.</summary>
    public bool IsComplete { get; init; }

    public long RRsets { get; init; }

    /// <summary>Owners of RRsets.</summary>
    public long Names { get; init; }

    /// <summary>The type with most RRsets first.</summary>
    public IReadOnlyList<TypeFigures> Types { get; init; } = [];

    /// <summary>Negative answers of each kind that there is, by its number.</summary>
    public IReadOnlyList<(NegativeKind Kind, long Count)> Negatives { get; init; } = [];

    /// <summary>RRsets and negative answers that were seen with a status that a lookup does not show by default, by its number. They may have been seen otherwise, too.</summary>
    public IReadOnlyList<(SightingStatus Status, long Count)> SetAside { get; init; } = [];

    /// <summary>Of RRsets; null as long as none were read.</summary>
    public TimeHistogram? Observations { get; init; }

    /// <summary>Registered domains, those first seen last first; none of the reverse tree, and no hashes of names (NSEC3).</summary>
    public IReadOnlyList<NewDomain> Newest { get; init; } = [];

    /// <summary>Names with several addresses, those with most first.</summary>
    public IReadOnlyList<ChangingName> MostChanged { get; init; } = [];

    /// <summary>Names that point somewhere (A, AAAA, CNAME), those seen most often first.</summary>
    public IReadOnlyList<SeenName> MostSeen { get; init; } = [];

    /// <summary>What is known without reading an RRset.</summary>
    public static ArchiveFigures OfManifest(Archive archive) => OfSources(archive.Sources) with
    {
        Folder = archive.Layout.Folder,
        Span = SpanOf(archive.Sources) ?? (archive.WindowBound is { } window ? (window.FirstMilliseconds, window.LastMilliseconds) : null),
        RRsetBound = archive.RRsetBound,
        Faults = FaultsOf(archive),
    };

    /// <summary>Reads an archive once, in key order and in bounded memory: at once what the manifest says, then a snapshot now and then, at last all.</summary>
    /// <exception cref="OperationCanceledException">It was stopped.</exception>
    /// <exception cref="PassiveDns.Formats.UnreadableFileException">The archive's public suffix list is none any more.</exception>
    public static IEnumerable<ArchiveFigures> Read(Archive archive, CancellationToken stop)
    {
        var start = OfManifest(archive);
        yield return start;
        var window = archive.WindowBound ?? default;
        var tally = new FiguresTally(archive.Suffixes, new TimeHistogram(window.FirstMilliseconds, window.LastMilliseconds));
        using (var scan = archive.Scan(Everything))
        {
            for (var left = EntriesPerSnapshot; scan.MoveNext(); left--)
            {
                tally.Add(scan.Key, scan.Sightings);
                if (left > 1) continue;
                stop.ThrowIfCancellationRequested();
                yield return tally.Snapshot(start);
                left = EntriesPerSnapshot;
            }
        }

        yield return tally.Complete(start with { Faults = FaultsOf(archive) });
    }

    /// <summary>The same of RRsets from anywhere, at once.</summary>
    /// <exception cref="OperationCanceledException">It was stopped.</exception>
    public static ArchiveFigures Of(IRRsetSource source, PublicSuffixList suffixes, CancellationToken stop)
    {
        var rrsets = source.Find(Everything).ToList();
        var (first, last) = rrsets.Count == 0 ? default
            : (rrsets.Min(rrset => rrset.Window.FirstMilliseconds), rrsets.Max(rrset => rrset.Window.LastMilliseconds));
        var tally = new FiguresTally(suffixes, new TimeHistogram(first, last));
        foreach (var rrset in rrsets)
        {
            stop.ThrowIfCancellationRequested();
            tally.Add(rrset.Key, [.. rrset.Sightings]);
        }

        (long, long)? seen = rrsets.Count == 0 ? null : (first, last);
        return tally.Complete(OfSources(source.Sources) with { Span = SpanOf(source.Sources) ?? seen, RRsetBound = rrsets.Count });
    }

    private static ArchiveFigures OfSources(IReadOnlyList<SourceRecord> sources) => new() { Sources = sources.Count, Faults = ArchiveFaults.Of(sources) };

    private static ArchiveFaults FaultsOf(Archive archive) =>
        ArchiveFaults.Of(archive.Sources) with { LostRuns = archive.Damage.Count, DamagedRuns = archive.LostParts.Count };

    /// <summary>From the first packet to the last; null without packets.</summary>
    private static (long First, long Last)? SpanOf(IReadOnlyList<SourceRecord> sources)
    {
        var first = sources.Min(source => source.FirstPacketMilliseconds);
        var last = sources.Max(source => source.LastPacketMilliseconds);
        return first is null || last is null ? null : (first.Value, last.Value);
    }
}

/// <summary>What of the sources and of the archive could not be read.</summary>
public sealed record ArchiveFaults
{
    private static readonly FrameOutcome[] Malformed =
    [
        FrameOutcome.MalformedLink, FrameOutcome.MalformedEncapsulation, FrameOutcome.MalformedIp, FrameOutcome.MalformedFragment,
        FrameOutcome.MalformedUdp, FrameOutcome.MalformedTcp, FrameOutcome.MalformedDns,
    ];

    /// <summary>Sources with a damaged place.</summary>
    public int DamagedSources { get; init; }

    /// <summary>Frames of which the capture kept too little.</summary>
    public long CutFrames { get; init; }

    public long MalformedFrames { get; init; }

    /// <summary>Runs that could not be opened.</summary>
    public int LostRuns { get; init; }

    /// <summary>Runs that could not be read everywhere, as far as they have been read.</summary>
    public int DamagedRuns { get; init; }

    /// <summary>What the sources tell.</summary>
    public static ArchiveFaults Of(IReadOnlyList<SourceRecord> sources) => new()
    {
        DamagedSources = sources.Count(source => source.Damage.Count > 0),
        CutFrames = sources.Sum(source => source.Accounting[FrameOutcome.CutBySnapLength]),
        MalformedFrames = sources.Sum(source => Malformed.Sum(outcome => source.Accounting[outcome])),
    };
}

/// <param name="Names">Owners that have the type.</param>
public sealed record TypeFigures(RRType Type, long RRsets, long Names);

/// <summary>A registered domain.</summary>
/// <param name="Name">Wire format, lower case.</param>
/// <param name="FirstMilliseconds">When anything of it was seen first, since the epoch.</param>
/// <param name="RRsets">At and below it.</param>
public sealed record NewDomain(byte[] Name, long FirstMilliseconds, long RRsets);

/// <summary>A name with several addresses.</summary>
/// <param name="Name">Wire format, lower case.</param>
/// <param name="Addresses">Different ones in its A and AAAA records.</param>
/// <param name="IsCut">There may be more: so many were counted.</param>
/// <param name="Window">Of the RRsets with the addresses.</param>
public sealed record ChangingName(byte[] Name, int Addresses, bool IsCut, TimeWindow Window)
{
    private const double Day = 86_400_000; // milliseconds

    /// <summary>Addresses for each day of the window, of which a day is the least.</summary>
    public double PerDay => Addresses / Math.Max(1, ((double)Window.LastMilliseconds - Window.FirstMilliseconds) / Day);
}

/// <param name="Name">Wire format, lower case.</param>
/// <param name="Count">Observations of all its RRsets.</param>
public sealed record SeenName(byte[] Name, long Count);

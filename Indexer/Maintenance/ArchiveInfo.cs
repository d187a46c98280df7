using PassiveDns.Formats.Dns;
using PassiveDns.Formats.Records;
using PassiveDns.Indexer.Runs;

namespace PassiveDns.Indexer.Maintenance;

/// <summary>What an archive holds, in figures.</summary>
public sealed record ArchiveInfo
{
    public required Guid Id { get; init; }
    public required long Generation { get; init; }
    public required int Sources { get; init; }

    /// <summary>Different RRsets, whatever the status of their sightings.</summary>
    public required long RRsets { get; init; }

    /// <summary>Different negative answers of each kind.</summary>
    public required IReadOnlyDictionary<NegativeKind, long> NegativesByKind { get; init; }

    /// <summary>Of RRsets and of negative answers, as all that follows but for the types.</summary>
    public required long Sightings { get; init; }

    /// <summary>Sum of the sightings' counts.</summary>
    public required long Observations { get; init; }

    /// <summary>From the first sighting to the last, with all observations; null for an empty archive.</summary>
    public required TimeWindow? Window { get; init; }

    /// <summary>Different RRsets of each type, by type number.</summary>
    public required IReadOnlyDictionary<RRType, long> RRsetsByType { get; init; }

    /// <summary>Sightings of each status.</summary>
    public required IReadOnlyDictionary<SightingStatus, long> SightingsByStatus { get; init; }

    /// <summary>Domains on a UTC day, each once for each run that has it.</summary>
    public required long DomainDays { get; init; }

    /// <summary>Queries that were counted for them.</summary>
    public required long Queries { get; init; }

    /// <summary>How many times an octet of the live runs has been written: see <see cref="ArchiveCompactor.WriteAmplification"/>.</summary>
    public required double WriteAmplification { get; init; }

    /// <summary>The live runs, by number; damaged ones too.</summary>
    public required IReadOnlyList<RunInfo> Runs { get; init; }

    /// <summary>What each part of the folder takes on disk; parts that are not there take nothing.</summary>
    public required IReadOnlyList<ComponentSize> Components { get; init; }

    /// <summary>Reads all RRsets, which takes about a second for five million.</summary>
    /// <remarks>What stands in a damaged part of a run is not counted: <see cref="Archive.LostParts"/> tells of it afterwards.</remarks>
    /// <exception cref="OperationCanceledException">It was interrupted.</exception>
    public static ArchiveInfo Read(Archive archive, CancellationToken interruption = default)
    {
        long rrsets = 0, sightings = 0;
        TimeWindow? window = null;
        var negatives = new SortedDictionary<NegativeKind, long>();
        var types = new SortedDictionary<RRType, long>();
        var statuses = new SortedDictionary<SightingStatus, long>();
        using var state = archive.HoldState();
        using var all = archive.OpenAll(state, interruption);
        while (all.MoveNext())
        {
            var entrySightings = all.Sightings; // which shows that the key is one
            var ownerLength = RRsetKey.OwnerLength(all.Key);
            if (RRsetKeyParts.IsNegative(all.Key, ownerLength))
            {
                var kind = (NegativeKind)all.Key[ownerLength + RRsetKey.TypeAndBailiwickLength];
                negatives[kind] = negatives.GetValueOrDefault(kind) + 1;
            }
            else
            {
                rrsets++;
                var type = RRsetKeyParts.Type(all.Key, ownerLength);
                types[type] = types.GetValueOrDefault(type) + 1;
            }

            foreach (ref readonly var sighting in entrySightings)
            {
                sightings++;
                statuses[sighting.Status] = statuses.GetValueOrDefault(sighting.Status) + 1;
                window = window is { } known ? TimeWindow.Union(known, sighting.Window) : sighting.Window;
            }
        }

        return new ArchiveInfo
        {
            Id = archive.Id,
            Generation = archive.Generation,
            Sources = archive.Sources.Count,
            RRsets = rrsets,
            NegativesByKind = negatives,
            Sightings = sightings,
            Observations = window?.Count ?? 0,
            Window = window,
            RRsetsByType = types,
            SightingsByStatus = statuses,
            DomainDays = state.Runs.Sum(run => run.DomainFile?.Totals.Entries ?? 0),
            Queries = state.Runs.Sum(run => run.DomainFile?.Totals.Observations ?? 0),
            WriteAmplification = ArchiveCompactor.WriteAmplification(archive),
            Runs = [.. archive.Manifest.Runs.Select(run => new RunInfo(run.Name, run.Level, run.RRsets, run.Negatives, run.Sightings, run.Sources.Count,
                run.RRsetFile.Octets, run.RDataFile.Octets, run.DomainFile?.Octets ?? 0))],
            Components = Measure(archive.Layout),
        };
    }

    private static ComponentSize[] Measure(ArchiveLayout layout) =>
    [
        new("manifest", FileOctets(layout.Manifest)),
        new("rrsets", FolderOctets(layout.Runs, "*" + ArchiveLayout.RRsetExtension)),
        new("rdata", FolderOctets(layout.Runs, "*" + ArchiveLayout.RDataExtension)),
        new("domains", FolderOctets(layout.Runs, "*" + ArchiveLayout.DomainsExtension) + FileOctets(layout.Suffixes)),
        new("names", FolderOctets(layout.Names, "*")),
        new("bailiwick", FolderOctets(layout.Bailiwick, "*")),
        new("catalog", FileOctets(layout.Catalog)),
        new("case", FileOctets(layout.Case)),
    ];

    private static long FileOctets(string path) => File.Exists(path) ? new FileInfo(path).Length : 0;

    private static long FolderOctets(string folder, string pattern) =>
        Directory.Exists(folder) ? new DirectoryInfo(folder).EnumerateFiles(pattern, SearchOption.AllDirectories).Sum(file => file.Length) : 0;
}

/// <summary>A live run in figures.</summary>
/// <param name="Level">Compactions behind it; 0 for a commit's own.</param>
public sealed record RunInfo(
    string Name, int Level, long RRsets, long Negatives, long Sightings, int Sources, long RRsetOctets, long RDataOctets, long DomainOctets)
{
    public long Octets => RRsetOctets + RDataOctets + DomainOctets;

    /// <summary>Runs of like size make a tier: see <see cref="ArchiveCompactor.Tier"/>.</summary>
    public int Tier => ArchiveCompactor.Tier(RRsets + Negatives);
}

/// <param name="Component">manifest, rrsets, rdata, domains, names, bailiwick, catalog or case.</param>
public sealed record ComponentSize(string Component, long Octets);

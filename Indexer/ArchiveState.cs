using PassiveDns.Formats.Records;
using PassiveDns.Indexer.Bailiwick;
using PassiveDns.Indexer.Runs;

namespace PassiveDns.Indexer;

/// <summary>An archive at one generation: what a lookup works on from beginning to end.</summary>
/// <remarks>
/// Whoever works on it holds it, and disposes of it to let go; the archive itself holds the latest. A run is closed when the last state it is part of
/// has been let go of by all: so compaction takes no run from under a lookup.
/// </remarks>
internal sealed class ArchiveState : IDisposable
{
    private int _holders = 1; // its maker

    /// <param name="zones">Held by this from now on.</param>
    private ArchiveState(ArchiveManifest manifest, IReadOnlyList<Run> runs, IReadOnlyList<RunDamage> damage, ZoneTable? zones, string? zoneDamage = null)
    {
        (Zones, ZoneDamage) = (zones, zoneDamage);
        (Manifest, Runs, Damage) = (manifest, runs, damage);
        Sources = [.. runs.SelectMany(run => run.Sources).OrderBy(source => source.Sha256, StringComparer.Ordinal)];
        var parts = Sources.SelectMany(source => source.Parts);
        Sha256s = manifest.Runs.SelectMany(run => run.Sources).Concat(parts.Select(part => part.Sha256)).ToHashSet(StringComparer.Ordinal);
        Lengths = Sources.Select(source => source.Octets).Concat(parts.Select(part => part.Octets)).ToHashSet();
        var places = Sources.Index().ToDictionary(source => source.Item.Sha256, source => source.Index, StringComparer.Ordinal);
        SourceMaps = [.. runs.Select(run => run.Sources.Select(source => places[source.Sha256]).ToArray())];
        foreach (var run in runs) run.Hold();
    }

    public ArchiveManifest Manifest { get; }

    /// <summary>The latest that is known of zones and their servers, maybe of other sources than there are now; null without any.</summary>
    public ZoneTable? Zones { get; }

    /// <summary>A sentence for the user where what was known cannot be read.</summary>
    public string? ZoneDamage { get; }

    /// <summary>By number.</summary>
    public IReadOnlyList<Run> Runs { get; }

    public IReadOnlyList<RunDamage> Damage { get; }

    /// <summary>Of all runs that can be read, by SHA-256.</summary>
    public IReadOnlyList<SourceRecord> Sources { get; }

    /// <summary>For each run, the place in <see cref="Sources"/> of each of its own.</summary>
    public IReadOnlyList<int[]> SourceMaps { get; }

    /// <summary>Of all sources, also those of damaged runs, and of the parts of rollups.</summary>
    public IReadOnlySet<string> Sha256s { get; }

    /// <summary>Lengths of sources and of the parts of rollups, octets.</summary>
    public IReadOnlySet<long> Lengths { get; }

    /// <returns>False when all have let go of it.</returns>
    public bool TryHold()
    {
        int holders;
        do
        {
            holders = _holders;
            if (holders == 0) return false;
        }
        while (Interlocked.CompareExchange(ref _holders, holders + 1, holders) != holders);
        return true;
    }

    /// <summary>Lets go of it.</summary>
    public void Dispose()
    {
        if (Interlocked.Decrement(ref _holders) > 0) return;
        foreach (var run in Runs) run.LetGo();
        Zones?.Dispose();
    }

    /// <summary>Opens the runs; one that cannot be opened is told of and left out.</summary>
    public static ArchiveState Open(ArchiveLayout layout, ArchiveManifest manifest)
    {
        var runs = new List<Run>();
        var damage = new List<RunDamage>();
        foreach (var run in manifest.Runs)
        {
            try
            {
                runs.Add(Run.Open(layout, run));
            }
            catch (ArchiveException e)
            {
                damage.Add(new RunDamage(run.Name, e.Message, run.RRsets, run.Sources));
            }
        }

        return new ArchiveState(manifest, runs, damage, ZoneTable.OpenLatest(layout, out var zoneDamage), zoneDamage);
    }

    /// <summary>The same generation with other knowledge of zones.</summary>
    /// <param name="zones">Held by the new state from now on.</param>
    public ArchiveState With(ZoneTable zones) => new(Manifest, Runs, Damage, zones);

    /// <summary>The next generation: of the runs open so far those that are still live, and the added one.</summary>
    public ArchiveState With(ArchiveManifest manifest, Run? added)
    {
        var open = (added is null ? Runs : Runs.Append(added)).ToDictionary(run => run.Name, StringComparer.Ordinal);
        var live = manifest.Runs.Select(run => run.Name).ToHashSet(StringComparer.Ordinal);
        Zones?.Hold();
        return new(manifest, [.. manifest.Runs.Where(run => open.ContainsKey(run.Name)).Select(run => open[run.Name])],
            [.. Damage.Where(damage => live.Contains(damage.Run))], Zones, ZoneDamage);
    }
}

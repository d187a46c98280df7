using System.Globalization;

namespace PassiveDns.Indexer;

/// <summary>The paths of an archive's files: the one place that knows them. See FORMAT.md section 1.</summary>
/// <param name="Folder">The archive's folder, as the user gave it.</param>
public sealed record ArchiveLayout(string Folder)
{
    /// <summary>Extension of a run's RRsets.</summary>
    public const string RRsetExtension = ".rrset";

    /// <summary>Extension of a run's inverse.</summary>
    public const string RDataExtension = ".rdata";

    /// <summary>Extension of a run's domain-days.</summary>
    public const string DomainsExtension = ".domains";

    /// <summary>Extension of a table of zones.</summary>
    public const string ZonesExtension = ".zones";

    public string Manifest => Path.Combine(Folder, "MANIFEST.json");

    /// <summary>What <see cref="Manifest"/> is written to before it takes its name.</summary>
    public string NewManifest => Path.Combine(Folder, "MANIFEST.json.new");

    public string Lock => Path.Combine(Folder, "LOCK");

    public string Runs => Path.Combine(Folder, "runs");

    /// <summary>Sorted parts of a session that has not been committed; never of use to another process.</summary>
    public string Parts => Path.Combine(Runs, "tmp");

    /// <summary>How far long sources have been taken in that are not committed yet; one folder for each.</summary>
    public string Checkpoints => Path.Combine(Folder, "checkpoints");

    /// <summary>The names index; derived, can be made again from the runs.</summary>
    public string Names => Path.Combine(Folder, "names");

    /// <summary>Verified zones and their servers; derived, can be made again from the runs.</summary>
    public string Bailiwick => Path.Combine(Folder, "bailiwick");

    /// <summary>Hints that the user gave in place of those that come with the program.</summary>
    public string Hints => Path.Combine(Bailiwick, "hints.zone");

    /// <summary>The public suffix list that the user gave in place of the one that comes with the program.</summary>
    public string Suffixes => Path.Combine(Folder, "suffixes.dat");

    /// <summary>Sources and ingest log; can be made again from the runs.</summary>
    public string Catalog => Path.Combine(Folder, "catalog.db");

    /// <summary>What people wrote about the facts.</summary>
    public string Case => Path.Combine(Folder, "case.db");

    /// <summary>Held by the one process that writes to <see cref="Case"/>.</summary>
    public string CaseLock => Path.Combine(Folder, "case.lock");

    /// <summary>A run's name: its number with six digits or more.</summary>
    public static string RunName(int number) => number.ToString("D6", CultureInfo.InvariantCulture);

    public string RRsets(string run) => Path.Combine(Runs, run + RRsetExtension);

    public string RData(string run) => Path.Combine(Runs, run + RDataExtension);

    public string Domains(string run) => Path.Combine(Runs, run + DomainsExtension);

    /// <summary>Folder of the names index of one run.</summary>
    public string NamesOf(string run) => Path.Combine(Names, run);

    /// <summary>Folder of the checkpoint of one source.</summary>
    public string CheckpointOf(string name) => Path.Combine(Checkpoints, name);
}

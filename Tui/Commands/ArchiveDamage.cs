using PassiveDns.Indexer;
using PassiveDns.Tui.Output;

namespace PassiveDns.Tui.Commands;

/// <summary>An answer from a damaged archive is an answer from the rest of it: this says so.</summary>
internal static class ArchiveDamage
{
    /// <summary>Tells of every run that could not be opened.</summary>
    public static ExitCode Report(Archive archive, Messages messages)
    {
        foreach (var damage in archive.Damage)
        {
            var missing = $"{Quantity.Count(damage.RRsets, "RRset")} of {Quantity.Count(damage.Sources.Count, "source")}";
            messages.Write($"{damage.Reason} Missing here: {missing}; ingest them again into a new archive.");
        }

        return archive.Damage.Count == 0 ? ExitCode.Done : ExitCode.DamagedArchive;
    }
}

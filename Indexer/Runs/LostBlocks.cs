using System.Globalization;

namespace PassiveDns.Indexer.Runs;

/// <summary>Blocks of run files that could not be read and were passed over. For any number of threads.</summary>
internal sealed class LostBlocks
{
    private readonly Lock _lock = new();
    private readonly Dictionary<(string File, int Block), (string Reason, long Entries)> _blocks = [];

    /// <summary>Enters a block; one that is there already stays as it is.</summary>
    public void Add(RunFileReader file, int block, DamagedArchiveException damage)
    {
        lock (_lock) _blocks.TryAdd((file.Path, block), (damage.Message, file.FirstOrdinal(block + 1) - file.FirstOrdinal(block)));
    }

    /// <summary>What was lost of each file, by name.</summary>
    /// <param name="manifest">Has the sources of each run; what is lost of other runs is left out.</param>
    public IReadOnlyList<RunDamage> ByRun(ArchiveManifest manifest)
    {
        lock (_lock)
        {
            return
            [
                .. from block in _blocks.OrderBy(block => block.Key.File, StringComparer.Ordinal).ThenBy(block => block.Key.Block)
                   group block.Value by block.Key.File into file
                   let name = Path.GetFileNameWithoutExtension(file.Key)
                   let run = manifest.Runs.FirstOrDefault(run => run.Name == name)
                   where run is not null
                   select new RunDamage(name, Reason([.. file]), file.Sum(block => block.Entries), run.Sources, IsPart: true),
            ];
        }
    }

    private static string Reason(IReadOnlyList<(string Reason, long Entries)> blocks) => blocks.Count switch
    {
        1 => blocks[0].Reason,
        2 => blocks[0].Reason + " Another block of the file is damaged too.",
        var count => string.Create(
            CultureInfo.InvariantCulture, $"{blocks[0].Reason} {count - 1:N0} more blocks of the file are damaged too."),
    };
}

using PassiveDns.Indexer;
using PassiveDns.Tui.Output;

namespace PassiveDns.Tui.Commands;

/// <summary>An answer from a damaged archive is an answer from the rest of it: this says so.</summary>
internal static class ArchiveDamage
{
    /// <summary>Tells of every run that could not be opened or not be read everywhere; to be called after the answer.</summary>
    public static ExitCode Report(Archive archive, Messages messages)
    {
        var code = ReportRuns(archive, messages);
        if (archive.BailiwickDamage is not { } bailiwick) return code;
        messages.Write($"{bailiwick}");
        return ExitCode.DamagedArchive;
    }

    /// <summary>For a writer, which makes again whatever can be.</summary>
    public static ExitCode ReportRuns(Archive archive, Messages messages)
    {
        var code = ExitCode.Done;
        foreach (var damage in All(archive))
        {
            messages.Write($"{damage.Reason} Missing here: {Missing(damage)}; ingest them again into a new archive.");
            code = ExitCode.DamagedArchive;
        }

        return code;
    }

    /// <summary>The same in one clause for a screen; null for a sound archive.</summary>
    public static string? Clause(Archive archive) =>
        All(archive).FirstOrDefault() is { } damage ? $"run {damage.Run} is damaged, missing here: {Missing(damage)}" : null;

    private static IEnumerable<RunDamage> All(Archive archive) => archive.Damage.Concat(archive.LostParts);

    private static string Missing(RunDamage damage) =>
        $"{(damage.IsPart ? "up to " : "")}{Quantity.Count(damage.RRsets, "RRset")} of {Quantity.Count(damage.Sources.Count, "source")}";
}

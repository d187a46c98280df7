using PassiveDns.Formats.Records;
using PassiveDns.Indexer;
using PassiveDns.Tui.Commands;

namespace PassiveDns.Tui.Arguments;

/// <summary>A source of an archive as users name it: by its path, or by the first digits of its SHA-256.</summary>
internal static class SourceArgument
{
    private const int FewestDigits = 6;
    private const int DigitsShown = 12;

    /// <summary>The one source that is meant.</summary>
    /// <param name="text">The exact path, or a beginning of the SHA-256.</param>
    /// <exception cref="UsageException">No source is meant, several are, or one that cannot be changed by itself.</exception>
    public static SourceRecord Find(Archive archive, string text)
    {
        var meant = archive.Sources.Where(source => source.Path == text || IsMeant(text, source.Sha256)).ToList();
        return meant switch
        {
            [var source] => source,
            [] => throw new UsageException(Missing(archive, text)),
            _ => throw new UsageException($"'{text}' means {meant.Count} sources: write more digits of one SHA-256, "
                + $"{string.Join(" or ", meant.Take(2).Select(source => source.Sha256[..DigitsShown]))}{(meant.Count > 2 ? " ..." : "")}"),
        };
    }

    /// <summary>The sources that have a text in their path, in any letter case, or at the beginning of their SHA-256; a rollup also by its parts.</summary>
    public static IEnumerable<SourceRecord> FindAll(IReadOnlyList<SourceRecord> sources, string text)
    {
        return sources.Where(source => Is(source.Path, source.Sha256) || source.Parts.Any(part => Is(part.Path, part.Sha256)));

        bool Is(string path, string sha256) => path.Contains(text, StringComparison.OrdinalIgnoreCase) || IsMeant(text, sha256);
    }

    private static bool IsMeant(string text, string sha256) => text.Length >= FewestDigits && sha256.StartsWith(text, StringComparison.OrdinalIgnoreCase);

    private static string Missing(Archive archive, string text)
    {
        if (archive.Sources.FirstOrDefault(source => source.Parts.Any(part => part.Path == text || IsMeant(text, part.Sha256))) is { } rollup)
            return $"'{text}' is part of a {rollup.Path}: only the rollup as a whole can be named, {rollup.Sha256[..DigitsShown]}";
        if (archive.Damage.FirstOrDefault(run => run.Sources.Any(sha256 => IsMeant(text, sha256))) is { } damage)
            return $"'{text}' is in run {damage.Run}, which is damaged: its sources cannot be told apart";
        return $"'{text}' is no source of {archive.Layout.Folder}: write a path as pdns sources shows it, or {FewestDigits} or more digits of the SHA-256";
    }
}

using PassiveDns.Formats.Records;
using PassiveDns.Tui.Ingest;
using PassiveDns.Tui.Tap;

namespace PassiveDns.Tui.Evidence;

/// <summary>Where the file may be that a source was read from: where it was, or in folders that the user names.</summary>
/// <remarks>Only the length of a file is looked at: whoever reads it compares the SHA-256.</remarks>
internal sealed class OriginalSearch(IReadOnlyList<string> folders)
{
    private readonly Lazy<ILookup<long, string>> _byLength = new(() => SourceFinder.Find(folders).Sources
        .Where(file => file.Octets is not null)
        .ToLookup(file => file.Octets!.Value, file => file.Path));

    /// <summary>Files that may be the original, the likeliest first: the recorded path, then those of the same length, of the same name first.</summary>
    public IEnumerable<string> Candidates(SourceRecord source)
    {
        if (source.Path != SourcePath.StandardInput && Length(source.Path) == source.Octets) yield return source.Path;
        var name = Path.GetFileName(source.Path);
        foreach (var path in _byLength.Value[source.Octets].OrderBy(path => Path.GetFileName(path) == name ? 0 : 1)) yield return path;
    }

    /// <summary>Why the recorded path does not lead to the original, as one clause.</summary>
    public static string WhyNotAtItsPath(SourceRecord source)
    {
        if (source.Path == SourcePath.StandardInput) return "it came through standard input and has no path";
        if (source.Format == TapRotation.HashedFormat) return "the tap did not keep its packets, as pdns tap --write does";
        if (!File.Exists(source.Path)) return "there is no such file any more";
        return "the file has changed since it was ingested";
    }

    /// <summary>Null where there is no regular file with something in it: a pipe is not opened, since that might wait for ever.</summary>
    private static long? Length(string path) =>
        File.Exists(path) && SourceFinder.Find([path]).Sources is [{ Octets: { } octets }] ? octets : null;
}

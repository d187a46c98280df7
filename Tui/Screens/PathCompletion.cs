using PassiveDns.Tui.Arguments;
using PassiveDns.Tui.Output;

namespace PassiveDns.Tui.Screens;

/// <summary>Files and folders for the path that is being typed. Looks at the medium: for a thread in the background.</summary>
public static class PathCompletion
{
    private const int Most = 100; // suggestions
    private const int MostLookedAt = 100_000; // entries of a folder

    /// <param name="text">Paths, the last of which may be begun only.</param>
    /// <param name="caret">Behind what was typed of the path; nothing is suggested inside one.</param>
    /// <param name="home">The user's folder.</param>
    public static IReadOnlyList<Suggestion> Find(string text, int caret, string home)
    {
        var words = PathList.Words(text, home);
        var word = words.LastOrDefault(word => word.Start < caret, new PathWord(caret, 0, "", IsOpen: false));
        if (word.Start + word.Length < caret) word = new PathWord(caret, 0, "", IsOpen: false);
        if (word.Start + word.Length > caret) return [];
        var nameStart = word.Path.AsSpan().LastIndexOfAny('/', Path.DirectorySeparatorChar) + 1;
        var (folder, begun) = (word.Path[..nameStart], word.Path[nameStart..]);
        // Only the name is put in the place of the name, where no quote around both is in the way.
        var isQuoted = text.AsSpan(word.Start, word.Length).ContainsAny('\'', '"');
        var (start, before) = isQuoted ? (word.Start, folder) : (word.Start + word.Length - begun.Length, "");
        return [.. Entries(folder, begun).Select(entry => Suggest(start, caret - start, before, entry)).OfType<Suggestion>().Take(Most)];
    }

    /// <summary>In ordinal order; hidden ones only where they are asked for.</summary>
    private static IEnumerable<FileSystemInfo> Entries(string folder, string begun)
    {
        try
        {
            var options = new EnumerationOptions { AttributesToSkip = FileAttributes.None };
            return
            [
                .. new DirectoryInfo(folder.Length == 0 ? "." : folder).EnumerateFileSystemInfos("*", options)
                    .Take(MostLookedAt)
                    .Where(entry => entry.Name.StartsWith(begun, StringComparison.Ordinal) && (begun.Length > 0 || entry.Name[0] != '.'))
                    .OrderBy(entry => entry.Name, StringComparer.Ordinal),
            ];
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or ArgumentException)
        {
            return []; // nothing to suggest
        }
    }

    /// <returns>Null for a name that cannot be typed.</returns>
    private static Suggestion? Suggest(int start, int length, string before, FileSystemInfo entry)
    {
        var isFolder = entry is DirectoryInfo;
        var path = PathList.Quote($"{before}{entry.Name}{(isFolder ? "/" : "")}");
        if (path is null || TerminalText.Replace(path) != path) return null;
        return new Suggestion(start, length, path, isFolder ? "folder" : Quantity.Octets(((FileInfo)entry).Length));
    }
}

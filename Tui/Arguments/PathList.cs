using System.Text;

namespace PassiveDns.Tui.Arguments;

/// <summary>A path in a line.</summary>
/// <param name="Start">UTF-16 units from the beginning of the line, quotes among them.</param>
/// <param name="Length">With its quotes.</param>
/// <param name="Path">Without quotes, and with the home folder for a ~ at its beginning.</param>
/// <param name="IsOpen">A quote is not closed.</param>
public readonly record struct PathWord(int Start, int Length, string Path, bool IsOpen);

/// <summary>Several paths in one line, much as a shell reads them: blanks between them, quotes around blanks, ~ for the home folder.</summary>
/// <remarks>A backslash is a backslash, and no character stands for several files.</remarks>
public static class PathList
{
    private const char Home = '~';

    /// <param name="home">The user's folder.</param>
    public static IReadOnlyList<PathWord> Words(string text, string home)
    {
        var words = new List<PathWord>();
        for (var at = 0; at < text.Length;)
        {
            if (text[at] == ' ') at++;
            else at = AddWord(text, at, home, words);
        }

        return words;
    }

    /// <summary>The path as it has to be written to be read as one; null where it has both kinds of quotes.</summary>
    public static string? Quote(string path)
    {
        if (path.IndexOfAny([' ', '\'', '"']) < 0) return path;
        return !path.Contains('\'') ? $"'{path}'" : !path.Contains('"') ? $"\"{path}\"" : null;
    }

    /// <returns>Where the word has ended.</returns>
    private static int AddWord(string text, int start, string home, List<PathWord> words)
    {
        var path = new StringBuilder();
        var quote = '\0';
        var at = start;
        for (; at < text.Length && (quote != '\0' || text[at] != ' '); at++)
        {
            var character = text[at];
            if (quote == character) quote = '\0';
            else if (quote == '\0' && (character is '\'' or '"')) quote = character;
            else path.Append(character);
        }

        var isHome = text[start] == Home && (path.Length == 1 || path[1] is '/' or '\\');
        words.Add(new PathWord(start, at - start, isHome ? $"{home}{path.ToString(1, path.Length - 1)}" : path.ToString(), quote != '\0'));
        return at;
    }
}

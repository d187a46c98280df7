namespace PassiveDns.Tui.Ingest;

/// <summary>A file to ingest, or standard input.</summary>
/// <param name="Path">As the user gave it or as it was found below a folder that the user gave; <c>-</c> for standard input.</param>
/// <param name="Octets">Length; null for standard input.</param>
public readonly record struct SourcePath(string Path, long? Octets)
{
    public const string StandardInput = "-";

    public bool IsStandardInput => Path == StandardInput;
}

/// <summary>A path that cannot be read.</summary>
/// <param name="Reason">One clause.</param>
/// <param name="IsMissing">There is nothing of that name, or it may not be looked at; otherwise it is no capture.</param>
public readonly record struct UnusablePath(string Path, string Reason, bool IsMissing);

/// <summary>Turns the paths of a command line into files, in a settled order.</summary>
/// <remarks>
/// Folders are walked to the bottom, files before folders, each in ordinal order of names. Links to folders that are met on the way are not
/// followed, so a walk ends; archives are passed over. What the user names directly is taken as it is, a named pipe too.
/// </remarks>
public static class SourceFinder
{
    private const string ManifestName = "MANIFEST.json"; // what makes a folder an archive

    private static readonly EnumerationOptions Everything = new() { AttributesToSkip = FileAttributes.None, IgnoreInaccessible = false };

    public static (IReadOnlyList<SourcePath> Sources, IReadOnlyList<UnusablePath> Unusable) Find(IEnumerable<string> paths)
    {
        var sources = new List<SourcePath>();
        var unusable = new List<UnusablePath>();
        foreach (var path in paths)
        {
            if (path == SourcePath.StandardInput) sources.Add(new SourcePath(path, null));
            else if (Directory.Exists(path)) Walk(path, sources, unusable);
            else if (File.Exists(path)) sources.Add(new SourcePath(path, Length(new FileInfo(path)) is > 0 and var octets ? octets : null));
            else unusable.Add(new UnusablePath(path, "there is no such file or folder", IsMissing: true));
        }

        return (sources, unusable);
    }

    private static void Walk(string folder, List<SourcePath> sources, List<UnusablePath> unusable)
    {
        var folders = new Stack<string>([folder]);
        while (folders.TryPop(out var next))
        {
            if (List(next) is not { } found)
            {
                unusable.Add(new UnusablePath(next, "the folder cannot be listed", IsMissing: true));
                continue;
            }

            if (found.Exists(file => file.Name == ManifestName)) continue;
            foreach (var file in found.OfType<FileInfo>()) AddFile(Path.Combine(next, file.Name), file, sources, unusable);
            foreach (var inner in found.OfType<DirectoryInfo>().Where(inner => inner.LinkTarget is null).Reverse())
                folders.Push(Path.Combine(next, inner.Name));
        }
    }

    private static List<FileSystemInfo>? List(string folder)
    {
        try
        {
            var found = new DirectoryInfo(folder).EnumerateFileSystemInfos("*", Everything).ToList();
            found.Sort((a, b) => string.CompareOrdinal(a.Name, b.Name));
            return found;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }

    /// <summary>Pipes, sockets and devices have no length: what has none is not opened, since that might wait for ever.</summary>
    private static void AddFile(string path, FileInfo file, List<SourcePath> sources, List<UnusablePath> unusable)
    {
        if (Length(file) is > 0 and var octets) sources.Add(new SourcePath(path, octets));
        else unusable.Add(new UnusablePath(path, WhyNot(file), IsMissing: false));
    }

    /// <summary>What is no UTF-8 in a name comes here as U+FFFD, and a file of that name is not there.</summary>
    private static string WhyNot(FileInfo file) => file.Name.Contains('\uFFFD', StringComparison.Ordinal) && !File.Exists(file.FullName)
        ? "its name is no UTF-8, so that it cannot be opened: rename it, or give it on standard input"
        : "expected a capture, found an empty file or no regular one";

    /// <summary>Of the file, or of what a link leads to; 0 where that is nothing, or the link itself again.</summary>
    private static long Length(FileInfo file)
    {
        try
        {
            var target = file.LinkTarget is null ? file : file.ResolveLinkTarget(returnFinalTarget: true) as FileInfo;
            return target is { Exists: true } ? target.Length : 0;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return 0;
        }
    }
}

using SharpFuzz;

namespace PassiveDns.Fuzz.Coverage;

/// <summary>A copy of this program whose product assemblies tell which edges they go through.</summary>
internal static class InstrumentedCopy
{
    private const string FolderName = "instrumented";

    private static readonly string[] Assemblies = ["PassiveDns.Formats.dll", "PassiveDns.Analyzer.dll", "PassiveDns.Indexer.dll", "pdns.dll"];

    /// <summary>Makes the copy anew, in a folder beside the program.</summary>
    /// <returns>The program's path in it.</returns>
    public static string Make()
    {
        var source = AppContext.BaseDirectory;
        var copy = Path.Combine(source, FolderName);
        if (Directory.Exists(copy)) Directory.Delete(copy, recursive: true);
        Directory.CreateDirectory(copy);
        foreach (var file in Directory.EnumerateFiles(source)) File.Copy(file, Path.Combine(copy, Path.GetFileName(file)));
        CopyFolder(Path.Combine(source, "runtimes"), Path.Combine(copy, "runtimes"));
        foreach (var assembly in Assemblies) Fuzzer.Instrument(Path.Combine(copy, assembly), _ => true, Options.Value);
        return Path.Combine(copy, "PassiveDns.Fuzz.dll");
    }

    private static void CopyFolder(string source, string copy)
    {
        if (!Directory.Exists(source)) return;
        foreach (var file in Directory.EnumerateFiles(source, "*", SearchOption.AllDirectories))
        {
            var path = Path.Combine(copy, Path.GetRelativePath(source, file));
            Directory.CreateDirectory(Path.GetDirectoryName(path)!);
            File.Copy(file, path);
        }
    }
}

using PassiveDns.Tests.Support;

namespace PassiveDns.Fuzz;

/// <summary>The inputs that mutation begins with: those made by code, from the project's own captures, and outside samples where they are there.</summary>
public sealed class Corpus
{
    private Corpus(IReadOnlyList<byte[]> inputs) => Inputs = inputs;

    /// <summary>At least one.</summary>
    public IReadOnlyList<byte[]> Inputs { get; }

    public static Corpus Of(FuzzTarget target)
    {
        var inputs = target.Seeds().ToList();
        if (TestFolders.Shared is { } shared) inputs.AddRange(target.OutsideSeeds(Path.Combine(shared, "malformed")));
        return new Corpus([.. inputs.Select(input => input.Length <= target.MaxLength ? input : input[..target.MaxLength])]);
    }

    /// <summary>The captures of test-data, whole, by name.</summary>
    public static IEnumerable<byte[]> ProjectCaptures() =>
        Directory.EnumerateFiles(Path.Combine(TestFolders.TestData, "captures")).Order(StringComparer.Ordinal).Select(File.ReadAllBytes);

    /// <summary>Files of some folders, by name, that are not too long.</summary>
    public static IEnumerable<byte[]> FilesBelow(string folder, int maxLength, params string[] names) => names
        .Select(name => Path.Combine(folder, name))
        .Where(Directory.Exists)
        .SelectMany(Directory.EnumerateFiles)
        .Order(StringComparer.Ordinal)
        .Where(path => !path.EndsWith(".tsv", StringComparison.Ordinal) && new FileInfo(path).Length <= maxLength)
        .Select(File.ReadAllBytes);
}

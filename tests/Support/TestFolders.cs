namespace PassiveDns.Tests.Support;

/// <summary>Where tests find their data.</summary>
public static class TestFolders
{
    /// <summary>The repository's own test-data folder.</summary>
    public static string TestData { get; } = Path.Combine(FindRoot(), "test-data");

    /// <summary>The repository.</summary>
    public static string Root => Path.GetDirectoryName(TestData)!;

    /// <summary>Captures and samples that are kept outside the repository; null when the variable PDNS_SHARED does not name a folder.</summary>
    public static string? Shared { get; } =
        Environment.GetEnvironmentVariable("PDNS_SHARED") is { Length: > 0 } folder && Directory.Exists(folder) ? Path.GetFullPath(folder) : null;

    /// <summary>Why a test that needs <see cref="Shared"/> was skipped.</summary>
    public const string SharedMissing = "the variable PDNS_SHARED does not name the folder with the outside captures";

    private static string FindRoot()
    {
        for (var folder = AppContext.BaseDirectory; folder is not null; folder = Path.GetDirectoryName(folder))
        {
            if (File.Exists(Path.Combine(folder, "PassiveDns.sln"))) return folder;
        }

        throw new DirectoryNotFoundException($"No PassiveDns.sln above {AppContext.BaseDirectory}");
    }
}

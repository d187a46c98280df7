using PassiveDns.Tests.Support;

namespace PassiveDns.Tui.Tests.Screens;

/// <summary>The archive of the demo's captures, made once for the tests of a class.</summary>
public sealed class DemoArchive : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("pdns-test-").FullName;

    public DemoArchive() => ArchiveBrowser.Ingest(Path, System.IO.Path.Combine(TestFolders.TestData, "captures"), "--hints", System.IO.Path.Combine(TestFolders.TestData, "hints.zone"));

    /// <summary>The archive's folder.</summary>
    public string Path => System.IO.Path.Combine(_folder, "archive.pdns");

    public void Dispose() => Directory.Delete(_folder, recursive: true);
}

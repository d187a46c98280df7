using PassiveDns.Tests.Support;
using Xunit;

namespace PassiveDns.EndToEnd.Tests;

/// <summary>Archives of earlier versions stay readable. Each folder of <c>test-data/archives</c> was made of <c>test-data/captures</c> and never changes.</summary>
public sealed class KeptArchiveTests : IDisposable
{
    private static readonly string Archives = Path.Combine(TestFolders.TestData, "archives");

    private readonly TempFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    public static TheoryData<string> Versions => [.. Directory.GetDirectories(Archives).Select(folder => Path.GetFileName(folder)!).Order(StringComparer.Ordinal)];

    [Theory, MemberData(nameof(Versions))]
    public void An_archive_of_that_version_says_what_the_captures_say_today(string version)
    {
        var kept = Path.Combine(Archives, version);
        string[] hints = File.Exists(Path.Combine(kept, "bailiwick", "hints.zone")) ? ["--hints", Path.Combine(kept, "bailiwick", "hints.zone")] : [];
        Pdns.Run(["ingest", Path.Combine(TestFolders.TestData, "captures"), "-q", .. hints, "-a", _folder.Archive]);

        foreach (var format in new[] { "cof", "csv" }) // JSON lines name the captures by the path that they had
        {
            Assert.Equal(
                Pdns.Run("export", "--all", "--format", format, "-a", _folder.Archive).Output,
                Pdns.Run("export", "--all", "--format", format, "-a", kept).Output);
        }

        var verdict = Pdns.Run("verify", "-a", kept);
        Assert.True(verdict is { ExitCode: 0, Errors: "" }, $"{verdict}");
        Assert.EndsWith("sound\n", verdict.Output, StringComparison.Ordinal);
        Assert.Equal(7, Pdns.Run("sources", "--format", "jsonl", "-a", kept).Lines.Count);
    }

    [Theory, MemberData(nameof(Versions))]
    public void It_can_be_written_on(string version)
    {
        var copy = _folder.At("copy.pdns");
        foreach (var file in Directory.GetFiles(Path.Combine(Archives, version), "*", SearchOption.AllDirectories))
        {
            var place = Path.Combine(copy, Path.GetRelativePath(Path.Combine(Archives, version), file));
            Directory.CreateDirectory(Path.GetDirectoryName(place)!);
            File.Copy(file, place);
        }

        var again = Pdns.Run("ingest", Path.Combine(TestFolders.TestData, "captures"), "-a", copy);
        Assert.Contains("0 sources ingested, 7 already known", again.Output, StringComparison.Ordinal);
        Assert.Equal(0, Pdns.Run("compact", "-a", copy).ExitCode);
        Assert.Equal(Pdns.Run("export", "--all", "-a", Path.Combine(Archives, version)).Output, Pdns.Run("export", "--all", "-a", copy).Output);
    }
}

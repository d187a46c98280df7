using PassiveDns.Tests.Support;
using Xunit;

namespace PassiveDns.EndToEnd.Tests.Crash;

/// <summary>An ingest is killed at each of its calls that make, write, sync, rename or delete a file of the archive.</summary>
public sealed class BoundaryKillTests : IClassFixture<SmallIngest>
{
    // Its database writes and syncs page after page; of these every eighth stands for the others.
    private const int CatalogPagesPerKill = 8;

    private readonly SmallIngest _ingest;

    public BoundaryKillTests(SmallIngest ingest) => _ingest = ingest;

    [Fact]
    public void An_ingest_that_is_killed_at_any_call_leaves_a_whole_archive_that_the_next_one_completes()
    {
        Assert.SkipWhen(ExternalProgram.Find("strace") is null, "strace is not installed");
        using var traced = new TempFolder();
        var calls = SystemCall.Trace(traced.Archive, traced.At("calls"));
        Assert.Superset(new HashSet<string> { "openat", "pwrite64", "fsync", "rename", "unlink", "mkdir" }, calls.Select(call => call.Name).ToHashSet());

        foreach (var call in calls.Where(call => !IsOfCatalogPage(call) || call.Number % CatalogPagesPerKill == 1))
        {
            using var folder = new TempFolder();
            var isKilled = call.Kill(folder.Archive);
            Assert.True(isKilled || IsOfCatalog(call), $"{call}: the ingest ended"); // which thread writes the catalog's log is chance

            var isCommitted = calls.ToList().IndexOf(call) > LastRename(calls);
            _ingest.CheckAndComplete(folder.Archive, isCommitted ? SmallIngest.Captures : [], $"{call}");
        }
    }

    /// <summary>Else a power cut while LiteDB moves pages from its log to its file could leave half of them there, and no log.</summary>
    [Fact]
    public void The_medium_has_the_name_of_the_catalogs_log_before_pages_of_it_are_moved()
    {
        Assert.SkipWhen(ExternalProgram.Find("strace") is null, "strace is not installed");
        using var traced = new TempFolder();
        SystemCall.Trace(traced.Archive, traced.At("calls"));
        var calls = File.ReadAllLines(traced.At("calls"));
        var isMade = Array.FindIndex(calls, call => Is(call, "openat(", "/catalog-log.db\"", "O_CREAT"));
        var isNamed = Array.FindIndex(calls, isMade + 1, call => Is(call, "fsync(", $"<{traced.Archive}>"));
        var isMoved = Array.FindIndex(calls, isMade + 1, call => Is(call, "pwrite64(", "/catalog.db>"));

        Assert.True(isMade >= 0 && isNamed > isMade && isMoved > isNamed, $"made by call {isMade}, named by {isNamed}, moved by {isMoved}");

        static bool Is(string call, params string[] parts) => parts.All(part => call.Contains(part, StringComparison.Ordinal));
    }

    /// <summary>The one that gives the manifest with both captures its name.</summary>
    private static int LastRename(IReadOnlyList<SystemCall> calls) => calls.ToList().FindLastIndex(call => call.Name == "rename" && call.Path == "MANIFEST.json.new");

    private static bool IsOfCatalogPage(SystemCall call) => IsOfCatalog(call) && (call.Name is "pwrite64" or "fsync");

    private static bool IsOfCatalog(SystemCall call) => call.Path.StartsWith("catalog", StringComparison.Ordinal);
}

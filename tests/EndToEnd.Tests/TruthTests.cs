using System.Text.Json;
using PassiveDns.Tests.Support;
using Xunit;

namespace PassiveDns.EndToEnd.Tests;

/// <summary>All the outside captures in one archive, and its export by source.</summary>
public sealed class OutsideArchive : IDisposable
{
    private readonly TempFolder _folder = new();

    public OutsideArchive()
    {
        if (TestFolders.Shared is not { } shared) return;
        Ingest = Pdns.Run("ingest", System.IO.Path.Combine(shared, "captures"), "-a", _folder.Archive);
        Sources = Pdns.Run("sources", "--format", "jsonl", "-a", _folder.Archive).Lines.Select(line => JsonDocument.Parse(line).RootElement)
            .ToDictionary(source => System.IO.Path.GetFileName(source.GetProperty("path").GetString()!), StringComparer.Ordinal);
        foreach (var line in Pdns.Run("export", "--all", "--format", "jsonl", "-a", _folder.Archive).Lines)
        {
            using var rrset = JsonDocument.Parse(line);
            foreach (var sighting in rrset.RootElement.GetProperty("sightings").EnumerateArray())
                Exported(System.IO.Path.GetFileName(sighting.GetProperty("path").GetString()!)).UnionWith(Truth.Records(rrset.RootElement));
        }
    }

    public PdnsResult? Ingest { get; }

    /// <summary>What is recorded of each source, by file name.</summary>
    public IReadOnlyDictionary<string, JsonElement> Sources { get; } = new Dictionary<string, JsonElement>();

    private Dictionary<string, HashSet<TruthRecord>> Records { get; } = new(StringComparer.Ordinal);

    /// <summary>Records that were exported for a source.</summary>
    public HashSet<TruthRecord> Exported(string source) => Records.TryGetValue(source, out var records) ? records : Records[source] = [];

    public void Dispose() => _folder.Dispose();
}

/// <summary>Every record that an independent decoder (tshark) finds in the outside captures is in the export, and no other.</summary>
public sealed class TruthTests(OutsideArchive archive) : IClassFixture<OutsideArchive>
{
    /// <summary>Captures whose answers lie in what this version does not open, and why: their frames are counted, their records are not there.</summary>
    private static readonly Dictionary<string, string> NotOpened = new(StringComparer.Ordinal)
    {
        ["truth.py"] = "no capture: the script that made the listings has a listing too",
    };

    /// <summary>Refused whole: no capture, or one of a format that is not read.</summary>
    private static readonly HashSet<string> Refused = ["truth.py"];

    public static TheoryData<string> Captures =>
        TestFolders.Shared is { } shared
            ? [.. Directory.GetFiles(Path.Combine(shared, "captures")).Select(Path.GetFileName).Where(name => Listing(name!) is not null).Order(StringComparer.Ordinal).Select(name => name!)]
            : [TestFolders.SharedMissing];

    [Theory, MemberData(nameof(Captures))]
    public void Export_holds_what_tshark_finds(string capture)
    {
        Assert.SkipWhen(TestFolders.Shared is null, TestFolders.SharedMissing);
        var expected = Truth.ReadListing(Listing(capture)!).Where(line => line.IsObservation).Select(Truth.Record).ToHashSet();
        var exported = archive.Exported(capture);

        var missing = expected.Except(exported).ToList();
        var invented = exported.Except(expected).ToList();

        Assert.True(invented.Count == 0, $"{invented.Count} records are in no response: {string.Join("; ", invented.Take(5))}");
        if (NotOpened.TryGetValue(capture, out var why)) Assert.True(missing.Count > 0 || expected.Count == 0, $"nothing is missing any more by reason of: {why}");
        else Assert.True(missing.Count == 0, $"{missing.Count} of {expected.Count} records are missing: {string.Join("; ", missing.Take(5))}");
    }

    [Theory, MemberData(nameof(Captures))]
    public void Every_frame_is_counted(string capture)
    {
        Assert.SkipWhen(TestFolders.Shared is null, TestFolders.SharedMissing);
        if (Refused.Contains(capture))
        {
            Assert.Contains($"{capture}, octet 0: expected a capture", archive.Ingest!.Errors, StringComparison.Ordinal);
            return;
        }

        var source = archive.Sources[capture];
        Assert.Equal(source.GetProperty("frames_read").GetInt64(), source.GetProperty("frames").EnumerateObject().Sum(outcome => outcome.Value.GetInt64()));
    }

    [Fact]
    public void Files_that_are_no_captures_do_not_stop_the_others()
    {
        Assert.SkipWhen(TestFolders.Shared is null, TestFolders.SharedMissing);

        Assert.Equal(3, archive.Ingest!.ExitCode);
        Assert.Contains("README.md, octet 0: expected a capture", archive.Ingest.Errors, StringComparison.Ordinal);
    }

    /// <summary>The listing of a capture; null when there is none.</summary>
    private static string? Listing(string capture)
    {
        var plain = Path.Combine(TestFolders.Shared!, "captures", capture + ".truth.tsv");
        return File.Exists(plain) ? plain : File.Exists(plain + ".gz") ? plain + ".gz" : null;
    }
}

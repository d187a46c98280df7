using System.Globalization;
using System.Text.Json;

namespace PassiveDns.Indexer;

/// <summary>Reads MANIFEST.json strictly: every field there (but for those that are only written where there is something to say), none that is not known, every figure in range. See FORMAT.md section 2.</summary>
internal static class ManifestReader
{
    private const string Remedy = "The runs may be whole: keep the folder, and restore MANIFEST.json from a copy.";

    /// <exception cref="DamagedArchiveException">With what was expected, found and can be done.</exception>
    public static ArchiveManifest Read(string path, ReadOnlyMemory<byte> octets)
    {
        try
        {
            using var document = JsonDocument.Parse(octets, new JsonDocumentOptions { AllowDuplicateProperties = false, MaxDepth = 8 });
            var root = new StrictObject(path, "the manifest", document.RootElement);
            CheckFormat(path, root);
            CheckSeal(path, root, octets.Span);
            var manifest = new ArchiveManifest
            {
                ArchiveId = root.Guid("archive"),
                Generation = root.Number("generation", 0, long.MaxValue),
                NextRun = (int)root.Number("nextRun", 1, int.MaxValue),
                Runs = [.. root.Array("runs").Select((run, place) => ReadRun(path, place, run))],
            };
            root.EndOfFields();
            CheckRuns(path, manifest);
            return manifest;
        }
        catch (Exception e) when (StrictObject.IsFaultOfJson(e))
        {
            throw new DamagedArchiveException(path, 0, "JSON", StrictObject.Describe(e), Remedy);
        }
    }

    /// <summary>Before all else, so that a newer format is told from damage.</summary>
    private static void CheckFormat(string path, StrictObject root)
    {
        var format = root.Number("format", 1, int.MaxValue);
        if (format != ArchiveManifest.Format)
            throw new DamagedArchiveException(path, 0, "archive format 1", $"{format}", "Open it with the pdns that wrote it, or a newer one.");
    }

    /// <summary>Before the other fields: whichever of them was changed, the sentence is the same.</summary>
    private static void CheckSeal(string path, StrictObject root, ReadOnlySpan<byte> octets)
    {
        _ = root.Field(ManifestSeal.Field);
        if (!ManifestSeal.Fits(octets)) throw new DamagedArchiveException(path, 0, "octets that fit their check sum", "others", Remedy);
    }

    private static ManifestRun ReadRun(string path, int place, JsonElement element)
    {
        var run = new StrictObject(path, string.Create(CultureInfo.InvariantCulture, $"run {place + 1}"), element);
        var read = new ManifestRun
        {
            Name = run.Text("name", IsRunName, "six digits or more"),
            Level = (int)run.Number("level", 0, int.MaxValue),
            RRsetFile = ReadFile(path, run, "rrset"),
            RDataFile = ReadFile(path, run, "rdata"),
            DomainFile = run.Left.Contains("domains") ? ReadFile(path, run, "domains") : null,
            RRsets = run.Number("rrsets", 0, int.MaxValue),
            Negatives = run.NumberOrZero("negatives", int.MaxValue),
            Sightings = run.Number("sightings", 0, long.MaxValue),
            Observations = run.Number("observations", 0, long.MaxValue),
            FirstMilliseconds = run.Number("firstMilliseconds", long.MinValue, long.MaxValue),
            LastMilliseconds = run.Number("lastMilliseconds", long.MinValue, long.MaxValue),
            Sources = [.. run.Array("sources").Select(source => run.TextOf("sources", source, Sha256Text.IsValid, "a SHA-256"))],
        };
        run.EndOfFields();
        return read;
    }

    private static ManifestFile ReadFile(string path, StrictObject run, string name)
    {
        var file = new StrictObject(path, $"{run.What}, {name}", run.Field(name));
        var read = new ManifestFile(file.Number("octets", 0, long.MaxValue), file.Text("sha256", Sha256Text.IsValid, "a SHA-256"));
        file.EndOfFields();
        return read;
    }

    /// <summary>Run numbers ascend below the next; a source stands in one run, once, so that nothing is counted twice.</summary>
    private static void CheckRuns(string path, ArchiveManifest manifest)
    {
        var number = 0L;
        var sources = new HashSet<string>(StringComparer.Ordinal);
        foreach (var run in manifest.Runs)
        {
            var next = long.Parse(run.Name, CultureInfo.InvariantCulture);
            if (next <= number || next >= manifest.NextRun) Fail($"runs by number, below {manifest.NextRun}", $"run {run.Name}");
            number = next;
            foreach (var source in run.Sources)
            {
                if (!sources.Add(source)) Fail("each source once", $"{source} again in run {run.Name}");
            }

            if (!run.Sources.SequenceEqual(run.Sources.Order(StringComparer.Ordinal))) Fail("ascending sources", $"others in run {run.Name}");
        }

        void Fail(string expected, string found) => throw new DamagedArchiveException(path, 0, expected, found, Remedy);
    }

    private static bool IsRunName(string text) =>
        text.Length is >= 6 and <= 10 && text.All(char.IsAsciiDigit) && (text.Length == 6 || text[0] != '0');
}

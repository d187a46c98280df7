using System.Buffers;
using System.Text.Json;

namespace PassiveDns.Indexer;

/// <summary>MANIFEST.json: the only truth about what is in an archive. See FORMAT.md section 2.</summary>
internal sealed record ArchiveManifest
{
    public const int Format = 1;

    /// <summary>Octets; a hundred thousand sources take some 8 million.</summary>
    public const long MaxLength = 1 << 28;

    /// <summary>Made once, with the archive.</summary>
    public required Guid ArchiveId { get; init; }

    /// <summary>0 for the empty archive, one more with each commit.</summary>
    public required long Generation { get; init; }

    /// <summary>Number of the next run; numbers are not used twice.</summary>
    public required int NextRun { get; init; }

    /// <summary>The live runs, by number.</summary>
    public required IReadOnlyList<ManifestRun> Runs { get; init; }

    public static ArchiveManifest CreateEmpty() => new() { ArchiveId = Guid.NewGuid(), Generation = 0, NextRun = 1, Runs = [] };

    /// <exception cref="ArchiveException">There is none, or it does not hold what it should.</exception>
    public static ArchiveManifest Read(ArchiveLayout layout)
    {
        var path = layout.Manifest;
        var length = new FileInfo(path).Length;
        if (length > MaxLength) throw new DamagedArchiveException(path, 0, $"a manifest of at most {MaxLength} octets", $"{length}");
        return ManifestReader.Read(path, File.ReadAllBytes(path));
    }

    public ReadOnlyMemory<byte> ToJson()
    {
        var octets = new ArrayBufferWriter<byte>();
        using (var json = new Utf8JsonWriter(octets, new JsonWriterOptions { Indented = true, NewLine = "\n" })) Write(json);
        octets.Write(ManifestSeal.Of(octets.WrittenSpan));
        return octets.WrittenMemory;
    }

    /// <summary>Replaces the manifest in one step: after a power cut there is the old one or the new one.</summary>
    public void Commit(ArchiveLayout layout, DurableFiles files)
    {
        using (var file = files.Create(layout.NewManifest))
        {
            file.Write(ToJson().Span);
            files.Sync(file);
        }

        files.Rename(layout.NewManifest, layout.Manifest);
        files.SyncFolder(layout.Folder);
    }

    /// <summary>All but the end of the object, which is its seal.</summary>
    private void Write(Utf8JsonWriter json)
    {
        json.WriteStartObject();
        json.WriteNumber("format", Format);
        json.WriteString("archive", ArchiveId);
        json.WriteNumber("generation", Generation);
        json.WriteNumber("nextRun", NextRun);
        json.WriteStartArray("runs");
        foreach (var run in Runs) run.Write(json);
        json.WriteEndArray();
    }
}

/// <summary>A live run, as the manifest names it.</summary>
internal sealed record ManifestRun
{
    /// <summary>The stem of its files: six digits or more.</summary>
    public required string Name { get; init; }

    /// <summary>Compactions behind it; 0 for a commit's own.</summary>
    public required int Level { get; init; }

    public required ManifestFile RRsetFile { get; init; }
    public required ManifestFile RDataFile { get; init; }

    /// <summary>Domain-days; null where no query was counted.</summary>
    public ManifestFile? DomainFile { get; init; }

    public required long RRsets { get; init; }

    /// <summary>Negative answers, which stand among the RRsets.</summary>
    public long Negatives { get; init; }

    public required long Sightings { get; init; }
    public required long Observations { get; init; }

    /// <summary>Earliest sighting, since the epoch; 0 in an empty run.</summary>
    public required long FirstMilliseconds { get; init; }

    /// <summary>Latest sighting, since the epoch; 0 in an empty run.</summary>
    public required long LastMilliseconds { get; init; }

    /// <summary>SHA-256 of each source, ascending.</summary>
    public required IReadOnlyList<string> Sources { get; init; }

    /// <summary>RRsets and negative answers.</summary>
    public long Entries => RRsets + Negatives;

    /// <summary>Length of its files.</summary>
    public long Octets => RRsetFile.Octets + RDataFile.Octets + (DomainFile?.Octets ?? 0);

    public void Write(Utf8JsonWriter json)
    {
        json.WriteStartObject();
        json.WriteString("name", Name);
        json.WriteNumber("level", Level);
        RRsetFile.Write("rrset", json);
        RDataFile.Write("rdata", json);
        DomainFile?.Write("domains", json);
        json.WriteNumber("rrsets", RRsets);
        if (Negatives > 0) json.WriteNumber("negatives", Negatives);
        json.WriteNumber("sightings", Sightings);
        json.WriteNumber("observations", Observations);
        json.WriteNumber("firstMilliseconds", FirstMilliseconds);
        json.WriteNumber("lastMilliseconds", LastMilliseconds);
        json.WriteStartArray("sources");
        foreach (var sha256 in Sources) json.WriteStringValue(sha256);
        json.WriteEndArray();
        json.WriteEndObject();
    }
}

/// <param name="Sha256">64 lower-case hexadecimal digits.</param>
internal sealed record ManifestFile(long Octets, string Sha256)
{
    public void Write(string name, Utf8JsonWriter json)
    {
        json.WriteStartObject(name);
        json.WriteNumber("octets", Octets);
        json.WriteString("sha256", Sha256);
        json.WriteEndObject();
    }
}

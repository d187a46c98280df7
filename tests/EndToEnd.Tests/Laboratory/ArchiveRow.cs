using System.Text.Json;

namespace PassiveDns.EndToEnd.Tests.Laboratory;

/// <summary>An RRset as the program shows it, in JSON.</summary>
/// <param name="Bailiwick">Null where the row has none.</param>
/// <param name="RData">As in <see cref="ServedRRset"/>.</param>
public sealed record ArchiveRow(string Owner, string Type, string RData, string? Bailiwick, IReadOnlySet<string> Statuses, IReadOnlySet<string> Vantages)
{
    /// <summary>The row as a served RRset, of whatever zone.</summary>
    public ServedRRset RRset => new(Bailiwick ?? "", Owner, Type, RData);

    /// <summary>Runs a command of the program that must end well, and reads its rows.</summary>
    public static IReadOnlyList<ArchiveRow> Of(string archive, params IEnumerable<string> command) =>
        [.. InProcess.Do([.. command, "--format", "jsonl", "-a", archive]).Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(Read)];

    private static ArchiveRow Read(string line)
    {
        using var json = JsonDocument.Parse(line);
        var row = json.RootElement;
        var sightings = row.GetProperty("sightings").EnumerateArray().ToList();
        return new ArchiveRow(
            row.GetProperty("rrname").GetString()!,
            row.GetProperty("rrtype").GetString()!,
            LaboratoryZones.Text(row.GetProperty("rdata").EnumerateArray().Select(rdata => rdata.GetString()!)),
            row.TryGetProperty("bailiwick", out var bailiwick) ? bailiwick.GetString() : null,
            sightings.Select(sighting => sighting.GetProperty("status").GetString()!).ToHashSet(),
            sightings.Select(sighting => sighting.GetProperty("vantage").GetString()!).ToHashSet());
    }
}

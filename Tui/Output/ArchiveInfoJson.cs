using System.Text.Json;
using PassiveDns.Formats;
using PassiveDns.Formats.Dns.RData;
using PassiveDns.Indexer.Maintenance;

namespace PassiveDns.Tui.Output;

/// <summary>An archive's figures as one JSON object on one line.</summary>
internal static class ArchiveInfoJson
{
    public static void Write(ArchiveInfo info, Stream output)
    {
        using (var json = new Utf8JsonWriter(output))
        {
            json.WriteStartObject();
            json.WriteString("id"u8, info.Id);
            json.WriteNumber("generation"u8, info.Generation);
            json.WriteNumber("sources"u8, info.Sources);
            json.WriteNumber("rrsets"u8, info.RRsets);
            json.WriteNumber("sightings"u8, info.Sightings);
            json.WriteNumber("observations"u8, info.Observations);
            WriteTime("time_first", info.Window?.FirstMilliseconds, json);
            WriteTime("time_last", info.Window?.LastMilliseconds, json);
            WriteCounts("status", info.SightingsByStatus, StatusText.Of, json);
            WriteCounts("negative", info.NegativesByKind, NegativeText.Of, json);
            WriteCounts("types", info.RRsetsByType, RDataTypes.Mnemonic, json);
            json.WriteNumber("domain_days"u8, info.DomainDays);
            json.WriteNumber("queries"u8, info.Queries);
            json.WriteNumber("write_amplification"u8, Math.Round(info.WriteAmplification, 3));
            json.WriteStartObject("components"u8);
            foreach (var part in info.Components) json.WriteNumber(part.Component, part.Octets);
            json.WriteEndObject();
            json.WriteStartArray("runs"u8);
            foreach (var run in info.Runs) WriteRun(run, json);
            json.WriteEndArray();
            json.WriteEndObject();
        }

        output.Write("\n"u8);
    }

    private static void WriteTime(string name, long? milliseconds, Utf8JsonWriter json)
    {
        if (milliseconds is { } time) json.WriteString(name, UtcText.Milliseconds(time));
        else json.WriteNull(name);
    }

    private static void WriteCounts<TKey>(string name, IReadOnlyDictionary<TKey, long> counts, Func<TKey, string> text, Utf8JsonWriter json)
    {
        json.WriteStartObject(name);
        foreach (var (key, count) in counts) json.WriteNumber(text(key), count);
        json.WriteEndObject();
    }

    private static void WriteRun(RunInfo run, Utf8JsonWriter json)
    {
        json.WriteStartObject();
        json.WriteString("name"u8, run.Name);
        json.WriteNumber("tier"u8, run.Tier);
        json.WriteNumber("level"u8, run.Level);
        json.WriteNumber("sources"u8, run.Sources);
        json.WriteNumber("rrsets"u8, run.RRsets);
        json.WriteNumber("negative"u8, run.Negatives);
        json.WriteNumber("sightings"u8, run.Sightings);
        json.WriteNumber("rrset_octets"u8, run.RRsetOctets);
        json.WriteNumber("rdata_octets"u8, run.RDataOctets);
        json.WriteNumber("domain_octets"u8, run.DomainOctets);
        json.WriteEndObject();
    }
}

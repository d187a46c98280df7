using System.Text.Json;
using PassiveDns.Formats.Records;

namespace PassiveDns.Tui.Output;

/// <summary>What proves a result, as JSON: <c>status</c> and <c>sightings</c>, each with its source.</summary>
internal static class SightingJson
{
    /// <summary>Writes both into the object that is open.</summary>
    /// <param name="sources">What <see cref="Sighting.Source"/> refers to.</param>
    public static void Write(RRset result, IReadOnlyList<SourceRecord> sources, Utf8JsonWriter json)
    {
        json.WriteString("status"u8, SightingStatusText.Of(result.Status));
        json.WriteStartArray("sightings"u8);
        foreach (var sighting in result.Sightings) Write(sighting, sources[sighting.Source], json);
        json.WriteEndArray();
    }

    private static void Write(in Sighting sighting, SourceRecord source, Utf8JsonWriter json)
    {
        json.WriteStartObject();
        WriteFields(sighting, source, json);
        json.WriteEndObject();
    }

    /// <summary>Writes a sighting into the object that is open.</summary>
    public static void WriteFields(in Sighting sighting, SourceRecord source, Utf8JsonWriter json)
    {
        json.WriteString("sha256"u8, source.Sha256);
        json.WriteString("path"u8, source.Path);
        json.WriteNumber("time_first"u8, sighting.Window.FirstSeconds);
        json.WriteNumber("time_last"u8, sighting.Window.LastSeconds);
        json.WriteNumber("count"u8, sighting.Window.Count);
        if (sighting.FirstFrame > 0) json.WriteNumber("frame_first"u8, sighting.FirstFrame);
        else json.WriteNull("frame_first"u8); // of a rollup
        json.WriteNumber("ttl_min"u8, sighting.TtlMin);
        json.WriteNumber("ttl_max"u8, sighting.TtlMax);
        json.WriteString("status"u8, SightingStatusText.Of(sighting.Status));
        json.WriteString("vantage"u8, VantageText.Of(sighting.Vantage));
        if (!sighting.Server.IsNone) json.WriteString("server"u8, ServerText.Of(sighting.Server));
    }
}

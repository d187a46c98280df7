using System.Text.Encodings.Web;
using System.Text.Json;
using PassiveDns.Formats.Interchange;
using PassiveDns.Formats.Records;

namespace PassiveDns.Tui.Output;

/// <summary>RRsets as JSON Lines: the keys of the Common Output Format, then <c>status</c> and every sighting with its source.</summary>
/// <param name="sources">What <see cref="Sighting.Source"/> refers to.</param>
public sealed class RRsetJsonLines(Stream output, IReadOnlyList<SourceRecord> sources) : IRRsetWriter
{
    private static readonly Range WithoutClosing = ..^2; // a COF line ends with a brace and a line feed
    private static readonly Range WithoutOpening = 1..;

    private readonly CommonOutputFormat _format = new();
    private readonly OctetOutput _output = new(output);

    public void Write(RRset rrset)
    {
        _format.Write(rrset, _output.Record);
        _output.Pass(WithoutClosing);
        output.Write(","u8);
        using (var json = new Utf8JsonWriter(_output.Record, new JsonWriterOptions { Encoder = JavaScriptEncoder.Default }))
        {
            json.WriteStartObject();
            json.WriteString("status"u8, SightingStatusText.Of(rrset.Status));
            json.WriteStartArray("sightings"u8);
            foreach (var sighting in rrset.Sightings) WriteSighting(sighting, json);
            json.WriteEndArray();
            json.WriteEndObject();
        }

        _output.Pass(WithoutOpening);
        output.Write("\n"u8);
    }

    public void Finish()
    {
    }

    private void WriteSighting(in Sighting sighting, Utf8JsonWriter json)
    {
        json.WriteStartObject();
        json.WriteString("sha256"u8, sources[sighting.Source].Sha256);
        json.WriteString("path"u8, sources[sighting.Source].Path);
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
        json.WriteEndObject();
    }
}

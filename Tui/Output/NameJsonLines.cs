using System.Text.Json;
using PassiveDns.Formats.Dns;
using PassiveDns.Formats.Dns.RData;

namespace PassiveDns.Tui.Output;

/// <summary>Names and what is known of them as JSON Lines.</summary>
public sealed class NameJsonLines(Stream output)
{
    private readonly OctetOutput _output = new(output);

    /// <param name="summary">Null for a name that owns nothing a lookup shows.</param>
    /// <param name="asOwner">The name owns RRsets; null where nobody asked.</param>
    /// <param name="asRData">The name stands in rdata; null where nobody asked.</param>
    public void Write(ReadOnlySpan<byte> name, NameSummary? summary, bool? asOwner = null, bool? asRData = null)
    {
        using (var json = new Utf8JsonWriter(_output.Record))
        {
            json.WriteStartObject();
            json.WriteString("name"u8, DomainNameFormat.ToText(name));
            if (InternationalName.Read(name) is { } international) json.WriteString("name_unicode"u8, international.Text);
            if (asOwner is { } owner) json.WriteBoolean("as_owner"u8, owner);
            if (asRData is { } rdata) json.WriteBoolean("as_rdata"u8, rdata);
            json.WriteNumber("names"u8, summary?.Names ?? 0);
            json.WriteNumber("rrsets"u8, summary?.RRsets ?? 0);
            json.WriteStartArray("rrtypes"u8);
            foreach (var type in summary?.Types ?? []) json.WriteStringValue(RDataTypes.Mnemonic(type));
            json.WriteEndArray();
            if (summary is not null)
            {
                json.WriteNumber("time_first"u8, summary.Window.FirstSeconds);
                json.WriteNumber("time_last"u8, summary.Window.LastSeconds);
                json.WriteNumber("count"u8, summary.Window.Count);
            }

            json.WriteEndObject();
        }

        _output.Pass();
        output.Write("\n"u8);
    }
}

using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using PassiveDns.Formats.Dns;
using PassiveDns.Formats.Records;

namespace PassiveDns.Formats.Interchange;

/// <summary>Writes the sightings of an RRset as JSON objects, each with its source: what proves a result.</summary>
/// <param name="sources">What <see cref="Sighting.Source"/> refers to.</param>
public sealed class SightingObjects(IReadOnlyList<SourceRecord> sources)
{
    private readonly byte[]?[] _beginnings = new byte[sources.Count][]; // of an object, by source: a path is escaped once

    /// <summary>Writes the array.</summary>
    internal void Write(IReadOnlyList<Sighting> sightings, ref AsciiWriter text)
    {
        text.WriteCharacter((byte)'[');
        for (var i = 0; i < sightings.Count; i++)
        {
            if (i > 0) text.WriteCharacter((byte)',');
            Write(sightings[i], ref text);
        }

        text.WriteCharacter((byte)']');
    }

    private void Write(in Sighting sighting, ref AsciiWriter text)
    {
        text.Write(_beginnings[sighting.Source] ??= Beginning(sources[sighting.Source]));
        text.WriteNumber(sighting.Window.FirstSeconds);
        text.Write(",\"time_last\":"u8);
        text.WriteNumber(sighting.Window.LastSeconds);
        text.Write(",\"count\":"u8);
        text.WriteNumber(sighting.Window.Count);
        text.Write(",\"frame_first\":"u8);
        if (sighting.FirstFrame > 0) text.WriteNumber(sighting.FirstFrame);
        else text.Write("null"u8); // of a rollup
        text.Write(",\"ttl_min\":"u8);
        text.WriteNumber(sighting.TtlMin);
        text.Write(",\"ttl_max\":"u8);
        text.WriteNumber(sighting.TtlMax);
        text.Write(",\"status\":\""u8);
        text.Write(SightingStatusText.Of(sighting.Status));
        text.Write("\",\"vantage\":\""u8);
        text.Write(VantageText.Of(sighting.Vantage));
        text.WriteCharacter((byte)'"');
        WriteServer(sighting.Server, ref text);
        text.WriteCharacter((byte)'}');
    }

    private static void WriteServer(IpAddress server, ref AsciiWriter text)
    {
        if (server.IsNone) return;
        Span<byte> octets = stackalloc byte[16];
        var address = octets[..server.Write(octets)];
        text.Write(",\"server\":\""u8);
        var room = text.Reserve(AddressFormat.MaxIPv6Length);
        text.Advance(server.IsIPv4 ? AddressFormat.WriteIPv4(address, room) : AddressFormat.WriteIPv6(address, room));
        text.WriteCharacter((byte)'"');
    }

    private static byte[] Beginning(SourceRecord source)
    {
        var path = JsonEncodedText.Encode(Encoding.UTF8.GetBytes(source.Path), JavaScriptEncoder.Default); // half a surrogate pair is replaced
        return Encoding.UTF8.GetBytes($$"""{"sha256":"{{source.Sha256}}","path":"{{path}}","time_first":""");
    }
}

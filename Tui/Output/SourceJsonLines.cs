using System.Globalization;
using System.Text.Json;
using PassiveDns.Formats;
using PassiveDns.Formats.Records;

namespace PassiveDns.Tui.Output;

/// <summary>Sources as JSON Lines, with everything that is recorded of them; counts by name, zeros left out.</summary>
public sealed class SourceJsonLines(Stream output)
{
    private readonly OctetOutput _output = new(output);

    public void Write(SourceRecord source)
    {
        using (var json = new Utf8JsonWriter(_output.Record))
        {
            json.WriteStartObject();
            json.WriteString("sha256"u8, source.Sha256);
            json.WriteString("path"u8, source.Path);
            json.WriteNumber("octets"u8, source.Octets);
            json.WriteString("format"u8, source.Format);
            json.WriteStartArray("link_types"u8);
            foreach (var linkType in source.LinkTypes) json.WriteNumberValue((int)linkType);
            json.WriteEndArray();
            WriteTime("time_first"u8, source.FirstPacketMilliseconds, json);
            WriteTime("time_last"u8, source.LastPacketMilliseconds, json);
            json.WriteBoolean("one_sided"u8, source.IsOneSided);
            WriteAccounting(source.Accounting, json);
            json.WriteStartArray("damage"u8);
            foreach (var damage in source.Damage)
            {
                json.WriteStartObject();
                json.WriteNumber("offset"u8, damage.Offset);
                json.WriteString("reason"u8, damage.Reason);
                json.WriteEndObject();
            }

            json.WriteEndArray();
            json.WriteString("tool_version"u8, source.ToolVersion);
            json.WriteString("options"u8, source.Options);
            WriteTime("started"u8, source.StartedMilliseconds, json);
            WriteTime("finished"u8, source.FinishedMilliseconds, json);
            if (source.IsRollup) WriteParts(source.Parts, json);
            json.WriteEndObject();
        }

        _output.Pass();
        output.Write("\n"u8);
    }

    private static void WriteParts(IReadOnlyList<SourcePart> parts, Utf8JsonWriter json)
    {
        json.WriteStartArray("parts"u8);
        foreach (var part in parts)
        {
            json.WriteStartObject();
            json.WriteString("sha256"u8, part.Sha256);
            json.WriteString("path"u8, part.Path);
            json.WriteNumber("octets"u8, part.Octets);
            json.WriteEndObject();
        }

        json.WriteEndArray();
    }

    private static void WriteTime(ReadOnlySpan<byte> name, long? milliseconds, Utf8JsonWriter json)
    {
        if (milliseconds is { } time) json.WriteString(name, UtcText.Milliseconds(time));
        else json.WriteNull(name);
    }

    private static void WriteAccounting(Accounting accounting, Utf8JsonWriter json)
    {
        json.WriteNumber("frames_read"u8, accounting.FramesRead);
        WriteCounts<FrameOutcome>("frames"u8, outcome => accounting[outcome], json);
        WriteCounts<MessageOutcome>("messages"u8, outcome => accounting[outcome], json);
        WriteCounts<AnalysisFact>("facts"u8, fact => accounting[fact], json);
        WriteCounts<Encapsulation>("encapsulations"u8, encapsulation => accounting[encapsulation], json);
        json.WriteStartObject("unsupported_link_types"u8);
        foreach (var (linkType, frames) in accounting.UnsupportedLinkTypes)
            json.WriteNumber(linkType.ToString(CultureInfo.InvariantCulture), frames);
        json.WriteEndObject();
    }

    private static void WriteCounts<TName>(ReadOnlySpan<byte> title, Func<TName, long> count, Utf8JsonWriter json)
        where TName : struct, Enum
    {
        json.WriteStartObject(title);
        foreach (var name in Enum.GetValues<TName>())
        {
            if (count(name) is > 0 and var number) json.WriteNumber(JsonNamingPolicy.SnakeCaseLower.ConvertName(name.ToString()), number);
        }

        json.WriteEndObject();
    }
}

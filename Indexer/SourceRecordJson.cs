using System.Buffers;
using System.Globalization;
using System.Text.Json;
using PassiveDns.Formats.Capture;
using PassiveDns.Formats.Records;

namespace PassiveDns.Indexer;

/// <summary>Sources as JSON, in full, as each run holds its own: the runs alone tell all that is known of a source. See FORMAT.md section 3.3.</summary>
internal static class SourceRecordJson
{
    /// <summary>More frames than any capture has; the sum of all counts of an account stays far below what a number holds.</summary>
    private const long MaxCount = 1L << 53;

    /// <summary>A list of sources as one JSON array.</summary>
    public static byte[] Write(IEnumerable<SourceRecord> sources)
    {
        var octets = new ArrayBufferWriter<byte>();
        using (var json = new Utf8JsonWriter(octets))
        {
            json.WriteStartArray();
            foreach (var source in sources) Write(source, json);
            json.WriteEndArray();
        }

        return octets.WrittenSpan.ToArray();
    }

    /// <param name="file">Where it comes from, for messages.</param>
    /// <exception cref="DamagedArchiveException">It does not hold what it should.</exception>
    public static IReadOnlyList<SourceRecord> Read(string file, long offset, ReadOnlyMemory<byte> octets)
    {
        try
        {
            using var document = JsonDocument.Parse(octets, new JsonDocumentOptions { AllowDuplicateProperties = false, MaxDepth = 8 });
            var list = document.RootElement;
            if (list.ValueKind != JsonValueKind.Array) throw new DamagedArchiveException(file, offset, "a list of sources", "another value");
            return [.. list.EnumerateArray().Select((source, place) => ReadSource(file, place, source))];
        }
        catch (Exception e) when (StrictObject.IsFaultOfJson(e))
        {
            throw new DamagedArchiveException(file, offset, "sources as JSON", StrictObject.Describe(e));
        }
    }

    private static void Write(SourceRecord source, Utf8JsonWriter json)
    {
        json.WriteStartObject();
        json.WriteString("sha256", source.Sha256);
        json.WriteString("path", source.Path);
        json.WriteNumber("octets", source.Octets);
        json.WriteString("format", source.Format);
        json.WriteStartArray("linkTypes");
        foreach (var linkType in source.LinkTypes) json.WriteNumberValue((int)linkType);
        json.WriteEndArray();
        WriteNumber(json, "firstPacketMilliseconds", source.FirstPacketMilliseconds);
        WriteNumber(json, "lastPacketMilliseconds", source.LastPacketMilliseconds);
        json.WriteBoolean("isOneSided", source.IsOneSided);
        WriteAccounting(source.Accounting, json);
        json.WriteStartArray("damage");
        foreach (var damage in source.Damage)
        {
            json.WriteStartObject();
            json.WriteNumber("offset", damage.Offset);
            json.WriteString("reason", damage.Reason);
            json.WriteEndObject();
        }

        json.WriteEndArray();
        json.WriteString("toolVersion", source.ToolVersion);
        json.WriteString("options", source.Options);
        json.WriteNumber("startedMilliseconds", source.StartedMilliseconds);
        json.WriteNumber("finishedMilliseconds", source.FinishedMilliseconds);
        if (source.IsRollup) WriteParts(source.Parts, json);
        json.WriteEndObject();
    }

    private static void WriteParts(IReadOnlyList<SourcePart> parts, Utf8JsonWriter json)
    {
        json.WriteStartArray("parts");
        foreach (var part in parts)
        {
            json.WriteStartObject();
            json.WriteString("sha256", part.Sha256);
            json.WriteString("path", part.Path);
            json.WriteNumber("octets", part.Octets);
            json.WriteEndObject();
        }

        json.WriteEndArray();
    }

    private static void WriteNumber(Utf8JsonWriter json, string name, long? number)
    {
        if (number is { } value) json.WriteNumber(name, value);
        else json.WriteNull(name);
    }

    private static void WriteAccounting(Accounting accounting, Utf8JsonWriter json)
    {
        json.WriteStartObject("accounting");
        json.WriteNumber("framesRead", accounting.FramesRead);
        WriteCounts<FrameOutcome>(json, "frames", outcome => accounting[outcome]);
        WriteCounts<MessageOutcome>(json, "messages", outcome => accounting[outcome]);
        WriteCounts<AnalysisFact>(json, "facts", fact => accounting[fact]);
        if (accounting.HasEncapsulations) WriteCounts<Encapsulation>(json, "encapsulations", encapsulation => accounting[encapsulation]);
        json.WriteStartObject("unsupportedLinkTypes");
        foreach (var (linkType, frames) in accounting.UnsupportedLinkTypes)
            json.WriteNumber(linkType.ToString(CultureInfo.InvariantCulture), frames);
        json.WriteEndObject();
        json.WriteEndObject();
    }

    /// <summary>Counts by name, those that are not zero.</summary>
    private static void WriteCounts<TName>(Utf8JsonWriter json, string field, Func<TName, long> count)
        where TName : struct, Enum
    {
        json.WriteStartObject(field);
        foreach (var name in Enum.GetValues<TName>())
        {
            if (count(name) is var value and not 0) json.WriteNumber(Enum.GetName(name)!, value);
        }

        json.WriteEndObject();
    }

    private static SourceRecord ReadSource(string file, int place, JsonElement element)
    {
        var source = new StrictObject(file, string.Create(CultureInfo.InvariantCulture, $"source {place + 1}"), element);
        var read = new SourceRecord
        {
            Sha256 = source.Text("sha256", Sha256Text.IsValid, "a SHA-256"),
            Path = source.Text("path"),
            Octets = source.Number("octets", 0, long.MaxValue),
            Format = source.Text("format"),
            LinkTypes = [.. source.Array("linkTypes").Select(number => ReadLinkType(source, number))],
            FirstPacketMilliseconds = source.NumberOrNull("firstPacketMilliseconds"),
            LastPacketMilliseconds = source.NumberOrNull("lastPacketMilliseconds"),
            IsOneSided = source.Flag("isOneSided"),
            Accounting = ReadAccounting(source.Object("accounting")),
            Damage = [.. source.Array("damage").Select(damage => ReadDamage(file, source.What, damage))],
            ToolVersion = source.Text("toolVersion"),
            Options = source.Text("options"),
            StartedMilliseconds = source.Number("startedMilliseconds", long.MinValue, long.MaxValue),
            FinishedMilliseconds = source.Number("finishedMilliseconds", long.MinValue, long.MaxValue),
            Parts = source.Left.Contains("parts") ? ReadParts(file, source) : [],
        };
        source.EndOfFields();
        return read;
    }

    private static LinkType ReadLinkType(StrictObject source, JsonElement number)
    {
        if (number.ValueKind == JsonValueKind.Number && number.TryGetUInt16(out var linkType)) return (LinkType)linkType;
        source.Fail("a link type's number", number.GetRawText());
        return default;
    }

    private static FileDamage ReadDamage(string file, string source, JsonElement element)
    {
        var damage = new StrictObject(file, $"{source}, damage", element);
        var read = new FileDamage(damage.Number("offset", 0, long.MaxValue), damage.Text("reason"));
        damage.EndOfFields();
        return read;
    }

    private static List<SourcePart> ReadParts(string file, StrictObject source)
    {
        var parts = new List<SourcePart>();
        foreach (var element in source.Array("parts"))
        {
            var part = new StrictObject(file, $"{source.What}, part", element);
            var read = new SourcePart(part.Text("sha256", Sha256Text.IsValid, "a SHA-256"), part.Text("path"), part.Number("octets", 0, long.MaxValue));
            part.EndOfFields();
            if (parts.Count > 0 && string.CompareOrdinal(parts[^1].Sha256, read.Sha256) >= 0) part.Fail("ascending SHA-256", read.Sha256);
            parts.Add(read);
        }

        if (parts.Count == 0) source.Fail("parts, where there is a list of them", "none");
        return parts;
    }

    private static Accounting ReadAccounting(StrictObject element)
    {
        var accounting = new Accounting { FramesRead = element.Number("framesRead", 0, MaxCount) };
        ReadCounts<FrameOutcome>(element.Object("frames"), accounting.Add);
        ReadCounts<MessageOutcome>(element.Object("messages"), accounting.Add);
        ReadCounts<AnalysisFact>(element.Object("facts"), accounting.Add);
        if (element.Left.Contains("encapsulations")) ReadCounts<Encapsulation>(element.Object("encapsulations"), accounting.Add);
        var linkTypes = element.Object("unsupportedLinkTypes");
        foreach (var name in linkTypes.Left.ToList())
        {
            if (!ushort.TryParse(name, NumberStyles.None, CultureInfo.InvariantCulture, out var linkType))
                linkTypes.Fail("a link type's number", $"\"{name}\"");
            accounting.AddUnsupportedLinkType(linkType, linkTypes.Number(name, 0, MaxCount));
        }

        element.EndOfFields();
        return accounting;
    }

    private static void ReadCounts<TName>(StrictObject counts, Action<TName, long> add)
        where TName : struct, Enum
    {
        foreach (var name in Enum.GetValues<TName>())
        {
            var text = Enum.GetName(name)!;
            if (counts.Left.Contains(text)) add(name, counts.Number(text, 0, MaxCount));
        }

        counts.EndOfFields();
    }
}

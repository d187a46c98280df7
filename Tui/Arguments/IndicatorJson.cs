using System.Globalization;
using System.Text.Json;

namespace PassiveDns.Tui.Arguments;

/// <summary>Indicators in JSON: a STIX 2 bundle (OASIS, STIX 2.1), or events of MISP (draft-dulaunoy-misp-core-format).</summary>
internal static class IndicatorJson
{
    /// <summary>Reads what it is.</summary>
    /// <returns>False for what is no JSON as a whole and need not be: addresses stand in brackets, too.</returns>
    public static bool TryRead(ReadOnlyMemory<byte> octets, IndicatorList list)
    {
        if (octets.Length > IndicatorList.MaxJsonLength)
        {
            list.Refuse("", "all", "JSON of more than 64 MiB");
            return true;
        }

        try
        {
            using var json = JsonDocument.Parse(octets);
            if (!TryReadRoot(json.RootElement, list)) list.Refuse("", "all", "JSON, but neither a STIX bundle nor a MISP event");
            return true;
        }
        catch (JsonException fault)
        {
            if (octets.Span.TrimStart(" \t\r\n"u8)[0] == '[') return false;
            list.Refuse("", string.Create(CultureInfo.InvariantCulture, $"line {fault.LineNumber + 1}"), "JSON, as its first character says, ends or is damaged there");
            return true;
        }
    }

    private static bool TryReadRoot(JsonElement root, IndicatorList list)
    {
        if (root.ValueKind == JsonValueKind.Array) return TryReadAll(root, list);
        if (root.ValueKind != JsonValueKind.Object) return false;
        if (TryGet(root, "response", out var response)) return TryReadRoot(response, list); // of a search in MISP
        if (TryGet(root, "Event", out var @event)) return TryReadEvent(@event, "Event", list);
        if (TryGet(root, "Attribute", out _)) return TryReadEvent(root, "", list);
        if (!TryGet(root, "objects", out var objects)) return false;
        ReadObjects(objects, "objects", list);
        return true;
    }

    private static bool TryReadAll(JsonElement events, IndicatorList list)
    {
        var (place, isRead) = (0, false);
        foreach (var item in events.EnumerateArray())
        {
            var @event = TryGet(item, "Event", out var inner) ? inner : item;
            isRead |= TryReadEvent(@event, $"[{place++}].Event", list);
        }

        return isRead;
    }

    private static bool TryReadEvent(JsonElement @event, string path, IndicatorList list)
    {
        if (@event.ValueKind != JsonValueKind.Object) return false;
        var prefix = path.Length > 0 ? path + "." : "";
        ReadAttributes(@event, prefix, list);
        if (!TryGetArray(@event, "Object", out var objects)) return true;
        var place = 0;
        foreach (var item in objects.EnumerateArray()) ReadAttributes(item, $"{prefix}Object[{place++}].", list);
        return true;
    }

    private static void ReadAttributes(JsonElement owner, string prefix, IndicatorList list)
    {
        if (!TryGetArray(owner, "Attribute", out var attributes)) return;
        var place = 0;
        foreach (var attribute in attributes.EnumerateArray()) ReadAttribute(attribute, $"{prefix}Attribute[{place++}]", list);
    }

    /// <summary>Links are left out: they lead to reports, not to what these tell of.</summary>
    private static void ReadAttribute(JsonElement attribute, string path, IndicatorList list)
    {
        if (attribute.ValueKind != JsonValueKind.Object || (TryGet(attribute, "deleted", out var deleted) && deleted.ValueKind == JsonValueKind.True)) return;
        if (Text(attribute, "type") is not { } type || Text(attribute, "value") is not { } value)
        {
            list.Refuse("", path, "it has no type or no value");
            return;
        }

        switch (type)
        {
            case "domain" or "hostname" or "ip-src" or "ip-dst" or "url" or "uri" or "email" or "email-src" or "email-dst":
                list.Add(value, path);
                break;
            case "ip-src|port" or "ip-dst|port" or "hostname|port":
                list.Add(value.Split('|')[0], path);
                break;
            case "domain|ip":
                foreach (var part in value.Split('|')) list.Add(part, path);
                break;
            default:
                list.Refuse(value, path, $"an attribute of type '{Start(type)}' has no name or address");
                break;
        }
    }

    /// <summary>A list of objects, or in STIX 2.0 a map of them.</summary>
    private static void ReadObjects(JsonElement objects, string path, IndicatorList list)
    {
        if (objects.ValueKind == JsonValueKind.Array)
        {
            var place = 0;
            foreach (var item in objects.EnumerateArray()) ReadObject(item, $"{path}[{place++}]", list);
        }
        else if (objects.ValueKind == JsonValueKind.Object)
        {
            foreach (var item in objects.EnumerateObject()) ReadObject(item.Value, $"{path}.{Start(Name(item))}", list);
        }
    }

    /// <summary>Objects of other kinds tell about indicators and are none.</summary>
    private static void ReadObject(JsonElement item, string path, IndicatorList list)
    {
        if (item.ValueKind != JsonValueKind.Object) return;
        switch (Text(item, "type"))
        {
            case "domain-name" or "ipv4-addr" or "ipv6-addr" or "url" or "email-addr":
                if (Text(item, "value") is { } value) list.Add(value, path + ".value");
                else list.Refuse("", path, "it has no value");
                break;
            case "indicator" when Text(item, "pattern_type") is null or "stix":
                if (Text(item, "pattern") is { } pattern) StixPattern.Read(pattern, path + ".pattern", list);
                else list.Refuse("", path, "it has no pattern");
                break;
            case "indicator":
                list.Refuse(Text(item, "pattern") ?? "", path, "its pattern is none of STIX");
                break;
            case "observed-data" when TryGet(item, "objects", out var objects):
                ReadObjects(objects, path + ".objects", list);
                break;
        }
    }

    /// <summary>The last value of a key; false for one that is not there, and for what is no object.</summary>
    /// <remarks>The library's own search throws at a key with half a character in it that stands behind the one that is looked for.</remarks>
    private static bool TryGet(JsonElement owner, string name, out JsonElement value)
    {
        value = default;
        if (owner.ValueKind != JsonValueKind.Object) return false;
        var isThere = false;
        foreach (var property in owner.EnumerateObject())
        {
            if (Name(property) != name) continue;
            (value, isThere) = (property.Value, true);
        }

        return isThere;
    }

    private static bool TryGetArray(JsonElement owner, string name, out JsonElement array) =>
        TryGet(owner, name, out array) && array.ValueKind == JsonValueKind.Array;

    private static string? Text(JsonElement owner, string name)
    {
        if (!TryGet(owner, name, out var value) || value.ValueKind != JsonValueKind.String) return null;
        try
        {
            return value.GetString();
        }
        catch (InvalidOperationException)
        {
            return "\uFFFD"; // half a character
        }
    }

    private static string Name(JsonProperty property)
    {
        try
        {
            return property.Name;
        }
        catch (InvalidOperationException)
        {
            return "\uFFFD";
        }
    }

    private static string Start(string text) => text.Length <= 40 ? text : text[..40];
}

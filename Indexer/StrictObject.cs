using System.Globalization;
using System.Text.Json;

namespace PassiveDns.Indexer;

/// <summary>A JSON object each of whose fields must be there and be asked for. What is wrong is told in one sentence.</summary>
internal sealed class StrictObject
{
    private const string Remedy = "Open it with the pdns that wrote it, or a newer one; else restore it from a copy.";

    private readonly string _path;
    private readonly Dictionary<string, JsonElement> _left = new(StringComparer.Ordinal);

    /// <param name="path">The file it comes from, for messages.</param>
    /// <param name="what">What the object is, for messages.</param>
    public StrictObject(string path, string what, JsonElement element)
    {
        (_path, What) = (path, what);
        if (element.ValueKind != JsonValueKind.Object) Fail("an object", $"a {Kind(element)}");
        foreach (var field in element.EnumerateObject()) _left[field.Name] = field.Value;
    }

    /// <summary>What reading throws for octets that are no JSON, or whose texts are no Unicode (half a surrogate pair, octets that are no UTF-8).</summary>
    public static bool IsFaultOfJson(Exception exception) => exception is JsonException or InvalidOperationException;

    /// <summary>What was found instead of JSON, as a clause.</summary>
    public static string Describe(Exception faultOfJson) =>
        faultOfJson is JsonException { LineNumber: { } line, BytePositionInLine: { } octet }
            ? string.Create(CultureInfo.InvariantCulture, $"other text at line {line + 1}, octet {octet + 1}")
            : "other text";

    public string What { get; }

    /// <summary>Names of the fields that have not been asked for.</summary>
    public IEnumerable<string> Left => _left.Keys;

    public JsonElement Field(string name)
    {
        if (!_left.Remove(name, out var value)) Fail($"the field \"{name}\"", "none");
        return value;
    }

    public long Number(string name, long least, long most)
    {
        var field = Field(name);
        if (field.ValueKind != JsonValueKind.Number || !field.TryGetInt64(out var number) || number < least || number > most)
            return Fail<long>(string.Create(CultureInfo.InvariantCulture, $"\"{name}\" from {least} to {most}"), Quote(field));
        return number;
    }

    /// <summary>0 where the field is not there.</summary>
    public long NumberOrZero(string name, long most) => _left.ContainsKey(name) ? Number(name, 0, most) : 0;

    public long? NumberOrNull(string name)
    {
        if (!_left.TryGetValue(name, out var field) || field.ValueKind != JsonValueKind.Null) return Number(name, long.MinValue, long.MaxValue);
        _left.Remove(name);
        return null;
    }

    public bool Flag(string name)
    {
        var field = Field(name);
        if (field.ValueKind is JsonValueKind.True or JsonValueKind.False) return field.GetBoolean();
        return Fail<bool>($"\"{name}\" true or false", Quote(field));
    }

    public string Text(string name) => Text(name, _ => true, "a text");

    /// <param name="expected">What <paramref name="isValid"/> admits, for the message.</param>
    public string Text(string name, Func<string, bool> isValid, string expected) => TextOf(name, Field(name), isValid, expected);

    /// <summary>The text of an element of the field's list.</summary>
    public string TextOf(string name, JsonElement element, Func<string, bool> isValid, string expected)
    {
        var text = element.ValueKind == JsonValueKind.String ? element.GetString() : null;
        return text is not null && isValid(text) ? text : Fail<string>($"{expected} in \"{name}\"", Quote(element));
    }

    public Guid Guid(string name)
    {
        var field = Field(name);
        return field.ValueKind == JsonValueKind.String && field.TryGetGuid(out var guid) ? guid : Fail<Guid>($"a GUID in \"{name}\"", Quote(field));
    }

    public IEnumerable<JsonElement> Array(string name)
    {
        var field = Field(name);
        if (field.ValueKind != JsonValueKind.Array) Fail($"a list in \"{name}\"", Quote(field));
        return field.EnumerateArray();
    }

    public StrictObject Object(string name) => new(_path, $"{What}, {name}", Field(name));

    /// <summary>Refuses fields that nobody asked for: a newer program wrote what this one would lose.</summary>
    public void EndOfFields()
    {
        if (_left.Keys.FirstOrDefault() is { } name) Fail("no field that this version does not know", $"\"{name}\"");
    }

    public void Fail(string expected, string found) => Fail<bool>(expected, found);

    private T Fail<T>(string expected, string found) =>
        throw new DamagedArchiveException(_path, 0, $"{expected} in {What}", found, Remedy);

    private static string Kind(JsonElement element) => element.ValueKind switch
    {
        JsonValueKind.Undefined => "gap",
        var kind => kind.ToString(),
    };

    private static string Quote(JsonElement element)
    {
        const int longest = 80;
        var text = element.GetRawText();
        return text.Length <= longest ? text : text[..longest] + "...";
    }
}

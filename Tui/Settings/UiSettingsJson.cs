using System.Buffers;
using System.Globalization;
using System.Text.Json;
using PassiveDns.Tui.Screens;

namespace PassiveDns.Tui.Settings;

/// <summary>Settings as JSON. What cannot be understood is told with its line, and the usual takes its place.</summary>
internal sealed class UiSettingsJson
{
    private static readonly (string Name, Reading Read)[] Fields =
    [
        ("theme", (json, settings) => settings with { Theme = json.Choice<UiTheme>() }),
        ("columns", (json, settings) => settings with { Columns = json.Columns() is { } columns ? [.. columns, .. UiSettings.AllColumns.Except(columns)] : settings.Columns }),
        ("hidden", (json, settings) => settings with { Hidden = json.Hidden() ?? settings.Hidden }),
        ("mouse", (json, settings) => settings with { Mouse = json.Flag() ?? settings.Mouse }),
        ("defang-copies", (json, settings) => settings with { DefangCopies = json.Flag() ?? settings.DefangCopies }),
        ("ascii-bars", (json, settings) => settings with { AsciiBars = json.Flag() ?? settings.AsciiBars }),
        ("clipboard", (json, settings) => settings with { Clipboard = json.Choice<UiClipboard>() ?? settings.Clipboard }),
        ("graph-depth", (json, settings) => settings with { GraphDepth = json.Number(UiSettings.MostDepth) ?? settings.GraphDepth }),
        ("graph-fanout", (json, settings) => settings with { GraphFanout = json.Number(UiSettings.MostFanout) ?? settings.GraphFanout }),
    ];

    private readonly string _path;
    private readonly byte[] _octets;
    private readonly List<string> _problems = [];
    private string _name = "";
    private int _line;
    private JsonElement _value;

    private UiSettingsJson(string path, byte[] octets) => (_path, _octets) = (path, octets);

    private delegate UiSettings Reading(UiSettingsJson json, UiSettings settings);

    /// <summary>The names of all settings.</summary>
    public static IEnumerable<string> Names => Fields.Select(one => one.Name);

    /// <summary>Reads what it can.</summary>
    /// <param name="path">For the sentences.</param>
    public static UiSettingsReading Read(string path, byte[] octets)
    {
        var json = new UiSettingsJson(path, octets);
        try
        {
            return new(json.ReadObject(), json._problems);
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException)
        {
            var line = e is JsonException { LineNumber: { } number } ? number + 1 : json._line;
            return new(new UiSettings(), [string.Create(CultureInfo.InvariantCulture, $"{path}, line {line}: expected JSON, found other text; the usual settings are used")]);
        }
    }

    public static byte[] Write(UiSettings settings)
    {
        var octets = new ArrayBufferWriter<byte>();
        using (var json = new Utf8JsonWriter(octets, new JsonWriterOptions { Indented = true, NewLine = "\n" }))
        {
            json.WriteStartObject();
            if (settings.Theme is { } theme) json.WriteString("theme"u8, WordOf(theme));
            WriteColumns(json, "columns", settings.Columns);
            WriteColumns(json, "hidden", settings.Hidden);
            json.WriteBoolean("mouse"u8, settings.Mouse);
            json.WriteBoolean("defang-copies"u8, settings.DefangCopies);
            if (settings.AsciiBars is { } ascii) json.WriteBoolean("ascii-bars"u8, ascii);
            json.WriteString("clipboard"u8, WordOf(settings.Clipboard));
            json.WriteNumber("graph-depth"u8, settings.GraphDepth);
            json.WriteNumber("graph-fanout"u8, settings.GraphFanout);
            json.WriteEndObject();
        }

        return [.. octets.WrittenSpan, (byte)'\n'];
    }

    /// <summary>The word for a choice.</summary>
    public static string WordOf<T>(T value)
        where T : struct, Enum => value is ResultColumn ? value.ToString().ToLowerInvariant() : JsonNamingPolicy.KebabCaseLower.ConvertName(value.ToString());

    private UiSettings ReadObject()
    {
        var settings = new UiSettings();
        var reader = new Utf8JsonReader(_octets);
        reader.Read();
        if (reader.TokenType != JsonTokenType.StartObject)
        {
            _problems.Add($"{_path}, line 1: expected an object in braces; the usual settings are used");
            return settings;
        }

        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            _name = reader.GetString()!;
            _line = 1 + _octets.AsSpan(0, (int)reader.TokenStartIndex).Count((byte)'\n');
            reader.Read();
            _value = JsonElement.ParseValue(ref reader);
            if (Array.Find(Fields, field => field.Name == _name).Read is { } read) settings = read(this, settings);
            else Tell($"there is no setting \"{Short(_name)}\"; it is passed over");
        }

        while (reader.Read())
        {
            // What stands behind the object is a fault.
        }

        return settings;
    }

    private bool? Flag() => _value.ValueKind switch
    {
        JsonValueKind.True => true,
        JsonValueKind.False => false,
        _ => Refuse<bool>("true or false"),
    };

    private int? Number(int most) => _value.ValueKind == JsonValueKind.Number && _value.TryGetInt32(out var number) && number >= 1 && number <= most
        ? number
        : Refuse<int>(string.Create(CultureInfo.InvariantCulture, $"a number from 1 to {most}"));

    private T? Choice<T>()
        where T : struct, Enum => Word<T>(_value) ?? Refuse<T>(string.Join(", ", Enum.GetValues<T>().Select(WordOf)));

    private ResultColumn[]? Hidden()
    {
        if (Columns() is not { } columns) return null;
        if (columns.Length < UiSettings.AllColumns.Count) return columns;
        Tell("not all columns can be hidden; none is");
        return null;
    }

    /// <summary>Each once; null where it is no list of columns.</summary>
    private ResultColumn[]? Columns()
    {
        var columns = _value.ValueKind == JsonValueKind.Array ? _value.EnumerateArray().Select(Word<ResultColumn>).ToList() : [null];
        if (!columns.Contains(null)) return [.. columns.Select(column => column!.Value).Distinct()];
        Refuse<bool>($"a list of {string.Join(", ", UiSettings.AllColumns.Select(WordOf))}");
        return null;
    }

    private static T? Word<T>(JsonElement value)
        where T : struct, Enum
    {
        var word = value.ValueKind == JsonValueKind.String ? value.GetString() : null;
        foreach (var choice in Enum.GetValues<T>())
        {
            if (WordOf(choice) == word) return choice;
        }

        return null;
    }

    private T? Refuse<T>(string expected)
        where T : struct
    {
        Tell($"\"{_name}\" takes {expected}, not {Short(_value.GetRawText())}; the usual is used");
        return null;
    }

    private void Tell(string clause) => _problems.Add(string.Create(CultureInfo.InvariantCulture, $"{_path}, line {_line}: {clause}"));

    private static string Short(string text)
    {
        const int longest = 40;
        text = string.Join(' ', text.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries));
        return text.Length <= longest ? text : text[..longest] + "...";
    }

    private static void WriteColumns(Utf8JsonWriter json, string name, IReadOnlyList<ResultColumn> columns)
    {
        json.WriteStartArray(name);
        foreach (var column in columns) json.WriteStringValue(WordOf(column));
        json.WriteEndArray();
    }
}

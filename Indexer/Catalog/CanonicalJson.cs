using System.Globalization;
using System.Text;

namespace PassiveDns.Indexer.Catalog;

/// <summary>An ingest entry as the octets that are hashed: JSON of one form only, which any other program can produce too.</summary>
/// <remarks>Keys ascending, no blanks, only what must be escaped is escaped, UTF-8. Source: RFC 8785 (integers here are below
/// 2^53).</remarks>
internal static class CanonicalJson
{
    public static byte[] Write(long number, IngestAttempt attempt, string previousHash)
    {
        var json = new StringBuilder("{");
        Add(json, "finishedMilliseconds", attempt.FinishedMilliseconds);
        Add(json, "generation", attempt.Generation);
        Add(json, "number", number);
        Add(json, "options", attempt.Options);
        Add(json, "outcome", IngestDocument.NameOf(attempt.Outcome));
        Add(json, "path", attempt.Path);
        Add(json, "previous", previousHash);
        Add(json, "remark", attempt.Remark);
        Add(json, "sha256", attempt.Sha256);
        Add(json, "startedMilliseconds", attempt.StartedMilliseconds);
        Add(json, "toolVersion", attempt.ToolVersion);
        return Encoding.UTF8.GetBytes(json.Append('}').ToString());
    }

    private static void Add(StringBuilder json, string key, long value) =>
        AddKey(json, key).Append(CultureInfo.InvariantCulture, $"{value}");

    private static void Add(StringBuilder json, string key, string? value)
    {
        AddKey(json, key);
        if (value is null) json.Append("null");
        else AddText(json, value);
    }

    private static StringBuilder AddKey(StringBuilder json, string key)
    {
        if (json.Length > 1) json.Append(',');
        return json.Append('"').Append(key).Append("\":");
    }

    private static void AddText(StringBuilder json, string text)
    {
        json.Append('"');
        foreach (var character in text)
        {
            _ = character switch
            {
                '"' or '\\' => json.Append('\\').Append(character),
                '\b' => json.Append("\\b"),
                '\t' => json.Append("\\t"),
                '\n' => json.Append("\\n"),
                '\f' => json.Append("\\f"),
                '\r' => json.Append("\\r"),
                < ' ' => json.Append(CultureInfo.InvariantCulture, $"\\u{(int)character:x4}"),
                _ => json.Append(character),
            };
        }

        json.Append('"');
    }
}

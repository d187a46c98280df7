using System.Text.Json;
using PassiveDns.Formats;
using PassiveDns.Indexer.Catalog;

namespace PassiveDns.Tui.Output;

/// <summary>Bookmarks and trails of a case as JSON Lines; <c>case</c> tells them apart.</summary>
public sealed class CaseJsonLines(Stream output)
{
    private readonly OctetOutput _output = new(output);

    public void Write(CaseBookmark bookmark) => WriteLine(json =>
    {
        json.WriteString("case"u8, "bookmark"u8);
        json.WriteString("subject"u8, bookmark.Subject.Kind.ToString().ToLowerInvariant());
        json.WriteString("title"u8, bookmark.Subject.Title);
        json.WriteString("question"u8, bookmark.Subject.Question);
        json.WriteString("note"u8, bookmark.Note);
        WriteTexts(json, "tags"u8, bookmark.Tags);
        json.WriteString("made"u8, UtcText.Milliseconds(bookmark.MadeMilliseconds));
        json.WriteString("changed"u8, UtcText.Milliseconds(bookmark.ChangedMilliseconds));
    });

    public void Write(CaseTrail trail) => WriteLine(json =>
    {
        json.WriteString("case"u8, "trail"u8);
        json.WriteString("name"u8, trail.Name);
        WriteTexts(json, "questions"u8, trail.Questions);
        json.WriteString("saved"u8, UtcText.Milliseconds(trail.SavedMilliseconds));
    });

    private void WriteLine(Action<Utf8JsonWriter> write)
    {
        using (var json = new Utf8JsonWriter(_output.Record))
        {
            json.WriteStartObject();
            write(json);
            json.WriteEndObject();
        }

        _output.Pass();
        output.Write("\n"u8);
    }

    private static void WriteTexts(Utf8JsonWriter json, ReadOnlySpan<byte> name, IReadOnlyList<string> texts)
    {
        json.WriteStartArray(name);
        foreach (var text in texts) json.WriteStringValue(text);
        json.WriteEndArray();
    }
}

using System.Text.Encodings.Web;
using System.Text.Json;
using PassiveDns.Formats.Interchange;
using PassiveDns.Formats.Records;

namespace PassiveDns.Tui.Output;

/// <summary>RRsets as JSON Lines: the keys of the Common Output Format, then <c>status</c> and every sighting with its source.</summary>
/// <param name="sources">What <see cref="Sighting.Source"/> refers to.</param>
public sealed class RRsetJsonLines(Stream output, OutputStyle style, IReadOnlyList<SourceRecord> sources) : IRRsetWriter
{
    private static readonly Range WithoutClosing = ..^2; // a COF line ends with a brace and a line feed
    private static readonly Range WithoutOpening = 1..;

    private readonly CommonOutputFormat _format = new() { Owners = style.Owners, WithDates = style.WithDates };
    private readonly OctetOutput _output = new(output);

    public void Answer(string question) => _format.Query = style.WithQuestion ? question : null;

    public void Write(RRset rrset)
    {
        _format.Write(rrset, _output.Record);
        _output.Pass(WithoutClosing);
        output.Write(","u8);
        using (var json = new Utf8JsonWriter(_output.Record, new JsonWriterOptions { Encoder = JavaScriptEncoder.Default }))
        {
            json.WriteStartObject();
            SightingJson.Write(rrset, sources, json);
            json.WriteEndObject();
        }

        _output.Pass(WithoutOpening);
        output.Write("\n"u8);
    }

    public void Finish(AnswerEnd how = AnswerEnd.Complete, string message = "")
    {
    }
}

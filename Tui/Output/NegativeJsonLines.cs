using System.Text.Encodings.Web;
using System.Text.Json;
using PassiveDns.Formats.Dns;
using PassiveDns.Formats.Dns.RData;
using PassiveDns.Formats.Records;

namespace PassiveDns.Tui.Output;

/// <summary>Negative answers as JSON Lines, with every sighting and its source; <c>zone</c> is there where the answer named one.</summary>
/// <param name="sources">What <see cref="Sighting.Source"/> refers to.</param>
public sealed class NegativeJsonLines(Stream output, OutputStyle style, IReadOnlyList<SourceRecord> sources) : IRRsetWriter
{
    private readonly OctetOutput _output = new(output);
    private string? _question;

    public void Answer(string question) => _question = style.WithQuestion ? question : null;

    public void Write(RRset rrset)
    {
        Span<byte> owner = stackalloc byte[DomainName.MaxLength];
        using (var json = new Utf8JsonWriter(_output.Record, new JsonWriterOptions { Encoder = JavaScriptEncoder.Default }))
        {
            json.WriteStartObject();
            json.WriteString("rrname"u8, DomainNameFormat.ToText(owner[..rrset.ReadOwner(owner)]));
            json.WriteString("qtype"u8, RDataTypes.Mnemonic(rrset.Type));
            json.WriteString("rcode"u8, NegativeText.Of(rrset.Negative!.Value.Kind));
            if (NegativeText.Zone(rrset) is { } zone) json.WriteString("zone"u8, zone);
            json.WriteNumber("time_first"u8, rrset.Window.FirstSeconds);
            json.WriteNumber("time_last"u8, rrset.Window.LastSeconds);
            json.WriteNumber("count"u8, rrset.Window.Count);
            if (_question is not null) json.WriteString("query"u8, _question);
            SightingJson.Write(rrset, sources, json);
            json.WriteEndObject();
        }

        _output.Pass();
        output.Write("\n"u8);
    }

    public void Finish(AnswerEnd how = AnswerEnd.Complete, string message = "")
    {
    }
}

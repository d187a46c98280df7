using System.Text.Json;
using PassiveDns.Formats.Interchange;
using PassiveDns.Formats.Records;

namespace PassiveDns.Tui.Output;

/// <summary>The Common Output Format in the frame of DNSDB's streams: a reader knows from the last line whether it has all of an answer.</summary>
/// <remarks>
/// <c>{"cond":"begin"}</c>, an <c>{"obj":...}</c> for each RRset, then <c>succeeded</c>, <c>limited</c> or <c>failed</c>, the last two with a <c>msg</c>.
/// Each question has a frame of its own. Source: DNSDB's Streaming API Framing protocol.
/// </remarks>
public sealed class RRsetSaf(Stream output, OutputStyle style) : IRRsetWriter
{
    private static readonly Range WithoutLineFeed = ..^1;

    private readonly CommonOutputFormat _format = new() { WithStatus = true, Owners = style.Owners, WithDates = style.WithDates };
    private readonly OctetOutput _output = new(output);
    private bool _isOpen;

    public void Answer(string question) => _format.Query = style.WithQuestion ? question : null;

    public void Write(RRset rrset)
    {
        Begin();
        output.Write("{\"obj\":"u8);
        _format.Write(rrset, _output.Record);
        _output.Pass(WithoutLineFeed);
        output.Write("}\n"u8);
    }

    public void Finish(AnswerEnd how = AnswerEnd.Complete, string message = "")
    {
        Begin();
        _isOpen = false;
        using (var json = new Utf8JsonWriter(_output.Record))
        {
            json.WriteStartObject();
            json.WriteString("cond"u8, how switch { AnswerEnd.Complete => "succeeded"u8, AnswerEnd.Limited => "limited"u8, _ => "failed"u8 });
            if (message.Length > 0) json.WriteString("msg"u8, message);
            json.WriteEndObject();
        }

        _output.Pass();
        output.Write("\n"u8);
    }

    private void Begin()
    {
        if (_isOpen) return;
        _isOpen = true;
        output.Write("{\"cond\":\"begin\"}\n"u8);
    }
}

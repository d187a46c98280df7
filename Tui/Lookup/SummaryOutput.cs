using System.Buffers;
using System.Text;
using System.Text.Json;
using PassiveDns.Formats;
using PassiveDns.Formats.Interchange;
using PassiveDns.Formats.Records;
using PassiveDns.Tui.Output;

namespace PassiveDns.Tui.Lookup;

/// <summary>Figures for each question instead of its RRsets: how many, how often, from when to when. dnsdbq's verb summarize.</summary>
internal sealed class SummaryOutput : ILookupOutput
{
    private readonly Stream _output;
    private readonly LookupRequest _request;
    private readonly TextTable? _table;
    private string _question = "";
    private TimeWindow? _window;
    private long _rrsets;
    private bool _isHeaded;

    public SummaryOutput(TextWriter text, Stream output, LookupRequest request)
    {
        (_output, _request) = (output, request);
        if (request.Format != OutputFormat.Table) return;
        TextColumn[] columns = [new("RRsets", IsNumber: true), new("count", IsNumber: true), new("first"), new("last")];
        _table = new TextTable(text, promptly: request.Style.Columns is not null, request.HasSeveral ? [new("query"), .. columns] : columns);
    }

    public long CellsCut => 0;

    public void Answer(string question) => _question = question;

    public bool Write(RRset rrset)
    {
        _window = _window is { } window ? TimeWindow.Union(window, rrset.Window) : rrset.Window;
        _rrsets++;
        return _request.MaxCount == 0 || _window.Value.Count < _request.MaxCount;
    }

    public void Finish(AnswerEnd how, string message)
    {
        if (how != AnswerEnd.Failed) WriteFigures();
        (_window, _rrsets) = (null, 0);
    }

    public void End() => _table?.Flush();

    private void WriteFigures()
    {
        var buffer = new ArrayBufferWriter<byte>(256);
        switch (_request.Format)
        {
            case OutputFormat.Table:
                string[] cells =
                [
                    Quantity.Number(_rrsets), Quantity.Number(_window?.Count ?? 0),
                    _window is { } window ? UtcText.Seconds(window.FirstMilliseconds) : "-", _window is { } last ? UtcText.Seconds(last.LastMilliseconds) : "-",
                ];
                _table!.Add(_request.HasSeveral ? [_question, .. cells] : cells);
                return;
            case OutputFormat.Dnsdb:
                DnsdbText.WriteSummary(_window ?? default, _rrsets, buffer);
                break;
            case OutputFormat.Csv:
                WriteCsv(buffer);
                break;
            default:
                WriteJson(buffer);
                break;
        }

        _output.Write(buffer.WrittenSpan);
    }

    private void WriteCsv(ArrayBufferWriter<byte> buffer)
    {
        var text = new StringBuilder();
        if (!_isHeaded) text.Append("time_first,time_last,zone_first,zone_last,count,num_results\r\n");
        _isHeaded = true;
        var times = _window is { } window ? $"{UtcText.Seconds(window.FirstMilliseconds)},{UtcText.Seconds(window.LastMilliseconds)}" : ",";
        text.Append(System.Globalization.CultureInfo.InvariantCulture, $"{times},,,{_window?.Count ?? 0},{_rrsets}\r\n");
        buffer.Write(Encoding.ASCII.GetBytes(text.ToString()));
    }

    private void WriteJson(ArrayBufferWriter<byte> buffer)
    {
        using (var json = new Utf8JsonWriter(buffer))
        {
            json.WriteStartObject();
            json.WriteNumber("count"u8, _window?.Count ?? 0);
            json.WriteNumber("num_results"u8, _rrsets);
            if (_window is { } window)
            {
                json.WriteNumber("time_first"u8, window.FirstSeconds);
                json.WriteNumber("time_last"u8, window.LastSeconds);
            }

            if (_request.HasSeveral) json.WriteString("query"u8, _question);
            json.WriteEndObject();
        }

        buffer.Write("\n"u8);
    }
}

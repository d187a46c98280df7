using System.Buffers;
using System.Text.Json;
using PassiveDns.Formats;
using PassiveDns.Formats.Dns;
using PassiveDns.Formats.Records;
using PassiveDns.Tui.Output;

namespace PassiveDns.Tui.Lookup;

/// <summary>A line for each domain, address, name server or network that the results lie in or point to, those with most RRsets first.</summary>
internal sealed class GroupedOutput(LookupGrouping grouping, PublicSuffixList suffixes, TextWriter text, Stream output, LookupRequest request) : ILookupOutput
{
    private readonly RRsetGroups _groups = new(grouping, suffixes);

    public long CellsCut => 0;

    public void Answer(string question)
    {
    }

    public bool Write(RRset rrset)
    {
        _groups.Add(rrset);
        return true;
    }

    public void Finish(AnswerEnd how, string message)
    {
    }

    public void End()
    {
        if (request.Format == OutputFormat.Jsonl) WriteJson(_groups.All);
        else WriteTable(_groups.All);
    }

    private void WriteTable(IEnumerable<RRsetGroup> groups)
    {
        var table = new TextTable(
            text, promptly: request.Style.Columns is not null, new(LookupGroups.NameOf(_groups.Grouping), Cut: TextCut.Start), new("RRsets", IsNumber: true),
            new("names", IsNumber: true), new("count", IsNumber: true), new("first"), new("last"))
        { Columns = request.Style.IsWide ? null : request.Style.Columns };
        foreach (var group in groups)
        {
            table.Add(
                group.Name, Quantity.Number(group.RRsets), Quantity.Number(group.Names), Quantity.Number(group.Window.Count),
                UtcText.Seconds(group.Window.FirstMilliseconds), UtcText.Seconds(group.Window.LastMilliseconds));
        }

        table.Flush();
    }

    private void WriteJson(IEnumerable<RRsetGroup> groups)
    {
        var buffer = new ArrayBufferWriter<byte>(256);
        foreach (var group in groups)
        {
            buffer.ResetWrittenCount();
            using (var json = new Utf8JsonWriter(buffer))
            {
                json.WriteStartObject();
                json.WriteString(LookupGroups.NameOf(_groups.Grouping), group.Name);
                json.WriteNumber("rrsets"u8, group.RRsets);
                json.WriteNumber("names"u8, group.Names);
                json.WriteNumber("count"u8, group.Window.Count);
                json.WriteNumber("time_first"u8, group.Window.FirstSeconds);
                json.WriteNumber("time_last"u8, group.Window.LastSeconds);
                json.WriteEndObject();
            }

            output.Write(buffer.WrittenSpan);
            output.Write("\n"u8);
        }
    }
}

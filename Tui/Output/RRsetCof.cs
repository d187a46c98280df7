using PassiveDns.Formats.Interchange;
using PassiveDns.Formats.Records;

namespace PassiveDns.Tui.Output;

/// <summary>RRsets in the Common Output Format, with the status of those that nobody was seen to look up.</summary>
public sealed class RRsetCof(Stream output, OutputStyle style) : IRRsetWriter
{
    private readonly CommonOutputFormat _format = new() { WithStatus = true, Owners = style.Owners, WithDates = style.WithDates };
    private readonly OctetOutput _output = new(output);

    public void Answer(string question) => _format.Query = style.WithQuestion ? question : null;

    public void Write(RRset rrset)
    {
        _format.Write(rrset, _output.Record);
        _output.Pass();
    }

    public void Finish(AnswerEnd how = AnswerEnd.Complete, string message = "")
    {
    }
}

using PassiveDns.Formats.Interchange;
using PassiveDns.Formats.Records;

namespace PassiveDns.Tui.Output;

/// <summary>RRsets as dnsdbq prints them, with the status of those that nobody was seen to look up.</summary>
public sealed class RRsetDnsdb(Stream output, OutputStyle style) : IRRsetWriter
{
    private readonly DnsdbText _format = new() { WithStatus = true, Owners = style.Owners };
    private readonly OctetOutput _output = new(output);
    private string? _question;

    public void Answer(string question) => _question = style.WithQuestion ? TerminalText.Sanitise(question) : null;

    public void Write(RRset rrset)
    {
        if (_question is not null) output.Write(System.Text.Encoding.UTF8.GetBytes($";; query: {_question}\n"));
        _format.Write(rrset, _output.Record);
        _output.Pass();
    }

    public void Finish(AnswerEnd how = AnswerEnd.Complete, string message = "")
    {
    }
}

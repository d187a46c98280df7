using PassiveDns.Formats.Interchange;
using PassiveDns.Formats.Records;

namespace PassiveDns.Tui.Output;

/// <summary>RRsets as dnsdbq prints them.</summary>
public sealed class RRsetDnsdb(Stream output, OutputStyle style) : IRRsetWriter
{
    private readonly DnsdbText _format = new() { WithStatus = style.WithStatus, Owners = style.Owners };
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

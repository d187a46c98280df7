using PassiveDns.Formats.Interchange;
using PassiveDns.Formats.Records;

namespace PassiveDns.Tui.Output;

/// <summary>RRsets as comma-separated values, one line per record, with a header.</summary>
/// <param name="forSpreadsheets">See <see cref="Csv.ForSpreadsheets"/>.</param>
public sealed class RRsetCsv(Stream output, OutputStyle style, bool forSpreadsheets) : IRRsetWriter
{
    private readonly Csv _format = new()
    {
        WithStatus = style.WithStatus, ForSpreadsheets = forSpreadsheets, Owners = style.Owners, Query = style.WithQuestion ? "" : null,
    };
    private readonly OctetOutput _output = new(output);
    private bool _headed;

    public void Answer(string question) => _format.Query = style.WithQuestion ? question : null;

    public void Write(RRset rrset)
    {
        WriteHeader();
        _format.Write(rrset, _output.Record);
        _output.Pass();
    }

    public void Finish(AnswerEnd how = AnswerEnd.Complete, string message = "") => WriteHeader();

    private void WriteHeader()
    {
        if (_headed) return;
        _headed = true;
        _format.WriteHeader(_output.Record);
        _output.Pass();
    }
}

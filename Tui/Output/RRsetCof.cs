using PassiveDns.Formats.Interchange;
using PassiveDns.Formats.Records;

namespace PassiveDns.Tui.Output;

/// <summary>RRsets in the Common Output Format.</summary>
public sealed class RRsetCof(Stream output, bool withStatus) : IRRsetWriter
{
    private readonly CommonOutputFormat _format = new() { WithStatus = withStatus };
    private readonly OctetOutput _output = new(output);

    public void Write(RRset rrset)
    {
        _format.Write(rrset, _output.Record);
        _output.Pass();
    }

    public void Finish()
    {
    }
}

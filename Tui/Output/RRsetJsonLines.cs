using PassiveDns.Formats.Interchange;
using PassiveDns.Formats.Records;

namespace PassiveDns.Tui.Output;

/// <summary>RRsets as JSON Lines: the keys of the Common Output Format, then <c>status</c> and every sighting with its source.</summary>
/// <param name="sources">What <see cref="Sighting.Source"/> refers to.</param>
public sealed class RRsetJsonLines(Stream output, OutputStyle style, IReadOnlyList<SourceRecord> sources) : IRRsetWriter
{
    private readonly CommonOutputFormat _format = new() { Owners = style.Owners, WithDates = style.WithDates, Sightings = new SightingObjects(sources) };
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

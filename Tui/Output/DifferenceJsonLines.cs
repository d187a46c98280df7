using PassiveDns.Formats.Records;
using PassiveDns.Tui.Questions;

namespace PassiveDns.Tui.Output;

/// <summary>Differences as JSON Lines: <c>change</c> of the owner and type, <c>side</c>, then an RRset as <see cref="RRsetJsonLines"/> has it.</summary>
public sealed class DifferenceJsonLines : IDisposable
{
    private readonly Stream _output;
    private readonly MemoryStream _line = new();
    private readonly RRsetJsonLines _earlier;
    private readonly RRsetJsonLines _later;

    /// <param name="earlier">What the sightings of the earlier side refer to.</param>
    /// <param name="later">What those of the later side refer to.</param>
    public DifferenceJsonLines(Stream output, IReadOnlyList<SourceRecord> earlier, IReadOnlyList<SourceRecord> later)
    {
        _output = output;
        _earlier = new RRsetJsonLines(_line, new OutputStyle(), earlier);
        _later = new RRsetJsonLines(_line, new OutputStyle(), later);
    }

    public void Write(RRsetDifference difference)
    {
        _line.SetLength(0);
        (difference.IsLater ? _later : _earlier).Write(difference.RRset);
        _output.Write(difference.Change switch
        {
            RRsetChange.Appeared => "{\"change\":\"appeared\""u8,
            RRsetChange.Vanished => "{\"change\":\"vanished\""u8,
            _ => "{\"change\":\"changed\""u8,
        });
        _output.Write(difference.IsLater ? ",\"side\":\"new\","u8 : ",\"side\":\"old\","u8);
        _output.Write(_line.GetBuffer().AsSpan(1..(int)_line.Length)); // behind its brace
    }

    public void Dispose() => _line.Dispose();
}

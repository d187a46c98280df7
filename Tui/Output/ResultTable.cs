using PassiveDns.Formats;
using PassiveDns.Formats.Records;

namespace PassiveDns.Tui.Output;

/// <summary>A table of results: what tables of RRsets and of negative answers have in common.</summary>
internal sealed class ResultTable
{
    private const int ForSeconds = 132; // columns of a terminal from which times are shown to the second
    private const int ForMinutes = 100;
    private const int DateLength = 10; // 2026-11-26
    private const int MinuteLength = 16; // 2026-11-26T09:14

    private readonly OutputStyle _style;
    private readonly IReadOnlyList<SourceRecord> _sources;
    private readonly TextTable _table;
    private readonly int _timeLength;
    private string _question = "";

    /// <param name="sources">What <see cref="Sighting.Source"/> refers to.</param>
    public ResultTable(TextWriter output, OutputStyle style, IReadOnlyList<SourceRecord> sources, TextColumn[] columns)
    {
        var fits = style.IsWide ? null : style.Columns;
        (_style, _sources) = (style, sources);
        _timeLength = fits switch { < ForMinutes => DateLength, < ForSeconds => MinuteLength, _ => UtcText.MaxLength };
        _table = new TextTable(
            output, promptly: style.Columns is not null,
            [.. style.WithQuestion ? [new TextColumn("query", Cut: TextCut.Start)] : Array.Empty<TextColumn>(), .. columns,
            .. style.IsBySource ? [new TextColumn("source", Cut: TextCut.Start)] : Array.Empty<TextColumn>(),
            .. style.WithStatus ? [new TextColumn("status")] : Array.Empty<TextColumn>()]) { Columns = fits };
    }

    /// <summary>Cells of which not all was shown.</summary>
    public long CellsCut => _table.CellsCut;

    public void Answer(string question) => _question = question;

    /// <summary>Results have to fit into so few columns that names are long for them.</summary>
    public static bool IsNarrow(OutputStyle style) => !style.IsWide && style.Columns < ForSeconds;

    /// <summary>The start of a time, as much of it as the terminal has room for.</summary>
    public string Time(long milliseconds)
    {
        var text = UtcText.Seconds(milliseconds);
        return text[..Math.Min(text.Length, _timeLength)];
    }

    /// <param name="cells">Without question and status.</param>
    /// <param name="result">Null on further lines of a result.</param>
    public void Add(string[] cells, RRset? result)
    {
        _table.Add(
        [
            .. _style.WithQuestion ? [result is null ? "" : _question] : Array.Empty<string>(), .. cells,
            .. _style.IsBySource ? [result is null ? "" : _sources[result.Sightings[0].Source].Path] : Array.Empty<string>(),
            .. _style.WithStatus ? [result is null ? "" : StatusText.Of(result.Status)] : Array.Empty<string>(),
        ]);
    }

    public void Flush() => _table.Flush();
}

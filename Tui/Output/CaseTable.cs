using PassiveDns.Formats;
using PassiveDns.Indexer.Catalog;

namespace PassiveDns.Tui.Output;

/// <summary>A case for people: its bookmarks as a table with a line for each line of a note, then each trail with its questions.</summary>
/// <param name="columns">Width of the terminal; null for a file or a pipe.</param>
public sealed class CaseTable(TextWriter output, int? columns)
{
    private readonly TextTable _table = new(
        output, promptly: false, new("subject", Cut: TextCut.End), new("tags", Cut: TextCut.End), new("changed"), new("note", Cut: TextCut.End))
    {
        Columns = columns,
    };

    private bool _isTitled;

    /// <inheritdoc cref="TextTable.CellsCut"/>
    public long CellsCut => _table.CellsCut;

    public void Write(CaseBookmark bookmark)
    {
        string[] lead = [bookmark.Subject.Title, string.Join(' ', bookmark.Tags), UtcText.Seconds(bookmark.ChangedMilliseconds)];
        foreach (var line in bookmark.Note.Split('\n'))
        {
            _table.Add([.. lead, line]);
            Array.Fill(lead, "");
        }

        _isTitled = true;
    }

    /// <summary>To be called after all bookmarks.</summary>
    /// <param name="commands">What asks the questions of the trail again.</param>
    public void Write(CaseTrail trail, IEnumerable<string> commands)
    {
        _table.Flush();
        if (_isTitled) output.WriteLine();
        output.WriteLine(TerminalText.Sanitise($"trail {trail.Name}, saved {UtcText.Seconds(trail.SavedMilliseconds)}"));
        foreach (var command in commands) output.WriteLine("  " + TerminalText.Sanitise(command));
        _isTitled = true;
    }

    public void Finish() => _table.Flush();
}

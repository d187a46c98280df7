using PassiveDns.Formats;
using PassiveDns.Indexer.Catalog;
using PassiveDns.Tui.Output;

namespace PassiveDns.Tui.Presentation;

/// <summary>The case as a page: each bookmark, trail and question leads to what it is about.</summary>
internal static class CasePage
{
    private const int QueriesShown = 100;
    private const int TagsWidth = 20;

    /// <summary>Lines with the questions that each leads to: of a trail all its steps.</summary>
    public static IReadOnlyList<(PageLine Line, IReadOnlyList<string> Path)> Lines(CaseContent content, int width)
    {
        var lines = new List<(PageLine, IReadOnlyList<string>)>();
        Head($"Bookmarks ({Quantity.Number(content.Bookmarks.Count)})", "m marks a row, n writes a note, # sets tags");
        foreach (var bookmark in content.Bookmarks)
        {
            var tags = bookmark.Tags.Count == 0 ? "" : "#" + string.Join(" #", bookmark.Tags);
            var subject = CellText.Left(TerminalText.Sanitise(bookmark.Subject.Title), Math.Max(10, width - TagsWidth - 13));
            Add($"{subject} {CellText.Left(TerminalText.Sanitise(tags), TagsWidth)} {UtcText.Seconds(bookmark.ChangedMilliseconds)[..10]}", [bookmark.Subject.Question]);
            foreach (var line in bookmark.Note.Split('\n').Where(line => line.Length > 0)) lines.Add((Quiet("    " + TerminalText.Sanitise(line)), []));
        }

        lines.Add((new PageLine([]), []));
        Head($"Trails ({Quantity.Number(content.TrailCount)})", "S saves the trail on the screen, Enter walks one again");
        foreach (var trail in content.Trails)
        {
            Add($"{TerminalText.Sanitise(trail.Name)}: {Quantity.Count(trail.Questions.Count, "step")}, saved {UtcText.Seconds(trail.SavedMilliseconds)[..10]}", trail.Questions);
            foreach (var question in trail.Questions) Add("    " + TerminalText.Sanitise(question), [question]);
        }

        lines.Add((new PageLine([]), []));
        Head($"Asked before ({Quantity.Number(content.Queries.Count)})", "");
        foreach (var query in content.Queries.Take(QueriesShown)) Add($"{UtcText.Seconds(query.AskedMilliseconds)}  {TerminalText.Sanitise(query.Text)}", [query.Text]);
        return lines;

        void Head(string title, string hint) => lines.Add((new PageLine([new TextSpan(title, TextRole.Heading), new TextSpan(hint.Length > 0 ? $"   {hint}" : "", TextRole.Quiet)]), []));

        void Add(string text, IReadOnlyList<string> path) => lines.Add((new PageLine([new TextSpan(CellText.Left(text, width), TextRole.Normal)]), path));

        PageLine Quiet(string text) => new([new TextSpan(CellText.Left(text, width), TextRole.Quiet)]);
    }
}

using PassiveDns.Indexer.Catalog;
using PassiveDns.Tui.Questions;

namespace PassiveDns.Tui.Screens;

/// <summary>The case: bookmarks with notes and tags, saved trails, what was asked before. It shows the case as it is at each moment.</summary>
public sealed class CaseScreen(Func<CaseContent> content, Func<string, Question?> parse) : PageScreen
{
    /// <summary>Stands for the question of a line, which is read when it is wanted.</summary>
    private static readonly Question SomeQuestion = Question.Name(new byte[] { 0 });

    private IReadOnlyList<IReadOnlyList<string>> _paths = [];

    public CaseContent Content => content();

    /// <inheritdoc/>
    public override string Title => "case";

    /// <summary>The questions to ask for the line under the cursor: of a trail all of its steps.</summary>
    public IReadOnlyList<string> Path => Cursor < _paths.Count ? _paths[Cursor] : [];

    /// <inheritdoc/>
    public override Question? Target => Path.Count > 0 ? parse(Path[^1]) : null;

    /// <summary>What each line leads to, as the screen was last laid out.</summary>
    public void LayOut(IReadOnlyList<IReadOnlyList<string>> paths)
    {
        _paths = paths;
        LayOut([.. paths.Select(path => path.Count > 0 ? SomeQuestion : null)]);
    }

    /// <inheritdoc/>
    public override bool IsOfArchive => false;

    /// <inheritdoc/>
    public override void Read(ScreenReading reading)
    {
        // the case is held in memory
    }
}

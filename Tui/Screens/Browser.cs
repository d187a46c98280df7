using PassiveDns.Formats.Records;
using PassiveDns.Tui.Questions;

namespace PassiveDns.Tui.Screens;

/// <summary>What the keys go to.</summary>
public enum BrowserFocus
{
    Results,
    Query,
    Help,
}

/// <summary>The whole state of the terminal UI: the archive, the trail of questions, what has the focus. Knows no terminal.</summary>
public sealed class Browser
{
    private readonly Action<ResultScreen> _load;
    private readonly List<ResultScreen> _trail = [];

    /// <param name="load">Starts to answer a screen's question; rows are handed to the screen on the thread that draws.</param>
    public Browser(IRRsetSource archive, Action<ResultScreen> load)
    {
        Archive = archive;
        _load = load;
    }

    public IRRsetSource Archive { get; }

    /// <summary>Questions from the first to the one on the screen; empty on the overview.</summary>
    public IReadOnlyList<ResultScreen> Trail => _trail;

    /// <summary>What is on the screen; null for the overview.</summary>
    public ResultScreen? Current => _trail.Count == 0 ? null : _trail[^1];

    public BrowserFocus Focus { get; private set; } = BrowserFocus.Query;

    /// <summary>One line for the user about the last key; empty when there is nothing to say.</summary>
    public string Message { get; private set; } = "";

    public bool IsClosing { get; private set; }

    /// <summary>The detail pane takes nearly all of the screen.</summary>
    public bool IsDetailLarge { get; private set; }

    /// <summary>Rows of a page, as the view last drew it.</summary>
    public int PageHeight { get; set; } = 10;

    /// <summary>Asks what was typed into the query bar. A new question starts behind the one on the screen, so that Backspace leads back.</summary>
    /// <returns>False when it is no question; <see cref="Message"/> says what was expected and the bar keeps the focus.</returns>
    public bool Ask(string text)
    {
        if (Question.Parse(text, out var problem) is not { } question)
        {
            Message = problem;
            return false;
        }

        Go(question);
        return true;
    }

    /// <summary>Asks about what a question names.</summary>
    public void Go(Question question)
    {
        Message = "";
        Focus = BrowserFocus.Results;
        var screen = new ResultScreen(question);
        _trail.Add(screen);
        _load(screen);
    }

    /// <summary>Goes back to the question before, or to the overview.</summary>
    public void Back()
    {
        Message = "";
        _trail.RemoveAt(_trail.Count - 1);
        if (_trail.Count == 0) Focus = BrowserFocus.Query;
    }

    public void FocusOn(BrowserFocus focus)
    {
        Message = "";
        Focus = focus;
    }

    public void ToggleDetail() => IsDetailLarge = !IsDetailLarge;

    public void Say(string message) => Message = message;

    public void Close() => IsClosing = true;
}

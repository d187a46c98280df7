using PassiveDns.Tui.Output;
using PassiveDns.Tui.Screens;

namespace PassiveDns.Tui.Presentation;

/// <summary>What there is to say about a screen, in a line.</summary>
internal static class StatusLine
{
    public static string Of(Browser browser)
    {
        var screen = browser.Current;
        var failure = TerminalText.Sanitise(screen.Failure ?? "");
        var text = screen switch
        {
            ResultScreen result => Result(result, failure.Length > 0),
            _ => screen.IsLoading ? "reading …" : "",
        };
        var follow = browser.IsFollowing ? FollowText.Of(screen.Sources) : browser.IsOutdated ? "archive changed: F follows, R reads" : "";
        return string.Join("   ", new[] { text, failure, follow }.Where(part => part.Length > 0));
    }

    /// <summary>Rows shown of rows found: always the truth, also while more are coming.</summary>
    private static string Result(ResultScreen screen, bool hasFailed)
    {
        if (screen.Found == 0) return screen.IsLoading ? "looking …" : hasFailed ? "" : Nothing(screen);
        var shown = screen.Count == screen.Found
            ? $"row {Quantity.Number(screen.Cursor + 1)} of {Quantity.Number(screen.Found)}"
            : screen.Count == 0 ? $"none of {Quantity.Count(screen.Found, "row")}: Esc shows them again"
            : $"row {Quantity.Number(screen.Cursor + 1)} of {Quantity.Number(screen.Count)}, of {Quantity.Number(screen.Found)} found";
        var negatives = screen.NegativeCount == 0 ? "" : $", {Quantity.Count(screen.NegativeCount, "negative answer")}";
        var more = screen.IsLoading ? ", more are coming"
            : screen.IsStopped ? ", stopped before the end"
            : screen.IsCut ? ", there are more: narrow the question"
            : screen.IsArranging ? ", arranging …" : "";
        return $"{shown}   {Quantity.Count(screen.RRsetCount, "RRset")}{negatives}{more}";
    }

    private static string Nothing(ResultScreen screen) =>
        $"nothing found for {TerminalText.Sanitise(screen.Question.Text)}   Tab completes names; /text/ finds parts";
}

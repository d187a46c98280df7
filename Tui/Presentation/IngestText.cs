using PassiveDns.Tui.Output;
using PassiveDns.Tui.Screens;

namespace PassiveDns.Tui.Presentation;

/// <summary>An ingest that runs beside the UI.</summary>
internal static class IngestText
{
    private const int LeastTrail = 12; // columns that are left to the trail

    /// <summary>The line above the report: what is taken in, and how far that has come or what has come of it.</summary>
    public static string Head(IngestScreen ingest) =>
        $"{(ingest.IsRunning ? Running(ingest) : TerminalText.Sanitise(ingest.Outcome))}   {TerminalText.Sanitise(string.Join(' ', ingest.Paths))}";

    /// <summary>The top line of the screen: the trail, and at its right how far an ingest has come.</summary>
    /// <param name="trail">The trail in so many columns.</param>
    public static IReadOnlyList<TextSpan> BesideTrail(Browser browser, Func<int, string> trail, int width)
    {
        if (browser.Ingest is not { IsRunning: true } ingest) return [new TextSpan(trail(width), TextRole.Title)];
        var progress = TerminalText.Start($"  {Running(ingest)}", Math.Max(0, width - LeastTrail));
        var room = width - TerminalText.Columns(progress);
        return [new TextSpan(CellText.Left(trail(room), room), TextRole.Title), new TextSpan(progress, TextRole.Quiet)];
    }

    private static string Running(IngestScreen ingest) => $"ingest {(ingest.Progress.Length == 0 ? "..." : ingest.Progress.TrimStart())}";
}

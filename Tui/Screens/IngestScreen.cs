using PassiveDns.Tui.Questions;

namespace PassiveDns.Tui.Screens;

/// <summary>An ingest that runs beside the UI, or that has run: what it reports, as <c>pdns ingest</c> does.</summary>
/// <param name="paths">Files and folders.</param>
/// <param name="onEnd">Told the outcome on the thread that draws.</param>
public sealed class IngestScreen(IReadOnlyList<string> paths, Action<string> onEnd) : Screen
{
    private readonly List<string> _lines = [];

    public IReadOnlyList<string> Paths => paths;

    /// <summary>The report so far; sanitised.</summary>
    public IReadOnlyList<string> Lines => _lines;

    /// <summary>How far it has come, in a line; sanitised, empty when there is nothing to say.</summary>
    public string Progress { get; private set; } = "";

    public bool IsRunning { get; private set; } = true;

    /// <summary>What has come of it, in a sentence; empty while it runs.</summary>
    public string Outcome { get; private set; } = "";

    /// <inheritdoc/>
    public override string Title => "ingest";

    /// <inheritdoc/>
    public override int Count => _lines.Count;

    /// <inheritdoc/>
    public override Question? Target => null;

    /// <inheritdoc/>
    public override bool IsOfArchive => false;

    /// <summary>It has come further; the cursor stays on the last line, if it is there. Called on the thread that draws.</summary>
    public void Tell(IReadOnlyList<string> lines, string progress)
    {
        var isAtEnd = Cursor >= Count - 1;
        _lines.AddRange(lines);
        Progress = progress;
        if (isAtEnd) MoveTo(int.MaxValue);
    }

    /// <summary>It has ended; called on the thread that draws.</summary>
    public void Conclude(string outcome)
    {
        (IsRunning, Progress, Outcome) = (false, "", outcome);
        onEnd(outcome);
    }

    /// <inheritdoc/>
    public override void Read(ScreenReading reading)
    {
        // Its lines come from the ingest.
    }
}

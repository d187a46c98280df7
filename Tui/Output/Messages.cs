namespace PassiveDns.Tui.Output;

/// <summary>What the program tells its user beside the data: lines, and on a terminal one status line that is drawn over.</summary>
/// <remarks>Any thread may call.</remarks>
/// <param name="animate">The writer is a terminal that can go back to the start of a line.</param>
/// <param name="onStatus">Takes the status line, sanitised, where the writer does not; empty when it is taken away.</param>
public sealed class Messages(TextWriter writer, bool animate = false, Action<string>? onStatus = null)
{
    private const string ToLineStart = "\r\e[K"; // the cursor to the first column, the rest of the line erased

    private readonly Lock _lock = new();
    private bool _statusShown;

    /// <summary>For summaries that go where messages go.</summary>
    public TextWriter Writer => writer;

    /// <summary>A status line can be shown.</summary>
    public bool CanAnimate => animate || onStatus is not null;

    /// <summary>Writes one line; values in it are sanitised (see <see cref="TerminalText"/>).</summary>
    public void Write(ref TerminalText.Message message)
    {
        var line = TerminalText.Line(ref message);
        lock (_lock)
        {
            EraseStatus();
            writer.WriteLine(line);
            writer.Flush();
        }
    }

    /// <summary>Draws over the status line; nothing without <see cref="CanAnimate"/>.</summary>
    public void ShowStatus(string line)
    {
        onStatus?.Invoke(TerminalText.Sanitise(line));
        if (!animate) return;
        lock (_lock)
        {
            writer.Write(ToLineStart + TerminalText.Sanitise(line));
            writer.Flush();
            _statusShown = true;
        }
    }

    /// <summary>Takes the status line away, so that other output starts on a clean line.</summary>
    public void ClearStatus()
    {
        onStatus?.Invoke("");
        lock (_lock) EraseStatus();
    }

    private void EraseStatus()
    {
        if (!_statusShown) return;
        writer.Write(ToLineStart);
        writer.Flush();
        _statusShown = false;
    }
}

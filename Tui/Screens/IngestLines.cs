using System.Text;

namespace PassiveDns.Tui.Screens;

/// <summary>Takes what an ingest says, from any of its threads, and hands it to the screen a few times a second.</summary>
/// <remarks>Takes whole lines only, which is how they are written.</remarks>
internal sealed class IngestLines : TextWriter
{
    private static readonly TimeSpan Every = TimeSpan.FromMilliseconds(200);

    private readonly IngestScreen _ingest;
    private readonly Action<Action> _post;
    private readonly Timer _timer;
    private readonly Lock _lock = new();
    private List<string> _lines = [];
    private string _status = "";
    private bool _isNew;

    /// <param name="post">Runs an action on the thread that draws, soon.</param>
    public IngestLines(IngestScreen ingest, Action<Action> post)
    {
        (_ingest, _post) = (ingest, post);
        _timer = new Timer(_ => HandOver(), null, Every, Every);
    }

    /// <inheritdoc/>
    public override Encoding Encoding => Encoding.UTF8;

    /// <inheritdoc/>
    public override void WriteLine(string? value)
    {
        lock (_lock)
        {
            _lines.Add(value ?? "");
            _isNew = true;
        }
    }

    /// <param name="line">Sanitised; in place of the one before.</param>
    public void ShowStatus(string line)
    {
        lock (_lock)
        {
            _isNew |= _status != line;
            _status = line;
        }
    }

    /// <summary>Hands over what has come since the last time.</summary>
    public void HandOver()
    {
        lock (_lock)
        {
            if (!_isNew) return;
            var (lines, status) = (_lines, _status);
            (_lines, _isNew) = ([], false);
            _post(() => _ingest.Tell(lines, status));
        }
    }

    /// <inheritdoc/>
    protected override void Dispose(bool disposing)
    {
        if (disposing) _timer.Dispose();
        base.Dispose(disposing);
    }
}

using PassiveDns.Indexer;
using PassiveDns.Tui.Commands;
using PassiveDns.Tui.Ingest;
using PassiveDns.Tui.Output;

namespace PassiveDns.Tui.Screens;

/// <summary>Runs <c>pdns ingest</c> beside the UI: one at a time, on threads of low priority.</summary>
/// <param name="folder">The archive's.</param>
/// <param name="post">Runs an action on the thread that draws, soon.</param>
public sealed class IngestRunner(string folder, Action<Action> post) : IDisposable
{
    /// <summary>Columns of a line about progress: it stands beside the trail.</summary>
    private const int ProgressColumns = 40;

    /// <summary>For an end in order. A source that gives nothing (a pipe) may never end; the archive stands a process that dies.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);

    private readonly Lock _gate = new();
    private bool _isAbandoned;
    private CancellationTokenSource _stop = new();
    private Thread? _thread;

    /// <summary>Begins an ingest; the one before has ended. Called on the thread that draws.</summary>
    public void Begin(IngestScreen ingest)
    {
        _stop.Dispose();
        _stop = new CancellationTokenSource();
        var token = _stop.Token;
        _thread = new Thread(() => Run(ingest, token)) { IsBackground = true, Name = "ingest" };
        _thread.Start();
    }

    /// <summary>Asks the ingest to end: what has ended by then is committed.</summary>
    public void Stop() => _stop.Cancel();

    /// <summary>Stops the ingest, of which nobody is told any more: from now on there need be no thread that draws.</summary>
    public void Abandon()
    {
        lock (_gate) _isAbandoned = true;
        Stop();
    }

    /// <summary>Stops the ingest, and waits until it has.</summary>
    public void Dispose()
    {
        Abandon();
        if (_thread?.Join(Patience) is not false) _stop.Dispose();
    }

    private void Post(Action action)
    {
        lock (_gate)
        {
            if (!_isAbandoned) post(action);
        }
    }

    private void Run(IngestScreen ingest, CancellationToken stop)
    {
        LowPriority.EnterThread();
        using var lines = new IngestLines(ingest, Post);
        var messages = new Messages(lines, onStatus: lines.ShowStatus);
        var report = new IngestReport(lines, messages, quiet: false);
        var outcome = Ingest(ingest, report, lines, new CommandContext
        {
            Output = Stream.Null,
            Messages = messages,
            MessageColumns = ProgressColumns,
            OpenInput = () => Stream.Null,
            Interruption = stop,
        });
        lines.HandOver();
        Post(() => ingest.Conclude(outcome));
    }

    /// <returns>What has come of it, in a sentence.</returns>
    private string Ingest(IngestScreen ingest, IngestReport report, TextWriter lines, CommandContext context)
    {
        try
        {
            IngestCommand.Run(new IngestRequest { ArchiveFolder = folder, Paths = ingest.Paths }, report, lines, context, tellDamage: false);
            return report.Summary;
        }
        catch (OperationCanceledException)
        {
            return $"stopped: {report.Summary}, which stays";
        }
        catch (Exception e) when (e is not OutOfMemoryException)
        {
            var sentence = Failure.Explain(e)?.Sentence ?? $"a fault in the program: {e.Message}";
            return $"{sentence.TrimEnd('.')}. {report.Summary}";
        }
    }
}

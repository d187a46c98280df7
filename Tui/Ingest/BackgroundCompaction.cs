using PassiveDns.Indexer;
using PassiveDns.Indexer.Maintenance;

namespace PassiveDns.Tui.Ingest;

/// <summary>Compacts tiers that are full on a thread of low priority, while an ingest goes on.</summary>
internal sealed class BackgroundCompaction(Archive archive) : IDisposable
{
    private readonly Lock _gate = new();
    private readonly CancellationTokenSource _isOver = new();
    private Thread? _thread;

    /// <summary>Looks whether there is something to do; to be called behind a commit.</summary>
    public void Begin()
    {
        lock (_gate)
        {
            if (_thread is { IsAlive: true }) return;
            _thread = new Thread(Compact) { IsBackground = true };
            _thread.Start();
        }
    }

    /// <summary>Gives up what is under way: the archive stays as it is, and whoever writes next takes it up again.</summary>
    public void Dispose()
    {
        _isOver.Cancel();
        _thread?.Join();
        _isOver.Dispose();
    }

    private void Compact()
    {
        LowPriority.EnterThread();
        try
        {
            while (ArchiveCompactor.CompactTier(archive, _isOver.Token) is not null)
            {
            }
        }
        catch (Exception e) when (e is OperationCanceledException or ArchiveException or IOException or UnauthorizedAccessException or InvalidOperationException)
        {
            // Nothing has changed. What is wrong with the archive, the next commit runs into and tells of.
        }
    }
}

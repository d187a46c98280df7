namespace PassiveDns.Tui.Screens;

/// <summary>Pieces of work that are done in the background one after the other, all of them.</summary>
internal sealed class WorkQueue : IDisposable
{
    private readonly CancellationTokenSource _stop = new();
    private Task _work = Task.CompletedTask;

    /// <summary>Nobody waits for what takes long any more.</summary>
    public CancellationToken Stop => _stop.Token;

    /// <param name="work">Throws nothing.</param>
    public void Add(Action work)
    {
        var before = _work;
        _work = Task.Run(async () =>
        {
            await before;
            work();
        });
    }

    public void Dispose()
    {
        _stop.Cancel();
        _work.Wait();
        _stop.Dispose();
    }
}

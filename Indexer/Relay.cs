using System.Collections.Concurrent;
using System.Runtime.ExceptionServices;

namespace PassiveDns.Indexer;

/// <summary>Hands items to a second thread, which works on them in the same order while the first makes the next ones.</summary>
/// <remarks>
/// The thread starts with the first item. What goes wrong there is thrown at the first thread's next call; the items behind it are passed over.
/// Items are used again, so that a relay allocates no more than are underway at once.
/// </remarks>
/// <param name="underway">Most items that wait for the second thread; the first waits when there are as many.</param>
/// <param name="work">Done by the second thread; leaves the item as good as new.</param>
internal sealed class Relay<T>(int underway, Action<T> work) : IDisposable
    where T : class, new()
{
    private readonly BlockingCollection<T> _sent = new(underway);
    private readonly ConcurrentQueue<T> _idle = [];
    private readonly Lock _gate = new();
    private readonly ManualResetEventSlim _isDone = new(initialState: true);
    private Task? _thread;
    private ExceptionDispatchInfo? _fault;
    private int _left;

    /// <summary>The second thread has something to do, or had.</summary>
    public bool HasBegun => _thread is not null;

    /// <summary>An item to fill and send.</summary>
    public T Take() => _idle.TryDequeue(out var item) ? item : new T();

    public void Send(T item)
    {
        _fault?.Throw();
        _thread ??= Task.Factory.StartNew(Work, CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default);
        lock (_gate)
        {
            _left++;
            _isDone.Reset();
        }

        _sent.Add(item);
    }

    /// <summary>Waits until all items are done with; the second thread is idle from then on.</summary>
    public void Drain()
    {
        _isDone.Wait();
        _fault?.Throw();
    }

    public void Dispose()
    {
        if (!_sent.IsAddingCompleted) _sent.CompleteAdding();
        _thread?.Wait();
        _sent.Dispose();
        _isDone.Dispose();
    }

    private void Work()
    {
        foreach (var item in _sent.GetConsumingEnumerable())
        {
            try
            {
                if (_fault is null) work(item);
            }
            catch (Exception e) // of any kind: the first thread throws it on
            {
                _fault = ExceptionDispatchInfo.Capture(e);
            }

            _idle.Enqueue(item);
            lock (_gate)
            {
                if (--_left == 0) _isDone.Set();
            }
        }
    }
}

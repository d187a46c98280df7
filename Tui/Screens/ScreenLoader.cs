using PassiveDns.Formats.Records;
using PassiveDns.Tui.Commands;

namespace PassiveDns.Tui.Screens;

/// <summary>A thread's worth of work in the background with an archive of its own: a new piece of work gives up the one before.</summary>
public sealed class ScreenLoader : IDisposable
{
    private readonly Func<IRRsetSource> _archive;
    private readonly Action<Action> _post;
    private readonly Func<IRRsetSource, string?> _whatIsMissing;
    private CancellationTokenSource _stop = new();
    private Task _work = Task.CompletedTask;

    /// <param name="archive">Asked before each reading, on the thread that reads.</param>
    /// <param name="post">Runs an action on the thread that draws, some time soon.</param>
    /// <param name="whatIsMissing">Asked after each reading: a clause about what the archive could not give, null when it gave everything.</param>
    public ScreenLoader(Func<IRRsetSource> archive, Action<Action> post, Func<IRRsetSource, string?>? whatIsMissing = null) =>
        (_archive, _post, _whatIsMissing) = (archive, post, whatIsMissing ?? (static _ => null));

    /// <summary>Starts on a screen and gives up the one before, if it is still being read; called on the thread that draws.</summary>
    public void Read(Screen screen)
    {
        screen.Begin();
        Start(stop => Read(screen, stop));
    }

    /// <summary>Starts on any other piece of work.</summary>
    public void Start(Action<CancellationToken> work)
    {
        _stop.Cancel();
        _stop.Dispose();
        _stop = new CancellationTokenSource();
        var token = _stop.Token;
        var before = _work;
        // One piece after the other: the one that was given up notices soon, and an archive is read by one thread at a time.
        _work = Task.Run(
            async () =>
            {
                await before;
                work(token);
            },
            CancellationToken.None);
    }

    public void Dispose()
    {
        _stop.Cancel();
        _work.Wait();
        _stop.Dispose();
    }

    private void Read(Screen screen, CancellationToken stop)
    {
        if (stop.IsCancellationRequested)
        {
            _post(() => screen.Finish(failure: null, isStopped: true));
            return;
        }

        try
        {
            var archive = _archive();
            _post(() => screen.KnowSources(archive.Sources));
            screen.Read(new ScreenReading(archive, _post, stop));
            var missing = _whatIsMissing(archive);
            _post(() => screen.Finish(missing, stop.IsCancellationRequested));
        }
        catch (OperationCanceledException)
        {
            _post(() => screen.Finish(failure: null, isStopped: true));
        }
        catch (Exception e) when (e is not OutOfMemoryException)
        {
            var sentence = Failure.Explain(e)?.Sentence ?? "the archive cannot be read any further";
            _post(() => screen.Finish(sentence));
        }
    }
}

using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using Terminal.Gui.App;
using Terminal.Gui.Drivers;

namespace PassiveDns.Tui.Views.Loop;

/// <summary>The library's application with a loop that sleeps until there is something to do, instead of looking 25 times a second.</summary>
/// <remarks>A key that is pressed, an action of another thread and a new size of the terminal wake it.</remarks>
internal sealed class WakingLoop : IDisposable
{
    private static readonly TimeSpan LongestSleep = TimeSpan.FromMilliseconds(250); // timers and the terminal's answers wait as long
    private static readonly TimeSpan SleepAfterInput = TimeSpan.FromMilliseconds(20); // Esc is told from the beginning of a sequence by time
    private static readonly TimeSpan InputSettles = TimeSpan.FromMilliseconds(200);

    private readonly ManualResetEventSlim _work = new(initialState: true);
    private readonly PosixSignalRegistration? _resized;
    private long _lastInput;

    public WakingLoop()
    {
        Terminal.Gui.App.Application.MaximumIterationsPerSecond = ushort.MaxValue; // it sleeps here
        Application = (IApplication)Create(new AnsiComponentFactory(new WakingInput(OnInput), new FrameOutput(), null));
        Application.Init();
        Application.Iteration += (_, _) => Sleep();
        if (!OperatingSystem.IsWindows()) _resized = PosixSignalRegistration.Create(PosixSignal.SIGWINCH, _ => _work.Set());
    }

    public IApplication Application { get; }

    /// <summary>Runs an action on the thread that draws, soon; may be called by any thread.</summary>
    public void Post(Action action)
    {
        Application.Invoke(action);
        _work.Set();
    }

    public void Dispose()
    {
        _resized?.Dispose();
        Application.Dispose();
        _work.Dispose();
    }

    private void OnInput()
    {
        Interlocked.Exchange(ref _lastInput, Environment.TickCount64);
        _work.Set();
    }

    private void Sleep()
    {
        var sinceInput = TimeSpan.FromMilliseconds(Environment.TickCount64 - Interlocked.Read(ref _lastInput));
        _work.Wait(sinceInput < InputSettles ? SleepAfterInput : LongestSleep);
        _work.Reset();
    }

    /// <summary>The library has no public way to be given input and output of one's own; its tests come in here.</summary>
    [UnsafeAccessor(UnsafeAccessorKind.Constructor)]
    [return: UnsafeAccessorType("Terminal.Gui.App.ApplicationImpl, Terminal.Gui")]
    private static extern object Create(IComponentFactory factory);
}

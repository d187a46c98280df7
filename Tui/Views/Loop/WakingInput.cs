using System.Collections.Concurrent;
using System.Runtime.InteropServices;
using Terminal.Gui.Drivers;

namespace PassiveDns.Tui.Views.Loop;

/// <summary>The library's input, which tells of each key at once. The library itself looks every 20 ms, and longer than that is seen.</summary>
/// <remarks>On Unix it sleeps in poll(2) until there is something; elsewhere it looks often.</remarks>
internal sealed class WakingInput(Action onInput) : AnsiInput, IInput<char>
{
    private const int LongestSleep = 100; // milliseconds; within it the end is noticed
    private const int SleepWithoutPoll = 8;
    private const short PollIn = 1;

    private ConcurrentQueue<char>? _queue;

    void IInput<char>.Initialize(ConcurrentQueue<char> inputQueue)
    {
        _queue = inputQueue;
        Initialize(inputQueue);
    }

    void IInput<char>.Run(CancellationToken runCancellationToken)
    {
        while (!runCancellationToken.IsCancellationRequested)
        {
            if (!Peek())
            {
                Sleep();
                continue;
            }

            foreach (var character in Read()) _queue!.Enqueue(character);
            onInput();
        }
    }

    private static void Sleep()
    {
        if (OperatingSystem.IsWindows())
        {
            Thread.Sleep(SleepWithoutPoll);
            return;
        }

        var standardInput = new PollFile { Events = PollIn };
        // A terminal that has gone is readable for ever: without a nap this would turn for ever too.
        if (Poll(ref standardInput, 1, LongestSleep) != 0 && (standardInput.Returned & PollIn) == 0) Thread.Sleep(LongestSleep);
    }

    [DllImport("libc", EntryPoint = "poll")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int Poll(ref PollFile files, nuint count, int timeout);

    /// <summary>struct pollfd (POSIX.1-2017, poll.h); descriptor 0 is standard input.</summary>
    [StructLayout(LayoutKind.Sequential)]
    private struct PollFile
    {
        public int Descriptor;
        public short Events;
        public short Returned;
    }
}

using System.Runtime.InteropServices;

namespace PassiveDns.Indexer;

/// <summary>Lets a thread work only while others leave the processor idle.</summary>
public static class LowPriority
{
    // .NET sets no priorities on Linux, where a thread has a niceness of its own, which the threads it starts take over.
    private const int Niceness = 10;

    /// <summary>For the calling thread, to its end.</summary>
    public static void EnterThread()
    {
        const int process = 0, caller = 0; // PRIO_PROCESS; on Linux 0 is the calling thread
        if (OperatingSystem.IsLinux()) _ = SetPriority(process, caller, Niceness);
        else Thread.CurrentThread.Priority = ThreadPriority.BelowNormal;
    }

    [DllImport("libc", EntryPoint = "setpriority")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int SetPriority(int which, int who, int priority);
}

using System.Diagnostics;
using PassiveDns.Benchmarks.Stages;

namespace PassiveDns.Benchmarks.Peers;

/// <summary>Runs a program to its end and measures it from outside.</summary>
internal static class ForeignProgram
{
    private const int PollMilliseconds = 10;

    /// <remarks>CPU time and peak are those last seen: of the CPU time up to 10 ms may be missing.</remarks>
    /// <exception cref="InvalidOperationException">It did not end well.</exception>
    public static StageRun Measure(string program, params IEnumerable<string> arguments)
    {
        var watch = Stopwatch.StartNew();
        using var process = Process.Start(new ProcessStartInfo(program, arguments))!;
        var (cpu, peak) = (TimeSpan.Zero, 0L);
        do
        {
            process.Refresh();
            try
            {
                peak = Math.Max(peak, process.PeakWorkingSet64);
                cpu = process.TotalProcessorTime;
            }
            catch (InvalidOperationException)
            {
                break; // it has just ended
            }
        }
        while (!process.WaitForExit(PollMilliseconds));

        process.WaitForExit();
        var seconds = watch.Elapsed.TotalSeconds;
        if (process.ExitCode != 0) throw new InvalidOperationException($"{program} {string.Join(' ', arguments)}: exit code {process.ExitCode}");
        return new StageRun(seconds, cpu.TotalSeconds, peak, default);
    }

    /// <summary>The same for a program that prints what nobody wants to see. The shell is replaced by it.</summary>
    /// <remarks>Windows has no such shell: there it is seen.</remarks>
    public static StageRun MeasureSilent(string program, params IEnumerable<string> arguments) => OperatingSystem.IsWindows()
        ? Measure(program, arguments)
        : Measure("/bin/sh", ["-c", "exec \"$@\" >/dev/null 2>&1", "sh", program, .. arguments]);
}

using System.Diagnostics;
using System.Globalization;

namespace PassiveDns.Benchmarks.Screens;

/// <summary>How the terminal UI feels: from the start to the first paint, from a question to its first rows, from a key to the last octet of what is drawn for it.</summary>
internal static class ScreenReport
{
    private const int Presses = 500;
    private const int IdleSeconds = 20;

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    /// <summary>Rows and pages, columns: what a user does most.</summary>
    private static readonly string[] Keys = ["j", "j", "k", "\e[6~", "l", "h", "\e[5~", "\e[6~", "j", "j"];

    /// <param name="program">The built <c>pdns</c>.</param>
    /// <param name="question">One that has many rows.</param>
    /// <param name="ingest">A capture that is ingested into another archive meanwhile; null for a quiet machine.</param>
    public static int Print(string program, string archive, string question, string? ingest, TextWriter output)
    {
        output.WriteLine($"pdns tui on {archive}, asked {question}{(ingest is null ? "" : ", while a capture is ingested")}; milliseconds, through a terminal of script(1)");
        output.WriteLine("screen    first paint  first rows  all rows s   key p50    p90    p99    max  octets a key  idle CPU %  MiB");
        foreach (var (columns, rows) in new[] { (80, 24), (200, 60) }) Measure(program, archive, question, ingest, columns, rows, output);
        return 0;
    }

    private static void Measure(string program, string archive, string question, string? ingest, int columns, int rows, TextWriter output)
    {
        var begin = Stopwatch.StartNew();
        using var terminal = new ScriptedTerminal(columns, rows, program, "tui", "-a", archive);
        terminal.WaitFor("ask", Patience);
        var firstPaint = begin.Elapsed;
        terminal.WaitForQuiet(TimeSpan.FromSeconds(3), Patience); // the overview and the names have been read
        terminal.Send(question);
        terminal.WaitForQuiet(TimeSpan.FromMilliseconds(500), Patience);
        terminal.Forget();
        terminal.Send("\r");
        var firstRows = terminal.WaitFor("RRsets", Patience);
        begin.Restart();
        terminal.WaitForQuiet(TimeSpan.FromSeconds(2), Patience);
        var allRows = begin.Elapsed - TimeSpan.FromSeconds(2);
        using var other = ingest is null ? null : Ingest(program, ingest);
        var (times, octets) = Press(terminal);
        if (other is { HasExited: false }) other.Kill(entireProcessTree: true);
        var idle = IdleShare(terminal.ProcessId);
        output.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"{$"{columns}x{rows}",-9} {firstPaint.TotalMilliseconds,11:F0} {firstRows.TotalMilliseconds,11:F0} {allRows.TotalSeconds,11:F1} {At(times, 0.5),9:F1} {At(times, 0.9),6:F1} {At(times, 0.99),6:F1} {times[^1],6:F1} {octets,13:F0} {idle,11:F1} {Resident(terminal.ProcessId),4}"));
        terminal.Send("q");
        Thread.Sleep(500);
    }

    /// <summary>Keys at uneven intervals, as fingers press them.</summary>
    private static (List<double> Milliseconds, double OctetsEach) Press(ScriptedTerminal terminal)
    {
        var random = new Random(1);
        var times = new List<double>(Presses);
        var before = terminal.Octets;
        for (var i = 0; i < Presses; i++)
        {
            if (terminal.Press(Keys[i % Keys.Length]) is { } time) times.Add(time.TotalMilliseconds);
            Thread.Sleep(random.Next(20, 250));
        }

        times.Sort();
        return (times, (double)(terminal.Octets - before) / times.Count);
    }

    private static Process Ingest(string program, string capture)
    {
        var archive = Path.Combine(Path.GetTempPath(), $"pdns-benchmarks-{Guid.NewGuid():N}.pdns");
        var command = $"while '{program}' ingest '{capture}' -a '{archive}' -q; do rm -rf '{archive}'; done";
        return Process.Start(new ProcessStartInfo("/bin/sh", ["-c", command])) ?? throw new InvalidOperationException("sh was not started");
    }

    private static double At(List<double> sorted, double share) => sorted[Math.Min(sorted.Count - 1, (int)(sorted.Count * share))];

    /// <summary>Of one core, in per cent, while nothing is pressed.</summary>
    private static double IdleShare(int process)
    {
        Thread.Sleep(2_000);
        var before = Process.GetProcessById(process).TotalProcessorTime;
        Thread.Sleep(IdleSeconds * 1_000);
        return (Process.GetProcessById(process).TotalProcessorTime - before).TotalSeconds / IdleSeconds * 100;
    }

    private static long Resident(int process) => Process.GetProcessById(process).WorkingSet64 >> 20;
}

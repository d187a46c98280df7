using System.Diagnostics;
using System.Globalization;
using PassiveDns.Benchmarks.Peers;

namespace PassiveDns.Benchmarks.Stages;

/// <summary>Runs one stage in a child process: only so does a peak of memory belong to one stage.</summary>
internal static class StageProcess
{
    /// <summary>The verb that <see cref="Measure"/> gives to the child.</summary>
    public const string Verb = "stage";

    public static StageRun Measure(Stage stage, StageInput input)
    {
        var watch = Stopwatch.StartNew();
        using var process = Process.Start(ThisProgram([Verb, stage.Name, input.Capture, input.Archive]))!;
        var report = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        var seconds = watch.Elapsed.TotalSeconds;
        if (process.ExitCode != 0) throw new InvalidOperationException($"stage {stage.Name} ended with exit code {process.ExitCode}");

        var fields = report.TrimEnd().Split('\t');
        return new StageRun(
            seconds,
            double.Parse(fields[0], CultureInfo.InvariantCulture),
            long.Parse(fields[1], CultureInfo.InvariantCulture),
            new StageResult(long.Parse(fields[2], CultureInfo.InvariantCulture), fields[3]));
    }

    /// <summary>The child's part: runs the stage and reports in one line.</summary>
    public static int RunHere(string name, StageInput input)
    {
        var stage = StageTable.All.Concat(PeerStages.All).First(stage => stage.Name == name);
        var result = stage.Run(input);
        using var process = Process.GetCurrentProcess();
        Console.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"{Environment.CpuUsage.TotalTime.TotalSeconds:F3}\t{process.PeakWorkingSet64}\t{result.Packets}\t{result.Counts}"));
        return 0;
    }

    private static ProcessStartInfo ThisProgram(IEnumerable<string> arguments)
    {
        // Started as "dotnet PassiveDns.Benchmarks.dll", the process is dotnet and wants the name of the assembly first.
        var executable = Environment.ProcessPath!;
        var isHosted = Path.GetFileNameWithoutExtension(executable) == "dotnet";
        IEnumerable<string> all = isHosted ? [Path.Combine(AppContext.BaseDirectory, "PassiveDns.Benchmarks.dll"), .. arguments] : arguments;
        return new ProcessStartInfo(executable, all) { RedirectStandardOutput = true };
    }
}

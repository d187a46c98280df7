using System.Globalization;

namespace PassiveDns.Benchmarks.Stages;

/// <summary>Measures stages in turn, several rounds, and prints the medians beside each other.</summary>
internal static class StageReport
{
    /// <param name="rounds">How often each stage runs, after one round that is not counted.</param>
    public static void Print(IReadOnlyList<Stage> stages, StageInput input, int rounds, TextWriter output)
    {
        var runs = stages.Select(_ => new List<StageRun>()).ToArray();
        for (var round = 0; round <= rounds; round++)
        {
            for (var i = 0; i < stages.Count; i++)
            {
                var run = StageProcess.Measure(stages[i], input);
                if (round > 0) runs[i].Add(run);
            }
        }

        var limit = (Seconds: Median(runs[0], run => run.Seconds), Cpu: Median(runs[0], run => run.CpuSeconds));
        output.WriteLine(Line("stage", "seconds", "from - to", "x limit", "CPU s", "CPU x", "M packets/s", "MB/s", "peak MiB", "counts"));
        var megabytes = new FileInfo(input.Capture).Length / 1e6;
        for (var i = 0; i < stages.Count; i++) output.WriteLine(Row(stages[i].Name, runs[i], limit, megabytes));
    }

    private static string Row(string name, List<StageRun> runs, (double Seconds, double Cpu) limit, double megabytes)
    {
        var seconds = Median(runs, run => run.Seconds);
        var cpuSeconds = Median(runs, run => run.CpuSeconds);
        var range = FormattableString.Invariant($"{runs.Min(run => run.Seconds):F2} - {runs.Max(run => run.Seconds):F2}");
        var (packets, counts) = runs[0].Result;
        var rate = packets == 0 ? "" : Text(packets / seconds / 1e6, "F2");
        return Line(
            name,
            Text(seconds, "F2"),
            range,
            Text(seconds / limit.Seconds, "F1"),
            Text(cpuSeconds, "F2"),
            Text(cpuSeconds / limit.Cpu, "F1"),
            rate,
            Text(megabytes / seconds, "F0"),
            Text(runs.Max(run => run.PeakOctets) / 1048576.0, "F0"),
            counts);
    }

    private static string Line(
        string stage, string seconds, string range, string ratio, string cpu, string cpuRatio, string rate, string octetRate, string peak, string counts) =>
        $"{stage,-10} {seconds,8} {range,13} {ratio,8} {cpu,7} {cpuRatio,6} {rate,12} {octetRate,6} {peak,9}  {counts}";

    private static string Text(double figure, string format) => figure.ToString(format, CultureInfo.InvariantCulture);

    private static double Median(List<StageRun> runs, Func<StageRun, double> figure) =>
        runs.Select(figure).Order().ElementAt(runs.Count / 2);
}

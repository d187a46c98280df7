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

        var limit = Median(runs[0], run => run.Seconds);
        output.WriteLine($"{"stage",-10} {"seconds",8} {"from - to",13} {"x limit",8} {"CPU s",7} {"M packets/s",12} {"peak MiB",9}  counts");
        for (var i = 0; i < stages.Count; i++) output.WriteLine(Row(stages[i].Name, runs[i], limit));
    }

    private static string Row(string name, List<StageRun> runs, double limit)
    {
        var seconds = Median(runs, run => run.Seconds);
        var range = FormattableString.Invariant($"{runs.Min(run => run.Seconds):F2} - {runs.Max(run => run.Seconds):F2}");
        var (packets, counts) = runs[0].Result;
        var rate = packets == 0 ? "" : FormattableString.Invariant($"{packets / seconds / 1e6:F2}");
        return FormattableString.Invariant(
            $"{name,-10} {seconds,8:F2} {range,13} {seconds / limit,8:F1} {Median(runs, run => run.CpuSeconds),7:F2} {rate,12} {runs.Max(run => run.PeakOctets) / 1048576.0,9:F0}  {counts}");
    }

    private static double Median(List<StageRun> runs, Func<StageRun, double> figure) => runs.Select(figure).Order().ElementAt(runs.Count / 2);
}

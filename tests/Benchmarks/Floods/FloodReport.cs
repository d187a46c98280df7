using System.Globalization;
using PassiveDns.Analyzer;
using PassiveDns.Formats.Records;
using PassiveDns.Tests.Support;

namespace PassiveDns.Benchmarks.Floods;

/// <summary>Analyses each kind of flood with honest exchanges in it, and prints what it does to speed, memory and the honest responses.</summary>
internal static class FloodReport
{
    private const long FloodFrames = 1_000_000;
    private const int Rounds = 3;

    /// <param name="spread">Frames of the flood over which each honest exchange is spread.</param>
    public static int Print(int spread, TextWriter output)
    {
        output.WriteLine(FormattableString.Invariant($"{FloodFrames:N0} frames of flood each, an honest exchange spread over {spread:N0} of them"));
        output.WriteLine(Line("flood", "M/CPU s", "x ordinary", "TCP %", "fragm. %", "kept MiB", "pushed out", "incomplete", "overlapping"));
        var kinds = Enum.GetValues<FloodKind>();
        Measure(kinds[0], spread);
        double ordinary = 0;
        foreach (var kind in kinds)
        {
            var runs = Enumerable.Range(0, Rounds).Select(_ => Measure(kind, spread)).OrderBy(run => run.FramesPerCpuSecond).ToList();
            var run = runs[Rounds / 2];
            if (ordinary == 0) ordinary = run.FramesPerCpuSecond;
            output.WriteLine(Row(kind, run, ordinary));
        }

        return 0;
    }

    private static string Row(FloodKind kind, FloodRun run, double ordinary) => Line(
        kind.ToString(),
        Text(run.FramesPerCpuSecond / 1e6, "F2"),
        Text(run.FramesPerCpuSecond / ordinary, "F2"),
        Text(run.TcpShare * 100, "F2"),
        Text(run.FragmentedShare * 100, "F2"),
        Text(run.KeptOctets / 1048576.0, "F1"),
        Text(run.Accounting[AnalysisFact.StreamsPushedOut] + run.Accounting[AnalysisFact.QueriesPushedOut], "F0"),
        Text(run.Accounting[AnalysisFact.IncompleteDatagrams], "F0"),
        Text(run.Accounting[AnalysisFact.OverlappingFragments], "F0"));

    private static FloodRun Measure(FloodKind kind, int spread)
    {
        var before = GC.GetTotalMemory(forceFullCollection: true);
        var sink = new HonestResponses();
        var analysis = new CaptureAnalysis(sink, new AnalysisOptions());
        using var capture = new FloodCapture(kind, FloodFrames, spread);
        var start = Environment.CpuUsage.TotalTime; // the collector's included
        while (capture.TryRead(out var frame)) analysis.Add(frame);
        var seconds = (Environment.CpuUsage.TotalTime - start).TotalSeconds;
        var kept = GC.GetTotalMemory(forceFullCollection: true) - before;
        analysis.Finish();
        return new FloodRun(
            capture.Frames / seconds,
            (double)sink.OverTcp / capture.ExchangesOfEach,
            (double)sink.Fragmented / capture.ExchangesOfEach,
            kept,
            analysis.Accounting);
    }

    private static string Line(
        string flood, string rate, string ratio, string tcp, string fragmented, string kept, string pushedOut, string incomplete, string overlapping) =>
        $"{flood,-18} {rate,10} {ratio,10} {tcp,7} {fragmented,8} {kept,8} {pushedOut,10} {incomplete,10} {overlapping,11}";

    private static string Text(double figure, string format) => figure.ToString(format, CultureInfo.InvariantCulture);

    private sealed record FloodRun(double FramesPerCpuSecond, double TcpShare, double FragmentedShare, long KeptOctets, Accounting Accounting);
}

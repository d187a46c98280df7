using System.Diagnostics;
using PassiveDns.Indexer;
using PassiveDns.Indexer.Names;

namespace PassiveDns.Benchmarks.Lookups;

/// <summary>How long warm searches for names take inside one process, by kind, beside scans that answer the same.</summary>
internal sealed class SearchReport
{
    private const int WarmUp = 5;
    private const int Page = 100; // what a user sees at first
    private const int Scans = 2;

    private readonly Archive _archive;
    private readonly SearchSample _sample;
    private readonly TextWriter _output;

    private SearchReport(Archive archive, SearchSample sample, TextWriter output) => (_archive, _sample, _output) = (archive, sample, output);

    public static void Print(Archive archive, ulong seed, TextWriter output)
    {
        var sample = SearchSample.Draw(archive, seed);
        var runs = archive.Manifest.Runs;
        output.WriteLine(FormattableString.Invariant(
            $"{sample.Names:N0} names, {runs.Sum(run => run.RRsets):N0} RRsets, runs: {runs.Count}; {Page} matches at most, then all, by the index; all by scans"));
        output.WriteLine(
            $"{"search",-14} {$"p50 {Page}",8} {"p50 ms",8} {"p99 ms",8} {"max ms",8} {"results",9} {"names read",10} {"scan ms",8} {"ratio",7}");
        new SearchReport(archive, sample, output).PrintRows();
        PrintCompletions(archive, sample, output);
        using var process = Process.GetCurrentProcess();
        output.WriteLine(FormattableString.Invariant($"peak resident set {process.PeakWorkingSet64 >> 20} MiB, scans included"));
    }

    /// <summary>Names while they are typed, prepared.</summary>
    private static void PrintCompletions(Archive archive, SearchSample sample, TextWriter output)
    {
        const int count = 1_000;
        const int shown = 10;
        var began = Stopwatch.GetTimestamp();
        using (var prepared = new NameCompletion(archive)) prepared.Prepare();
        output.WriteLine(FormattableString.Invariant($"completion prepared in {Stopwatch.GetElapsedTime(began).TotalSeconds:F1} s"));
        output.WriteLine($"{"typed",-14} {"first ms",8} {"p50 ms",8} {"p99 ms",8} {"max ms",8} {"names",9} {"none",6}");
        foreach (var length in (int[])[1, 2, 3, 5, 10])
        {
            using var completion = new NameCompletion(archive);
            completion.Prepare();
            var found = Enumerable.Range(0, count).Select(_ => sample.Beginning(length)).Select(typed =>
            {
                var start = Stopwatch.GetTimestamp();
                var names = completion.Find(typed, shown).Count;
                return (Names: names, Stopwatch.GetElapsedTime(start).TotalMilliseconds);
            }).ToList();
            var milliseconds = found.Select(one => one.TotalMilliseconds).Order().ToList();
            output.WriteLine(FormattableString.Invariant(
                $"{length,-14} {found[0].TotalMilliseconds,8:F1} {milliseconds[count / 2],8:F1} {milliseconds[count * 99 / 100],8:F1} {milliseconds[^1],8:F1} {found.Average(one => one.Names),9:F1} {found.Count(one => one.Names == 0),6}"));
        }
    }

    private void PrintRows()
    {
        foreach (var length in (int[])[3, 4, 6, 8, 12]) Row($"substring {length}", 100, () => _sample.Substring(length));
        Row("glob", 100, _sample.Glob);
        Row("regex", 100, _sample.Expression);
        Row("regex, shape", 10, _sample.ShapeOnly);
        Row("fuzzy 1, 6+", 20, () => _sample.Similar(1, 6));
        Row("fuzzy 1, 10+", 20, () => _sample.Similar(1, 10));
        Row("fuzzy 2, 10+", 20, () => _sample.Similar(2, 10));
    }

    private void Row(string name, int count, Func<NameQuery> draw)
    {
        for (var i = 0; i < Math.Min(WarmUp, count); i++) Time(draw(), NameIndex.DefaultThreshold);
        var queries = Enumerable.Range(0, count).Select(_ => draw()).ToList();
        var pages = Milliseconds(queries.ConvertAll(query => Time(query with { Limit = Page }, NameIndex.DefaultThreshold)));
        var all = queries.ConvertAll(query => Time(query, NameIndex.DefaultThreshold));
        var milliseconds = Milliseconds(all);

        var scans = queries.Take(Scans).Select(query => Time(query, long.MaxValue)).ToList();
        if (!scans.Select(scan => scan.Results).SequenceEqual(all.Take(Scans).Select(found => found.Results)))
            throw new InvalidOperationException($"{name}: index and scan differ.");
        var scanned = scans.Average(scan => scan.Milliseconds);
        _output.WriteLine(FormattableString.Invariant(
            $"{name,-14} {pages[count / 2],8:F1} {milliseconds[count / 2],8:F1} {milliseconds[count * 99 / 100],8:F1} {milliseconds[^1],8:F1} ")
            + FormattableString.Invariant($"{all.Average(found => found.Results),9:F1} {all.Average(found => found.NamesLookedAt),10:F0} ")
            + FormattableString.Invariant($"{scanned,8:F0} {scanned / milliseconds[count / 2],7:F0}"));
    }

    private Found Time(NameQuery query, long threshold)
    {
        var start = Stopwatch.GetTimestamp();
        var search = NameSearch.Find(_archive, query, threshold);
        var results = search.LongCount();
        return new Found(Stopwatch.GetElapsedTime(start).TotalMilliseconds, results, search.Report.NamesLookedAt);
    }

    private static List<double> Milliseconds(List<Found> found) => [.. found.Select(one => one.Milliseconds).Order()];

    private sealed record Found(double Milliseconds, long Results, long NamesLookedAt);
}

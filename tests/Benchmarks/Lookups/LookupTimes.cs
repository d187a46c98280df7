using System.Diagnostics;
using PassiveDns.Benchmarks.Workload;

namespace PassiveDns.Benchmarks.Lookups;

/// <summary>How long lookups took, one by one, in microseconds.</summary>
/// <param name="ResultsEach">What a lookup found, on average.</param>
internal readonly record struct LookupTimes(double Median, double Percentile99, double Longest, double Mean, double ResultsEach)
{
    /// <summary>What a user sees of a large answer: a page. More is not taken from any lookup.</summary>
    public const int MostResults = 100;

    private const int WarmUp = 500;
    private const int Measured = 4_000;

    /// <summary>Asks for keys in an order drawn by a fixed seed.</summary>
    /// <param name="ask">Makes one lookup and tells how much it found.</param>
    public static LookupTimes Measure<T>(List<T> keys, Func<T, int> ask)
    {
        var random = new SplitMix64(2);
        var microseconds = new double[Measured];
        var results = 0L;
        for (var i = -WarmUp; i < Measured; i++)
        {
            var key = keys[random.Below(keys.Count)];
            var start = Stopwatch.GetTimestamp();
            var found = ask(key);
            if (i < 0) continue;
            microseconds[i] = Stopwatch.GetElapsedTime(start).TotalMicroseconds;
            results += found;
        }

        Array.Sort(microseconds);
        return new LookupTimes(microseconds[Measured / 2], microseconds[Measured * 99 / 100], microseconds[^1], microseconds.Average(), (double)results / Measured);
    }
}

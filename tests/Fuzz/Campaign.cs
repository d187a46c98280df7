using System.Diagnostics;
using System.Globalization;

namespace PassiveDns.Fuzz;

/// <summary>An input that did not pass.</summary>
/// <param name="Number">Of the input in its run.</param>
/// <param name="Why">The exception, or how long it took.</param>
public sealed record Failure(string Target, ulong Seed, long Number, byte[] Input, string Why)
{
    /// <summary>What anybody needs to see it again.</summary>
    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"""
        {Target}: input {Number} of seed {Seed} ({Input.Length} octets): {Why}
        {Convert.ToHexStringLower(Input)}
        again: dotnet run --project tests/Fuzz -- replay {Target} {Convert.ToHexStringLower(Input)}
        or, where it depends on the inputs before it: dotnet run --project tests/Fuzz -- replay {Target} --seed {Seed} --number {Number}
        """);
}

/// <summary>What a run came to.</summary>
public sealed record CampaignReport
{
    public required string Target { get; init; }
    public required long Inputs { get; init; }
    public required IReadOnlyList<Failure> Failures { get; init; }

    /// <summary>Time of the slowest input, the least of its tries.</summary>
    public required double SlowestMilliseconds { get; init; }

    /// <summary>Octets allocated by the product for an input, on average.</summary>
    public required long MeanAllocation { get; init; }

    /// <summary>Octets of live objects gained from a tenth of the way to the end.</summary>
    public required long MemoryGrowth { get; init; }

    public override string ToString() => string.Create(CultureInfo.InvariantCulture,
        $"{Target}: {Inputs:N0} inputs, {Failures.Count} failures, slowest {SlowestMilliseconds:F1} ms, {MeanAllocation:N0} octets allocated each, {MemoryGrowth:N0} gained");
}

/// <summary>Gives a target many inputs and keeps an eye on exceptions, time and memory.</summary>
public static class Campaign
{
    /// <summary>Longest that an input may take.</summary>
    public const double MaxMilliseconds = 100;

    /// <summary>Inputs after which a target starts over, so that a failure depends on few of them.</summary>
    public const int InputsPerStart = 64;

    private const int Retries = 8;
    private const int MillisecondsBeforeRetry = 20; // who slept is not put off at once
    private const int MaxFailures = 5;

    public static CampaignReport Run(FuzzTarget target, long inputs, ulong seed)
    {
        var maker = new InputMaker(target, Corpus.Of(target), seed);
        var failures = new List<Failure>();
        var slowest = 0.0;
        long allocated = 0, early = 0;
        var number = 0L;
        for (; number < inputs && failures.Count < MaxFailures; number++)
        {
            if (number == inputs / 10) early = GC.GetTotalMemory(forceFullCollection: true);
            if (number % InputsPerStart == 0) allocated += Allocated(target.StartOver);
            var input = maker.Make(number);
            var before = GC.GetAllocatedBytesForCurrentThread();
            var why = RunOnce(target, input, out var milliseconds);
            allocated += GC.GetAllocatedBytesForCurrentThread() - before;
            slowest = Math.Max(slowest, milliseconds);
            if (why is null) continue;
            failures.Add(new Failure(target.Name, seed, number, input.ToArray(), why));
            target.StartOver();
        }

        target.StartOver();
        return new CampaignReport
        {
            Target = target.Name,
            Inputs = number,
            Failures = failures,
            SlowestMilliseconds = slowest,
            MeanAllocation = allocated / Math.Max(1, number),
            MemoryGrowth = GC.GetTotalMemory(forceFullCollection: true) - early,
        };
    }

    /// <summary>The inputs of one start up to a number, for a failure that depends on those before it.</summary>
    public static string? Replay(FuzzTarget target, ulong seed, long number)
    {
        var maker = new InputMaker(target, Corpus.Of(target), seed);
        target.StartOver();
        for (var i = number - (number % InputsPerStart); i <= number; i++)
        {
            if (RunOnce(target, maker.Make(i), out _) is { } why) return string.Create(CultureInfo.InvariantCulture, $"input {i}: {why}");
        }

        return null;
    }

    /// <summary>Runs an input; one that took long again, since the machine may be busy with something else: the shortest time counts.</summary>
    /// <returns>What is wrong; null when it passed.</returns>
    public static string? RunOnce(FuzzTarget target, ReadOnlySpan<byte> input, out double milliseconds)
    {
        milliseconds = double.MaxValue;
        try
        {
            for (var run = 0; run <= Retries && milliseconds > MaxMilliseconds; run++)
            {
                if (run > 0) Thread.Sleep(MillisecondsBeforeRetry);
                var start = Stopwatch.GetTimestamp();
                target.Run(input);
                milliseconds = Math.Min(milliseconds, Stopwatch.GetElapsedTime(start).TotalMilliseconds);
            }
        }
        catch (Exception fault)
        {
            milliseconds = 0;
            return fault.ToString();
        }

        return milliseconds <= MaxMilliseconds ? null : string.Create(CultureInfo.InvariantCulture, $"took {milliseconds:F0} ms");
    }

    private static long Allocated(Action action)
    {
        var before = GC.GetAllocatedBytesForCurrentThread();
        action();
        return GC.GetAllocatedBytesForCurrentThread() - before;
    }
}

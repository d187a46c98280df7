using System.Diagnostics;
using Xunit;

namespace PassiveDns.EndToEnd.Tests.Crash;

/// <summary>An ingest is killed (SIGKILL, on Windows TerminateProcess) at two hundred random points of its work on the archive.</summary>
public sealed class RandomKillTests : IClassFixture<SmallIngest>
{
    private const int Kills = 200;
    private const int Seed = 8;

    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(1);

    private readonly SmallIngest _ingest;

    public RandomKillTests(SmallIngest ingest) => _ingest = ingest;

    [Fact]
    public void An_ingest_that_is_killed_leaves_a_whole_archive_that_the_next_one_completes()
    {
        var random = new Random(Seed);
        var (kills, longest) = (0, TimeSpan.Zero);
        for (var run = 0; kills < Kills; run++)
        {
            using var folder = new TempFolder();
            var isNew = run % 2 == 0;
            if (!isNew) SmallIngest.IngestFirst(folder.Archive);
            var delay = longest * random.NextDouble();
            var lockBefore = isNew ? (DateTime?)null : File.GetLastWriteTimeUtc(Path.Combine(folder.Archive, "LOCK"));
            if (TryKill(folder.Archive, lockBefore, delay, out var worked, out var output)) kills++;
            else longest = worked > longest ? worked : longest * 0.9;

            var named = SmallIngest.Captures.Where(capture => output.Contains(capture, StringComparison.Ordinal));
            _ingest.CheckAndComplete(folder.Archive, [.. isNew ? named : named.Union(SmallIngest.Captures.Take(1))], $"run {run}, killed after {delay.TotalMilliseconds} ms");
        }
    }

    /// <summary>Kills an ingest some time after it has taken the archive's lock; the first delay is none, and a run that ends before it is
    /// killed says how long the work takes.</summary>
    /// <param name="output">What it wrote until then: a capture that is named there has been committed.</param>
    private static bool TryKill(string archive, DateTime? lockBefore, TimeSpan delay, out TimeSpan worked, out string output)
    {
        using var process = Pdns.Start(SmallIngest.Arguments(archive));
        process.StandardInput.Close();
        var clock = Stopwatch.StartNew();
        var path = Path.Combine(archive, "LOCK");
        while (!process.HasExited && (!File.Exists(path) || File.GetLastWriteTimeUtc(path) == lockBefore) && clock.Elapsed < Patience) Thread.Sleep(1);
        clock.Restart();
        var hasEnded = process.WaitForExit(delay);
        worked = clock.Elapsed;
        process.Kill();
        process.WaitForExit();
        output = process.StandardOutput.ReadToEnd();
        return !hasEnded && process.ExitCode != 0;
    }
}

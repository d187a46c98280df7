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
        var (kills, withoutAll, withAll, named) = (0, 0, 0, 0);
        TimeSpan? work = null;
        for (var run = 0; kills < Kills; run++)
        {
            using var folder = new TempFolder();
            var isNew = run % 2 == 0;
            if (!isNew) SmallIngest.IngestFirst(folder.Archive);
            var delay = work * random.NextDouble() ?? Patience; // the first runs to its end, and so says how long the work takes
            var isKilled = TryKill(folder.Archive, delay, out var worked, out var output);
            if (!isKilled) work = worked;

            List<string> told = [.. SmallIngest.Captures.Where(capture => output.Contains(capture, StringComparison.Ordinal))];
            var committed = isNew ? told : told.Union(SmallIngest.Captures.Take(1));
            var found = _ingest.CheckAndComplete(folder.Archive, [.. committed], $"run {run}, killed after {delay.TotalMilliseconds} ms");
            if (!isKilled) continue;
            kills++;
            if (found < SmallIngest.Captures.Count) withoutAll++;
            else withAll++;
            if (told.Count > 0) named++;
        }

        Assert.True(withoutAll > 0 && withAll > 0 && named > 0, $"{withoutAll} kills before the commit, {withAll} after it, {named} after it was told");
    }

    /// <summary>Kills an ingest some time after it has taken the archive's lock, unless it has ended by then.</summary>
    /// <param name="worked">How long it had the lock.</param>
    /// <param name="output">What it wrote until then: a capture that is named there has been committed.</param>
    private static bool TryKill(string archive, TimeSpan delay, out TimeSpan worked, out string output)
    {
        var path = Path.Combine(archive, "LOCK");
        if (File.Exists(path)) File.Delete(path); // of the ingest before
        using var process = Pdns.Start(SmallIngest.Arguments(archive), SmallIngest.Variables);
        process.StandardInput.Close();
        var clock = Stopwatch.StartNew();
        while (!process.HasExited && !File.Exists(path) && clock.Elapsed < Patience) Thread.Sleep(1);
        clock.Restart();
        var hasEnded = process.WaitForExit(delay);
        worked = clock.Elapsed;
        process.Kill();
        process.WaitForExit();
        output = process.StandardOutput.ReadToEnd();
        return !hasEnded && process.ExitCode != 0;
    }
}

using System.Diagnostics;
using PassiveDns.Formats.Dns;
using PassiveDns.Formats.Records;

namespace PassiveDns.Benchmarks.Lookups;

/// <summary>How long a user waits for <c>pdns lookup NAME</c>: a new process each time, its files in the page cache.</summary>
internal static class ColdLookups
{
    private const int Runs = 21;

    /// <param name="program">The built <c>pdns</c>.</param>
    public static void Print(string program, string archive, IRRsetSource source, TextWriter output)
    {
        var owners = LookupSample.Draw(source).Owners;
        if (owners.Count == 0) return;
        var milliseconds = new double[Runs];
        for (var i = -1; i < Runs; i++) // the first run brings the program itself into the page cache
        {
            var name = DomainNameFormat.ToText(owners[(i + 1) * owners.Count / (Runs + 1)]);
            var elapsed = Time(program, ["lookup", name, "-a", archive]);
            if (i >= 0) milliseconds[i] = elapsed;
        }

        Array.Sort(milliseconds);
        output.WriteLine(FormattableString.Invariant(
            $"pdns lookup, a process of its own: median {milliseconds[Runs / 2]:F0} ms, longest {milliseconds[^1]:F0} ms of {Runs}"));
    }

    private static double Time(string program, string[] arguments)
    {
        var start = new ProcessStartInfo(program, arguments) { RedirectStandardOutput = true, RedirectStandardError = true };
        var watch = Stopwatch.StartNew();
        using var process = Process.Start(start)!;
        var answer = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        var elapsed = watch.Elapsed.TotalMilliseconds;
        if (process.ExitCode != 0 || answer.Length == 0)
            throw new InvalidOperationException($"{program} {string.Join(' ', arguments)}: {process.StandardError.ReadToEnd()}");
        return elapsed;
    }
}

using System.Diagnostics;

namespace PassiveDns.Fuzz.Coverage;

/// <summary>Runs each target in a process of its own, from the instrumented copy, and tells what became of it.</summary>
internal static class GuidedProcess
{
    /// <summary>The verb by which this program runs itself.</summary>
    public const string Verb = "guided";

    private const string MaxHeap = "60000000"; // hexadecimal octets: an input that wants more is a failure, not the machine's end

    /// <returns>0 when all inputs passed, else 1.</returns>
    public static int Run(IReadOnlyList<string> targets, IReadOnlyList<string> options)
    {
        var parsed = GuidedOptions.Parse([.. options]);
        var program = InstrumentedCopy.Make();
        var passed = true;
        Console.WriteLine(GuidedReport.Heading);
        foreach (var target in targets) passed &= RunTarget(program, target, options, parsed.Out);
        return passed ? 0 : 1;
    }

    /// <summary>The other end: in the process of one target.</summary>
    public static int RunHere(string target, GuidedOptions options)
    {
        var report = new GuidedRun(target, options).Run();
        Console.WriteLine(report);
        return report.Failures.Count == 0 ? 0 : 1;
    }

    private static bool RunTarget(string program, string target, IReadOnlyList<string> options, string folder)
    {
        var start = new ProcessStartInfo(Environment.ProcessPath!.EndsWith("dotnet", StringComparison.Ordinal) ? Environment.ProcessPath : "dotnet", [program, Verb, target, .. options]);
        start.Environment["DOTNET_GCHeapHardLimit"] = MaxHeap;
        using var process = Process.Start(start)!;
        process.WaitForExit();
        var current = Path.Combine(folder, $"{target}-{process.Id}.current");
        if (process.ExitCode is not (0 or 1))
        {
            var path = Path.ChangeExtension(current, ".died");
            File.WriteAllBytes(path, CurrentInput.Read(current));
            Console.WriteLine($"| {target} | the process died with exit code {process.ExitCode} of the input in {path} |");
        }

        File.Delete(current);
        return process.ExitCode == 0;
    }
}

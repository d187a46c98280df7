using System.Diagnostics;
using System.Text.RegularExpressions;
using PassiveDns.Tests.Support;

namespace PassiveDns.EndToEnd.Tests.Crash;

/// <summary>The n-th time that a thread of an ingest makes this call on this file of the archive.</summary>
/// <param name="Path">Below the archive's folder; empty for the folder itself.</param>
public sealed partial record SystemCall(string Name, string Path, int Number)
{
    /// <summary>All that makes, changes, names or deletes a file, or waits for the medium.</summary>
    private const string Names = "openat,write,pwrite64,ftruncate,fsync,fdatasync,rename,renameat2,unlink,unlinkat,rmdir,mkdir,mkdirat";

    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(1);

    /// <summary>Traces an ingest to its end.</summary>
    /// <returns>Its calls on files of the archive, in order.</returns>
    public static IReadOnlyList<SystemCall> Trace(string archive, string log)
    {
        Strace(archive, "-y", "-o", log, "-e", "trace=" + Names);
        var counts = new Dictionary<(string Thread, string Call, string Path), int>();
        var calls = new List<SystemCall>();
        foreach (var match in File.ReadLines(log).Select(line => Line().Match(line)).Where(match => match.Success))
        {
            var (name, path) = (match.Groups["call"].Value, BelowArchive(match.Groups["path"].Value, archive));
            if (path is null || (name == "openat" && !match.Value.Contains("O_CREAT", StringComparison.Ordinal))) continue;
            var key = (match.Groups["thread"].Value, name, path);
            calls.Add(new SystemCall(name, path, counts[key] = counts.GetValueOrDefault(key) + 1));
        }

        return [.. calls.Distinct()];
    }

    /// <summary>Runs an ingest that is killed as it makes the call, before the system has done it.</summary>
    /// <returns>It was killed.</returns>
    public bool Kill(string archive)
    {
        var path = System.IO.Path.TrimEndingDirectorySeparator(System.IO.Path.Combine(archive, Path));
        return Strace(archive, "-o", "/dev/null", "-P", path, "-e", "trace=" + Name, "-e", $"inject={Name}:signal=KILL:when={Number}") != 0;
    }

    private static string? BelowArchive(string path, string archive) =>
        path == archive ? "" : path.StartsWith(archive + "/", StringComparison.Ordinal) ? path[(archive.Length + 1)..] : null;

    private static int Strace(string archive, params string[] options)
    {
        var start = new ProcessStartInfo(ExternalProgram.Find("strace")!, ["-f", "-qq", .. options, .. Pdns.Command(SmallIngest.Arguments(archive))])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        foreach (var (name, value) in SmallIngest.Variables) start.Environment[name] = value;
        using var process = Process.Start(start)!;
        var output = process.StandardOutput.ReadToEndAsync();
        var errors = process.StandardError.ReadToEndAsync();
        if (!process.WaitForExit(Patience))
        {
            process.Kill(entireProcessTree: true);
            throw new TimeoutException($"strace did not end: {errors.GetAwaiter().GetResult()}");
        }

        _ = output.GetAwaiter().GetResult();
        return process.ExitCode;
    }

    /// <summary>The path is that of an argument, or of a descriptor, which strace shows in angle brackets.</summary>
    [GeneratedRegex("""^(?<thread>\d+) +(?<call>\w+)\((?:AT_FDCWD<[^>]*>, )?(?:"(?<path>[^"]*)"|\d+<(?<path>[^>]*)>).*""")]
    private static partial Regex Line();
}

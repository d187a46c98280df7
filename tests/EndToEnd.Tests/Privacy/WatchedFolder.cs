using System.Diagnostics;
using PassiveDns.Tests.Support;

namespace PassiveDns.EndToEnd.Tests.Privacy;

/// <summary>A folder in which all lies that the program leaves anywhere: archive, home, temporary files and what it said.</summary>
public sealed class WatchedFolder : IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(1);
    private static readonly string[] Variables = ["HOME", "TMPDIR", "XDG_CACHE_HOME", "XDG_CONFIG_HOME", "XDG_DATA_HOME", "XDG_STATE_HOME", "XDG_RUNTIME_DIR"];

    private readonly TempFolder _folder = new();
    private int _runs;

    public string Path => _folder.Path;

    public string Archive => _folder.Archive;

    /// <summary>Every file of it.</summary>
    public IEnumerable<string> Files => Directory.EnumerateFiles(Path, "*", new EnumerationOptions { RecurseSubdirectories = true, AttributesToSkip = 0 });

    /// <summary>What is found of a client in it.</summary>
    public IReadOnlyList<string> Clients() => Canaries.FindIn(Files);

    /// <summary>Runs the program on the archive.</summary>
    public int Run(params IEnumerable<string> arguments) => Execute([.. Pdns.Command([.. arguments, "-a", Archive])]);

    /// <summary>Runs the program on the archive until it is killed (SIGKILL), by strace, as it is about to make the n-th of these calls.</summary>
    /// <returns>It was killed.</returns>
    public bool Kill(string call, int number, params IEnumerable<string> arguments) =>
        Execute([ExternalProgram.Find("strace")!, "-f", "-qq", "-o", "/dev/null", "-e", $"trace={call}", "-e", $"inject={call}:signal=KILL:when={number}",
            .. Pdns.Command([.. arguments, "-a", Archive])]) != 0;

    public void Dispose() => _folder.Dispose();

    private int Execute(string[] command)
    {
        var start = new ProcessStartInfo(command[0], command[1..]) { RedirectStandardOutput = true, RedirectStandardError = true, RedirectStandardInput = true };
        foreach (var variable in Variables) start.Environment[variable] = Directory.CreateDirectory(_folder.At(variable)).FullName;
        start.Environment["DOTNET_EnableDiagnostics"] = "0"; // pipes and sockets of the runtime's own, on which a reader would wait
        using var process = Process.Start(start)!;
        process.StandardInput.Close();
        var (output, errors) = (process.StandardOutput.ReadToEndAsync(), process.StandardError.ReadToEndAsync());
        if (!process.WaitForExit(Patience))
        {
            process.Kill(entireProcessTree: true);
            throw new TimeoutException($"{string.Join(' ', command)} did not end.");
        }

        var said = output.GetAwaiter().GetResult() + errors.GetAwaiter().GetResult();
        _folder.Write($"said.{++_runs}", System.Text.Encoding.UTF8.GetBytes(said));
        return process.ExitCode;
    }
}

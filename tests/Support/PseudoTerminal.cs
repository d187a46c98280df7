using System.Diagnostics;

namespace PassiveDns.Tests.Support;

/// <summary>A program on a pseudo-terminal, and every octet it sends there.</summary>
public static class PseudoTerminal
{
    /// <summary>Why a test that needs one was skipped.</summary>
    public const string Missing = "script (util-linux) is not installed";

    /// <summary>Full path of script; null when it is not installed.</summary>
    public static string? Program { get; } = ExternalProgram.Find("script");

    /// <summary>Runs a program to its end with standard input, output and error on a terminal of 120 columns.</summary>
    /// <param name="command">For the shell.</param>
    /// <param name="output">Takes what came to the terminal, as the terminal's driver passed it on: line feeds are CR LF.</param>
    /// <returns>The program's exit code.</returns>
    public static int Run(string command, Stream output)
    {
        // Standard input stays open: at its end script would send EOT, and the driver would show it.
        var start = new ProcessStartInfo(Program!, ["-q", "-e", "-E", "never", "-c", $"stty cols 120 rows 40; {command}", "/dev/null"])
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        start.Environment["TERM"] = "xterm-256color";
        start.Environment["LC_ALL"] = "C.UTF-8";
        start.Environment["SHELL"] = "/bin/sh";
        using var process = Process.Start(start)!;
        var errors = process.StandardError.ReadToEndAsync();
        process.StandardOutput.BaseStream.CopyTo(output);
        process.WaitForExit();
        process.StandardInput.Close();
        if (errors.GetAwaiter().GetResult() is { Length: > 0 } complaint) throw new InvalidOperationException(complaint);
        return process.ExitCode;
    }

    /// <summary>An argument for the shell that holds any characters but NUL.</summary>
    public static string Quote(string argument) => $"'{argument.Replace("'", "'\\''", StringComparison.Ordinal)}'";
}

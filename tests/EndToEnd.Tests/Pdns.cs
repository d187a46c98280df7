using System.Diagnostics;
using System.Text.RegularExpressions;

namespace PassiveDns.EndToEnd.Tests;

/// <summary>What a run of the program left behind.</summary>
public sealed record PdnsResult(int ExitCode, string Output, string Errors)
{
    public IReadOnlyList<string> Lines => Output.Split('\n', StringSplitOptions.RemoveEmptyEntries);
}

/// <summary>The program that the variable PDNS_PROGRAM names, as it was published; without it the built one, as it lies beside the tests.</summary>
public static class Pdns
{
    private static readonly string[] Built = ["dotnet", Path.Combine(AppContext.BaseDirectory, "pdns.dll")];
    private static readonly string[] Words = Environment.GetEnvironmentVariable("PDNS_PROGRAM") is { Length: > 0 } program ? [Path.GetFullPath(program)] : Built;

    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(2);

    /// <summary>Runs one command line to its end.</summary>
    public static PdnsResult Run(params IEnumerable<string> arguments) => Run(arguments, input: null);

    /// <param name="input">What standard input holds; null for nothing.</param>
    /// <param name="variables">Environment variables on top of the test's own.</param>
    public static PdnsResult Run(IEnumerable<string> arguments, Stream? input, params (string Name, string Value)[] variables)
    {
        using var process = Start(arguments, variables);
        var output = process.StandardOutput.ReadToEndAsync();
        var errors = process.StandardError.ReadToEndAsync();
        input?.CopyTo(process.StandardInput.BaseStream);
        process.StandardInput.Close();
        if (!process.WaitForExit(Patience))
        {
            process.Kill();
            throw new TimeoutException($"pdns {string.Join(' ', arguments)} did not end.");
        }

        return new PdnsResult(process.ExitCode, output.GetAwaiter().GetResult(), errors.GetAwaiter().GetResult());
    }

    /// <summary>It is the built one, run by <c>dotnet</c>.</summary>
    public static bool IsHosted => Words == Built;

    /// <summary>The program and its arguments, for those who start it by another.</summary>
    public static IEnumerable<string> Command(IEnumerable<string> arguments) => [.. Words, .. arguments];

    /// <summary>The same with the built program, whatever the variable says.</summary>
    public static IEnumerable<string> HostedCommand(IEnumerable<string> arguments) => [.. Built, .. arguments];

    /// <summary>The program for a line of shell, which may itself stand between apostrophes.</summary>
    public static string InShell { get; } = string.Join(' ', Words.Select(word => $"\"{word}\""));

    /// <summary>A regular expression that the beginning of its command line matches, and that of no shell or terminal that runs it.</summary>
    public static string CommandLine { get; } = $"^{string.Join(' ', Words.Select(Regex.Escape))}";

    /// <summary>Starts the program with all its streams in the caller's hands.</summary>
    public static Process Start(IEnumerable<string> arguments, params (string Name, string Value)[] variables)
    {
        string[] command = [.. Command(arguments)];
        var start = new ProcessStartInfo(command[0], command[1..])
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        start.Environment.Remove("PDNS_ARCHIVE");
        foreach (var (name, value) in variables) start.Environment[name] = value;
        return Process.Start(start)!;
    }
}

using System.Diagnostics;
using System.Text;

namespace PassiveDns.Tests.Support;

/// <summary>Other people's programs, which some tests ask for a second opinion.</summary>
public static class ExternalProgram
{
    private static readonly string[] UsualFolders = ["/usr/bin", "/usr/sbin", "/usr/local/bin"];

    /// <summary>Full path of an installed program; null when there is none. The usual folders come before those of PATH.</summary>
    public static string? Find(string name) =>
        UsualFolders.Concat((Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator, StringSplitOptions.RemoveEmptyEntries))
            .Select(folder => Path.Combine(folder, name))
            .FirstOrDefault(File.Exists);

    /// <summary>Runs a program to its end.</summary>
    /// <param name="environment">Variables to set for it.</param>
    /// <returns>Its exit code and what it wrote to standard output and to standard error.</returns>
    public static (int ExitCode, string Output, string Errors) Run(
        string path, IEnumerable<string> arguments, string input, params (string Name, string Value)[] environment)
    {
        var start = new ProcessStartInfo(path, arguments)
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            StandardInputEncoding = new UTF8Encoding(encoderShouldEmitUTF8Identifier: false),
        };
        foreach (var (name, value) in environment) start.Environment[name] = value;
        using var process = Process.Start(start)!;
        var output = process.StandardOutput.ReadToEndAsync();
        var errors = process.StandardError.ReadToEndAsync();
        process.StandardInput.Write(input);
        process.StandardInput.Close();
        process.WaitForExit();
        return (process.ExitCode, output.GetAwaiter().GetResult(), errors.GetAwaiter().GetResult());
    }
}

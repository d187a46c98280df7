using System.Text;
using PassiveDns.Tui;
using PassiveDns.Tui.Commands;
using PassiveDns.Tui.Output;

namespace PassiveDns.EndToEnd.Tests;

/// <summary>The program without a process of its own, for tests of many command lines.</summary>
internal static class InProcess
{
    public static PdnsResult Run(params IEnumerable<string> arguments)
    {
        using var output = new MemoryStream();
        using var errors = new StringWriter { NewLine = "\n" };
        var context = new CommandContext { Output = output, Messages = new Messages(errors), OpenInput = () => Stream.Null };
        var code = CommandLine.Run([.. arguments], context);
        return new PdnsResult((int)code, Encoding.UTF8.GetString(output.ToArray()), errors.ToString());
    }

    /// <summary>Runs a command line that must end well.</summary>
    public static string Do(params IEnumerable<string> arguments)
    {
        var result = Run(arguments);
        return result.ExitCode == (int)ExitCode.Done ? result.Output : throw new InvalidOperationException($"pdns {string.Join(' ', arguments)}: {result}");
    }
}

using System.Text;
using PassiveDns.Tui.Commands;
using PassiveDns.Tui.Output;

namespace PassiveDns.Tui.Tests.Commands;

/// <summary>One command line in this process.</summary>
internal static class CommandRun
{
    public static (ExitCode Code, string Output, string Errors) Run(params string[] arguments)
    {
        using var output = new MemoryStream();
        using var errors = new StringWriter { NewLine = "\n" };
        var context = new CommandContext { Output = output, Messages = new Messages(errors), OpenInput = () => Stream.Null };
        var code = CommandLine.Run(arguments, context);
        return (code, Encoding.UTF8.GetString(output.ToArray()), errors.ToString());
    }

    /// <summary>What a command line prints that must end well and have nothing to say.</summary>
    public static string Output(params string[] arguments)
    {
        var (code, output, errors) = Run(arguments);
        return (code, errors) == (ExitCode.Done, "") ? output : throw new InvalidOperationException($"pdns {string.Join(' ', arguments)}: {code} {errors}");
    }

    /// <summary>All commands.</summary>
    public static System.CommandLine.RootCommand Root() => CommandLine.Build(new CommandContext
    {
        Output = Stream.Null, Messages = new Messages(TextWriter.Null), OpenInput = () => Stream.Null,
    });
}

using System.CommandLine;
using PassiveDns.Tui.Completion;

namespace PassiveDns.Tui.Commands;

/// <summary><c>pdns completion</c>: the script by which a shell completes command lines.</summary>
internal static class CompletionCommand
{
    private static readonly (string Name, Action<CompletedCommand, TextWriter> Write)[] Shells =
    [
        ("bash", BashScript.Write),
        ("zsh", ZshScript.Write),
        ("fish", FishScript.Write),
        ("powershell", PowerShellScript.Write),
    ];

    public static Command Build(CommandContext context)
    {
        var shell = new Argument<string>("shell")
        {
            HelpName = "SHELL",
            Description = $"{string.Join(", ", Shells[..^1].Select(one => one.Name))} or {Shells[^1].Name}.",
        };
        shell.CompletionSources.Add([.. Shells.Select(one => one.Name)]);
        var command = new DocumentedCommand("completion", "The script by which a shell completes pdns's command lines.")
        {
            Remarks = "The shell reads the script once; nothing is started for a completion. Commands, options, formats, types, sort keys and paths are completed. "
                + "In PowerShell: pdns completion powershell | Out-String | Invoke-Expression",
            Examples =
            [
                ("pdns completion bash > ~/.pdns-completion", "for a line in ~/.bashrc: source ~/.pdns-completion"),
                ("pdns completion zsh > ~/.zfunc/_pdns", "for zsh, with ~/.zfunc in fpath"),
                ("pdns completion fish > ~/.config/fish/completions/pdns.fish", "for fish"),
            ],
        };
        command.Arguments.Add(shell);
        command.SetAction(parsed => (int)Run(parsed.GetRequiredValue(shell), context));
        return command;
    }

    /// <exception cref="UsageException">There is no script for this shell.</exception>
    private static ExitCode Run(string name, CommandContext context)
    {
        var (_, write) = Array.Find(Shells, one => one.Name == name);
        if (write is null) throw new UsageException($"there is no script for '{name}'; there is one for {string.Join(", ", Shells.Select(one => one.Name))}");
        using var text = context.OpenText();
        write(CompletedCommand.Of(CommandLine.Build(context)), text);
        return ExitCode.Done;
    }
}

using System.CommandLine;
using System.CommandLine.Help;
using PassiveDns.Tui.Output;

namespace PassiveDns.Tui.Commands;

/// <summary>The program's command line: all subcommands, and what becomes of their outcome.</summary>
public static class CommandLine
{
    private static readonly (string Name, Func<CommandContext, Command> Build)[] Commands =
    [
        ("open", OpenCommand.Build),
        ("ingest", IngestCommand.Build),
        ("lookup", LookupCommand.Build),
        ("subdomains", SubdomainsCommand.Build),
        ("search", SearchCommand.Build),
        ("evidence", EvidenceCommand.Build),
        ("sources", SourcesCommand.Build),
        ("info", InfoCommand.Build),
        ("export", ExportCommand.Build),
        ("verify", VerifyCommand.Build),
        ("merge", MergeCommand.Build),
        ("tui", TuiCommand.Build),
    ];

    /// <summary>Runs one command line. Throws nothing that a user can bring about.</summary>
    public static ExitCode Run(string[] arguments, CommandContext context)
    {
        var root = Build(context, arguments.FirstOrDefault());
        var parsed = root.Parse(arguments, new ParserConfiguration { ResponseFileTokenReplacer = null });
        if (parsed.Errors.Count > 0) return Refuse(parsed, context.Messages);
        try
        {
            using var text = context.OpenText();
            var configuration = new InvocationConfiguration
            {
                Output = text,
                EnableDefaultExceptionHandler = false,
                ProcessTerminationTimeout = null,
            };
            var code = (ExitCode)parsed.Invoke(configuration);
            text.Flush();
            context.Output.Flush();
            return code;
        }
        catch (IOException e) when (ProcessStreams.IsBrokenPipe(e))
        {
            return ExitCode.Done; // the reader has seen enough
        }
        catch (Exception e) when (Failure.Explain(e) is not null)
        {
            var (code, sentence) = Failure.Explain(e)!.Value;
            context.Messages.Write($"pdns {parsed.CommandResult.Command.Name}: {sentence}");
            return code;
        }
    }

    /// <param name="only">The one command to build where it is known: the others would only cost start-up time.</param>
    internal static RootCommand Build(CommandContext context, string? only = null)
    {
        var root = new RootCommand("Passive DNS from packet captures: what names pointed to, and when.");
        var wanted = Array.Exists(Commands, command => command.Name == only) ? only : null;
        foreach (var (name, build) in Commands)
        {
            if (wanted is null || name == wanted) root.Subcommands.Add(build(context));
        }

        foreach (var option in root.Options)
        {
            if (option is HelpOption help) help.Action = new HelpPage();
        }

        return root;
    }

    private static ExitCode Refuse(ParseResult parsed, Messages messages)
    {
        var command = parsed.CommandResult.Command is RootCommand ? "pdns" : $"pdns {parsed.CommandResult.Command.Name}";
        var sentence = parsed.UnmatchedTokens is [var token, ..] ? $"there is no '{token}'" : parsed.Errors[0].Message.TrimEnd('.');
        messages.Write($"{command}: {sentence}. See {command} --help.");
        return ExitCode.Usage;
    }
}

using System.CommandLine;
using System.CommandLine.Help;
using PassiveDns.Tui.Output;

namespace PassiveDns.Tui.Commands;

/// <summary>The program's command line: all subcommands, and what becomes of their outcome.</summary>
public static class CommandLine
{
    /// <summary>Runs one command line. Throws nothing that a user can bring about.</summary>
    public static ExitCode Run(string[] arguments, CommandContext context)
    {
        var parsed = Build(context).Parse(arguments, new ParserConfiguration { ResponseFileTokenReplacer = null });
        if (parsed.Errors.Count > 0) return Refuse(parsed, context.Messages);
        try
        {
            using var text = context.OpenText();
            var configuration = new InvocationConfiguration { Output = text, EnableDefaultExceptionHandler = false, ProcessTerminationTimeout = null };
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

    internal static RootCommand Build(CommandContext context)
    {
        var root = new RootCommand("Passive DNS from packet captures: what names pointed to, and when.")
        {
            OpenCommand.Build(context),
            IngestCommand.Build(context),
            LookupCommand.Build(context),
            SubdomainsCommand.Build(context),
            SearchCommand.Build(context),
            SourcesCommand.Build(context),
            InfoCommand.Build(context),
            ExportCommand.Build(context),
            VerifyCommand.Build(context),
            MergeCommand.Build(context),
            TuiCommand.Build(context),
        };
        foreach (var option in root.Options)
        {
            if (option is HelpOption help) help.Action = new HelpPage();
        }

        return root;
    }

    private static ExitCode Refuse(ParseResult parsed, Messages messages)
    {
        var command = parsed.CommandResult.Command is RootCommand ? "pdns" : $"pdns {parsed.CommandResult.Command.Name}";
        var sentence = parsed.UnmatchedTokens.Count > 0 ? $"there is no '{parsed.UnmatchedTokens[0]}'" : parsed.Errors[0].Message.TrimEnd('.');
        messages.Write($"{command}: {sentence}. See {command} --help.");
        return ExitCode.Usage;
    }
}

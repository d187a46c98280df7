using System.CommandLine;
using System.CommandLine.Help;
using System.CommandLine.Parsing;
using PassiveDns.Tui.Output;

namespace PassiveDns.Tui.Commands;

/// <summary>The program's command line: all subcommands, and what becomes of their outcome.</summary>
public static class CommandLine
{
    private static readonly (string Name, Func<CommandContext, Command> Build)[] Commands =
    [
        ("open", OpenCommand.Build),
        ("ingest", IngestCommand.Build),
        ("tap", TapCommand.Build),
        ("lookup", LookupCommand.Build),
        ("subdomains", SubdomainsCommand.Build),
        ("domains", DomainsCommand.Build),
        ("search", SearchCommand.Build),
        ("timeline", TimelineCommand.Build),
        ("pivot", PivotCommand.Build),
        ("diff", DiffCommand.Build),
        ("evidence", EvidenceCommand.Build),
        ("case", CaseCommand.Build),
        ("sources", SourcesCommand.Build),
        ("info", InfoCommand.Build),
        ("export", ExportCommand.Build),
        ("verify", VerifyCommand.Build),
        ("merge", MergeCommand.Build),
        ("verify-bailiwick", VerifyBailiwickCommand.Build),
        ("compact", CompactCommand.Build),
        ("rollup", RollupCommand.Build),
        ("tui", TuiCommand.Build),
        ("help", HelpCommand.Build),
        ("man", ManCommand.Build),
        ("completion", CompletionCommand.Build),
    ];

    /// <summary>The names of all commands.</summary>
    internal static IEnumerable<string> Names => Commands.Select(command => command.Name);

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
            context.Messages.Write($"{HelpPage.NameOf(parsed.CommandResult.Command)}: {sentence}");
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
            option.Description = option is HelpOption ? "This page; behind a command, the command's own." : "The version of pdns.";
        }

        return root;
    }

    /// <summary>The command that some words name, as <c>sources remove</c>; the root for none.</summary>
    /// <exception cref="UsageException">There is none.</exception>
    internal static Command Find(RootCommand root, IReadOnlyList<string> words)
    {
        Command command = root;
        foreach (var word in words)
        {
            command = command.Subcommands.FirstOrDefault(one => one.Name == word)
                ?? throw new UsageException($"there is no topic or command '{string.Join(' ', words)}'; pdns help lists them");
        }

        return command;
    }

    private static ExitCode Refuse(ParseResult parsed, Messages messages)
    {
        var command = HelpPage.NameOf(parsed.CommandResult.Command);
        var clause = parsed.UnmatchedTokens is [var token, ..] ? $"there is no '{token}'" : Clause(parsed.Errors[0]);
        messages.Write($"{command}: {clause}. See {command} --help.");
        return ExitCode.Usage;
    }

    /// <summary>What is wrong, in our words; the refusals of our own options come as messages of the library.</summary>
    private static string Clause(ParseError error) => error.SymbolResult switch
    {
        OptionResult { IdentifierToken: null } option => $"{option.Option.Name} {option.Option.HelpName} is missing",
        OptionResult { IdentifierTokenCount: > 1, Option.Arity.MaximumNumberOfValues: 1 } option =>
            $"{option.IdentifierToken} is given more than once",
        OptionResult { Tokens.Count: 0, Option.Arity.MinimumNumberOfValues: > 0 } option =>
            $"{option.IdentifierToken} lacks its {option.Option.HelpName?.Split(',')[0]}",
        ArgumentResult { Tokens.Count: 0, Argument: var argument } => $"{argument.HelpName} is missing",
        CommandResult { Command: RootCommand } => "a command is missing",
        CommandResult command => $"{command.Command.Arguments[0].HelpName} is missing",
        _ => error.Message.TrimEnd('.'),
    };
}

using System.CommandLine;
using System.CommandLine.Invocation;
using PassiveDns.Tui.Manual;

namespace PassiveDns.Tui.Commands;

/// <summary>Prints a command's help: usage, options by group, examples. Every line fits 80 columns.</summary>
internal sealed class HelpPage : SynchronousCommandLineAction
{
    private const int Columns = 80;
    private const int TermColumns = 28; // of an option's names; the description starts behind them

    public override bool ClearsParseErrors => true;

    public override int Invoke(ParseResult parseResult)
    {
        Write(parseResult.CommandResult.Command, parseResult.InvocationConfiguration.Output);
        return (int)ExitCode.Done;
    }

    public static void Write(Command command, TextWriter output)
    {
        output.WriteLine(command.Description);
        output.WriteLine();
        foreach (var usage in Usages(command)) output.WriteLine($"  {usage}");
        if (command is not DocumentedCommand documented)
        {
            WriteSubcommands(command, output);
            output.WriteLine();
            output.WriteLine("  pdns COMMAND --help says more and shows examples.");
            output.WriteLine("  pdns help lists topics: how to write times, what formats hold, exit codes ...");
            WriteGroup("Options", [.. command.Options], output);
            return;
        }

        if (documented.Remarks.Length > 0) output.WriteLine();
        if (documented.Remarks.Length > 0) WriteFolded("", documented.Remarks, 0, output);
        if (command.Arguments.Count > 0) output.WriteLine();
        foreach (var argument in command.Arguments)
            WriteTerm(argument.HelpName ?? argument.Name, argument.Description, TermColumns, output);
        foreach (var (title, options) in documented.Groups) WriteGroup(title, options, output);
        if (command.Subcommands.Count > 0) WriteSubcommands(command, output);
        WriteExamples(documented, output);
        WriteTopics(documented, output);
    }

    /// <summary>As on the command line: <c>pdns</c>, then the command, then its own.</summary>
    public static string NameOf(Command command) =>
        command.Parents.OfType<Command>().FirstOrDefault() is { } parent ? $"{NameOf(parent)} {command.Name}" : "pdns";

    /// <summary>The command line, each form in a line: arguments, options that have to be there, <c>[options]</c> for the others.</summary>
    public static IReadOnlyList<string> Usages(Command command)
    {
        if (command is RootCommand) return ["pdns COMMAND ..."];
        if (command is DocumentedCommand { Forms.Count: > 0 } documented) return documented.Forms;
        var arguments = command.Arguments.Select(Usage);
        var required = command.Options.Where(option => option.Required).Select(option => $"{option.Name} {option.HelpName}");
        var others = command.Options.Any(option => !option.Required && !option.Hidden) ? new[] { "[options]" } : [];
        return [string.Join(' ', [NameOf(command), .. arguments, .. required, .. others])];
    }

    /// <summary>An argument's name, dots where it may come again, brackets where it may be left out.</summary>
    private static string Usage(Argument argument)
    {
        var name = argument.Arity.MaximumNumberOfValues > 1 ? $"{argument.HelpName} ..." : argument.HelpName!;
        return argument.Arity.MinimumNumberOfValues == 0 ? $"[{name}]" : name;
    }

    public static void WriteSubcommands(Command command, TextWriter output)
    {
        output.WriteLine();
        output.WriteLine("Commands:");
        var columns = command.Subcommands.Max(subcommand => subcommand.Name.Length) + 4;
        foreach (var subcommand in command.Subcommands) WriteTerm(subcommand.Name, subcommand.Description, columns, output);
    }

    private static void WriteGroup(string title, Option[] options, TextWriter output)
    {
        output.WriteLine();
        output.WriteLine($"{title}:");
        foreach (var option in options.Where(option => !option.Hidden)) WriteTerm(Names(option), option.Description, TermColumns, output);
    }

    /// <summary>Short names before long ones, then what the option takes.</summary>
    public static string Names(Option option)
    {
        var names = string.Join(", ", NamesOf(option));
        return HasValue(option) ? $"{names} {option.HelpName}" : names;
    }

    /// <summary>Short names before long ones; without those of other systems, and without <c>-?</c>, which shells take for a pattern.</summary>
    public static IReadOnlyList<string> NamesOf(Option option) =>
        [.. option.Aliases.Append(option.Name).Where(name => name[0] == '-' && !name.Contains('?', StringComparison.Ordinal)).OrderBy(name => name.Length)];

    public static bool HasValue(Option option) => option.Arity.MaximumNumberOfValues > 0 && option.HelpName is not null;

    private static void WriteExamples(DocumentedCommand command, TextWriter output)
    {
        if (command.Examples.Count == 0) return;
        output.WriteLine();
        output.WriteLine("Examples:");
        foreach (var (commandLine, purpose) in command.Examples)
        {
            output.WriteLine($"  {commandLine}");
            output.WriteLine($"      {purpose}");
        }
    }

    private static void WriteTopics(Command command, TextWriter output)
    {
        var topics = Topics.About(command);
        if (topics.Count == 0) return;
        output.WriteLine();
        WriteFolded("", $"More by pdns help TOPIC: {string.Join(", ", topics.Select(topic => topic.Name))}.", 0, output);
    }

    /// <summary>A term and behind it its description.</summary>
    public static void WriteTerm(string term, string? description, int termColumns, TextWriter output)
    {
        var lead = $"  {term}".PadRight(termColumns);
        if (term.Length + 4 > termColumns)
        {
            output.WriteLine(lead);
            lead = new string(' ', termColumns);
        }

        WriteFolded(lead, description ?? "", termColumns, output);
    }

    /// <summary>Text behind a lead, folded at words; further lines are indented.</summary>
    private static void WriteFolded(string lead, string text, int indent, TextWriter output)
    {
        var line = lead;
        foreach (var word in text.Split(' '))
        {
            if (line.Length > indent && line.Length + 1 + word.Length > Columns)
            {
                output.WriteLine(line);
                line = new string(' ', indent);
            }

            line += line.Length > indent ? " " + word : word;
        }

        output.WriteLine(line);
    }
}

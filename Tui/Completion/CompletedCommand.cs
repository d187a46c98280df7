using System.CommandLine;
using PassiveDns.Tui.Commands;

namespace PassiveDns.Tui.Completion;

/// <summary>A command as the scripts for the shells need it: made of the same table as the help pages.</summary>
/// <param name="Path">As on the command line: <c>pdns sources remove</c>.</param>
/// <param name="Argument">For whatever is not an option.</param>
/// <param name="Subcommands">Where there are any, they stand in the place of the first argument.</param>
internal sealed record CompletedCommand(
    string Path, string Description, IReadOnlyList<CompletedOption> Options, Offer Argument, IReadOnlyList<CompletedCommand> Subcommands)
{
    public string Name => Path[(Path.LastIndexOf(' ') + 1)..];

    /// <summary>The command and all below it.</summary>
    public IEnumerable<CompletedCommand> All => Subcommands.SelectMany(command => command.All).Prepend(this);

    public static CompletedCommand Of(Command command) => Of(command, []);

    /// <param name="inherited">Options of the commands above that hold here too: help.</param>
    private static CompletedCommand Of(Command command, IReadOnlyList<Option> inherited)
    {
        Option[] recursive = [.. inherited, .. command.Options.Where(option => option.Recursive)];
        return new CompletedCommand(
            HelpPage.NameOf(command),
            FirstSentence(command.Description),
            [.. command.Options.Concat(inherited).Where(option => !option.Hidden).Select(CompletedOption.Of)],
            command.Arguments is [var argument, ..] ? Offer.Of(argument) : Offer.None,
            [.. command.Subcommands.Where(one => !one.Hidden).Select(one => Of(one, recursive))]);
    }

    /// <summary>Shells show one line; a dot inside a word or before <c>/</c> ends no sentence.</summary>
    public static string FirstSentence(string? text)
    {
        var end = (text ?? "").IndexOf(". ", StringComparison.Ordinal);
        return (end < 0 ? text ?? "" : text![..end]).TrimEnd('.');
    }
}

/// <summary>An option of a <see cref="CompletedCommand"/>.</summary>
/// <param name="Names">As written, with their dashes; the long one last.</param>
/// <param name="Value">Null for a flag.</param>
/// <param name="IsValueOptional">The option may stand alone.</param>
/// <param name="IsRepeatable">May be given more than once.</param>
internal sealed record CompletedOption(IReadOnlyList<string> Names, string Description, Offer? Value, bool IsValueOptional, bool IsRepeatable)
{
    public static CompletedOption Of(Option option)
    {
        var hasValue = HelpPage.HasValue(option);
        return new CompletedOption(
            HelpPage.NamesOf(option),
            CompletedCommand.FirstSentence(option.Description),
            hasValue ? Offer.Of(option) : null,
            hasValue && option.Arity.MinimumNumberOfValues == 0,
            hasValue && option.Arity.MaximumNumberOfValues > 1);
    }
}

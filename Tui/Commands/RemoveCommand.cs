using System.CommandLine;
using PassiveDns.Indexer;
using PassiveDns.Indexer.Catalog;
using PassiveDns.Indexer.Maintenance;
using PassiveDns.Tui.Arguments;
using PassiveDns.Tui.Output;

namespace PassiveDns.Tui.Commands;

/// <summary><c>pdns sources remove</c>: sources taken out of an archive, without a trace in its answers.</summary>
internal static class RemoveCommand
{
    private const int MostSources = 100_000;

    /// <param name="archive">The option of <c>pdns sources</c>, which may stand before or after <c>remove</c>.</param>
    public static Command Build(Option<string> archive, CommandContext context)
    {
        var sources = new Argument<string[]>("source")
        {
            HelpName = "SOURCE",
            Arity = new ArgumentArity(1, MostSources),
            Description = "A path, or 6 or more digits of a SHA-256, as pdns sources shows them.",
        };
        var dryRun = DryRun();
        var noIndex = IngestCommand.NoIndex();
        var command = new DocumentedCommand("remove", "Take sources out of an archive.")
        {
            Remarks = "The archive then answers as if it had never held them; the log keeps that it did. All go in one commit, or none does. "
                + "It needs room for a second copy of the runs they are in. A source may be taken in again later.",
            Examples = [("pdns sources remove 3daa7113 tap/monday.pcap --dry-run", "what would go, and how much would be written anew")],
        };
        command.Arguments.Add(sources);
        command.AddGroup("Options", dryRun, archive, noIndex);
        command.SetAction(parsed => (int)Run(
            parsed.GetRequiredValue(archive), parsed.GetRequiredValue(sources), parsed.GetValue(dryRun), !parsed.GetValue(noIndex), context));
        return command;
    }

    public static Option<bool> DryRun() => CommonOptions.Flag("--dry-run", "Only say what would be done.");

    public static ExitCode Run(string folder, IReadOnlyList<string> names, bool isDryRun, bool withNamesIndex, CommandContext context)
    {
        using var archive = isDryRun ? Archive.OpenRead(folder) : Archive.OpenExisting(folder);
        using var text = context.OpenText();
        var code = ArchiveDamage.Report(archive, context.Messages);
        var sources = names.Select(name => SourceArgument.Find(archive, name)).Distinct().ToList();
        var plan = SourceRemoval.Plan(archive, sources);
        var change = new SourceChange { Plan = plan, Logged = sources, Outcome = IngestOutcome.Removed };
        SourcesCommand.WriteTable(sources, text);
        if (isDryRun)
        {
            text.WriteLine($"{Quantity.Count(sources.Count, "source")} would be removed, and written anew: {change.Extent}");
            return code;
        }

        code = Failure.Worse(code, change.CarryOut(
            archive, () => SourceRemoval.Remove(archive, plan, context.Interruption), withNamesIndex, text, context));
        text.WriteLine($"{Quantity.Count(sources.Count, "source")} removed, and written anew: {change.Extent}");
        text.WriteLine($"{TerminalText.Sanitise(folder)}: {ArchiveOverview.Extent(archive)}");
        return code;
    }
}

using System.CommandLine;
using PassiveDns.Formats;
using PassiveDns.Formats.Records;
using PassiveDns.Indexer;
using PassiveDns.Tui.Output;

namespace PassiveDns.Tui.Commands;

/// <summary><c>pdns sources</c>: what an archive was made from.</summary>
internal static class SourcesCommand
{
    private const int ShortSha256 = 12; // digits: enough to tell sources apart at a glance; jsonl has them all

    public static Command Build(CommandContext context)
    {
        var format = CommonOptions.Format(OutputFormat.Table, OutputFormat.Jsonl);
        var archive = CommonOptions.Archive(context);
        var command = new DocumentedCommand("sources", "The captures that an archive was made from.")
        {
            Remarks = "A source is known by its SHA-256, whatever its name.",
            Examples =
            [
                ("pdns sources", "one line each"),
                ("pdns sources --format jsonl", "all that is recorded: SHA-256, account, damage, tool, options"),
                ("pdns sources remove 3daa7113 --dry-run", "what taking one out would do"),
            ],
        };
        command.AddGroup("Options", format, archive);
        command.Subcommands.Add(RemoveCommand.Build(archive, context));
        command.SetAction(parsed => (int)Run(parsed.GetRequiredValue(archive), parsed.GetValue(format), context));
        return command;
    }

    public static ExitCode Run(string archiveFolder, OutputFormat format, CommandContext context)
    {
        using var archive = Archive.OpenRead(archiveFolder);
        var sources = archive.Sources.OrderBy(source => source.FirstPacketMilliseconds)
            .ThenBy(source => source.Path, StringComparer.Ordinal).ThenBy(source => source.Sha256, StringComparer.Ordinal);
        if (format == OutputFormat.Jsonl) WriteLines(sources, context.Output);
        else WriteTable(sources, context);
        context.Output.Flush();
        context.Messages.Write($"{Quantity.Count(archive.Sources.Count, "source")}");
        return ArchiveDamage.Report(archive, context.Messages);
    }

    private static void WriteLines(IEnumerable<SourceRecord> sources, Stream output)
    {
        var lines = new SourceJsonLines(output);
        foreach (var source in sources) lines.Write(source);
    }

    private static void WriteTable(IEnumerable<SourceRecord> sources, CommandContext context)
    {
        using var text = context.OpenText();
        WriteTable(sources, text);
    }

    /// <summary>One line for each source.</summary>
    public static void WriteTable(IEnumerable<SourceRecord> sources, TextWriter text)
    {
        var table = new TextTable(
            text, promptly: false, new("sha256"), new("first"), new("last"), new("frames", IsNumber: true),
            new("responses", IsNumber: true), new("damage", IsNumber: true), new("path"));
        foreach (var source in sources)
        {
            table.Add(
                source.Sha256[..ShortSha256],
                Time(source.FirstPacketMilliseconds),
                Time(source.LastPacketMilliseconds),
                Quantity.Number(source.Accounting.FramesRead),
                Quantity.Number(source.Accounting[FrameOutcome.Response]),
                source.Damage.Count == 0 ? "" : Quantity.Number(source.Damage.Count),
                source.Path);
        }

        table.Flush();
    }

    private static string Time(long? milliseconds) => milliseconds is { } time ? UtcText.Seconds(time) : "-";
}

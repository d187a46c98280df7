using System.CommandLine;
using PassiveDns.Formats;
using PassiveDns.Formats.Dns.RData;
using PassiveDns.Indexer;
using PassiveDns.Indexer.Maintenance;
using PassiveDns.Tui.Output;

namespace PassiveDns.Tui.Commands;

/// <summary><c>pdns info</c>: an archive in figures.</summary>
internal static class InfoCommand
{
    private const int Columns = 80;

    public static Command Build(CommandContext context)
    {
        var archive = CommonOptions.Archive(context);
        var command = new DocumentedCommand("info", "An archive in figures: RRsets by type, runs, octets on disk.");
        command.AddGroup("Options", archive);
        command.SetAction(parsed => (int)Run(parsed.GetRequiredValue(archive), context));
        return command;
    }

    public static ExitCode Run(string archiveFolder, CommandContext context)
    {
        using var archive = Archive.OpenRead(archiveFolder);
        var info = ArchiveInfo.Read(archive, context.Interruption);
        using var text = context.OpenText();
        text.WriteLine($"archive       {TerminalText.Sanitise(archiveFolder)}");
        text.WriteLine($"id            {info.Id}, generation {Quantity.Number(info.Generation)}");
        text.WriteLine($"sources       {Quantity.Number(info.Sources)}");
        text.WriteLine($"RRsets        {Quantity.Number(info.RRsets)}");
        text.WriteLine($"sightings     {Quantity.Number(info.Sightings)}");
        text.WriteLine($"observations  {Quantity.Number(info.Observations)}");
        if (info.Window is { FirstMilliseconds: var first, LastMilliseconds: var last })
            text.WriteLine($"time          {UtcText.Seconds(first)} .. {UtcText.Seconds(last)}");
        var types = info.RRsetsByType.OrderByDescending(pair => pair.Value).ThenBy(pair => pair.Key);
        var parts = info.Components.Where(part => part.Octets > 0);
        WriteList("status", info.SightingsByStatus.Select(pair => $"{StatusText.Of(pair.Key)} {Quantity.Number(pair.Value)}"), text);
        WriteList("types", types.Select(pair => $"{RDataTypes.Mnemonic(pair.Key)} {Quantity.Number(pair.Value)}"), text);
        WriteList("octets", parts.Select(part => $"{part.Component} {Quantity.Octets(part.Octets)}"), text);
        text.WriteLine();
        WriteRuns(info, text);
        return ArchiveDamage.Report(archive, context.Messages);
    }

    /// <summary>Words behind a title, folded.</summary>
    private static void WriteList(string title, IEnumerable<string> words, TextWriter text)
    {
        var line = title.PadRight(12);
        foreach (var word in words)
        {
            if (line.Length + 2 + word.Length > Columns)
            {
                text.WriteLine(line);
                line = new string(' ', 12);
            }

            line += "  " + word;
        }

        text.WriteLine(line);
    }

    private static void WriteRuns(ArchiveInfo info, TextWriter text)
    {
        var table = new TextTable(
            text, promptly: false, new("run"), new("level", IsNumber: true), new("sources", IsNumber: true),
            new("RRsets", IsNumber: true), new("sightings", IsNumber: true), new(".rrset", IsNumber: true), new(".rdata", IsNumber: true));
        foreach (var run in info.Runs)
        {
            table.Add(
                run.Name, Quantity.Number(run.Level), Quantity.Number(run.Sources),
                Quantity.Number(run.RRsets), Quantity.Number(run.Sightings),
                Quantity.Octets(run.RRsetOctets), Quantity.Octets(run.RDataOctets));
        }

        table.Flush();
    }
}

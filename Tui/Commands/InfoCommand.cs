using System.CommandLine;
using System.Globalization;
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
        var format = CommonOptions.Format(OutputFormat.Table, OutputFormat.Jsonl);
        var archive = CommonOptions.Archive(context);
        var command = new DocumentedCommand("info", "An archive in figures: RRsets by type, runs, octets on disk.")
        {
            Remarks = "It also says how often each octet has been written on average: once as it was taken in, and once by each compaction since. "
                + "A run's level counts its compactions.",
            Examples = [("pdns info --format jsonl | jq .components", "what each part takes")],
        };
        command.AddGroup("Options", format, archive);
        command.SetAction(parsed => (int)Run(parsed.GetRequiredValue(archive), parsed.GetValue(format), context));
        return command;
    }

    public static ExitCode Run(string archiveFolder, OutputFormat format, CommandContext context)
    {
        using var archive = Archive.OpenRead(archiveFolder);
        var info = ArchiveInfo.Read(archive, context.Interruption);
        if (format == OutputFormat.Jsonl) ArchiveInfoJson.Write(info, context.Output);
        else WriteText(archiveFolder, info, archive.Bailiwick, context);
        return ArchiveDamage.Report(archive, context.Messages);
    }

    /// <summary>What <see cref="ArchiveCompactor.WriteAmplification"/> says, in words.</summary>
    public static string WriteAmplification(double times) => string.Create(CultureInfo.InvariantCulture, $"each octet written {times:0.0} times so far");

    private static void WriteText(string archiveFolder, ArchiveInfo info, BailiwickState bailiwick, CommandContext context)
    {
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
        WriteList("status", info.SightingsByStatus.Select(pair => $"{StatusText.Of(pair.Key)} {Quantity.Number(pair.Value)}"), text);
        WriteList("types", types.Select(pair => $"{RDataTypes.Mnemonic(pair.Key)} {Quantity.Number(pair.Value)}"), text);
        text.WriteLine($"bailiwick     {Quantity.Count(bailiwick.Zones, "zone")} verified{(bailiwick.IsCurrent ? "" : "; sources are newer: pdns verify-bailiwick")}");
        if (info.NegativesByKind.Count > 0)
            WriteList("negative", info.NegativesByKind.Select(pair => $"{NegativeText.Of(pair.Key)} {Quantity.Number(pair.Value)}"), text);
        if (info.DomainDays > 0) text.WriteLine($"domains       {DomainDays(info)}");
        text.WriteLine($"runs          {Quantity.Number(info.Runs.Count)}; {WriteAmplification(info.WriteAmplification)}");
        text.WriteLine();
        WriteComponents(info, text);
        text.WriteLine();
        WriteRuns(info, text);
    }

    private static string DomainDays(ArchiveInfo info)
    {
        var octets = info.Runs.Sum(run => run.DomainOctets) / (double)info.DomainDays;
        return $"{Quantity.Count(info.DomainDays, "domain-day")} of {Quantity.Number(info.Queries)} queries, "
            + string.Create(CultureInfo.InvariantCulture, $"{octets:0.0} octets each");
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

    private static void WriteComponents(ArchiveInfo info, TextWriter text)
    {
        var table = new TextTable(
            text, promptly: false, new("component"), new("octets", IsNumber: true), new("per RRset", IsNumber: true), new("share", IsNumber: true));
        var total = info.Components.Sum(part => part.Octets);
        foreach (var part in info.Components.Where(part => part.Octets > 0)) Add(part.Component, part.Octets);
        Add("all", total);
        table.Flush();

        void Add(string component, long octets) => table.Add(
            component,
            Quantity.Octets(octets),
            string.Create(CultureInfo.InvariantCulture, $"{octets / (double)Math.Max(info.RRsets, 1):0.0}"),
            string.Create(CultureInfo.InvariantCulture, $"{100 * octets / (double)Math.Max(total, 1):0.0} %"));
    }

    private static void WriteRuns(ArchiveInfo info, TextWriter text)
    {
        var table = new TextTable(
            text, promptly: false, new("run"), new("tier", IsNumber: true), new("level", IsNumber: true), new("sources", IsNumber: true),
            new("RRsets", IsNumber: true), new("sightings", IsNumber: true), new(".rrset", IsNumber: true), new(".rdata", IsNumber: true));
        foreach (var run in info.Runs)
        {
            table.Add(
                run.Name, Quantity.Number(run.Tier), Quantity.Number(run.Level), Quantity.Number(run.Sources),
                Quantity.Number(run.RRsets), Quantity.Number(run.Sightings),
                Quantity.Octets(run.RRsetOctets), Quantity.Octets(run.RDataOctets));
        }

        table.Flush();
    }
}

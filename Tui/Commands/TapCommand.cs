using System.CommandLine;
using PassiveDns.Analyzer.Capture;
using PassiveDns.Formats.Capture;
using PassiveDns.Indexer;
using PassiveDns.Tui.Ingest;
using PassiveDns.Tui.Output;
using PassiveDns.Tui.Tap;

namespace PassiveDns.Tui.Commands;

/// <summary><c>pdns tap</c>: what passes network interfaces, into an archive.</summary>
internal static class TapCommand
{
    private const int SmallestSnapLength = 64;
    private const int LargestSnapLength = 262_144; // libpcap's own limit
    private const int UsualBuffer = 32; // MiB
    private const ushort DnsPort = 53;
    private const string FilterText = "--filter";

    public static Command Build(CommandContext context)
    {
        var interfaces = new Argument<string[]>("interface")
        {
            HelpName = "IFACE",
            Arity = ArgumentArity.ZeroOrMore,
            Description = "A network interface, or several: a response is matched with its query though they pass different ones.",
        };
        var list = CommonOptions.Flag("--list", "The interfaces of this machine.");
        var archive = CommonOptions.Archive(context);
        var filter = new Option<string?>(FilterText)
        {
            Description = "What to capture, as pcap-filter(7) has it. Without it: the DNS ports and all fragments, also in VLANs.",
            HelpName = "BPF",
            Arity = ArgumentArity.ExactlyOne,
        };
        var ports = IngestCommand.Ports();
        var commit = CommonOptions.Duration("--commit", "Time from one commit to the next: so old is what a reader sees at most, and so much a power cut costs. Without it: 60s.", TapRequest.UsualCommit);
        var rotate = CommonOptions.Duration("--rotate", "Time that a source covers, with a SHA-256 and a file of its own. Without it: 1h.", TapRequest.UsualRotation);
        var write = new Option<string?>("--write")
        {
            Description = "Keep the packets too, in a pcapng.zst for each rotation. They hold addresses of clients, as the archive does not.",
            HelpName = "DIR",
            Validators = { CommonOptions.RefuseNameless },
        };
        var user = new Option<string?>("--user")
        {
            Description = "Once the interfaces are open, become this user and give up all privileges (Linux, started by root).",
            HelpName = "NAME",
        };
        var snapLength = Number("--snaplen", "Most octets to keep of a frame. Without it: 65,535.", "OCTETS", SmallestSnapLength, LargestSnapLength, new PcapOptions().SnapLength);
        var buffer = Number("--buffer", $"The system's buffer for each interface, in MiB. Without it: {UsualBuffer}.", "MIB", 1, 1_024, UsualBuffer);
        var noIndex = IngestCommand.NoIndex();
        var quiet = CommonOptions.Flag("--quiet", "Say only what went wrong.", "-q");
        var command = new DocumentedCommand("tap", "Take what passes a network interface into an archive, until interrupted.")
        {
            Remarks = "Needs libpcap (Npcap on Windows) and, on Linux, the capability CAP_NET_RAW. Ctrl-C and SIGTERM commit and end; other "
                + "commands may read and write the archive meanwhile. Frames that were lost are counted, shown, and recorded with their source. "
                + "A rotation is one source: while it goes on, pdns sources shows its parts.",
            Examples =
            [
                ("pdns tap --list", "the interfaces there are"),
                ("sudo pdns tap eth0 -a /srv/case.pdns --user pdns", "port 53 of eth0, as the user pdns"),
                ("pdns tap eth0 eth1 --write /srv/packets --rotate 15m", "both directions of an optical tap, packets kept"),
            ],
        };
        command.Arguments.Add(interfaces);
        command.AddGroup("Options", list, archive, filter, ports, commit, rotate, write, user, snapLength, buffer, noIndex, quiet);
        command.SetAction(parsed =>
        {
            if (parsed.GetValue(list)) return (int)List(context);
            string[] names = [.. (parsed.GetValue(interfaces) ?? []).Distinct()];
            if (names.Length == 0) throw new UsageException("IFACE is missing; pdns tap --list shows those there are");
            var dnsPorts = new IngestRequest { ArchiveFolder = "", Paths = [], Ports = parsed.GetValue(ports) ?? [] };
            var request = new TapRequest
            {
                ArchiveFolder = parsed.GetRequiredValue(archive),
                Interfaces = names,
                OptionText = OptionText(dnsPorts.OptionText, parsed.GetValue(filter)),
                CommitEvery = parsed.GetValue(commit),
                RotateEvery = parsed.GetValue(rotate),
                WriteFolder = parsed.GetValue(write),
                WithNamesIndex = !parsed.GetValue(noIndex),
                Quiet = parsed.GetValue(quiet),
            };
            var options = new PcapOptions
            {
                SnapLength = parsed.GetValue(snapLength),
                BufferLength = parsed.GetValue(buffer) << 20,
                Filter = parsed.GetValue(filter),
                Ports = [DnsPort, .. dnsPorts.Ports],
            };
            return (int)Run(request, options, parsed.GetValue(user), context);
        });
        return command;
    }

    public static ExitCode List(CommandContext context)
    {
        using var text = context.OpenText();
        var table = new TextTable(text, promptly: false, new("interface"), new("description"));
        foreach (var one in PcapInterface.List()) table.Add(one.Name, one.Description);
        table.Flush();
        return ExitCode.Done;
    }

    private static ExitCode Run(TapRequest request, PcapOptions options, string? user, CommandContext context)
    {
        var opened = new List<PcapInterface>();
        try
        {
            foreach (var name in request.Interfaces) opened.Add(PcapInterface.Open(name, options));
            if (user is not null) Privileges.Drop(user);
            CheckArchive(request.ArchiveFolder, context); // as the user that will write to it
            request = request with { Suffixes = Archive.SuffixesOf(request.ArchiveFolder) };
            if (request.WriteFolder is { } folder) Directory.CreateDirectory(folder);
            foreach (var one in opened) Tell(one, request, context.Messages);
        }
        catch
        {
            foreach (var one in opened) one.Dispose();
            throw;
        }

        using var tap = new LiveTap(opened, clock: context.Clock);
        using var output = context.OpenText();
        var report = new IngestReport(output, context.Messages, request.Quiet);
        using var run = new TapRun(request, tap, [.. opened.Select(Describe)], context, report, output);
        run.Run();
        return ExitCode.Done;
    }

    /// <summary>Makes the archive where there is none. That it can be written should be known before anything is captured.</summary>
    private static void CheckArchive(string folder, CommandContext context)
    {
        try
        {
            using var archive = Archive.OpenOrCreate(folder);
            ArchiveDamage.Report(archive, context.Messages);
        }
        catch (ArchiveLockedException)
        {
            // Commits wait for it.
        }
    }

    private static void Tell(PcapInterface one, TapRequest request, Messages messages)
    {
        if (!request.Quiet) messages.Write($"taps {one.Name} ({LinkTypeName.Of((int)one.LinkType)}): {one.Filter}");
    }

    /// <summary>That there was a filter is recorded; what it said may name clients, and stands with the packets only.</summary>
    private static string OptionText(string ports, string? filter) => filter is null ? ports : $"{ports} {FilterText}".TrimStart();

    private static PcapngInterfaceDescription Describe(PcapInterface one) => new()
    {
        LinkType = one.LinkType,
        SnapLength = (uint)one.SnapLength,
        Comment = $"{one.Name}, filter: {one.Filter}",
    };

    private static Option<int> Number(string name, string description, string helpName, int low, int high, int usual) => new(name)
    {
        Description = description,
        HelpName = helpName,
        DefaultValueFactory = _ => usual,
        CustomParser = result => CommonOptions.Number(result, result.Tokens[0], low, high),
    };
}
